/**
 * Drawn people in a room, with complete ground truth.
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import type { Frame } from "../../core/media/frame.ts";
import type { Look, Stand } from "../../core/io/demo/figure.ts";
import { DemoScene } from "../../core/io/demo/scene.ts";
import { type Film, type Picture, pictureOf } from "./film.ts";
import { COLOR, FPS, Noise, SIZE } from "./moving_scenes.ts";

/** A person in the picture. Absent fields: as the demo figure. */
export interface Person {
  readonly look?: Look;
  readonly stand?: Stand;
  /** Frames that this person is ahead in the demo's movement. */
  readonly ahead?: number;
}

/** The parameters of a scene. */
export interface DrawnScene {
  readonly people: readonly Person[];
  /** The frames of the demo's movement that are shown. */
  readonly moves: readonly number[];
  /** The colour of a plain wall in place of the demo's room. */
  readonly wall?: readonly [y: number, u: number, v: number];
  /** The remaining part of the light. Default 1. */
  readonly light?: number;
  /** Standard deviation of the camera's noise, in levels. */
  readonly sigma: number;
}

/** Draws people and room. */
export class Stage {
  readonly #figures: readonly { scene: DemoScene; ahead: number }[];
  /** The background without people, in full light. */
  readonly room: Frame;
  readonly #light: number;

  constructor({ people, wall, light = 1 }: Omit<DrawnScene, "moves" | "sigma">) {
    const arena = new Arena();
    this.room = arena.frame(SIZE.width, SIZE.height, COLOR);
    this.#light = light;
    // Each figure also paints the room. For an empty room a figure paints the background and is not drawn.
    const painted = people.length > 0 ? people : [{}];
    const scenes = painted.map((person: Person) => ({
      scene: new DemoScene(this.room, FPS, person),
      ahead: person.ahead ?? 0,
    }));
    this.#figures = scenes.slice(0, people.length);
    if (wall) [this.room.y, this.room.u, this.room.v].forEach(({ data }, i) => data.fill(wall[i]));
  }

  /** Draws the people in frame `move` of the demo over the content of `into`, in full light. */
  drawPeople(move: number, into: Frame): void {
    for (const { scene, ahead } of this.#figures) scene.drawFigure(move + ahead, into);
  }

  /** The whole picture of frame `move`. */
  draw(move: number, into: Frame): void {
    this.drawRoom(into);
    this.drawPeople(move, into);
    this.#dim(into);
  }

  /** The picture without people. */
  drawEmpty(into: Frame): void {
    this.drawRoom(into);
    this.#dim(into);
  }

  /** The room in full light. */
  drawRoom(into: Frame): void {
    into.y.data.set(this.room.y.data);
    into.u.data.set(this.room.u.data);
    into.v.data.set(this.room.v.data);
  }

  /** The exact coverage by people, 0..255. */
  alpha(move: number): Uint8Array {
    const whole = new Uint8Array(SIZE.width * SIZE.height);
    const one = { data: new Uint8Array(whole.length), stride: SIZE.width, ...SIZE };
    for (const { scene, ahead } of this.#figures) {
      scene.drawAlpha(move + ahead, one);
      for (let i = 0; i < whole.length; i++) {
        whole[i] = Math.round(whole[i] + one.data[i] * (1 - whole[i] / 255));
      }
    }
    return whole;
  }

  /** Darkens a picture: all values move towards black, chroma more than luma. */
  #dim({ y, u, v }: Frame): void {
    if (this.#light === 1) return;
    for (let i = 0; i < y.data.length; i++) y.data[i] = 16 + (y.data[i] - 16) * this.#light + 0.5;
    for (const { data } of [u, v]) {
      for (let i = 0; i < data.length; i++) data[i] = 128.5 + (data[i] - 128) * this.#light;
    }
  }
}

/** Draws a scene's frames. */
export function shoot(scene: DrawnScene): Film {
  const stage = new Stage(scene);
  const frame = new Arena().frame(SIZE.width, SIZE.height, COLOR);
  const noise = new Noise(7);
  const known = new Map<number, Uint8Array>();
  const alphas = scene.moves.map((move) => {
    const alpha = known.get(move) ?? stage.alpha(move);
    known.set(move, alpha);
    return alpha;
  });
  const frames = scene.moves.map((move) => {
    stage.draw(move, frame);
    if (scene.sigma > 0) noise.add(frame, scene);
    return pictureOf(frame);
  });
  const clean = (number: number): Picture => {
    stage.draw(scene.moves[number], frame);
    return pictureOf(frame);
  };
  stage.drawEmpty(frame);
  return { frames, alphas, truth: { room: pictureOf(frame), clean } };
}
