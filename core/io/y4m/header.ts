/**
 * The header line of YUV4MPEG2: `YUV4MPEG2 W1280 H720 F30:1 Ip A1:1 C420jpeg XCOLORRANGE=LIMITED`.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import {
  type Colorimetry,
  defaultColor,
  type Matrix,
  type PixelLayout,
  type Siting,
} from "../../media/frame.ts";

/** What a Y4M stream contains. */
export interface Y4mHeader {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly layout: Extract<PixelLayout, "i420" | "grey">;
  readonly color: Colorimetry;
  /** What is shown otherwise than the file asks, for a message; or `null`. */
  readonly note: string | null;
}

/** The longest first line, in bytes. */
export const MAX_Y4M_HEADER = 1024;
/** The magic word that every stream begins with. */
export const Y4M_MAGIC = "YUV4MPEG2";
/** The longest side that is accepted. */
const MAX_SIDE = 16384;
/** 8 bits, chroma halved both ways, and where it lies; that of PAL DV lies on the rows, too, which we have no word for. */
const PLANAR: Readonly<Record<string, Siting>> = {
  "420": "center",
  "420jpeg": "center",
  "420mpeg2": "left",
  "420paldv": "left",
};
/** Our own tag for what the format cannot say. Other readers ignore unknown X tags. */
const MATRIX_TAG = "XSCRIM_MATRIX=";

/** Pixels that are wider than high by less are square, as for other films. */
const SQUARE = 0.01;

/** Whether ffmpeg must convert what this first line announces: other pixels than 8-bit 4:2:0 and mono, or none that are square. */
export function isForeignY4m(line: string): boolean {
  const [magic, ...fields] = line.trimEnd().split(" ");
  if (magic !== Y4M_MAGIC) return false;
  const chroma = fields.find((text) => text.startsWith("C"))?.slice(1) ?? "420jpeg";
  const aspect = fields.find((text) => text.startsWith("A"))?.slice(1) ?? "1:1";
  const [across, down] = aspect.split(":").map(Number);
  const stretched = across > 0 && down > 0 && Math.abs(across / down - 1) > SQUARE;
  return stretched || !(Object.hasOwn(PLANAR, chroma) || chroma === "mono");
}

/** Parses the first line, without its line feed. @throws {ScrimError} naming the file and the field */
export function parseY4mHeader(line: string, name: string): Y4mHeader {
  const [magic, ...fields] = line.split(" ");
  if (magic !== Y4M_MAGIC) throw refuse(name, `it does not begin with ${Y4M_MAGIC}`);
  const field = (letter: string): string | undefined =>
    fields.find((text) => text.startsWith(letter))?.slice(1);
  const [width, height] = ["W", "H"].map((letter) => {
    const text = field(letter) ?? "";
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < 1 || value > MAX_SIDE) {
      throw refuse(name, `field ${letter} is "${text}", 1..${MAX_SIDE} wanted`);
    }
    return value;
  });
  const chroma = field("C") ?? "420jpeg";
  if (!Object.hasOwn(PLANAR, chroma) && chroma !== "mono") {
    throw refuse(
      name,
      `its pixels are C${chroma}, 8-bit C420 wanted`,
      "convert it with ffmpeg -pix_fmt yuv420p",
    );
  }
  const interlaced = !["p", "?"].includes(field("I") ?? "p");
  return {
    width,
    height,
    fps: rate(field("F"), name),
    layout: chroma === "mono" ? "grey" : "i420",
    color: {
      matrix: matrix(fields) ?? defaultColor(height).matrix,
      range: fields.includes("XCOLORRANGE=FULL") ? "full" : "limited",
      siting: PLANAR[chroma] ?? "left",
    },
    note: interlaced ? "it is interlaced and shown as it is" : null,
  };
}

/** Frames per second; 25 when the stream does not know. */
function rate(text: string | undefined, name: string): number {
  if (text === undefined || text === "0:0") return 25;
  const [up, down] = text.split(":").map(Number);
  const fps = up / down;
  if (!(fps > 0 && fps <= 1000)) {
    throw refuse(name, `field F is "${text}", a rate up to 1000 wanted`);
  }
  return fps;
}

function matrix(fields: readonly string[]): Matrix | null {
  const text = fields.find((entry) => entry.startsWith(MATRIX_TAG))?.slice(MATRIX_TAG.length);
  return text === "BT709" ? "bt709" : text === "BT601" ? "bt601" : null;
}

function refuse(name: string, reason: string, hint?: string): ScrimError {
  return new ScrimError(`Cannot read "${name}" as Y4M: ${reason}`, { code: "FORMAT", hint });
}

/** The header line, with its line feed. `C420jpeg`: chroma lies in the middle of its four pixels; `C420mpeg2`: left of it. */
export function formatY4mHeader(
  shape: { width: number; height: number; fps: number; color: Colorimetry },
): string {
  const { width, height, color } = shape;
  const range = color.range === "full" ? "FULL" : "LIMITED";
  const chroma = color.siting === "center" ? "C420jpeg" : "C420mpeg2";
  return `${Y4M_MAGIC} W${width} H${height} F${fraction(shape.fps)} Ip A1:1 ${chroma} ` +
    `XCOLORRANGE=${range} ${MATRIX_TAG}${color.matrix.toUpperCase()}\n`;
}

/** 30 as `30:1`, 29.97 as `30000:1001`, others to a thousandth. */
function fraction(fps: number): string {
  if (Number.isInteger(fps)) return `${fps}:1`;
  const film = 1000 * Math.round(fps * 1.001);
  if (Math.abs(film / 1001 - fps) < 0.005) return `${film}:1001`;
  return `${Math.round(fps * 1000)}:1000`;
}
