/**
 * Tests for filters: everything that the contract promises of any plugin, tried from its declaration alone, and a way to
 * look at what one makes of a picture. No camera, no model, no native code.
 *
 * @example The tests of a plugin
 * ```ts
 * import assert from "node:assert/strict";
 * import dim from "../../examples/dim.ts";
 * import { makeFrame, pixelAt, renderPlugin, testPlugin } from "./mod.ts";
 *
 * testPlugin(dim);
 *
 * Deno.test("dim darkens the background and leaves the person alone", async () => {
 *   const frame = makeFrame(64, 48, { y: 200 });
 *   const person = (x: number) => x < 0.5 ? 255 : 0;
 *   const result = await renderPlugin(dim, { frame, layers: { person }, options: { strength: 100 } });
 *   assert.equal(pixelAt(result.y, 10, 24), 200);
 *   assert.equal(pixelAt(result.y, 50, 24), 0);
 * });
 * ```
 *
 * @module
 */
import { openKernels } from "../../mod.ts";
import type { Frame } from "../media/frame.ts";
import type { FilterPlugin } from "../plugin/contract.ts";
import { type ConformanceTest, conformanceTests } from "./conformance.ts";
import type { OpenKernels } from "./lab.ts";
import { render, type RenderOptions } from "./render.ts";

export type { ConformanceTest } from "./conformance.ts";
export type { LayerDrawing } from "./figure.ts";
export { makeFrame, type Paint, pixelAt, type RenderOptions } from "./render.ts";

/** What to try beside what the declaration says. */
export interface ConformanceOptions {
  /** Further option values, as a user would give them, each a set of its own. */
  readonly values?: readonly { readonly [option: string]: unknown }[];
  /** A value for every `file` option, by its name: a path of a file that is there. Default: they are left at `null`. */
  readonly files?: { readonly [option: string]: string };
  /**
   * What `process()` may leave to the garbage collector in array buffers, in bytes a frame of 64x48. More is for filters that
   * hand pictures to a library which allocates. Default 2500: less than one picture.
   */
  readonly garbageBytes?: number;
  /**
   * The plugin may call `Math.random()`. While it is tried, that gives the same numbers whenever the same frame is shown, so
   * pictures can still be compared. Default false: a plugin whose pictures differ is refused.
   */
  readonly random?: boolean;
}

/** Kernels leave nothing or a few views, a full picture of 64x48 is 3072 or more. */
const GARBAGE_BYTES = 2500;

/** WebAssembly: the same bytes as native code, and nothing that a test would have to close. */
const open: OpenKernels = (arena) => openKernels(arena, { ffi: false });

/**
 * What the contract promises, as tests for any runner.
 *
 * Each plugin is tried with its defaults, with every option at each of its extremes and with `values`, at even, odd and
 * tiny sizes, on pictures of noise with known bytes around every row, with layers of a drawn figure. What cannot be seen
 * from a declaration: what the filter is to look like (use {@linkcode renderPlugin}), and what it does with real models. Values
 * for which `narrow()` says identity are tried only where there is no `init()`: Scrim never starts a plugin with them.
 * Memory is measured over 3,000 frames of 64x48: an object a frame that stays reachable is seen; garbage is where array buffers
 * come to a picture a frame (`garbageBytes`); memory outside of JavaScript is where it comes from the host. A number a frame,
 * pushed to an array of numbers, or what grows every few hundred frames only, is not.
 *
 * @param plugin what its module exports as default
 * @param options further values
 * @returns one test for each promise that its declaration makes; only the first when the contract refuses the declaration
 */
export function conformance(
  plugin: FilterPlugin,
  options: ConformanceOptions = {},
): readonly ConformanceTest[] {
  return conformanceTests(
    plugin,
    {
      values: options.values ?? [],
      files: options.files ?? {},
      garbageBytes: options.garbageBytes ?? GARBAGE_BYTES,
      random: options.random ?? false,
    },
    open,
  );
}

/**
 * Registers the tests of {@linkcode conformance} with `Deno.test`, which also tells of timers and files that a plugin leaves
 * open.
 *
 * @param plugin what its module exports as default
 * @param options further values
 */
export function testPlugin(plugin: FilterPlugin, options: ConformanceOptions = {}): void {
  for (const { name, run } of conformance(plugin, options)) {
    Deno.test({ name, fn: run, sanitizeOps: true, sanitizeResources: true });
  }
}

/**
 * What one plugin makes of one picture, run as Scrim runs it: planned, converted, cropped. A plugin that only reads, or
 * whose options change nothing, gives the picture back.
 *
 * @param plugin what its module exports as default
 * @param options what it is shown; everything has a default
 * @returns a picture of its own, tightly packed
 * @throws {ScrimError} `USAGE` for options that do not fit, `PLUGIN` when it fails
 */
export async function renderPlugin(
  plugin: FilterPlugin,
  options: RenderOptions = {},
): Promise<Frame> {
  return await render(plugin, options, open);
}
