/**
 * The types of a plan: the models, conversions, copies and buffers of a run, and the stages that are left out. A plan is plain
 * JSON. `--explain` prints it, and the pipeline executes it.
 *
 * @module
 */
import type { LayerKind } from "../layers/layers.ts";
import type { PixelLayout } from "../media/frame.ts";
import type { Affine, PixelRect } from "../media/kernels.ts";
import type { FrameAccess, PixelFormat } from "../plugin/contract.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import type { MaskSync } from "./sync_policy.ts";

/** Memory traffic in bytes. */
export interface Bytes {
  /** Bytes of pictures and layers that kernels read in Scrim's own steps. */
  readonly bytesRead: number;
  /** Bytes of pictures and layers that kernels write in Scrim's own steps. */
  readonly bytesWritten: number;
  /** Bytes copied unchanged: copies of pictures, layers copied out of models, and data copied to and from the sandbox. */
  readonly bytesCopied: number;
}

/** The predicted cost of one frame, on average. */
export interface FrameCost extends Bytes {
  /** The number of inferences. */
  readonly inferences: number;
}

/** The format of the input and of the output. */
export interface PlanFormat {
  /** Frame width in pixels. */
  readonly width: number;
  /** Frame height in pixels. */
  readonly height: number;
  /** The nominal frame rate of the source in frames per second. */
  readonly fps: number;
  /**
   * Whether frames arrive in real time. If `false`, the source waits until a frame is requested, so that each frame can wait for
   * its layers and the same input always gives the same output. Default true.
   */
  readonly live?: boolean;
  /** Whether frames that wait for `next()` say when they are shown; otherwise their rate says it. Default false. */
  readonly timed?: boolean;
  /** The layout that the source delivers. */
  readonly input: PixelLayout;
  /** The layout that the sink accepts; `null` if it accepts no pictures. */
  readonly output: PixelLayout | null;
  /** Whether the last filter may compose directly into the sink's memory. Default false. */
  readonly direct?: boolean;
}

/** A model that runs, and the layers that it computes. */
export interface PlannedModel {
  /** The model's name, or the name of the user's file. */
  readonly provider: string;
  /** Width of its RGBA input in pixels. */
  readonly width: number;
  /** Height of its RGBA input in pixels. */
  readonly height: number;
  /** The names of the layers that it computes. */
  readonly layers: readonly string[];
  /** The number of layers that it can give. */
  readonly offers: number;
  /**
   * The frames that wait for it. `every-frame`: all. `on-motion`: the sampled frames in which something moved. `adaptive`: as
   * `on-motion`, but only while the model is faster than the frames. `throttled`: none.
   */
  readonly sync: MaskSync | "throttled";
  /** Whether its layers are reused while nothing moves. */
  readonly gated: boolean;
  /** It samples only every n-th frame, and runs on no other frame. */
  readonly everyFrames: number;
  /** The maximum age of its layers in milliseconds. A frame whose layers would be older waits for new ones in all modes. */
  readonly maxAgeMs: number;
}

/** A planned model with the cost of one inference. */
export interface CostedModel extends PlannedModel {
  /**
   * The bytes of one inference and of the steps on its layers. A frame without an inference saves them. `perFrame` assumes that
   * something moves in every frame.
   */
  readonly perRun: Bytes;
}

/** One form of a layer. Its `id` is the layer's name, then `@` and the id for each earlier stage that transforms the picture. */
export interface PlannedLayer {
  /** An id that is unique in the plan. */
  readonly id: string;
  /** The layer's name. */
  readonly name: string;
  /** The model that gives it. */
  readonly provider: string;
  /** The meaning of its values. */
  readonly kind: LayerKind;
  /** Width at the model's size in pixels; 4 for points. */
  readonly width: number;
  /** Height at the model's size in pixels; the number of points for points. */
  readonly height: number;
  /** Whether Scrim derives it from other model outputs. */
  readonly approximate: boolean;
  /** The names of its values or points, for labels and points; otherwise empty. */
  readonly names: readonly string[];
  /** The transform of earlier stages that is applied to it; `null` if there is none. */
  readonly moved: Affine | null;
  /** Whether a stage needs it at the model's size. */
  readonly native: boolean;
  /** For masks: whether a stage needs it refined at frame size, before its edge is applied. */
  readonly refined: boolean;
  /** Whether a stage needs it at frame size; a mask then has its edge applied. */
  readonly upscaled: boolean;
}

/** A copy of a picture that a stage needs. */
export interface PlannedCopy {
  /** The bytes of a whole picture in the stage's format. */
  readonly bytes: number;
  /** Why the copy is needed, for people. */
  readonly reason: string;
}

/** One plugin's `process()`. */
export interface StageStep {
  /** The kind of step. */
  readonly op: "stage";
  /** The stage's id. */
  readonly stage: string;
  /** How it accesses the picture. */
  readonly access: FrameAccess;
  /** The pixel format that it receives. */
  readonly format: PixelFormat;
  /** The part of the picture that it receives; `null` for all of it. */
  readonly crop: PixelRect | null;
  /** Whether it writes to another buffer than the one it reads. */
  readonly apart: boolean;
  /** The copy that is made before it runs and on which it works; `null` if there is none. */
  readonly copy: PlannedCopy | null;
  /** The number of earlier inputs kept for `past`. A sandboxed stage keeps them in the sandbox. */
  readonly history: number;
  /** Whether the frame continues without it when it fails. */
  readonly skippable: boolean;
  /** Bytes copied into the sandbox and out of it per frame; `null` if it is not sandboxed. */
  readonly sandbox: { readonly in: number; readonly out: number } | null;
  /** The layout in which it composes directly into the sink's memory; `null` if it writes to a picture of the chain. */
  readonly direct: PixelLayout | null;
}

/** A step that processes a layer after its model has run. */
export interface LayerStep {
  /**
   * `snapshot` copies the layer, because the model may write it again. `smooth` smooths a mask at the model's size. `refine`
   * upscales a mask to the frame's size along the picture's edges. `warp` applies the transform of the picture. `upscale` scales
   * a layer to the frame's size and applies the edge of a mask; for a refined mask, it only applies the edge.
   */
  readonly op: "snapshot" | "smooth" | "refine" | "warp" | "upscale";
  /** The id of the planned layer, or the layer's name for steps that all its forms share. */
  readonly layer: string;
  /** For `warp`: the form of the layer that is transformed. */
  readonly form?: "native" | "refined";
}

/** One step of the work on each frame. */
export type PlanStep =
  /** Copies the source's bytes to the sink unchanged. */
  | { readonly op: "copyPacked"; readonly layout: PixelLayout }
  /** Converts the source's bytes to planes: all planes or only luma, the whole picture or a part of it. */
  | {
    readonly op: "unpack";
    readonly from: PixelLayout;
    readonly planes: "i420" | "luma";
    readonly crop: PixelRect | null;
  }
  /** Samples the captured frame at the model's size and runs the model. */
  | { readonly op: "infer"; readonly provider: string }
  | LayerStep
  /** Converts the picture to the other format, which a stage or the sink needs. */
  | { readonly op: "convert"; readonly to: "i420" | "rgba" }
  | StageStep
  /** Converts the frame's planes to the sink's bytes. */
  | { readonly op: "pack"; readonly to: PixelLayout };

/** Buffers that exist for the plan's lifetime. */
export interface PlannedBuffer {
  /** The kind of content: pictures of the chain, samples, a layer, or the slate. */
  readonly kind: "frames" | "luma" | "rgba" | "sample" | "layer" | "slate";
  /** The content, for people. */
  readonly purpose: string;
  /** The number of such buffers. */
  readonly count: number;
  /** The bytes of one of them. */
  readonly bytes: number;
}

/** The plan of a run. Plain JSON. */
export interface Plan {
  /** The format of the input and of the output. */
  readonly format: PlanFormat;
  /** The stages that run, in order. */
  readonly stages: readonly StageSpec[];
  /** The stages that are left out, with the reasons. */
  readonly dropped: readonly { readonly stage: string; readonly reason: string }[];
  /** The models that run. */
  readonly models: readonly CostedModel[];
  /** The layers that the models compute, in each form that is needed. */
  readonly layers: readonly PlannedLayer[];
  /** The work on each frame, in order. */
  readonly steps: readonly PlanStep[];
  /** The buffers of the frame loop. Sources, sinks, models and plugins have their own memory. */
  readonly buffers: readonly PlannedBuffer[];
  /**
   * The predicted maximum cost of Scrim's own steps for one frame. The counters of kernels, engines and sandboxes equal it, minus
   * `perRun` of each model for each inference that was not needed.
   */
  readonly perFrame: FrameCost;
}
