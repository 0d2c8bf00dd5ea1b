/**
 * Runs one scene through the real program and measures the result.
 *
 * @module
 */
import type { RunOptions } from "../../mod.ts";
import { haloOf, reddest, spillOf } from "./color_measures.ts";
import type { Film, Picture } from "./film.ts";
import { bandError, flickerOf, iouOf, lagOf, shownOutside } from "./matte_measures.ts";
import { SIZE } from "./moving_scenes.ts";
import { WALL } from "./scenes.ts";
import { rawMattes, watch } from "./watch.ts";

/** Figures of mattes: means over all frames. NaN: does not apply. */
export interface MatteFigures {
  readonly iou: number;
  readonly bandError: number;
  readonly flicker: number;
  readonly lag: number;
  readonly shownOutside: number;
}

/** Figures of pictures: means over the measured frames; for the halo the worst frame. */
export interface ColorFigures {
  readonly haloMost: number;
  readonly haloP999: number;
  /** Only before a plain wall, without noise. */
  readonly reddest: number;
  readonly spill: number;
  readonly rawSpill: number;
}

/** A scene's figures, and the pictures of its last frame for the sheet. */
export interface Judgement {
  readonly raw: MatteFigures;
  readonly scrim: MatteFigures;
  readonly colors: ColorFigures | null;
  readonly shown: { input: Picture; matte: Uint8Array; blur: Picture; replace: Picture };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Measures the mattes of a film. */
export function judgeMattes(mattes: readonly Uint8Array[], { alphas }: Film): MatteFigures {
  return {
    iou: mean(mattes.map((matte, n) => iouOf(matte, alphas[n]))),
    bandError: mean(mattes.map((matte, n) => bandError(matte, alphas[n]))),
    flicker: flickerOf(mattes, alphas),
    lag: lagOf(mattes, alphas),
    shownOutside: mean(mattes.map((matte, n) => shownOutside(matte, alphas[n]))),
  };
}

/** The frames whose pictures are measured: every fifteenth, including the last one. */
function chosenFrames({ frames }: Film): readonly number[] {
  const last = frames.length - 1;
  return frames.map((_, n) => n).filter((n) => (last - n) % 15 === 0);
}

const grey: Picture = {
  y: new Uint8Array(SIZE.width * SIZE.height).fill(128),
  u: new Uint8Array(SIZE.width * SIZE.height / 4).fill(128),
  v: new Uint8Array(SIZE.width * SIZE.height / 4).fill(128),
};

/** A filter's result for a picture without people. */
async function ofNobody(filter: string, picture: Picture): Promise<Picture> {
  const { shown } = await watch([picture], { filter, keep: [0], mattes: false });
  return picked(shown, 0);
}

function picked(shown: ReadonlyMap<number, Picture>, number: number): Picture {
  const picture = shown.get(number);
  if (!picture) throw new RangeError(`Cannot judge frame ${number}: it was not shown`);
  return picture;
}

/**
 * Runs a film through the model alone, through `blur` and through `replace`, and measures all.
 *
 * @param options options of the runs
 */
export async function judge(film: Film, options: RunOptions = {}): Promise<Judgement> {
  const keep = chosenFrames(film);
  const raw = await rawMattes(film);
  const blurred = await watch(film.frames, { filter: "blur", keep, ...options });
  const replaced = await watch(film.frames, {
    ...{ filter: "replace", keep, mattes: false },
    ...options,
  });
  const last = film.frames.length - 1;
  return {
    raw: judgeMattes(raw, film),
    scrim: judgeMattes(blurred.mattes, film),
    colors: film.truth ? await judgeColors(film, { raw, blurred, replaced, keep }) : null,
    shown: {
      input: film.frames[last],
      matte: blurred.mattes[last],
      blur: picked(blurred.shown, last),
      replace: picked(replaced.shown, last),
    },
  };
}

function isPlain(room: Picture): boolean {
  return room.v.every((value) => value === WALL[2]);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.every((value, i) => value === b[i]);
}

interface Outcome {
  readonly raw: readonly Uint8Array[];
  readonly blurred: { readonly shown: ReadonlyMap<number, Picture> };
  readonly replaced: { readonly shown: ReadonlyMap<number, Picture> };
  readonly keep: readonly number[];
}

async function judgeColors(
  { frames, alphas, truth }: Film,
  { raw, blurred, replaced, keep }: Outcome,
): Promise<ColorFigures | null> {
  if (!truth) return null;
  const { room } = truth;
  const blurredRoom = await ofNobody("blur", room);
  const background = await ofNobody("replace", grey);
  const each = keep.map((n) => {
    const [alpha, clean] = [alphas[n], truth.clean(n)];
    const picture = picked(blurred.shown, n);
    const frame = { camera: frames[n], clean, room, alpha };
    return {
      halo: haloOf(picture, { alpha, clean, blurredRoom }),
      reddest: isPlain(room) && isEqual(frames[n].v, clean.v)
        ? reddest(picture, alpha, WALL[2])
        : NaN,
      spill: spillOf(picked(replaced.shown, n), { frame, background, raw: raw[n] }),
    };
  });
  return {
    haloMost: Math.max(...each.map(({ halo }) => halo.most)),
    haloP999: Math.max(...each.map(({ halo }) => halo.p999)),
    reddest: Math.max(...each.map((one) => one.reddest)),
    spill: mean(each.map(({ spill }) => spill.scrim)),
    rawSpill: mean(each.map(({ spill }) => spill.raw)),
  };
}
