/**
 * One use of the plugin, in its realm: pictures in its memory, and the context that `process()` is given.
 *
 * @module
 */
import { fillsInto } from "../../plugin/frame_access.ts";
import type { Arena } from "../../media/arena.ts";
import { type Frame, minStride, type Packed, packedSize, type Plane } from "../../media/frame.ts";
import type {
  FilterPlugin,
  LayerView,
  PictureOf,
  PixelFormat,
  PluginHost,
} from "../../plugin/contract.ts";
import {
  CALL_NUMBERS,
  LAYER_NUMBERS,
  type LayerOrder,
  type Placement,
  type StartOrder,
} from "../protocol.ts";
import { Bytes, copyBytes, Doubles, Floats } from "./intrinsics.ts";

type Picture = PictureOf<PixelFormat>;

/** A picture and all of its bytes. */
interface Room {
  readonly picture: Picture;
  readonly bytes: Uint8Array;
}

interface Context {
  frame: Picture;
  into: Picture;
  past: readonly Picture[];
  layers: { [name: string]: LayerView };
  options: StartOrder["options"];
  kernels: PluginHost["kernels"];
  state: unknown;
  sequence: number;
  timestampMs: number;
  nowMs: number;
}

function makeRoom(arena: Arena, { format, width, height, color }: StartOrder): Room {
  const first = (plane: Plane | Packed, length: number, picture: Picture): Room => ({
    picture,
    bytes: new Bytes(plane.data.buffer, plane.data.byteOffset, length),
  });
  if (format === "luma") {
    const plane = arena.plane(width, height);
    return first(plane, width * height, plane);
  }
  if (format === "rgba") {
    const full = { matrix: color.matrix, range: "full" } as const;
    const picture = arena.packed("rgba", { width, height, color: full });
    return first(picture, picture.data.length, picture);
  }
  const frame: Frame = arena.frame(width, height, color);
  return first(frame.y, packedSize("i420", height, minStride("i420", width + (width & 1))), frame);
}

/** A layer as the plugin sees it. What changes from call to call is written here. */
type OwnView = LayerView & { ageMs: number; readonly edge?: { low: number; high: number } };

function makeLayer(
  arena: Arena,
  order: LayerOrder,
): { readonly view: OwnView; readonly offset: number } {
  const { form, width, height, approximate, names, edge } = order;
  const shared = { ageMs: 0, approximate };
  if (form === "points") {
    const bytes = arena.bytes(width * 4);
    const values = new Floats(bytes.buffer, bytes.byteOffset, width);
    return { view: { ...shared, values, names } as never, offset: bytes.byteOffset };
  }
  const plane = arena.plane(width, height);
  const view = { ...shared, ...plane, ...(form === "labels" ? { names } : { edge: { ...edge } }) };
  return { view: view as never, offset: plane.data.byteOffset };
}

/** A stage at work. */
export class RealmStage {
  readonly placement: Placement;
  readonly #plugin: FilterPlugin;
  readonly #inputs: Room[] = [];
  readonly #output: Room | null;
  readonly #views: OwnView[] = [];
  readonly #numbers: Float64Array;
  readonly #pasts: (readonly Picture[] | undefined)[] = [];
  readonly #context: Context;
  /** `in-place` with history: the input is kept, a copy of it is worked on. */
  readonly #keeps: boolean;
  #calls = 0;

  /** Takes all memory that it needs; `state` is set by `ready()`. */
  constructor(plugin: FilterPlugin, order: StartOrder, tools: { arena: Arena; host: PluginHost }) {
    const { access, history } = order;
    const { arena, host } = tools;
    this.#plugin = plugin;
    for (let slot = 0; slot <= history; slot++) this.#inputs[slot] = makeRoom(arena, order);
    this.#keeps = access === "in-place" && history > 0;
    const apart = fillsInto(access) || this.#keeps;
    this.#output = apart ? makeRoom(arena, order) : null;
    const layers: { [name: string]: LayerView } = {};
    const offsets: number[] = [];
    for (let index = 0; index < order.layers.length; index++) {
      const { view, offset } = makeLayer(arena, order.layers[index]);
      this.#views[index] = view;
      layers[order.layers[index].name] = view;
      offsets[index] = offset;
    }
    const count = CALL_NUMBERS + LAYER_NUMBERS * order.layers.length;
    const numbers = arena.bytes(count * 8);
    this.#numbers = new Doubles(numbers.buffer, numbers.byteOffset, count);
    const inputs: number[] = [];
    for (let slot = 0; slot <= history; slot++) inputs[slot] = this.#inputs[slot].bytes.byteOffset;
    this.placement = {
      inputs,
      output: this.#output?.bytes.byteOffset ?? null,
      layers: offsets,
      numbers: numbers.byteOffset,
    };
    this.#context = {
      frame: this.#inputs[0].picture,
      into: this.#inputs[0].picture,
      past: [],
      layers,
      options: order.options,
      kernels: host.kernels,
      state: undefined,
      sequence: 0,
      timestampMs: 0,
      nowMs: 0,
    };
  }

  /** `init()` has run and returned this. */
  ready(state: unknown): void {
    this.#context.state = state;
  }

  /** What `dispose()` is given. */
  get state(): unknown {
    return this.#context.state;
  }

  /** Runs `process()` on the input in this slot. */
  run(slot: number): unknown {
    const context = this.#context;
    const numbers = this.#numbers;
    const input = this.#inputs[slot];
    const output = this.#output;
    context.frame = input.picture;
    context.into = output === null ? input.picture : output.picture;
    if (this.#keeps && output !== null) {
      copyBytes(input.bytes, output.bytes);
      context.frame = output.picture;
    }
    context.past = this.#pastOf(slot);
    context.sequence = numbers[0];
    context.timestampMs = numbers[1];
    context.nowMs = numbers[2];
    for (let index = 0; index < this.#views.length; index++) {
      const view = this.#views[index];
      const at = CALL_NUMBERS + LAYER_NUMBERS * index;
      view.ageMs = numbers[at];
      if (view.edge === undefined) continue;
      view.edge.low = numbers[at + 1];
      view.edge.high = numbers[at + 2];
    }
    this.#calls++;
    return this.#plugin.process(context as never);
  }

  /** The pictures before this slot's, the newest first. Made once for each slot and number of pictures. */
  #pastOf(slot: number): readonly Picture[] {
    const slots = this.#inputs.length;
    const count = this.#calls < slots - 1 ? this.#calls : slots - 1;
    const key = slot * slots + count;
    const known = this.#pasts[key];
    if (known !== undefined) return known;
    const past: Picture[] = [];
    for (let back = 1; back <= count; back++) {
      past[back - 1] = this.#inputs[(slot - back + slots) % slots].picture;
    }
    return this.#pasts[key] = past;
  }
}
