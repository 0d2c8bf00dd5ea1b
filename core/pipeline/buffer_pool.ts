/**
 * The pictures of a chain: fixed buffers that take turns, and each stage's own view of each of them, made once.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { ScrimError } from "../base/errors.ts";
import type { Colorimetry, Frame, Packed, Plane } from "../media/frame.ts";
import type { Plan, StageStep } from "../planner/plan.ts";
import { innerSize } from "../planner/costs.ts";
import type { PictureOf, PixelFormat } from "../plugin/contract.ts";
import type { PixelRect } from "../media/kernels.ts";

/** One buffer. */
export interface Slot {
  /** All planes; `null` in a chain that looks at luma only, and for RGBA. */
  readonly frame: Frame | null;
  readonly luma: Plane | null;
  readonly rgba: Packed | null;
  /** As each stage sees it, by stage id, in the stage's format and cut to its part. */
  readonly views: ReadonlyMap<string, PictureOf<PixelFormat>>;
  /** How many stages keep it for their `past`. */
  keepers: number;
}

/** A part of a plane, without copying. */
export function cropPlane(plane: Plane, { x, y, width, height }: PixelRect): Plane {
  const { data, stride } = plane;
  const start = y * stride + x;
  return {
    data: data.subarray(start, start + (height - 1) * stride + width),
    stride,
    width,
    height,
  };
}

/** A part of a frame, without copying. */
export function cropFrame(frame: Frame, crop: PixelRect): Frame {
  const { x, y, width, height } = crop;
  const half = {
    x: x >> 1,
    y: y >> 1,
    width: (width + 1) >> 1,
    height: (height + 1) >> 1,
  };
  const { format, color } = frame;
  const [u, v] = [cropPlane(frame.u, half), cropPlane(frame.v, half)];
  return { format, color, width, height, y: cropPlane(frame.y, crop), u, v };
}

/** A part of an RGBA picture, without copying. */
export function cropRgba(picture: Packed, { x, y, width, height }: PixelRect): Packed {
  const { layout, data, stride, color } = picture;
  const start = y * stride + 4 * x;
  const length = (height - 1) * stride + 4 * width;
  // A whole last row: packedSize() counts `height` strides.
  const end = Math.min(data.length, Math.max(start + length, start + height * stride));
  return { layout, data: data.subarray(start, end), stride, width, height, color };
}

function viewOf(step: StageStep, slot: Omit<Slot, "views">): PictureOf<PixelFormat> | null {
  const { format, crop } = step;
  if (format === "luma") return slot.luma && (crop ? cropPlane(slot.luma, crop) : slot.luma);
  if (format === "rgba") return slot.rgba && (crop ? cropRgba(slot.rgba, crop) : slot.rgba);
  return slot.frame && (crop ? cropFrame(slot.frame, crop) : slot.frame);
}

/** All buffers of a plan that hold pictures. */
export class Pictures {
  readonly #planes: readonly Slot[];
  readonly #rgba: readonly Slot[];

  constructor(plan: Plan, { arena, color }: { arena: Arena; color: Colorimetry }) {
    const { width, height } = innerSize(plan);
    const stages = plan.steps.filter((step): step is StageStep => step.op === "stage");
    const make = (parts: Pick<Slot, "frame" | "luma" | "rgba">): Slot => {
      const views = new Map<string, PictureOf<PixelFormat>>();
      const slot = { ...parts, views, keepers: 0 };
      for (const step of stages) {
        const view = viewOf(step, slot);
        if (view) views.set(step.stage, view);
      }
      return slot;
    };
    const planes: Slot[] = [];
    const rgba: Slot[] = [];
    for (const { kind, count } of plan.buffers) {
      for (let i = 0; i < count; i++) {
        if (kind === "frames") {
          const frame = arena.frame(width, height, color);
          planes.push(make({ frame, luma: frame.y, rgba: null }));
        } else if (kind === "luma") {
          planes.push(make({ frame: null, luma: arena.plane(width, height), rgba: null }));
        } else if (kind === "rgba") {
          const full = { matrix: color.matrix, range: "full" } as const;
          const picture = arena.packed("rgba", { width, height, color: full });
          rgba.push(make({ frame: null, luma: null, rgba: picture }));
        }
      }
    }
    this.#planes = planes;
    this.#rgba = rgba;
  }

  /** Planes that nobody keeps and that are none of the ones in use. @throws {ScrimError} when there are none left */
  planes(inUse: Slot | null, lastGood: Frame | null): Slot {
    for (const slot of this.#planes) {
      if (slot.keepers === 0 && slot !== inUse && (!lastGood || slot.frame !== lastGood)) {
        return slot;
      }
    }
    return exhausted("frames", this.#planes.length);
  }

  /** An RGBA picture that nobody keeps and that is not in use. @throws {ScrimError} when there is none left */
  rgba(inUse: Slot | null): Slot {
    for (const slot of this.#rgba) if (slot.keepers === 0 && slot !== inUse) return slot;
    return exhausted("RGBA pictures", this.#rgba.length);
  }
}

function exhausted(what: string, count: number): never {
  throw new ScrimError(`Cannot take a buffer: all ${count} ${what} are in use`, { code: "FORMAT" });
}

/** The pictures that a stage was given before, the newest first. */
export class Past {
  /** What the stage sees; its length changes, the array stays. */
  readonly pictures: PictureOf<PixelFormat>[] = [];
  readonly #slots: Slot[] = [];
  readonly #stage: string;
  readonly #depth: number;

  constructor(stage: string, depth: number) {
    this.#stage = stage;
    this.#depth = depth;
  }

  /** Keeps a picture and lets go of the oldest. */
  keep(slot: Slot): void {
    if (this.#depth === 0) return;
    const slots = this.#slots;
    if (slots.length < this.#depth) slots.push(slot);
    else slots[slots.length - 1].keepers--;
    for (let i = slots.length - 1; i > 0; i--) slots[i] = slots[i - 1];
    slots[0] = slot;
    slot.keepers++;
    for (let i = 0; i < slots.length; i++) {
      const view = slots[i].views.get(this.#stage);
      if (view) this.pictures[i] = view;
    }
  }
}
