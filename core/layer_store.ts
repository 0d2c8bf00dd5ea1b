/**
 * The planned layers in memory: as their models give them, prepared, moved, enlarged, and as each stage sees them.
 *
 * @module
 */
import type { Arena } from "./arena.ts";
import { ScrimError } from "./errors.ts";
import type { Plane } from "./frame.ts";
import { MASK_EDGE } from "./layers.ts";
import { cropPlane } from "./pictures.ts";
import type { LayerStep, Plan, PlannedLayer, StageStep } from "./plan.ts";
import { layerIds } from "./plan_models.ts";
import type { LayerView } from "./plugin.ts";
import type { Affine, Edge, Kernels, LayerData, LayerEngine, PixelRect, Points } from "./ports.ts";

/** A layer of frame size has its edge already; a map has none. */
const WHOLE: Edge = { low: 0, high: 255 };

/** One planned layer. */
interface Stored {
  readonly layer: PlannedLayer;
  /** As the model writes it. */
  readonly given: LayerData;
  /** As stages see it at the model's size. Another than `given` for masks, moved layers and models that go on writing. */
  readonly native: LayerData;
  /** Where `native` is made from: another form of the same layer, or `given`. */
  readonly from: LayerData;
  /** At frame size. */
  readonly full: Plane | null;
}

const isPoints = (data: LayerData): data is Points => "values" in data;

type MutableView = { -readonly [K in "ageMs"]: number };

/** All layers of a plan. */
export class LayerStore {
  readonly #stored = new Map<string, Stored>();
  readonly #views: { readonly provider: string; readonly view: MutableView }[] = [];
  readonly #kernels: Kernels;
  #bytesLatched = 0;

  /** @throws {ScrimError} `MODEL` when an engine lacks a layer that was planned */
  constructor(
    { layers, models, steps, format }: Plan,
    { engines, arena, kernels }: {
      engines: ReadonlyMap<string, LayerEngine>;
      arena: Arena;
      kernels: Kernels;
    },
  ) {
    this.#kernels = kernels;
    const prepared = new Map<string, LayerData>();
    for (const model of models) {
      for (const name of model.layers) {
        const given = engines.get(model.provider)?.layers.get(name);
        if (!given) {
          throw new ScrimError(`Model "${model.provider}" lacks "${name}"`, { code: "MODEL" });
        }
        const copied = steps.some((step) =>
          (step.op === "soften" || step.op === "latch") && step.layer === name
        );
        prepared.set(name, copied ? like(given, arena) : given);
      }
    }
    for (const layer of layers) {
      const given = engines.get(layer.provider)?.layers.get(layer.name);
      const from = prepared.get(layer.name);
      if (!given || !from) continue;
      const native = layer.moved ? like(from, arena) : from;
      const full = layer.enlarged ? arena.plane(format.width, format.height) : null;
      this.#stored.set(layer.id, { layer, given, from, native, full });
    }
  }

  /** Bytes that `latch` copied so far. */
  get bytesLatched(): number {
    return this.#bytesLatched;
  }

  /** Does one step of the plan. */
  run(step: LayerStep): void {
    const stored = this.#of(step.layer);
    const { given, from, native, full, layer } = stored;
    if (step.op === "latch") {
      this.#bytesLatched += copyData(given, from);
    } else if (step.op === "soften") {
      if (!isPoints(given) && !isPoints(from)) this.#kernels.soften(given, from);
    } else if (step.op === "warp") {
      this.#warp(from, native, layer);
    } else if (full && !isPoints(native)) {
      if (layer.kind === "labels") this.#kernels.enlargeLabels(native, full);
      else this.#kernels.enlarge(native, full, layer.kind === "mask" ? MASK_EDGE : WHOLE);
    }
  }

  #warp(from: LayerData, into: LayerData, { kind, moved }: PlannedLayer): void {
    if (!moved) return;
    if (isPoints(from) && isPoints(into)) movePoints(from.values, into.values, moved);
    else if (!isPoints(from) && !isPoints(into)) {
      this.#kernels.warp(from, into, { moved, labels: kind === "labels" });
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
        const view = viewOf(stored, { full: need.size !== "native", crop: step?.crop ?? null });
        this.#views.push({ provider: stored.layer.provider, view });
        views[need.name] = view;
      }
      return [stage.id, views];
    }));
  }

  /** Tells every view how old its layer is for the frame at hand. */
  setAge(provider: string, ageMs: number): void {
    for (let i = 0; i < this.#views.length; i++) {
      const entry = this.#views[i];
      if (entry.provider === provider) entry.view.ageMs = ageMs;
    }
  }
}

function viewOf(
  { layer, native, full }: Stored,
  { full: wantsFull, crop }: { full: boolean; crop: PixelRect | null },
): LayerView & MutableView {
  const { approximate, names, kind } = layer;
  const info = { approximate, ageMs: 0 };
  if (isPoints(native)) {
    return { ...info, values: native.values, names } as unknown as LayerView & MutableView;
  }
  const whole = wantsFull && full ? full : native;
  const plane = wantsFull && full && crop ? cropPlane(full, crop) : whole;
  if (kind === "labels") {
    return { ...info, ...plane, names } as unknown as LayerView & MutableView;
  }
  const edge = wantsFull || kind === "map" ? WHOLE : MASK_EDGE;
  return { ...info, ...plane, edge };
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
