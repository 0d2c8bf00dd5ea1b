/**
 * Picture sheets of a scene: the whole picture at half its size, and a detail at twice its size.
 *
 * @module
 */
import { ffmpeg } from "../ffmpeg.ts";
import type { Picture } from "./film.ts";
import { SIZE } from "./moving_scenes.ts";
import type { Crop } from "./scenes.ts";

/** The size of a cell of the sheet, in pixels; cells have no gap. */
const CELL = { width: SIZE.width / 2, height: SIZE.height / 2 } as const;

type Shade = (x: number, y: number) => readonly [r: number, g: number, b: number];

/** BT.709, limited range. */
function colorsOf({ y: luma, u, v }: Picture): Shade {
  return (x, y) => {
    const light = 1.1644 * (luma[y * SIZE.width + x] - 16);
    const at = (y >> 1) * (SIZE.width / 2) + (x >> 1);
    const [blue, red] = [u[at] - 128, v[at] - 128];
    return [light + 1.7927 * red, light - 0.2132 * blue - 0.5329 * red, light + 2.1124 * blue];
  };
}

function greyOf(matte: Uint8Array): Shade {
  return (x, y) => {
    const value = matte[y * SIZE.width + x];
    return [value, value, value];
  };
}

/** The pictures of one scene for the sheet. */
export interface Shown {
  readonly input: Picture;
  readonly matte: Uint8Array;
  readonly blur: Picture;
  readonly replace: Picture;
}

/** Writes one scene's sheet as a PNG file: input, matte, `blur`, `replace`; below them the detail at twice the size. */
export async function writeSheet(path: string, shown: Shown, crop: Crop): Promise<void> {
  const cells = [
    colorsOf(shown.input),
    greyOf(shown.matte),
    colorsOf(shown.blur),
    colorsOf(shown.replace),
  ];
  const [width, height] = [cells.length * CELL.width, 2 * CELL.height];
  const rgb = new Uint8ClampedArray(width * height * 3);
  cells.forEach((shade, column) => {
    for (let y = 0; y < CELL.height; y++) {
      for (let x = 0; x < CELL.width; x++) {
        const at = 3 * (y * width + column * CELL.width + x);
        const four = [[0, 0], [1, 0], [0, 1], [1, 1]].map(([dx, dy]) =>
          shade(2 * x + dx, 2 * y + dy)
        );
        for (const c of [0, 1, 2]) rgb[at + c] = four.reduce((sum, one) => sum + one[c], 0) / 4;
        const near = shade(crop.x + (x >> 1), crop.y + (y >> 1));
        rgb.set(near, at + 3 * CELL.height * width);
      }
    }
  });
  const raw = `-f rawvideo -pix_fmt rgb24 -s ${width}x${height} -i -`;
  await ffmpeg([...raw.split(" "), path], new Uint8Array(rgb.buffer));
}

/** Writes one picture with all sheets at half their size, in two columns. */
export async function writeOverview(path: string, sheets: readonly string[]): Promise<void> {
  const [width, height] = [4 * CELL.width / 2, CELL.height];
  const scaled = sheets.map((_, i) => `[${i}]scale=${width}:${height}:flags=area[s${i}]`);
  const layout = sheets.map((_, i) => `${i % 2 * width}_${(i >> 1) * height}`).join("|");
  const inputs = sheets.map((_, i) => `[s${i}]`).join("");
  const stack = sheets.length > 1
    ? `${inputs}xstack=inputs=${sheets.length}:layout=${layout}:fill=white`
    : `${inputs}null`;
  await ffmpeg([
    ...sheets.flatMap((sheet) => ["-i", sheet]),
    ...["-filter_complex", `${scaled.join(";")};${stack}`, "-frames:v", "1", path],
  ]);
}
