/**
 * What a camera would deliver, written to a file beforehand so that drawing it costs the measured process nothing: YUYV
 * pictures one after the other.
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import {
  type Colorimetry,
  defaultColor,
  type Frame,
  minStride,
} from "../../../core/media/frame.ts";
import { openWasmKernels } from "../../../ffi/kernels.ts";
import { Noise } from "../../quality/moving_scenes.ts";
import { demoPictures } from "../../quality/pictures.ts";
import { HD, type Size } from "../frames.ts";

/** A file of pictures. */
export interface Film extends Size {
  readonly path: string;
  readonly frames: number;
  readonly color: Colorimetry;
}

/** Bytes of one of its pictures. */
export const frameBytes = ({ width, height }: Size): number => minStride("yuyv", width) * height;

/** The figure lifts an arm, waves and laughs. */
const FIRST = 90;
/** Two seconds. */
const FRAMES = 60;
/** Standard deviation of a webcam's noise in a lit room, in levels of luma. */
const SIGMA = 3;

/** The figure as it moves. */
async function movingFilm(path: string, size: Size, frames: number): Promise<Film> {
  return await shoot(path, { size, numbers: Array.from({ length: frames }, (_, i) => FIRST + i) });
}

/** The figure as it stands still before a camera whose every picture has noise of its own. */
async function noisyFilm(path: string, size: Size, frames: number): Promise<Film> {
  const noise = new Noise(1);
  const numbers = Array.from({ length: frames }, () => FIRST);
  return await shoot(path, {
    size,
    numbers,
    change: (frame) => noise.add(frame, { sigma: SIGMA }),
  });
}

async function shoot(
  path: string,
  { size, numbers, change }: {
    size: Size;
    numbers: readonly number[];
    change?: (frame: Frame) => void;
  },
): Promise<Film> {
  const arena = new Arena();
  const kernels = await openWasmKernels(arena);
  const color = defaultColor(size.height);
  const picture = arena.packed("yuyv", { ...size, color });
  const bytes = new Uint8Array(picture.data.length); // files take no shared memory
  using file = await Deno.open(path, { write: true, create: true });
  const writer = file.writable.getWriter();
  for (const { frame } of demoPictures(numbers, { ...size, arena })) {
    change?.(frame);
    kernels.pack(frame, picture);
    bytes.set(picture.data);
    await writer.write(bytes);
  }
  await writer.close();
  return { ...size, path, frames: numbers.length, color };
}

/** Films in a folder of their own, made when they are first wanted and gone afterwards. */
export class Films implements Disposable {
  readonly #folder = Deno.makeTempDirSync({ prefix: "scrim-bench-" });
  readonly #made = new Map<string, Promise<Film>>();

  /** The figure as it moves, or stands still before a noisy sensor. */
  get(kind: "moving" | "still", size: Size = HD, frames = FRAMES): Promise<Film> {
    const name = `${kind}-${size.height}-${frames}`;
    const make = kind === "moving" ? movingFilm : noisyFilm;
    const film = this.#made.get(name) ?? make(`${this.#folder}/${name}`, size, frames);
    this.#made.set(name, film);
    return film;
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.#folder, { recursive: true });
  }
}
