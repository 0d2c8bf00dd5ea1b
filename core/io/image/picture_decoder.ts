/**
 * Decodes and scales pictures for plugins in a thread of its own, one after the other, each plugin in its turn.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import type { Image } from "../../media/image.ts";
import type { ImageOptions } from "../../plugin/contract.ts";
import type { PictureJob, PictureResult } from "./picture_protocol.ts";

/** What one plugin may have asked for and not been given yet: pictures, and pixels of the results (two of 8192x8192). */
const MOST_WAITING = 16;
const MOST_PIXELS = 2 * 8192 * 8192;

interface Waiting extends PromiseWithResolvers<Image> {
  readonly read: () => Promise<ArrayBuffer>;
  readonly name: string;
  readonly wanted: Required<ImageOptions>;
}

/** The thread and what waits for it. Started with the first picture. */
export class PictureDecoder implements Disposable {
  /** By who asks. The first of the first is at work. */
  readonly #queues = new Map<string, Waiting[]>();
  #worker: Worker | null = null;
  #working: Waiting | null = null;
  #ended: { readonly reason: unknown } | null = null;
  #jobs = 0;

  /**
   * Decodes a picture file and scales the picture as wanted.
   *
   * @param client whose budget it is: a stage's id
   * @param read gives the bytes of the file, when it is its turn; they are taken over
   * @throws {ScrimError} `PLUGIN` when the client has asked for too much at once, `FORMAT` for what is no picture
   */
  decode(
    client: string,
    read: () => Promise<ArrayBuffer>,
    { name, wanted }: { readonly name: string; readonly wanted: Required<ImageOptions> },
  ): Promise<Image> {
    if (this.#ended) return Promise.reject(this.#ended.reason);
    const queue = this.#queues.get(client) ?? [];
    const pixels = queue.reduce(
      (sum, { wanted: { width, height } }) => sum + width * height,
      wanted.width * wanted.height,
    );
    if (queue.length >= MOST_WAITING || pixels > MOST_PIXELS) {
      return Promise.reject(
        new ScrimError(
          `Cannot read "${name}": ${queue.length} pictures are not done yet, wanted at most ` +
            `${MOST_WAITING} at once with ${MOST_PIXELS / 2 ** 20} megapixels in all`,
          { code: "PLUGIN", hint: "await one picture before asking for the next" },
        ),
      );
    }
    const waiting = { read, name, wanted, ...Promise.withResolvers<Image>() };
    queue.push(waiting);
    this.#queues.set(client, queue);
    this.#next();
    return waiting.promise;
  }

  /** Gives the thread the next picture of whoever has waited longest. */
  #next(): void {
    if (this.#working) return;
    for (const [client, [waiting, ...rest]] of this.#queues) {
      this.#queues.delete(client);
      if (waiting === undefined) continue;
      this.#queues.set(client, [waiting, ...rest]); // behind all others; it leaves the queue when it is done
      this.#working = waiting;
      void this.#begin(waiting);
      return;
    }
  }

  async #begin(waiting: Waiting): Promise<void> {
    const { read, name, wanted } = waiting;
    let bytes: ArrayBuffer;
    try {
      bytes = await read();
    } catch (error) {
      return this.#done(({ reject }) => reject(error));
    }
    if (this.#ended) return;
    const job: PictureJob = { id: ++this.#jobs, bytes, name, wanted };
    this.#thread().postMessage(job, [bytes]);
  }

  #thread(): Worker {
    if (this.#worker) return this.#worker;
    const worker = new Worker(new URL("./picture_worker.ts", import.meta.url), { type: "module" });
    worker.onerror = (event) => {
      event.preventDefault(); // or Deno ends the whole process
      worker.terminate();
      this.#worker = null;
      const reason = `its decoder died: ${event.message}`;
      const name = this.#working?.name ?? "picture";
      this.#done((waiting) =>
        waiting.reject(new ScrimError(`Cannot decode "${name}": ${reason}`, { code: "FORMAT" }))
      );
    };
    worker.onmessage = ({ data }: MessageEvent<PictureResult>) =>
      this.#done((waiting) => {
        if ("refusal" in data) {
          return waiting.reject(new ScrimError(data.refusal.message, data.refusal));
        }
        const { width, height } = waiting.wanted;
        waiting.resolve({ width, height, data: new Uint8ClampedArray(data.data) });
      });
    return this.#worker = worker;
  }

  #done(settle: (waiting: Waiting) => void): void {
    const waiting = this.#working;
    this.#working = null;
    if (waiting === null) return;
    for (const [client, queue] of this.#queues) {
      if (queue[0] !== waiting) continue;
      queue.shift();
      if (queue.length === 0) this.#queues.delete(client);
    }
    settle(waiting);
    this.#next();
  }

  /** Ends the thread at once. What waits is rejected. */
  end(reason: unknown): void {
    if (this.#ended) return;
    this.#ended = { reason };
    this.#worker?.terminate();
    this.#worker = null;
    for (const queue of this.#queues.values()) for (const { reject } of queue) reject(reason);
    this.#queues.clear();
  }

  [Symbol.dispose](): void {
    this.end(new ScrimError("The run has ended", { code: "PLUGIN" }));
  }
}
