/**
 * The page of `chromium.ts`: MediaPipe's segmenter as a web application uses it.
 */
const FRAME_MS = 33;
let segmenter;
let images = [];
let timestamp = 0;

async function bytesOf(path) {
  return new Uint8Array(await (await fetch(path)).arrayBuffer());
}

/** Loads the model and the pictures. */
globalThis.start = async ({ width, height, count }) => {
  images = await Promise.all(Array.from({ length: count }, async (_, i) => {
    const data = await bytesOf(`/frame/${i}`);
    return new ImageData(new Uint8ClampedArray(data.buffer), width, height);
  }));
  const { ImageSegmenter } = await import(new URL("/vision_bundle.mjs", location.href).href);
  segmenter = await ImageSegmenter.createFromOptions(
    {
      wasmLoaderPath: "/vision_wasm_internal.js",
      wasmBinaryPath: "/vision_wasm_internal.wasm",
    },
    {
      runningMode: "VIDEO",
      outputCategoryMask: false,
      outputConfidenceMasks: true,
      baseOptions: { delegate: "CPU", modelAssetBuffer: await bytesOf("/model") },
    },
  );
};

/** The milliseconds of each inference, its mask in JavaScript's hands. */
globalThis.infer = async ({ frames, everyMs }) => {
  const took = [];
  for (let i = 0; i < frames; i++) {
    const start = performance.now();
    segmenter.segmentForVideo(images[i % images.length], timestamp += FRAME_MS, (result) => {
      result.confidenceMasks[0].getAsFloat32Array();
    });
    took.push(performance.now() - start);
    const rest = everyMs - (performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, Math.max(rest, 0)));
  }
  return took;
};
