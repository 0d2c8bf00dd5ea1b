/**
 * Chooses the models that give the layers of the stages, how often they run, and the forms in which the layers are needed.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import type { LayerProvider, LayerShape } from "../layers/layers.ts";
import { type SyncPolicy, VALID_MS } from "./sync_policy.ts";
import type { PlanFormat, PlannedLayer, PlannedModel } from "./plan.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { LayerNeed } from "../plugin/contract.ts";
import type { Affine } from "../media/kernels.ts";

/** Added to the cost of each approximate layer, so that it is used only if no model gives the layer directly. */
const APPROXIMATE_MS = 1000;

/** The names of all layers that the providers give, each once. Approximate layers are marked. */
export function layersThatExist(providers: readonly LayerProvider[]): readonly string[] {
  const exact = new Set<string>();
  const rough = new Set<string>();
  for (const { layers } of providers) {
    for (const { name, approximate } of layers) (approximate ? rough : exact).add(name);
  }
  return [
    ...exact,
    ...[...rough].filter((name) => !exact.has(name)).map((n) => `${n} (approximate)`),
  ];
}

/**
 * Checks that each stage can get its layers, including stages that the plan will leave out.
 *
 * @throws {ScrimError} `USAGE` naming the plugin and the layer, when no model gives a layer, or an earlier stage moves pixels
 * without saying how
 */
export function checkNeeds(
  stages: readonly StageSpec[],
  providers: readonly LayerProvider[],
): void {
  const known = new Set(providers.flatMap(({ layers }) => layers.map(({ name }) => name)));
  let mover: StageSpec | undefined;
  for (const stage of stages) {
    for (const { name } of stage.layers) {
      if (!known.has(name)) {
        throw new ScrimError(
          `Cannot give plugin "${stage.id}" the layer "${name}": no model gives it`,
          { code: "USAGE", hint: `layers that exist: ${layersThatExist(providers).join(", ")}` },
        );
      }
      if (mover !== undefined && !stage.identity) {
        throw new ScrimError(
          `Cannot give plugin "${stage.id}" the layer "${name}": "${mover.id}" moves pixels before it ` +
            (mover.sandboxed ? "and is not trusted to say how" : "and does not say how"),
          {
            code: "USAGE",
            hint: `put "${stage.id}" before "${mover.id}"` +
              (mover.sandboxed ? `, or trust "${mover.id}" with --trust` : ""),
          },
        );
      }
    }
    if (stage.movesPixels && stage.moved === null && !stage.identity) mover = stage;
  }
}

/** The cost of a set of providers for these layers; Infinity if the set does not give all of them. */
function costOf(wanted: ReadonlySet<string>, chosen: readonly LayerProvider[]): number {
  const open = new Set(wanted);
  let cost = 0;
  for (const provider of chosen) {
    const taken = provider.layers.filter(({ name }) => open.delete(name));
    const extra = Math.max(0, ...taken.map(({ costMs }) => costMs ?? 0));
    const rough = taken.filter(({ approximate }) => approximate).length * APPROXIMATE_MS;
    cost += provider.costMs + extra + rough;
  }
  return open.size === 0 ? cost : Infinity;
}

/** The cheapest set of providers that gives all layers of `wanted`. It tries every subset, since there are few providers. */
function cheapest(
  wanted: ReadonlySet<string>,
  providers: readonly LayerProvider[],
): readonly LayerProvider[] {
  let best: readonly LayerProvider[] = [];
  let bestCost = Infinity;
  for (let set = 0; set < 1 << providers.length; set++) {
    const chosen = providers.filter((_, i) => set & (1 << i));
    const cost = costOf(wanted, chosen);
    if (cost < bestCost) {
      best = chosen;
      bestCost = cost;
    }
  }
  return best;
}

/** Combines two transforms of the picture: `first` is applied before `then`. */
export function composeMoves(first: Affine, then: Affine): Affine {
  const [a, b, c, d, e, f] = first;
  const [p, q, r, s, t, u] = then;
  return [
    a * p + b * s,
    a * q + b * t,
    a * r + b * u + c,
    d * p + e * s,
    d * q + e * t,
    d * r + e * u + f,
  ];
}

/**
 * The id of the layer form for each need, by `"stage layer"`. The id contains the earlier stages that transform the picture,
 * because the layer is transformed with it.
 */
export function layerIds(stages: readonly StageSpec[]): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  const movers: string[] = [];
  for (const stage of stages) {
    for (const { name } of stage.layers) {
      ids.set(`${stage.id} ${name}`, [name, ...movers].join("@"));
    }
    if (stage.movesPixels) movers.push(stage.id);
  }
  return ids;
}

/** Chooses when a model runs and which frames wait for it, so that the strictest of its needs is met. */
function syncFor(
  needs: readonly LayerNeed[],
  { costMs, format: { fps, live = true }, policy }: {
    costMs: number;
    format: PlanFormat;
    policy: SyncPolicy;
  },
): Pick<PlannedModel, "sync" | "gated" | "everyFrames" | "maxAgeMs"> {
  const ages = needs.map(({ age = "valid" }) => age);
  const valid = ages.includes("valid");
  if (ages.includes("exact") || (valid && policy.sync === "every-frame")) {
    return { sync: "every-frame", gated: false, everyFrames: 1, maxAgeMs: 0 };
  }
  const maxAgeMs = Math.min(...ages.map((age) => typeof age === "number" ? age : VALID_MS));
  // The largest interval at which the next layers are ready before the current ones are too old.
  const fitting = Math.max(1, Math.floor((maxAgeMs - costMs) * fps / 1000));
  const sync = !live ? "on-motion" : valid && policy.maskEvery === null ? policy.sync : "throttled";
  const everyFrames = valid ? Math.min(policy.maskEvery ?? 1, fitting) : fitting;
  return { sync, gated: valid, everyFrames, maxAgeMs };
}

/** A layer and its provider. */
interface Found {
  readonly shape: LayerShape;
  readonly provider: LayerProvider;
  /** Whether it is refined when it is needed at frame size. */
  readonly refined: boolean;
}

/** Only a mask of the size of the model's input can be refined, because the input guides the refinement. */
function canRefine(shape: LayerShape, { input }: LayerProvider): boolean {
  return shape.kind === "mask" && shape.width === input.width && shape.height === input.height;
}

/** The form in which a stage receives a layer. A stage with an `roi` always gets its part at frame size. */
function formOf(
  { size = "frame" }: LayerNeed,
  { roi }: StageSpec,
  found: Found,
): "native" | "refined" | "upscaled" {
  if (found.shape.kind === "points" || size === "native") return "native";
  if (size === "frame" || roi !== null) return "upscaled";
  return found.refined ? "refined" : "native";
}

/** The forms of the layers that the stages need, each once. */
function planLayers(
  stages: readonly StageSpec[],
  shapes: ReadonlyMap<string, Found>,
): readonly PlannedLayer[] {
  const ids = layerIds(stages);
  const planned = new Map<string, PlannedLayer>();
  let moved: Affine | null = null;
  for (const stage of stages) {
    for (const need of stage.layers) {
      const id = ids.get(`${stage.id} ${need.name}`) ?? need.name;
      const found = shapes.get(need.name);
      if (!found) continue;
      const { shape: { name, kind, width, height, approximate, names }, provider } = found;
      const before = planned.get(id);
      const form = formOf(need, stage, found);
      planned.set(id, {
        ...{ id, name, provider: provider.id, kind, width, height, moved },
        approximate: approximate ?? false,
        names: names ?? [],
        native: form === "native" || (before?.native ?? false),
        refined: form === "refined" || found.refined && form === "upscaled" ||
          (before?.refined ?? false),
        upscaled: form === "upscaled" || (before?.upscaled ?? false),
      });
    }
    if (stage.moved) moved = moved ? composeMoves(moved, stage.moved) : stage.moved;
  }
  return [...planned.values()];
}

/** Plans the models for these stages and the layers that they compute. */
export function planModels(
  stages: readonly StageSpec[],
  { providers, format, policy, plainMasks = false }: {
    providers: readonly LayerProvider[];
    format: PlanFormat;
    policy: SyncPolicy;
    plainMasks?: boolean;
  },
): { models: readonly PlannedModel[]; layers: readonly PlannedLayer[] } {
  const needs = stages.flatMap((stage) => stage.layers);
  const open = new Set(needs.map(({ name }) => name));
  const shapes = new Map<string, Found>();
  const models = cheapest(open, providers).map((provider): PlannedModel => {
    const taken = provider.layers.filter(({ name }) => open.delete(name));
    for (const shape of taken) {
      shapes.set(shape.name, {
        shape,
        provider,
        refined: !plainMasks && canRefine(shape, provider),
      });
    }
    const names = taken.map(({ name }) => name);
    const own = needs.filter(({ name }) => names.includes(name));
    const { id, costMs, input: { width, height }, layers: { length: offers } } = provider;
    const step = syncFor(own, { costMs, format, policy });
    return { provider: id, width, height, layers: names, offers, ...step };
  });
  return { models, layers: planLayers(stages, shapes) };
}
