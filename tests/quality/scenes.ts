/**
 * The scenes of the quality bench.
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import { type DrawnScene, shoot } from "./drawn_scene.ts";
import { LOOKS } from "./figures/looks.ts";
import { type Film, type Picture, pictureOf, putPicture } from "./film.ts";
import type { RunOptions } from "../../mod.ts";
import { COLOR, Noise, SIZE } from "./moving_scenes.ts";
import { missing } from "../tools.ts";
import { photo, photoMissing } from "./pictures.ts";

/** A part of the picture, in pixels. */
export interface Crop {
  readonly x: number;
  readonly y: number;
}

/** How a scene is made and shown. */
export interface Scene {
  /** The upper left corner of the detail that the sheet shows at twice its size. */
  readonly crop: Crop;
  /** Photos only: why the photo is not available. */
  readonly absent?: () => Promise<string | null>;
  /** Drawn scenes only: the parameters of the drawing. */
  readonly drawing?: DrawnScene;
  /** Options of the run. Default: the defaults for users. */
  readonly run?: RunOptions;
  /** Makes its frames. */
  readonly shoot: () => Promise<Film>;
}

/** Camera noise of still scenes, in levels. */
const SIGMA = 3;
const STILL_FRAMES = 30;
/** Without noise, all changes between frames come from Scrim. */
const CLEAN_FRAMES = 10;
/** A frame of the demo with the figure's arm up, and one with the arm down. */
const [ARM_UP, ARM_DOWN] = [60, 130];
/** Slightly warm grey: luma, Cb, Cr. */
export const WALL = [150, 126, 129] as const;

const still = (move: number, count = STILL_FRAMES): readonly number[] => Array(count).fill(move);
const moving = (from: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, i) => from + i);

function drawn(scene: Partial<DrawnScene>, crop: Crop = HEAD): Scene {
  const drawing = { people: [{}], moves: still(ARM_DOWN), sigma: SIGMA, ...scene };
  return { crop, drawing, shoot: () => Promise.resolve(shoot(drawing)) };
}

/** A photo, repeated. */
function photographed(name: string, crop: Crop, sigma = 0): Scene {
  return {
    crop,
    absent: async () => missing("ffmpeg") ? "needs ffmpeg" : await photoMissing(name),
    async shoot() {
      const arena = new Arena();
      const { frame, alpha } = await photo(name, arena);
      const noisy = arena.frame(SIZE.width, SIZE.height, COLOR);
      const noise = new Noise(7);
      const clean = pictureOf(frame);
      const frames = Array.from(
        { length: sigma > 0 ? STILL_FRAMES : CLEAN_FRAMES },
        (): Picture => {
          putPicture(clean, noisy);
          if (sigma > 0) noise.add(noisy, { sigma });
          return pictureOf(noisy);
        },
      );
      return { frames, alphas: frames.map(() => alpha), truth: null };
    },
  };
}

const HEAD: Crop = { x: 440, y: 40 };
const HAND: Crop = { x: 760, y: 180 };
const SHOULDER: Crop = { x: 700, y: 420 };

/** All scenes by name. */
export const SCENES = {
  demo: drawn({ moves: still(ARM_UP) }, HAND),
  "demo exact": { ...drawn({ moves: still(ARM_UP) }, HAND), run: { maskSync: "every-frame" } },
  moving: drawn({ moves: moving(150, 45), sigma: 0 }),
  waving: drawn({ moves: moving(8, 45), sigma: 0 }, HAND),
  afro: drawn({ people: [{ look: LOOKS.afro }] }),
  bald: drawn({ people: [{ look: LOOKS.bald }] }),
  grey: drawn({ people: [{ look: LOOKS.grey }], moves: still(ARM_UP) }, HAND),
  strands: drawn({ people: [{ look: LOOKS.strands }] }),
  glasses: drawn({ people: [{ look: LOOKS.glasses }] }),
  headset: drawn({ people: [{ look: LOOKS.headset }] }),
  "like the wall": drawn({ people: [{ look: LOOKS.wall }], wall: WALL }, SHOULDER),
  "red before grey": drawn({
    people: [{ look: LOOKS.red }],
    wall: WALL,
    sigma: 0,
    moves: still(ARM_UP, CLEAN_FRAMES),
  }, HAND),
  "two people": drawn({
    people: [
      { look: LOOKS.headset, stand: { scale: 0.78, x: 390, y: 360 }, ahead: 40 },
      { look: LOOKS.grey, stand: { scale: 0.78, x: 880, y: 380 } },
    ],
  }, { x: 500, y: 500 }),
  nobody: drawn({ people: [] }),
  "lights off": drawn({ light: 0.22, sigma: 4 }),
  "girl-1": photographed("girl-1", { x: 700, y: 60 }),
  "girl-2": photographed("girl-2", { x: 430, y: 330 }),
  "girl-2 noisy": photographed("girl-2", { x: 430, y: 330 }, SIGMA),
} satisfies Record<string, Scene>;

/** A scene's name. */
export type SceneName = keyof typeof SCENES;
