// Resolves the netlify.toml of a folder as Netlify does, for a context, and prints what came of it as JSON.
import { resolveConfig } from "@netlify/config";

const [folder, context] = process.argv.slice(2);
const { config, logs } = await resolveConfig({
  cwd: folder,
  repositoryRoot: folder,
  context,
  branch: "main",
  mode: "cli",
  offline: true,
  buffer: true,
});
process.stdout.write(JSON.stringify({ config, logs }));
