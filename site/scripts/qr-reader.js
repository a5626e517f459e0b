// Finds a QR code in a picture: with what the browser has, else with the vendored decoder, which is loaded only then.

/** @typedef {{detect(source: ImageBitmapSource): Promise<{rawValue: string}[]>}} Detector */

/** Decoders of our own see pictures no larger than this: enough for a code across a counter, quick on an old phone. */
const SIDE = 800;

/** @returns {Promise<(video: HTMLVideoElement) => Promise<string | null>>} reads what is in front of the camera now */
export async function reader() {
  const native = await nativeDetector();
  if (native) return async (video) => (await native.detect(video))[0]?.rawValue ?? null;
  const { decodeQR } = await import("../vendor/qr-0.7.0/decode.js");
  const canvas = document.createElement("canvas");
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d", { willReadFrequently: true }));
  return async (video) => {
    const { videoWidth, videoHeight } = video;
    const share = Math.min(1, SIDE / Math.max(videoWidth, videoHeight));
    [canvas.width, canvas.height] = [Math.round(videoWidth * share), Math.round(videoHeight * share)];
    if (!canvas.width || !canvas.height) return null;
    brush.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      return decodeQR(brush.getImageData(0, 0, canvas.width, canvas.height)) || null;
    } catch {
      return null;
    }
  };
}

/** @returns {Promise<Detector | null>} */
async function nativeDetector() {
  const Native = /** @type {any} */ (globalThis).BarcodeDetector;
  const formats = await Native?.getSupportedFormats?.().catch(() => []);
  return formats?.includes("qr_code") ? new Native({ formats: ["qr_code"] }) : null;
}
