/**
 * Draws what the models find over the demo figure and the photos, for people to look at.
 * `deno run -A tests/quality/layer_pictures.ts FOLDER`
 *
 * For each picture: `NAME.maps.png`, heatmaps with a cross on each peak; `NAME.parts.png`, body parts in colours with the
 * skeleton. White rings are where keypoints really are.
 *
 * @module
 */
import { Arena } from "../../core/media/arena.ts";
import type { Frame, Plane } from "../../core/media/frame.ts";
import { KEYPOINTS } from "../../core/layers/names.ts";
import { ffmpeg } from "../ffmpeg.ts";
import { LayerFinder, providerOf } from "./finder.ts";
import { demoPoints, PHOTOS, type Place } from "./known_points.ts";
import { photoAbsent, posedPhoto } from "./photos.ts";
import { demoPictures } from "./pictures.ts";

type Rgb = readonly [number, number, number];

const SIZE = { width: 1280, height: 720 };
const DEMO_FRAMES = [0, 60, 150, 300, 1180];
/** The keypoints whose heatmaps are drawn. */
const SHOWN: Readonly<Record<string, Rgb>> = {
  nose: [255, 230, 0],
  left_eye: [0, 220, 255],
  right_eye: [0, 120, 255],
  left_shoulder: [0, 255, 90],
  right_shoulder: [255, 60, 60],
  left_elbow: [120, 255, 0],
  right_elbow: [255, 120, 0],
  left_wrist: [0, 255, 200],
  right_wrist: [255, 0, 200],
};
const BONES = [[11, 12], [11, 13], [13, 15], [12, 14], [14, 16], [11, 23], [12, 24], [23, 24]];

/** An RGB picture to draw on. */
class Drawing {
  readonly #rgb: Uint8Array;

  constructor(rgb: Uint8Array) {
    this.#rgb = rgb;
  }

  static async of({ y, u, v }: Frame): Promise<Drawing> {
    const bytes = new Uint8Array([...y.data, ...u.data, ...v.data]);
    const size = `${y.width}x${y.height}`;
    const input = `-f rawvideo -pix_fmt yuv420p -s ${size} -i - -vf scale=in_color_matrix=bt709`;
    return new Drawing(await ffmpeg(`${input} -f rawvideo -pix_fmt rgb24 -`, bytes));
  }

  /** Mixes `color` in, `part` of 1. */
  blend(x: number, y: number, color: Rgb, part: number): void {
    if (x < 0 || y < 0 || x >= SIZE.width || y >= SIZE.height) return;
    const at = 3 * (Math.floor(y) * SIZE.width + Math.floor(x));
    color.forEach((value, i) => this.#rgb[at + i] += part * (value - this.#rgb[at + i]));
  }

  ring({ x, y }: Place, color: Rgb, radius: number): void {
    for (let turn = 0; turn < 6.28; turn += 0.5 / radius) {
      for (const r of [radius, radius + 1]) {
        this.blend(
          x * SIZE.width + r * Math.cos(turn),
          y * SIZE.height + r * Math.sin(turn),
          color,
          1,
        );
      }
    }
  }

  line(from: Place, to: Place, color: Rgb): void {
    for (let t = 0; t <= 1; t += 0.0008) {
      const x = (from.x + t * (to.x - from.x)) * SIZE.width;
      const y = (from.y + t * (to.y - from.y)) * SIZE.height;
      for (const d of [0, 1]) this.blend(x + d, y + d, color, 1);
    }
  }

  /** Every pixel of the frame, with the layer's value there. */
  over(plane: Plane, paint: (x: number, y: number, value: number) => void): void {
    for (let y = 0; y < SIZE.height; y++) {
      for (let x = 0; x < SIZE.width; x++) {
        const row = Math.floor(y * plane.height / SIZE.height);
        paint(x, y, plane.data[row * plane.stride + Math.floor(x * plane.width / SIZE.width)]);
      }
    }
  }

  async save(path: string): Promise<void> {
    const size = `${SIZE.width}x${SIZE.height}`;
    await ffmpeg(["-f", "rawvideo", "-pix_fmt", "rgb24", "-s", size, "-i", "-", path], this.#rgb);
  }
}

/** The point with the highest value, in its middle. */
function peak({ data, stride, width, height }: Plane): Place & { value: number } {
  let best = 0;
  for (let i = 0; i < data.length; i++) if (data[i] > data[best]) best = i;
  const [x, y] = [best % stride, Math.floor(best / stride)];
  return { x: (x + 0.5) / width, y: (y + 0.5) / height, value: data[best] };
}

/** Distinct colours by label. */
function partColor(label: number): Rgb {
  const hue = label * 137.5 % 360;
  const channel = (shift: number): number => 127 + 128 * Math.cos((hue + shift) * Math.PI / 180);
  return [channel(0), channel(240), channel(120)];
}

class Painter {
  readonly #arena = new Arena();
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get arena(): Arena {
    return this.#arena;
  }

  async paint(name: string, frame: Frame, known: ReadonlyMap<string, Place>): Promise<void> {
    await this.#maps(name, frame, known);
    await this.#parts(name, frame, known);
    console.log(name);
  }

  async #maps(name: string, frame: Frame, known: ReadonlyMap<string, Place>): Promise<void> {
    const layers = Object.keys(SHOWN).map((point) => `heatmaps/${point}`);
    await using finder = await LayerFinder.start(providerOf("heatmaps", SIZE), layers, this.#arena);
    await finder.look(frame);
    const drawing = await Drawing.of(frame);
    for (const [point, color] of Object.entries(SHOWN)) {
      const map = finder.plane(`heatmaps/${point}`);
      drawing.over(map, (x, y, value) => drawing.blend(x, y, color, value / 300));
      const { x, y, value } = peak(map);
      if (value < 64) continue;
      drawing.line({ x: x - 0.01, y }, { x: x + 0.01, y }, color);
      drawing.line({ x, y: y - 0.018 }, { x, y: y + 0.018 }, color);
    }
    for (const place of known.values()) drawing.ring(place, [255, 255, 255], 9);
    await drawing.save(`${this.#folder}/${name}.maps.png`);
  }

  async #parts(name: string, frame: Frame, known: ReadonlyMap<string, Place>): Promise<void> {
    const provider = providerOf("pose", SIZE);
    const layers = ["landmarks", "parts"];
    await using finder = await LayerFinder.start(provider, layers, this.#arena);
    for (let i = 0; i < 5; i++) await finder.look(frame);
    const drawing = await Drawing.of(frame);
    drawing.over(finder.plane("parts"), (x, y, label) => {
      if (label > 0) drawing.blend(x, y, partColor(label), 0.5);
    });
    const points = finder.points();
    const place = (i: number): Place => ({ x: points[4 * i], y: points[4 * i + 1] });
    for (const [from, to] of BONES) drawing.line(place(from), place(to), [255, 255, 255]);
    KEYPOINTS.forEach((_, i) => drawing.ring(place(i), [0, 0, 0], 3));
    for (const known_ of known.values()) drawing.ring(known_, [255, 255, 255], 9);
    await drawing.save(`${this.#folder}/${name}.parts.png`);
  }
}

if (import.meta.main) {
  const [folder] = Deno.args;
  if (!folder) throw new Error("say where: deno run -A tests/quality/layer_pictures.ts FOLDER");
  await Deno.mkdir(folder, { recursive: true });
  const painter = new Painter(folder);
  for (const number of DEMO_FRAMES) {
    for (const { frame } of demoPictures([number], { ...SIZE, arena: painter.arena })) {
      await painter.paint(`demo-${number}`, frame, demoPoints(number, SIZE));
    }
  }
  for (const name of Object.keys(PHOTOS) as (keyof typeof PHOTOS)[]) {
    const absent = await photoAbsent(name);
    if (absent) console.log(absent);
    for (const framing of absent ? [] : ["cover", "pad"] as const) {
      const { frame, points } = await posedPhoto(name, framing, painter.arena);
      await painter.paint(`${name}-${framing}`, frame, points);
    }
  }
}
