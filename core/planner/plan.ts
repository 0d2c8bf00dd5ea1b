/**
 * What will happen to every frame: which models run, which conversions, copies and buffers exist, which stages are left out. Plain
 * JSON: `--explain` prints it and the pipeline executes it.
 *
 * @module
 */
import type { LayerKind } from "../layers/layers.ts";
import type { PixelLayout } from "../media/frame.ts";
import type { Affine, PixelRect } from "../media/kernels.ts";
import type { FrameAccess, PixelFormat } from "../plugin/contract.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { MaskSync } from "./sync_policy.ts";

/** Bytes that go through memory. */
export interface Bytes {
  /** Bytes of pictures and layers that kernels read in Scrim's own steps. */
  readonly bytesRead: number;
  /** Bytes of pictures and layers that kernels write in Scrim's own steps. */
  readonly bytesWritten: number;
  /** Bytes that only move, without a new value: copies, layers out of their models, pictures into the sandbox. */
  readonly bytesCopied: number;
}

/** The predicted cost of one frame, on average. */
export interface FrameCost extends Bytes {
  /** Model runs. */
  readonly inferences: number;
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
   * Which frames wait for it. `every-frame`: all. `on-motion`: those it looks at in which something moved. `adaptive`: the same,
   * while the model is faster than the frames. `throttled`: none.
   */
  readonly sync: MaskSync | "throttled";
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
  readonly upscaled: boolean;
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
  /** Its input is kept for `past`. In the sandbox it is kept there. */
  readonly history: number;
  /** When it fails, the picture goes on without it. */
  readonly skippable: boolean;
  /** Bytes carried into the sandbox and back; `null`: it runs on this side. */
  readonly sandbox: { readonly in: number; readonly out: number } | null;
  /** It composes straight into the sink's memory, in this layout. `null`: into a picture of the chain. */
  readonly direct: PixelLayout | null;
}

/** What is done to a layer after its model ran. */
export interface LayerStep {
  /**
   * `snapshot`: copied, because the model goes on writing. `smooth`: without the staircase of the model's pixels. `refine`: to the
   * frame's size, along the picture's edges. `warp`: moved along with the picture. `upscale`: to the frame's size; of a mask
   * that was refined: given its edge.
   */
  readonly op: "snapshot" | "smooth" | "refine" | "warp" | "upscale";
  /** The id of the planned layer. */
  readonly layer: string;
  /** Of a `warp`: which form of the layer. */
  readonly form?: "native" | "refined";
}

/** One thing done to each frame, in order. */
export type PlanStep =
  /** The source's bytes into the sink, untouched. */
  | { readonly op: "copyPacked"; readonly layout: PixelLayout }
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
  readonly stages: readonly StageSpec[];
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
