/**
 * A second thread that does a piece of work whenever it is asked to, on memory that both share. Asking and waiting take one
 * system call each, which is as cheap as it gets.
 *
 * @module
 */
import { Arena } from "../../../core/media/arena.ts";
import type { Blur, Composite } from "../../../core/media/kernels.ts";
import { buildsHere, openBuild } from "../builds.ts";

/** Something to do: a kernel's job, or bytes to copy. */
export type Job =
  | { readonly composite: Composite }
  | { readonly blur: Blur }
  | { readonly from: Uint8Array; readonly into: Uint8Array };

/** What the thread is given. */
export interface HelperOrder {
  readonly job: Job;
  /** How often it was asked, and how often it was done. */
  readonly counts: Int32Array;
}

export const ASKED = 0;
export const DONE = 1;
/** In place of how often it was asked: a thread that waits cannot be ended from outside. */
export const ENDED = -1;

/** Does jobs, with scratch memory of its own. */
export async function makeDoer(): Promise<(job: Job) => void> {
  const kernels = await openBuild(buildsHere()[0], new Arena());
  return (job) => {
    if ("composite" in job) kernels.composite(job.composite);
    else if ("blur" in job) kernels.blur(job.blur);
    else job.into.set(job.from);
  };
}

/** The thread, seen from here. */
export class Helper implements Disposable {
  readonly #worker: Worker;
  readonly #counts: Int32Array;

  private constructor(worker: Worker, counts: Int32Array) {
    this.#worker = worker;
    this.#counts = counts;
  }

  /** Starts it. */
  static async start(job: Job): Promise<Helper> {
    const counts = new Int32Array(new SharedArrayBuffer(8));
    const worker = new Worker(import.meta.resolve("./helper_thread.ts"), { type: "module" });
    const ready = new Promise((resolve) => worker.onmessage = resolve);
    worker.postMessage({ job, counts } satisfies HelperOrder);
    await ready;
    return new Helper(worker, counts);
  }

  /** Has the job begun there. */
  begin(): void {
    Atomics.add(this.#counts, ASKED, 1);
    Atomics.notify(this.#counts, ASKED);
  }

  /** Waits until it is done. */
  finish(): void {
    const asked = Atomics.load(this.#counts, ASKED);
    for (let done; (done = Atomics.load(this.#counts, DONE)) !== asked;) {
      Atomics.wait(this.#counts, DONE, done);
    }
  }

  [Symbol.dispose](): void {
    Atomics.store(this.#counts, ASKED, ENDED);
    Atomics.notify(this.#counts, ASKED);
    this.#worker.terminate();
  }
}
