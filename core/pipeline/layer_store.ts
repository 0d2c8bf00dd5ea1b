/**
 * The planned layers in memory: as their models give them, prepared, moved, upscaled, and as each stage sees them.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import { ScrimError } from "../base/errors.ts";
import type { Frame, Plane } from "../media/frame.ts";
import { cropPlane } from "./buffer_pool.ts";
import type { LayerStep, Plan, PlannedLayer, StageStep } from "../planner/plan.ts";
import { layerIds } from "../planner/models.ts";
import type { LayerNeed, LayerView } from "../plugin/contract.ts";
import type { LayerData, LayerEngine, Points } from "../layers/engine.ts";
import type { Affine, Edge, PixelRect } from "../media/kernels.ts";
import { Refiner, type RefinerTools } from "../masks/refiner.ts";

/** A layer of frame size has its edge already; a map has none. */
const WHOLE: Edge = { low: 0, high: 255 };

/** One planned layer. */
interface Stored {
  readonly layer: PlannedLayer;
  /** As the model writes it. */
  readonly given: LayerData;
  /** Where `native` is made from: another form of the same layer, or `given`. */
  readonly from: LayerData;
  /** As stages see it at the model's size. Another than `given` for masks, moved layers and models that go on writing. */
  readonly native: LayerData;
  /** Makes the matte that all forms of a mask begin with; `null`: none wants one. */
  readonly refiner: Refiner | null;
  /** At frame size, refined, without an edge. */
  readonly matte: Plane | null;
  /** At frame size. */
  readonly full: Plane | null;
}

const isPoints = (data: LayerData): data is Points => "values" in data;

type MutableView = { -readonly [K in "ageMs"]: number };

/** The frame that layers are for. */
export interface LayerFrame {
  readonly frame: Frame;
  readonly timestampMs: number;
}

/** What a store is made with. */
export interface LayerTools extends RefinerTools {
  readonly engines: ReadonlyMap<string, LayerEngine>;
}

/** All layers of a plan. */
export class LayerStore {
  readonly #stored = new Map<string, Stored>();
  readonly #views: { readonly provider: string; readonly view: MutableView }[] = [];
  readonly #tools: LayerTools;
  #bytesSnapshotted = 0;

  /** @throws {ScrimError} `MODEL` when an engine lacks a layer that was planned */
  constructor({ layers, models, steps, format }: Plan, tools: LayerTools) {
    const { engines, arena } = tools;
    this.#tools = tools;
    const prepared = new Map<string, { from: LayerData; refiner: Refiner | null }>();
    for (const { provider, layers: names } of models) {
      const engine = engines.get(provider);
      for (const name of names) {
        const given = engine?.layers.get(name);
        if (!engine || !given) {
          throw new ScrimError(`Model "${provider}" lacks "${name}"`, { code: "MODEL" });
        }
        const does = (...ops: readonly LayerStep["op"][]): boolean =>
          steps.some((step) => "layer" in step && step.layer === name && ops.includes(step.op));
        const refiner = does("refine") && !isPoints(given)
          ? new Refiner({ given, guide: engine.input, size: format }, tools)
          : null;
        prepared.set(name, {
          from: does("smooth", "snapshot") ? like(given, arena) : given,
          refiner,
        });
      }
    }
    for (const layer of layers) {
      const given = engines.get(layer.provider)?.layers.get(layer.name);
      const found = prepared.get(layer.name);
      if (!given || !found) continue;
      const { from, refiner } = found;
      const native = layer.moved ? like(from, arena) : from;
      const whole = (): Plane => arena.plane(format.width, format.height);
      const matte = layer.refined && refiner ? layer.moved ? whole() : refiner.matte : null;
      const full = layer.upscaled ? whole() : null;
      this.#stored.set(layer.id, { layer, given, from, native, refiner, matte, full });
    }
  }

  /** Bytes that `snapshot` copied so far. */
  get bytesSnapshotted(): number {
    return this.#bytesSnapshotted;
  }

  /** Does one step of the plan for a frame. */
  run(step: LayerStep, { frame, timestampMs }: LayerFrame): void {
    const stored = this.#of(step.layer);
    const { given, from, native, refiner, matte, layer } = stored;
    const { kernels } = this.#tools;
    if (step.op === "snapshot") {
      this.#bytesSnapshotted += copyData(given, from);
    } else if (step.op === "smooth") {
      if (!isPoints(given) && !isPoints(from)) kernels.smooth(given, from);
    } else if (step.op === "refine") {
      refiner?.refine(frame, timestampMs);
    } else if (step.op === "warp") {
      if (step.form !== "refined") this.#warp(from, native, layer);
      else if (refiner && matte) this.#warp(refiner.matte, matte, layer);
    } else this.#upscale(stored);
  }

  #upscale({ native, matte, full, layer: { kind } }: Stored): void {
    const { kernels, mask } = this.#tools;
    if (!full || isPoints(native)) return;
    if (kind === "labels") kernels.upscaleLabels(native, full);
    else if (matte) kernels.upscale(matte, full, mask.edge);
    else kernels.upscale(native, full, kind === "mask" ? mask.softEdge : WHOLE);
  }

  #warp(from: LayerData, into: LayerData, { kind, moved }: PlannedLayer): void {
    if (!moved) return;
    if (isPoints(from) && isPoints(into)) movePoints(from.values, into.values, moved);
    else if (!isPoints(from) && !isPoints(into)) {
      this.#tools.kernels.warp(from, into, { moved, labels: kind === "labels" });
    }
  }

  /** The prepared form of a layer carries its name; when only moved ones are planned, any of them knows it. */
  #of(id: string): Stored {
    const exact = this.#stored.get(id);
    if (exact) return exact;
    for (const stored of this.#stored.values()) if (stored.layer.name === id) return stored;
    throw new ScrimError(`Cannot find layer "${id}": no model gave it`, { code: "MODEL" });
  }

  /** The layers of every stage, by stage id and name: the same objects for every frame. */
  viewsFor(plan: Plan): ReadonlyMap<string, { readonly [name: string]: LayerView }> {
    const ids = layerIds(plan.stages);
    return new Map(plan.stages.map((stage) => {
      const step = plan.steps.find((one): one is StageStep =>
        one.op === "stage" && one.stage === stage.id
      );
      const views: { [name: string]: LayerView } = {};
      for (const need of stage.layers) {
        const stored = this.#of(ids.get(`${stage.id} ${need.name}`) ?? need.name);
        const view = this.#view(stored, need.size, step?.crop ?? null);
        this.#views.push({ provider: stored.layer.provider, view });
        views[need.name] = view;
      }
      return [stage.id, views];
    }));
  }

  #view(
    { layer: { approximate, names, kind }, native, matte, full }: Stored,
    size: LayerNeed["size"],
    crop: PixelRect | null,
  ): LayerView & MutableView {
    const { mask } = this.#tools;
    const info = { approximate, ageMs: 0 };
    const viewOf = (view: object): LayerView & MutableView => ({ ...info, ...view }) as never;
    if (isPoints(native)) return viewOf({ values: native.values, names });
    if (size === "any" && crop === null && matte) return viewOf({ ...matte, edge: mask.edge });
    const upscaled = size === "native" || (size === "any" && crop === null) ? null : full;
    const plane = upscaled && crop ? cropPlane(upscaled, crop) : upscaled ?? native;
    if (kind === "labels") return viewOf({ ...plane, names });
    return viewOf({ ...plane, edge: upscaled || kind === "map" ? WHOLE : mask.softEdge });
  }

  /** Tells every view how old its layer is for the frame at hand. */
  setAge(provider: string, ageMs: number): void {
    for (let i = 0; i < this.#views.length; i++) {
      const entry = this.#views[i];
      if (entry.provider === provider) entry.view.ageMs = ageMs;
    }
  }
}

function like(data: LayerData, arena: Arena): LayerData {
  if (!isPoints(data)) return arena.plane(data.width, data.height);
  const bytes = arena.bytes(data.values.byteLength);
  return { values: new Float32Array(bytes.buffer, bytes.byteOffset, data.values.length) };
}

function copyData(from: LayerData, into: LayerData): number {
  if (isPoints(from) && isPoints(into)) {
    into.values.set(from.values);
    return from.values.byteLength;
  }
  if (isPoints(from) || isPoints(into)) return 0;
  into.data.set(from.data);
  return from.data.length;
}

/** Points go where the pixels under them went: the other way round than pixels are fetched. */
export function movePoints(from: Float32Array, into: Float32Array, moved: Affine): void {
  const [a, b, c, d, e, f] = moved;
  const determinant = a * e - b * d;
  for (let at = 0; at < from.length; at += 4) {
    const x = from[at] - c;
    const y = from[at + 1] - f;
    into[at] = (e * x - b * y) / determinant;
    into[at + 1] = (a * y - d * x) / determinant;
    into[at + 2] = from[at + 2];
    into[at + 3] = from[at + 3];
  }
}
