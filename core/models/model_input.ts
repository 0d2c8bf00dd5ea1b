/**
 * The picture that a model is given. It is made once; the loop samples each frame straight into it.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { type Colorimetry, type Packed, packedView } from "../media/frame.ts";
import { HEATMAPS } from "../layers/providers.ts";
import type { SharedPicture, TaskName } from "./protocol.ts";

/** Models see full-range RGB; the matrix means nothing there. */
const COLOR: Colorimetry = { matrix: "bt601", range: "full" };
const RGBA_BYTES = 4;

/** An input as the loop and as the worker see it. */
export interface Input {
  /** Where the frame goes. */
  readonly input: Packed;
  /** What the model is shown. */
  readonly picture: SharedPicture;
}

/**
 * Memory for the input of a task.
 *
 * @param size of the frame in the model's picture
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
 * The frame at the top of a black square, in the middle: {@linkcode HEATMAPS} says why. Its left edge is one of the map's
 * columns. The frame is a window of the square, so nothing is copied into it.
 */
function insideSquare({ width, height }: { width: number; height: number }, arena: Arena): Input {
  const { square, map } = HEATMAPS;
  const perColumn = square / map;
  const left = perColumn * Math.floor((square - width) / (2 * perColumn));
  const stride = square * RGBA_BYTES;
  // One row more: a view of `height` whole rows that begins inside a row ends behind the last one.
  const data = arena.bytes(stride * (square + 1));
  const input = packedView(data.subarray(left * RGBA_BYTES), {
    ...{ layout: "rgba", width, height, color: COLOR, stride },
  });
  const picture = { data: data.subarray(0, stride * square), width: square, height: square, left };
  return { input, picture };
}
