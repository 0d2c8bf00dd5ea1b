/**
 * The memory of a model's input. It is allocated once, and each frame is sampled directly into it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { type Colorimetry, type Packed, packedView } from "../media/frame.ts";
import { HEATMAPS } from "../layers/providers.ts";
import type { SharedPicture, TaskName } from "./protocol.ts";

/** Models receive full-range RGB, for which the matrix has no meaning. */
const COLOR: Colorimetry = { matrix: "bt601", range: "full" };
const RGBA_BYTES = 4;

/** The input of a model. Both views are of the same memory. */
export interface Input {
  /** The part of the model's picture that a frame is sampled into. */
  readonly input: Packed;
  /** The whole picture that the model receives. */
  readonly picture: SharedPicture;
}

/**
 * Allocates the input of a task.
 *
 * @param size the size in pixels to which frames are sampled
 */
export function allocateInput(
  task: TaskName,
  { width, height }: { width: number; height: number },
  arena: Arena,
): Input {
  if (task === "heatmaps") return insideSquare({ width, height }, arena);
  const input = arena.packed("rgba", { width, height, color: COLOR });
  return { input, picture: { data: input.data, width, height, left: 0 } };
}

/**
 * Allocates a black square with the frame at its top, centred horizontally; {@linkcode HEATMAPS} gives the reason. The left edge
 * of the frame is at a column of the map. The frame is a view of the square, so that it need not be copied into it.
 */
function insideSquare({ width, height }: { width: number; height: number }, arena: Arena): Input {
  const { square, map } = HEATMAPS;
  const perColumn = square / map;
  const left = perColumn * Math.floor((square - width) / (2 * perColumn));
  const stride = square * RGBA_BYTES;
  // One extra row, because a view of `height` whole rows that begins inside a row ends after the square.
  const data = arena.bytes(stride * (square + 1));
  const input = packedView(data.subarray(left * RGBA_BYTES), {
    ...{ layout: "rgba", width, height, color: COLOR, stride },
  });
  const picture = { data: data.subarray(0, stride * square), width: square, height: square, left };
  return { input, picture };
}
