/**
 * From declared needs to a plan: which models run, which conversions, copies and buffers exist, which stages are left out.
 *
 * Pure: no I/O, no clock, no plugin code. A plan is plain JSON; `--explain` prints it and the loop executes it.
 *
 * @module
 */
import type { PixelLayout } from "../media/frame.ts";
import type { LayerKind, LayerProvider } from "../layers/layers.ts";
import { liveStages } from "./prune.ts";
import { DEFAULT_PACE, type Pace, type Sync } from "./sync_policy.ts";
import { type Bytes, costOf, type FrameCost, runCost } from "./costs.ts";
import { planBuffers } from "./buffers.ts";
import { checkNeeds, planModels } from "./models.ts";
import { planSteps } from "./steps.ts";
import type { FrameAccess, LayerNeed, PixelFormat, Rect, Region } from "../plugin/contract.ts";
import type { Affine, PixelRect } from "../media/kernels.ts";

/** One use of a plugin in a chain, with what `narrow()` and `roi()` answered for its options. */
export interface StageAnswer {
  /** Unique in the chain: the plugin's name, `#2` and so on behind it when used again. */
  readonly id: string;
  /** How it touches the frame. */
  readonly access: FrameAccess;
  /** What it is given. */
  readonly format: PixelFormat;
  /** Whether layers no longer line up after it. */
  readonly movesPixels: boolean;
  /** How they can be moved along; `null`: they cannot. */
  readonly moved: Affine | null;
  /** What it needs with these options. */
  readonly layers: readonly LayerNeed[];
  /** Whether it changes nothing with these options, so that it is left out. */
  readonly identity: boolean;
  /** Where it can change pixels. */
  readonly touches: Region;
  /** Where its result does not depend on the picture that came in; `null`: nowhere. */
  readonly overwrites: Region | null;
  /** How many earlier pictures it is handed. */
  readonly history: number;
  /** The only part that it looks at; `null`: all of it. */
  readonly roi: Rect | null;
  /** Whether the room behind the person cannot be seen after it. */
  readonly hidesBackground: boolean;
  /** What viewers see when it fails. */
  readonly onFailure: "hold" | "skip";
  /** It runs behind the wall, in a memory of its own. */
  readonly walled: boolean;
}

/** What goes in and what must come out. */
export interface PlanFormat {
  /** Pixels in a row of every frame. */
  readonly width: number;
  /** Rows of every frame. */
  readonly height: number;
  /** Frames per second that the source announced. */
  readonly fps: number;
  /**
   * Frames come at their own pace, whether or not somebody takes them. `false`: they wait to be pulled, so that a frame can
   * always wait for its layers, and the same frames give the same pictures. Default true.
   */
  readonly live?: boolean;
  /** What the source delivers. */
  readonly input: PixelLayout;
  /** What the sink takes; `null`: pictures are not wanted. */
  readonly output: PixelLayout | null;
  /** The last filter may compose straight into the sink's memory. Default false. */
  readonly direct?: boolean;
}

/** A model that will run, and the layers that are taken from it. */
export interface PlannedModel {
  /** The model's name, or the name of a user's own file. */
  readonly provider: string;
  /** Pixels in a row of the RGBA picture that it is given. */
  readonly width: number;
  /** Rows of the RGBA picture that it is given. */
  readonly height: number;
  /** Names of the layers that are taken from it; no others are computed. */
  readonly layers: readonly string[];
  /** How many layers it could give. */
  readonly offers: number;
  /**
   * Which frames wait for it. `exact`: all. `valid`: those at which it looks and something moved. `auto`: these, too, while the
   * model is faster than the frames. `paced`: none.
   */
  readonly sync: Sync | "paced";
  /** Its layers are used again while nothing moves. */
  readonly gated: boolean;
  /** It looks at every n-th frame, and runs on no other. */
  readonly everyFrames: number;
  /** How old its layers may be, in milliseconds: a frame whose layers would be older waits, whatever `sync` says. */
  readonly maxAgeMs: number;
}

/** A model as planned, with what a frame is spared that it does not run for. */
export interface CostedModel extends PlannedModel {
  /** Bytes of one run and of the steps on its layers. `perFrame` counts them as if everything always moved. */
  readonly perRun: Bytes;
}

/**
 * One form of a layer. Its `id` is the layer's name, with `@` and the stages behind it that moved the picture before it is
 * wanted.
 */
export interface PlannedLayer {
  /** Unique in the plan. */
  readonly id: string;
  /** The layer's name. */
  readonly name: string;
  /** The model that gives it. */
  readonly provider: string;
  /** What its numbers mean. */
  readonly kind: LayerKind;
  /** Pixels in a row as the model gives it; 4 for points. */
  readonly width: number;
  /** Rows as the model gives it; how many points. */
  readonly height: number;
  /** Worked out from other layers. */
  readonly approximate: boolean;
  /** What its values or points mean, for labels and points. */
  readonly names: readonly string[];
  /** How it is moved; `null`: it lies as the model saw it. */
  readonly moved: Affine | null;
  /** Somebody wants it at the model's size. */
  readonly native: boolean;
  /** Of a mask: somebody wants it at frame size and refined, its edge still to be found. */
  readonly refined: boolean;
  /** Somebody wants it at frame size, with its edge if it is a mask. */
  readonly enlarged: boolean;
}

/** A copy that cannot be avoided, and why. */
export interface PlannedCopy {
  /** Of a whole picture in the stage's format. */
  readonly bytes: number;
  /** In words. */
  readonly reason: string;
}

/** One plugin's `process()`. */
export interface StageStep {
  /** Which kind of step it is. */
  readonly op: "stage";
  /** The stage's id. */
  readonly stage: string;
  /** How it touches the picture. */
  readonly access: FrameAccess;
  /** What it is given. */
  readonly format: PixelFormat;
  /** The part that it is given; `null`: all of it. */
  readonly crop: PixelRect | null;
  /** It fills another buffer than it reads. */
  readonly apart: boolean;
  /** Made before it runs; it works on the copy. */
  readonly copy: PlannedCopy | null;
  /** Its input is kept for `past`. Behind the wall it is kept there. */
  readonly history: number;
  /** When it fails, the picture goes on without it. */
  readonly skippable: boolean;
  /** Bytes carried over the wall and back; `null`: it runs on this side. */
  readonly wall: { readonly in: number; readonly out: number } | null;
  /** It composes straight into the sink's memory, in this layout. `null`: into a picture of the chain. */
  readonly direct: PixelLayout | null;
}

/** What is done to a layer after its model ran. */
export interface LayerStep {
  /**
   * `latch`: copied, because the model goes on writing. `soften`: without the staircase of the model's pixels. `refine`: to the
   * frame's size, along the picture's edges. `warp`: moved along with the picture. `enlarge`: to the frame's size; of a mask
   * that was refined: given its edge.
   */
  readonly op: "latch" | "soften" | "refine" | "warp" | "enlarge";
  /** The id of the planned layer. */
  readonly layer: string;
  /** Of a `warp`: which form of the layer. */
  readonly form?: "native" | "refined";
}

/** One thing done to each frame, in order. */
export type PlanStep =
  /** The source's bytes into the sink, untouched. */
  | { readonly op: "transfer"; readonly layout: PixelLayout }
  /** The source's bytes to planes: all of them or luma alone, the whole picture or a part. */
  | {
    readonly op: "unpack";
    readonly from: PixelLayout;
    readonly planes: "i420" | "luma";
    readonly crop: PixelRect | null;
  }
  /** The captured frame, sampled to the model's size, through a model. */
  | { readonly op: "infer"; readonly provider: string }
  | LayerStep
  /** The picture into the other format that a stage, or the sink, wants. */
  | { readonly op: "convert"; readonly to: "i420" | "rgba" }
  | StageStep
  /** The frame's planes to the sink's bytes. */
  | { readonly op: "pack"; readonly to: PixelLayout };

/** A buffer that exists for the plan's lifetime. */
export interface PlannedBuffer {
  /** What for: pictures of the chain, samples of them, layers, or the slate. */
  readonly kind: "frames" | "luma" | "rgba" | "sample" | "layer" | "slate";
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
  /** Models that run. */
  readonly models: readonly CostedModel[];
  /** The layers taken from them, in each form that is wanted. */
  readonly layers: readonly PlannedLayer[];
  /** What is done to each frame, in order. */
  readonly steps: readonly PlanStep[];
  /** Memory of the loop itself; sources, sinks, models and plugins have their own. */
  readonly buffers: readonly PlannedBuffer[];
  /**
   * Predicted cost of one frame, of Scrim's own steps: the most that it can be. The counters of kernels, engines and walls
   * must come to the same, less the `perRun` of each model for each time that it was not needed.
   */
  readonly perFrame: FrameCost;
}

/**
 * Plans a chain.
 *
 * @param chain the stages in order, with what `narrow()` answered
 * @param format what comes in and what goes out
 * @param providers the models that could give layers
 * @param pace when models run for layers that need only be valid
 * @param masks `plainMasks`: they are only softened, so that nobody needs them at frame size but who asks for that
 * @throws {ScrimError} `USAGE` when a need cannot be met: naming plugin, layer and the layers that exist
 */
export function plan(
  chain: readonly StageAnswer[],
  format: PlanFormat,
  providers: readonly LayerProvider[],
  pace: Pace = DEFAULT_PACE,
  masks: { readonly plainMasks?: boolean } = {},
): Plan {
  checkNeeds(chain, providers);
  const { stages, dropped } = liveStages(chain);
  const { models, layers } = planModels(stages, { ...masks, providers, format, pace });
  const steps = planSteps(stages, { format, models, layers });
  const parts = { format, stages, dropped, models, layers, steps };
  return {
    ...parts,
    models: models.map((model) => ({ ...model, perRun: runCost(model, parts) })),
    buffers: planBuffers(parts),
    perFrame: costOf(parts),
  };
}
