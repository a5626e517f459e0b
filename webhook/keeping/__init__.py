"""The shop's own data: backups, everything in plain files and back, and what each column holds."""
