/**
 * Pictures from files, for sources and plugins. The codecs are WebAssembly packages, loaded when the first picture is.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { Image } from "../../media/image.ts";
import { decodeCmyk } from "./cmyk_jpeg.ts";
import { codec, CodecError, decodeWith } from "./codecs.ts";
import { openError } from "../../base/open_error.ts";
import { type ImageHeader, readImageHeader } from "./image_header.ts";
import { wholeJpeg } from "./jpeg_segments.ts";
import { isWholePng } from "./png_whole.ts";
import { firstWebpFrame } from "./webp_frame.ts";

/** The longest side and the most pixels that are decoded. */
const MAX_SIDE = 16384;
const MAX_PIXELS = 100e6;

/**
 * Decodes a PNG, JPEG or WebP, upright as its EXIF orientation says. Of an animation the first picture.
 *
 * @param source a path, or the bytes of a file
 * @param name what error messages call it; default: the path
 * @throws {ScrimError} `FORMAT` when it cannot be read, is no such picture, is damaged or too large
 */
export async function decodeImage(source: string | Uint8Array, name?: string): Promise<Image> {
  const called = name ?? (typeof source === "string" ? source : "picture");
  const bytes = typeof source === "string" ? await readBytes(source) : source;
  const header = readImageHeader(bytes);
  if (!header) {
    throw new ScrimError(`Cannot decode "${called}": not a PNG, JPEG or WebP picture`, {
      code: "FORMAT",
      hint: "convert it to one of these",
    });
  }
  const { width, height } = header;
  if (
    width < 1 || height < 1 || Math.max(width, height) > MAX_SIDE || width * height > MAX_PIXELS
  ) {
    throw new ScrimError(
      `Cannot decode "${called}": ${width}x${height} pixels, at most ${MAX_SIDE} a side and ` +
        `${MAX_PIXELS / 1e6} million wanted`,
      { code: "FORMAT", hint: "use a smaller picture" },
    );
  }
  try {
    const image = orient(await decode(header, bytes), header.orientation);
    return header.kind !== "jpeg" && header.animated ? { ...image, animated: true } : image;
  } catch (cause) {
    const why = cause instanceof CodecError
      ? `the ${header.kind} decoder says "${cause.message}"`
      : `the ${header.kind} data is damaged or cut off`;
    const detail = cause instanceof RangeError ? ` (${cause.message})` : "";
    throw new ScrimError(`Cannot decode "${called}": ${why}${detail}`, { code: "FORMAT", cause });
  }
}

async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return await Deno.readFile(path);
  } catch (cause) {
    throw openError(path, cause);
  }
}

async function decode(header: ImageHeader, bytes: Uint8Array): Promise<ImageData> {
  // The codecs take a whole buffer of their own.
  switch (header.kind) {
    case "png":
      if (!isWholePng(bytes)) throw new RangeError("a chunk is damaged");
      return await (await codec("decodePng"))(bytes.slice().buffer);
    case "jpeg": {
      const whole = wholeJpeg(bytes);
      if (header.colors === 4) return await decodeCmyk(whole, header.saysAdobe);
      return await decodeWith("decodeJpeg", whole.slice().buffer);
    }
    case "webp":
      if (header.animated) return await firstOf(bytes, header);
      return await decodeWith("decodeWebp", bytes.slice().buffer);
  }
}

/** The first picture of an animation, where it lies on a canvas that is transparent. */
async function firstOf(
  bytes: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<ImageData> {
  const { left, top, file } = firstWebpFrame(bytes);
  const { data, width: w, height: h } = await decodeWith("decodeWebp", file.buffer);
  if (left + w > width || top + h > height) throw new RangeError("its first picture is too large");
  if (w === width && h === height) return new ImageData(new Uint8ClampedArray(data), w, h);
  const canvas = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < h; row++) {
    canvas.set(data.subarray(4 * w * row, 4 * w * (row + 1)), 4 * (width * (top + row) + left));
  }
  return new ImageData(canvas, width, height);
}

/** Rotates a picture upright. */
function orient(image: ImageData, orientation: number): Image {
  const { width: w, height: h } = image;
  // Where the first pixel of the upright picture lies in the stored one, the step to its right, the step down.
  const walks: readonly (readonly [number, number, number])[] = [
    [0, 1, w],
    [w - 1, -1, w],
    [w * h - 1, -1, -w],
    [(h - 1) * w, 1, -w],
    [0, w, 1],
    [(h - 1) * w, -w, 1],
    [w * h - 1, -w, -1],
    [w - 1, w, -1],
  ];
  const [width, height] = orientation < 5 ? [w, h] : [h, w];
  const data = new Uint8ClampedArray(
    image.data.buffer as ArrayBuffer,
    image.data.byteOffset,
    4 * w * h,
  );
  if (orientation === 1) return { width, height, data };
  const [start, right, down] = walks[orientation - 1];
  const from = new Uint32Array(data.buffer, data.byteOffset, w * h);
  const into = new Uint32Array(w * h);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) into[y * width + x] = from[start + y * down + x * right];
  }
  return { width, height, data: new Uint8ClampedArray(into.buffer) };
}

/**
 * Scales a picture so that it fills the size, in linear light; what stands over is cut off on both sides alike.
 *
 * @returns a new picture, or `image` itself when it has that size
 */
export async function fitCover(image: Image, width: number, height: number): Promise<Image> {
  if (image.width === width && image.height === height) return image;
  const aspect = width / height;
  const part = cropMiddle(
    image,
    Math.max(Math.min(image.width, Math.round(image.height * aspect)), 1),
    Math.max(Math.min(image.height, Math.round(image.width / aspect)), 1),
  );
  return await stretch(part, width, height);
}

/** Scales a picture to exactly the size, in linear light. Its shape is not kept. */
export async function stretch(image: Image, width: number, height: number): Promise<Image> {
  if (image.width === width && image.height === height) return image;
  const resize = await codec("resize");
  const scaled = await resize(new ImageData(image.data, image.width, image.height), {
    width,
    height,
    method: image.width > width ? "lanczos3" : "mitchell",
    fitMethod: "stretch",
    premultiply: true,
    linearRGB: true,
  });
  return { width, height, data: new Uint8ClampedArray(scaled.data) };
}

/** Scales a picture so that all of it shows, in linear light; what the size has too much is transparent. */
export async function fitContain(image: Image, width: number, height: number): Promise<Image> {
  const scale = Math.min(width / image.width, height / image.height);
  const part = await stretch(
    image,
    Math.max(1, Math.min(width, Math.round(image.width * scale))),
    Math.max(1, Math.min(height, Math.round(image.height * scale))),
  );
  const data = new Uint8ClampedArray(4 * width * height);
  const [left, top] = [(width - part.width) >> 1, (height - part.height) >> 1];
  for (let row = 0; row < part.height; row++) {
    const from = 4 * row * part.width;
    const into = 4 * ((top + row) * width + left);
    data.set(part.data.subarray(from, from + 4 * part.width), into);
  }
  return { width, height, data };
}

/** A copy of the middle, not larger than the picture. */
export function cropMiddle(image: Image, width: number, height: number): Image {
  const [left, top] = [(image.width - width) >> 1, (image.height - height) >> 1];
  const data = new Uint8ClampedArray(4 * width * height);
  for (let row = 0; row < height; row++) {
    const from = 4 * ((top + row) * image.width + left);
    data.set(image.data.subarray(from, from + 4 * width), 4 * row * width);
  }
  return { width, height, data };
}

/** Lays a picture with alpha over black, in place. */
export function flatten(image: Image): void {
  const { data } = image;
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3];
    if (alpha === 255) continue;
    for (let k = 0; k < 3; k++) data[i + k] = data[i + k] * alpha / 255;
    data[i + 3] = 255;
  }
}
