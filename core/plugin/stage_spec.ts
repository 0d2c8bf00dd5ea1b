/**
 * The planner's input for one stage.
 *
 * @module
 */
import type { Affine } from "../media/kernels.ts";
import type { FrameAccess, LayerNeed, PixelFormat, Rect, Region } from "./contract.ts";

/** One use of a plugin in a chain, with the results of `narrow()` and `roi()` for its options. */
export interface StageSpec {
  /** Unique in the chain: the plugin's name, with `#2`, `#3`, … appended for further uses. */
  readonly id: string;
  /** How it reads and writes the frame. */
  readonly access: FrameAccess;
  /** The format of its input and result. */
  readonly format: PixelFormat;
  /** Whether it moves pixels, so that layers no longer match its result. */
  readonly movesPixels: boolean;
  /** The transform that Scrim applies to the layers of later stages; `null` if it is unknown. */
  readonly moved: Affine | null;
  /** The layers that it needs with these options. */
  readonly layers: readonly LayerNeed[];
  /** Whether it changes nothing with these options, so that it does not run. */
  readonly identity: boolean;
  /** The region that it may change. */
  readonly touches: Region;
  /** The region where its result does not depend on its input; `null` if there is none. */
  readonly overwrites: Region | null;
  /** The maximum number of earlier pictures in `past`. */
  readonly history: number;
  /** The part of the picture that it reads; `null` for the whole picture. */
  readonly roi: Rect | null;
  /** Whether its result shows nothing of the real background. */
  readonly hidesBackground: boolean;
  /** What viewers see when it fails. */
  readonly onFailure: "hold" | "skip";
  /** Whether it runs in the sandbox, with its own memory. */
  readonly sandboxed: boolean;
}
