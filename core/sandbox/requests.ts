/**
 * Files that a sandboxed plugin asks for: those that the user named in its options, and no others.
 *
 * @module
 */
import { describeError, ScrimError } from "../base/errors.ts";
import type { OptionSchema } from "../plugin/options.ts";
import type { ImageOptions } from "../plugin/contract.ts";
import type { StageJob } from "../plugin/handle.ts";
import { tame } from "./fault.ts";
import type { Link } from "./link.ts";

/** Pixels a side of what a plugin may ask for. */
const LARGEST_SIDE = 8192;
const FITS: readonly unknown[] = ["cover", "contain", "stretch"];

/** The paths that the user gave: values of the plugin's `file` options. */
function allowedPaths({ options }: StageJob, schema: OptionSchema): ReadonlySet<string> {
  const paths = new Set<string>();
  for (const [name, { type }] of Object.entries(schema)) {
    const value = options[name];
    if (type === "file" && typeof value === "string") paths.add(value);
  }
  return paths;
}

function side(value: unknown): number {
  if (Number.isInteger(value) && Number(value) >= 1 && Number(value) <= LARGEST_SIDE) {
    return Number(value);
  }
  throw new ScrimError(
    `Cannot scale a picture to ${tame(String(value), 30)} pixels, wanted 1..${LARGEST_SIDE}`,
    { code: "PLUGIN" },
  );
}

/** The buffer of bytes that were read for this plugin alone; a copy where they are a part of one. */
function wholeBuffer(bytes: Uint8Array | Uint8ClampedArray): ArrayBuffer {
  const { buffer, byteLength } = bytes;
  const own = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength;
  return own ? buffer : new Uint8Array(bytes).buffer;
}

/** Answers one plugin's wishes. */
export class Requests {
  readonly #stages = new Map<
    number,
    { readonly job: StageJob; readonly paths: ReadonlySet<string> }
  >();
  readonly #schema: OptionSchema;

  constructor(schema: OptionSchema) {
    this.#schema = schema;
  }

  /** A stage is started: from now on it may ask. */
  add(stage: number, job: StageJob): void {
    this.#stages.set(stage, { job, paths: allowedPaths(job, this.#schema) });
  }

  /** A stage is gone. */
  remove(stage: number): void {
    this.#stages.delete(stage);
  }

  /** Reads what is wanted, or refuses; the link carries the answer. */
  async answer(wish: { readonly [key: string]: unknown }, link: Link): Promise<void> {
    const { id } = wish;
    if (typeof id !== "number") return;
    try {
      const data = await this.#read(wish);
      // A view would be sent as an object of its elements, 45 bytes for each; its buffer is handed over for nothing.
      link.send({ kind: "answer", id, data }, [data]);
    } catch (error) {
      link.send({ kind: "answer", id, refusal: describeError(error) });
    }
  }

  async #read(wish: { readonly [key: string]: unknown }): Promise<ArrayBuffer> {
    const { stage, what, path, width, height, fit } = wish;
    const known = this.#stages.get(Number(stage));
    if (known === undefined || typeof path !== "string" || !known.paths.has(path)) {
      throw new ScrimError(
        `Cannot read "${
          tame(String(path), 200)
        }": a plugin in the sandbox may read what the user names in its file ` +
          "options, and nothing else",
        { code: "PLUGIN", hint: "give it an option of type file" },
      );
    }
    const { parts } = known.job;
    if (what === "file") {
      const bytes = await parts.readFile(path);
      return wholeBuffer(bytes);
    }
    if (!FITS.includes(fit)) {
      throw new ScrimError(`Cannot fit a picture by "${tame(String(fit), 30)}"`, {
        code: "PLUGIN",
        hint: "use cover, contain or stretch",
      });
    }
    const size = { width: side(width), height: side(height) };
    const { data } = await parts.readImage(path, {
      ...size,
      fit: fit as Required<ImageOptions>["fit"],
    }, known.job.id);
    return wholeBuffer(data);
  }
}
