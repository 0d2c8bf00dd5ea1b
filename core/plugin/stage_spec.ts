/**
 * What the planner is told of one use of a plugin.
 *
 * @module
 */
import type { Affine } from "../media/kernels.ts";
import type { FrameAccess, LayerNeed, PixelFormat, Rect, Region } from "./contract.ts";

/** One use of a plugin in a chain, with what `narrow()` and `roi()` answered for its options. */
export interface StageSpec {
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
  /** It runs in the sandbox, in a memory of its own. */
  readonly sandboxed: boolean;
}
