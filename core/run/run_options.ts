/**
 * What a run is asked to do, by the command line or by a program, and the checks that need nothing but the values.
 *
 * @module
 */
import type { FinishingOutput } from "./finishing.ts";
import type { MaskSync, Quality } from "../planner/sync_policy.ts";
import { checkMask, LiveMask, type MaskOptions } from "../masks/mask_controls.ts";
import type { ModelProgress } from "../models/store/store.ts";
import type { ChainOptions } from "../loading/chain_options.ts";
import type { InputOptions } from "../io/input_options.ts";
import type { OutputOptions } from "../io/output_options.ts";
import type { Pause } from "./pause.ts";
import type { Log } from "../base/log.ts";
import type { Summary } from "../base/stats.ts";
import { checkChoice, checkNumber, refuseFlag } from "../settings/values.ts";

/** What `run()` takes. Everything has a default. */
export interface RunOptions extends ChainOptions, InputOptions, OutputOptions {
  /** A segmentation model's name or file. Default: by the shape of the frame. */
  readonly model?: string;
  /** A preset of `maskSync` and `maskEvery`, which override it. Default `balanced`. */
  readonly quality?: Quality;
  /** Which frames wait for new masks. Default `on-motion`. */
  readonly maskSync?: MaskSync;
  /** Models run on every n-th frame at most, and frames do not wait for them. */
  readonly maskEvery?: number;
  /** How masks become mattes. A {@linkcode LiveMask} can be changed while the run goes on. */
  readonly mask?: Partial<MaskOptions> | LiveMask;
  /** Use native code. Default true; without it there are no devices, and the kernels are WebAssembly. */
  readonly ffi?: boolean;
  /** Told how far the download of a model is. */
  readonly progress?: (progress: ModelProgress) => void;
  /** Told once a second what the run has cost so far. */
  readonly onStats?: (soFar: Summary) => void;
  /**
   * Told about an output file that is being completed, at once and then every second, since an encoder may need long for its last
   * pictures; `null`: it is completed, or has failed.
   */
  readonly onFinishing?: (output: FinishingOutput | null) => void;
  /** Told the address of the preview page when it is open, which only this machine reaches. Default: the console is told. */
  readonly onPreview?: (url: string) => void;
  /** Where messages go. Default: warnings to the console. */
  readonly log?: Log;
  /** Closes the camera and shows the slate, as often as it is switched. Default: never. */
  readonly pause?: Pause;
  /** Keep the camera open while no program reads the virtual camera. Default false. */
  readonly alwaysOn?: boolean;
  /**
   * Stops the run: files are completed, devices closed, and the promise is then rejected with the signal's reason. What the
   * run has cost by then, `onStats` tells.
   */
  readonly signal?: AbortSignal;
}

/** The sides of a picture, in pixels. */
const SIDE = { min: 16, max: 8192 } as const;

/**
 * Checks the values that need no device or file to be checked.
 *
 * @throws {ScrimError} `USAGE` naming the flag, the value and what is allowed
 */
export function checkRunOptions(options: RunOptions): void {
  checkNumber("fps", options.fps);
  checkNumber("frames", options.frames);
  checkNumber("buffers", options.buffers);
  checkNumber("preview", options.preview);
  if (options.size) {
    const { width, height } = options.size;
    const text = `${width}x${height}`;
    for (const side of [width, height]) {
      const { min, max } = SIDE;
      const fits = Number.isInteger(side) && side >= min && side <= max && side % 2 === 0;
      if (!fits) refuseFlag("size", text, `WIDTHxHEIGHT, both even, ${min}..${max}`);
    }
  }
  checkNumber("mask-every", options.maskEvery);
  checkChoice("output-format", options.outputFormat);
  checkChoice("input-format", options.inputFormat);
  if (options.codec !== undefined && !/^[a-z0-9][a-z0-9_-]*$/i.test(options.codec)) {
    refuseFlag("codec", options.codec, "an encoder's name, as ffmpeg -encoders lists them");
  }
  checkChoice("quality", options.quality);
  checkChoice("mask-sync", options.maskSync);
  if (options.mask && !(options.mask instanceof LiveMask)) checkMask(options.mask);
  if (options.maskEvery !== undefined && (options.maskSync ?? "adaptive") !== "adaptive") {
    refuseFlag(
      "mask-every",
      options.maskEvery,
      `no --mask-sync ${options.maskSync}, for which frames wait`,
    );
  }
}
