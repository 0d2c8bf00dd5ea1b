/** YUV and RGB in whole numbers, with coefficients derived from the standards' Kr and Kb. @module */
import type { Colorimetry, Frame, Packed } from "../../core/media/frame.ts";
import { each, pixel } from "./layouts.ts";

const ONE = 32768;

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

/** `value * factor / 32768`, to nearest, halves up. */
function scaled(value: number, factor: number): number {
  return Math.floor((value * factor + ONE / 2) / ONE);
}

/** One pixel to RGB, full range: every term in 1/32 levels, the sum to nearest. */
export function refRgb(
  y: number,
  u: number,
  v: number,
  color: Colorimetry,
): [number, number, number] {
  const { kr, kg, kb, offset, lumaScale, chromaScale } = constants(color);
  const term = (value: number, factor: number): number =>
    scaled(value * 256, Math.round(factor * 4096));
  const luma = scaled(y * 128, Math.round(8192 / lumaScale)) - Math.round(32 * offset / lumaScale);
  const [du, dv] = [u - 128, v - 128];
  const round = (value: number): number => clamp(Math.floor((value + 16) / 32));
  return [
    round(luma + term(dv, 2 * (1 - kr) / chromaScale)),
    round(
      luma - term(du, 2 * (1 - kb) * kb / kg / chromaScale) -
        term(dv, 2 * (1 - kr) * kr / kg / chromaScale),
    ),
    round(luma + term(du, 2 * (1 - kb) / chromaScale)),
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

/** Luma weights. Green takes what is left, so that they add up exactly. */
function lumaWeights(color: Colorimetry): [r: number, g: number, b: number] {
  const { kr, kb, lumaScale } = constants(color);
  const [r, b] = [fixed(kr * lumaScale), fixed(kb * lumaScale)];
  return [r, fixed(lumaScale) - r - b, b];
}

/** The luma of one RGB pixel, to nearest. */
export function lumaOf(r: number, g: number, b: number, color: Colorimetry): number {
  const [wr, wg, wb] = lumaWeights(color);
  return clamp(constants(color).offset + scaled(1, wr * r + wg * g + wb * b));
}

export function refFromRgba(picture: Packed, into: Frame): void {
  const { kr, kb, chromaScale } = constants(into.color);
  const { width, height, stride, data } = picture;
  const channel = (x: number, y: number, c: number): number =>
    data[Math.min(y, height - 1) * stride + Math.min(x, width - 1) * 4 + c];
  const four = (x: number, y: number, c: number): number =>
    channel(2 * x, 2 * y, c) + channel(2 * x + 1, 2 * y, c) +
    channel(2 * x, 2 * y + 1, c) + channel(2 * x + 1, 2 * y + 1, c);
  // Chroma weights add up to 0, so that grey has none.
  const most = fixed(chromaScale / 2);
  const ur = fixed(-kr / (2 * (1 - kb)) * chromaScale);
  const vb = fixed(-kb / (2 * (1 - kr)) * chromaScale);
  each(
    into.y,
    (x, y) => lumaOf(channel(x, y, 0), channel(x, y, 1), channel(x, y, 2), into.color),
  );
  const chroma = (r: number, g: number, b: number) => (x: number, y: number): number => {
    const sum = r * four(x, y, 0) + g * four(x, y, 1) + b * four(x, y, 2);
    return clamp(128 + Math.floor((sum + ONE * 2) / (ONE * 4)));
  };
  each(into.u, chroma(ur, -most - ur, most));
  each(into.v, chroma(most, -most - vb, vb));
}
