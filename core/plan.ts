/**
 * From declared needs to a plan: which models run, which conversions and buffers exist, which stages are left out.
 *
 * Pure: no I/O, no clock, no plugin code. A plan is plain JSON; `--explain` prints it and the loop executes it.
 *
 * @module
 */
import { ScrimError } from "./errors.ts";
import type { LayerProvider } from "./layers.ts";
import type { PixelLayout } from "./frame.ts";
import { copiedBytes, planBuffers } from "./plan_costs.ts";
import type { FrameAccess, LayerNeed, Region } from "./plugin.ts";

/** One use of a plugin in a chain, with what `narrow()` answered for its options. */
export interface StageAnswer {
  /** Unique in the chain: the plugin's name, `#2` and so on behind it when used again. */
  readonly id: string;
  /** How it touches the frame. */
  readonly access: FrameAccess;
  /** Whether layers no longer line up after it. */
  readonly movesPixels: boolean;
  /** What it needs with these options. */
  readonly layers: readonly LayerNeed[];
  /** Whether it changes nothing with these options, so that it is left out. */
  readonly identity: boolean;
  /** Where it can change pixels. */
  readonly touches: Region;
  /** Where its result does not depend on the picture that came in; `null`: nowhere. */
  readonly overwrites: Region | null;
}

/** What goes in and what must come out. */
export interface PlanFormat {
  /** Pixels in a row of every frame. */
  readonly width: number;
  /** Rows of every frame. */
  readonly height: number;
  /** Frames per second that the source announced. */
  readonly fps: number;
  /** What the source delivers. */
  readonly input: PixelLayout;
  /** What the sink takes. */
  readonly output: PixelLayout;
}

/** A model that will run, and the layers that are taken from it. */
export interface PlannedModel {
  /** The model's name, or the path of a user's own. */
  readonly provider: string;
  /** Pixels in a row of the RGBA picture that it is given. */
  readonly width: number;
  /** Rows of the RGBA picture that it is given. */
  readonly height: number;
  /** Names of the layers that are taken from it. */
  readonly layers: readonly string[];
}

/** One thing done to each frame, in order. */
export type PlanStep =
  /** The source's bytes into the sink, untouched. */
  | { readonly op: "transfer"; readonly layout: PixelLayout }
  /** The source's bytes to the planes of a frame. */
  | { readonly op: "unpack"; readonly from: PixelLayout }
  /** The captured frame, sampled to the model's size, through a model. */
  | { readonly op: "infer"; readonly provider: string }
  /** A layer to the frame's size. */
  /** Takes the staircase of the model's pixels out of a mask. */
  | { readonly op: "soften"; readonly layer: string }
  | { readonly op: "enlarge"; readonly layer: string }
  /** One plugin's `process()`. */
  | { readonly op: "stage"; readonly stage: string; readonly access: FrameAccess }
  /** The frame's planes to the sink's bytes. */
  | { readonly op: "pack"; readonly to: PixelLayout };

/** A buffer that exists for the plan's lifetime. */
export interface PlannedBuffer {
  /** What it holds, in words. */
  readonly purpose: string;
  /** How many of them. */
  readonly count: number;
  /** Of one. */
  readonly bytes: number;
}

/** What will happen to every frame. Plain JSON. */
export interface Plan {
  /** What goes in and what comes out. */
  readonly format: PlanFormat;
  /** Stages that run, in order. */
  readonly stages: readonly StageAnswer[];
  /** Stages that are left out, and why. */
  readonly dropped: readonly { readonly stage: string; readonly reason: string }[];
  /** Models that run once a frame. */
  readonly models: readonly PlannedModel[];
  /** What is done to each frame, in order. */
  readonly steps: readonly PlanStep[];
  /** Memory of the loop itself; sources, sinks, models and plugins have their own. */
  readonly buffers: readonly PlannedBuffer[];
  /** Predicted cost of one frame. The counters of kernels, engines and sinks must come to the same. */
  readonly perFrame: {
    /** Model runs. */
    readonly inferences: number;
    /** Bytes that only move, without a new value. */
    readonly bytesCopied: number;
  };
}

function covers(over: Region | null, touched: Region): boolean {
  return over === "frame" || over === touched;
}

/** The later stage that makes this one pointless, if there is one with nothing in between that could carry its effect on. */
function overwriter(stages: readonly StageAnswer[], index: number): StageAnswer | undefined {
  const { touches } = stages[index];
  for (const later of stages.slice(index + 1)) {
    if (covers(later.overwrites, touches)) return later;
    if (later.movesPixels || later.access === "read" || later.touches !== touches) return undefined;
  }
  return undefined;
}

/** The cheapest set of providers that covers `wanted`: every subset is tried, there are few providers. */
function cheapest(
  wanted: ReadonlySet<string>,
  providers: readonly LayerProvider[],
): readonly LayerProvider[] {
  let best: readonly LayerProvider[] = [];
  let bestCost = Infinity;
  for (let set = 0; set < 1 << providers.length; set++) {
    const chosen = providers.filter((_, i) => set & (1 << i));
    const cost = chosen.reduce((sum, provider) => sum + provider.costMs, 0);
    const given = new Set(chosen.flatMap((provider) => provider.layers.map((layer) => layer.name)));
    if (cost < bestCost && [...wanted].every((name) => given.has(name))) {
      best = chosen;
      bestCost = cost;
    }
  }
  return best;
}

function checkNeeds(stages: readonly StageAnswer[], providers: readonly LayerProvider[]): void {
  const available = [
    ...new Set(providers.flatMap((provider) => provider.layers.map((layer) => layer.name))),
  ];
  let mover: string | undefined;
  for (const stage of stages) {
    for (const need of stage.layers) {
      if (!available.includes(need.name)) {
        throw new ScrimError(
          `Cannot give plugin "${stage.id}" the layer "${need.name}": no model gives it`,
          { code: "USAGE", hint: `layers that exist: ${available.join(", ")}` },
        );
      }
      if (mover !== undefined) {
        throw new ScrimError(
          `Cannot give plugin "${stage.id}" the layer "${need.name}": "${mover}" moves pixels before it`,
          { code: "USAGE", hint: `put "${stage.id}" before "${mover}"` },
        );
      }
    }
    if (stage.movesPixels) mover = stage.id;
  }
}

function planModels(
  stages: readonly StageAnswer[],
  providers: readonly LayerProvider[],
): readonly PlannedModel[] {
  const open = new Set(stages.flatMap((stage) => stage.layers.map((need) => need.name)));
  return cheapest(open, providers).map((provider) => {
    const layers = provider.layers.map((layer) => layer.name).filter((name) => open.delete(name));
    return {
      provider: provider.id,
      width: provider.input.width,
      height: provider.input.height,
      layers,
    };
  });
}

/**
 * Plans a chain.
 *
 * @param chain the stages in order, with what `narrow()` answered
 * @param format what comes in and what goes out
 * @param providers the models that could give layers
 * @throws {ScrimError} `USAGE` when a need cannot be met: naming plugin, layer and the layers that exist
 */
export function plan(
  chain: readonly StageAnswer[],
  format: PlanFormat,
  providers: readonly LayerProvider[],
): Plan {
  checkNeeds(chain, providers);
  const dropped: { stage: string; reason: string }[] = [];
  const changing = chain.filter((stage) => {
    if (stage.identity) {
      dropped.push({ stage: stage.id, reason: "changes nothing with its options" });
    }
    return !stage.identity;
  });
  const stages = changing.filter((stage, index) => {
    const later = overwriter(changing, index);
    if (later) dropped.push({ stage: stage.id, reason: `overwritten by ${later.id}` });
    return !later;
  });

  const models = planModels(stages, providers);
  const enlarged = [
    ...new Set(
      stages.flatMap((stage) =>
        stage.layers.filter((need) => need.size !== "native").map((need) => need.name)
      ),
    ),
  ];
  const sameLayout = format.input === format.output;
  const steps: PlanStep[] = [];
  if (stages.length === 0 && sameLayout) {
    steps.push({ op: "transfer", layout: format.input });
  } else {
    steps.push({ op: "unpack", from: format.input });
    for (const model of models) steps.push({ op: "infer", provider: model.provider });
    for (const layer of models.flatMap((model) => model.layers)) {
      steps.push({ op: "soften", layer });
    }
    for (const layer of enlarged) steps.push({ op: "enlarge", layer });
    for (const stage of stages) steps.push({ op: "stage", stage: stage.id, access: stage.access });
    steps.push({ op: "pack", to: format.output });
  }
  return {
    format,
    stages,
    dropped,
    models,
    steps,
    buffers: planBuffers({ format, stages, steps, models }, providers),
    perFrame: {
      inferences: models.length,
      bytesCopied: copiedBytes({ steps, format, models }, providers),
    },
  };
}
