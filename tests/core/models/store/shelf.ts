/**
 * A folder for models, a small file that replaces the model, and a log.
 *
 * @module
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { ScrimError } from "../../../../core/base/errors.ts";
import type { RemoteFile } from "../../../../core/models/store/pinned.ts";
import {
  keptModel,
  type ModelProgress,
  type StoreTools,
} from "../../../../core/models/store/store.ts";
import { FakeClock } from "../../../fake_clock.ts";
import { MemoryLog } from "../../../fakes.ts";

/** The content of the file. It is long enough to arrive in several chunks. */
export const CONTENT: Uint8Array<ArrayBuffer> = Uint8Array.from(
  { length: 300_000 },
  (_, i) => (i * 31 + (i >> 8)) % 251,
);

/** The pin of `CONTENT`, computed with another library than the one under test. */
export const MODEL: RemoteFile = pin("tiny.tflite", CONTENT);

/** The pin of some bytes. */
export function pin(name: string, content: Uint8Array): RemoteFile {
  return {
    name,
    path: `models/1/${name}`,
    bytes: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
  };
}

/** A folder for models inside a temporary folder. It does not exist yet. */
export class Shelf implements AsyncDisposable {
  readonly log = new MemoryLog();
  readonly told: ModelProgress[] = [];
  readonly #root = Deno.makeTempDirSync();
  readonly folder = `${this.#root}/cache/scrim/models`;
  readonly path = `${this.folder}/${MODEL.name}`;

  /** Three tries. The pauses between them take no time, and no request times out. */
  tools(base: string, more: Partial<StoreTools> = {}): StoreTools {
    return {
      clock: new FakeClock({ skips: true }),
      log: this.log,
      progress: (progress) => this.told.push(progress),
      store: { base, folder: this.folder, patience: { pauseMs: 1, stallMs: 20_000 } },
      ...more,
    };
  }

  /** Loads `MODEL` with the server at this base URL. */
  get(base: string, more: Partial<StoreTools> = {}): Promise<Uint8Array<ArrayBuffer>> {
    return keptModel(MODEL, this.tools(base, more));
  }

  /** Writes a file into the folder. */
  async put(name: string, content: Uint8Array): Promise<void> {
    await Deno.mkdir(this.folder, { recursive: true });
    await Deno.writeFile(`${this.folder}/${name}`, content);
  }

  /** The files in the folder, except the lock file, which is never deleted. */
  async files(): Promise<readonly string[]> {
    const names = await Array.fromAsync(Deno.readDir(this.folder), ({ name }) => name);
    return names.filter((name) => !name.endsWith(".lock")).sort();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.#root, { recursive: true });
  }
}

/** The message and hint of the error with which `work` rejects. */
export async function refusal(work: Promise<unknown>): Promise<{ message: string; hint: string }> {
  try {
    await work;
  } catch (error) {
    assert.ok(error instanceof ScrimError, String(error));
    assert.equal(error.code, "MODEL");
    return { message: error.message, hint: error.hint ?? "" };
  }
  throw new assert.AssertionError({ message: "nothing was refused" });
}
