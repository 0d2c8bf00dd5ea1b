/** YUV and RGB in 16.16 fixed point, with coefficients derived from the standards' Kr and Kb. @module */
import type { Colorimetry, Frame, Packed } from "../../core/frame.ts";
import { each, pixel } from "./layouts.ts";

const ONE = 65536;

/** Real-valued constants of a colorimetry: what the standards say. */
export function constants(color: Colorimetry): {
  kr: number;
  kg: number;
  kb: number;
  offset: number;
  lumaScale: number;
  chromaScale: number;
} {
  const [kr, kb] = color.matrix === "bt709" ? [0.2126, 0.0722] : [0.299, 0.114];
  const limited = color.range === "limited";
  return {
    kr,
    kb,
    kg: 1 - kr - kb,
    offset: limited ? 16 : 0,
    lumaScale: limited ? 219 / 255 : 1,
    chromaScale: limited ? 224 / 255 : 1,
  };
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, value));
}

function fixed(value: number): number {
  return Math.round(value * ONE);
}

/** One pixel to RGB, full range. */
export function refRgb(
  y: number,
  u: number,
  v: number,
  color: Colorimetry,
): [number, number, number] {
  const { kr, kg, kb, offset, lumaScale, chromaScale } = constants(color);
  const luma = (y - offset) * fixed(1 / lumaScale);
  const red = fixed(2 * (1 - kr) / chromaScale);
  const blue = fixed(2 * (1 - kb) / chromaScale);
  const greenU = fixed(2 * (1 - kb) * kb / kg / chromaScale);
  const greenV = fixed(2 * (1 - kr) * kr / kg / chromaScale);
  const round = (value: number): number => clamp(Math.floor((value + ONE / 2) / ONE));
  return [
    round(luma + red * (v - 128)),
    round(luma - greenU * (u - 128) - greenV * (v - 128)),
    round(luma + blue * (u - 128)),
  ];
}

export function refPackRgb(frame: Frame, into: Packed): void {
  const channels = into.layout === "rgba" ? 4 : 3;
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      const u = pixel(frame.u, x >> 1, y >> 1);
      const v = pixel(frame.v, x >> 1, y >> 1);
      const at = y * into.stride + x * channels;
      into.data.set(refRgb(pixel(frame.y, x, y), u, v, frame.color), at);
      if (channels === 4) into.data[at + 3] = 255;
    }
  }
}

export function refFromRgba(picture: Packed, into: Frame): void {
  const { kr, kb, offset, lumaScale, chromaScale } = constants(into.color);
  const { width, height, stride, data } = picture;
  const channel = (x: number, y: number, c: number): number =>
    data[Math.min(y, height - 1) * stride + Math.min(x, width - 1) * 4 + c];
  const four = (x: number, y: number, c: number): number =>
    channel(2 * x, 2 * y, c) + channel(2 * x + 1, 2 * y, c) +
    channel(2 * x, 2 * y + 1, c) + channel(2 * x + 1, 2 * y + 1, c);
  // Green takes what is left, so that luma weights add up exactly and grey has no chroma.
  const yr = fixed(kr * lumaScale);
  const yb = fixed(kb * lumaScale);
  const yg = fixed(lumaScale) - yr - yb;
  const most = fixed(chromaScale / 2);
  const ur = fixed(-kr / (2 * (1 - kb)) * chromaScale);
  const vb = fixed(-kb / (2 * (1 - kr)) * chromaScale);
  each(into.y, (x, y) => {
    const sum = yr * channel(x, y, 0) + yg * channel(x, y, 1) + yb * channel(x, y, 2);
    return clamp(offset + Math.floor((sum + ONE / 2) / ONE));
  });
  const chroma = (r: number, g: number, b: number) => (x: number, y: number): number => {
    const sum = r * four(x, y, 0) + g * four(x, y, 1) + b * four(x, y, 2);
    return clamp(128 + Math.floor((sum + ONE * 2) / (ONE * 4)));
  };
  each(into.u, chroma(ur, -most - ur, most));
  each(into.v, chroma(most, -most - vb, vb));
}
