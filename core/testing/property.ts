/**
 * One thing that the contract promises of every plugin.
 *
 * @module
 */
import type { FilterPlugin } from "../plugin/contract.ts";
import type { Lab } from "./lab.ts";

/** A promise and how it is tried. */
export interface Property {
  /** What holds, as the rest of a sentence that the plugin's name begins. */
  readonly name: string;
  /** Whether the declaration says anything of this kind. Default: always. */
  applies?(plugin: FilterPlugin): boolean;
  /** @throws {ScrimError} `PLUGIN` saying what was seen and what was wanted; whatever the plugin threw */
  check(lab: Lab): Promise<void>;
}

/** Ordinary, and odd both ways: chroma has half a pixel more. */
export const SIZES = [{ width: 66, height: 50 }, { width: 65, height: 49 }] as const;

/** Smaller than any model's layers. */
export const TINY = { width: 16, height: 16 } as const;

/** What people use. */
export const LARGE = { width: 1280, height: 720 } as const;
