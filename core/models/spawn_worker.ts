/**
 * Starts the worker that a model runs in. The worker may fail before an engine uses it (for example because a frozen lock file
 * does not allow a package, or for lack of memory). Deno ends the whole process on a worker's error without a listener, so this
 * module adds a listener at once.
 *
 * @module
 */

const deaths = new WeakMap<Worker, string>();

/** Starts a worker, which loads MediaPipe's code at once, while the model is still being loaded. */
export function spawnWorker(): Worker {
  const worker = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    deaths.set(worker, event.message);
  });
  return worker;
}

/** The error with which a worker ended; `null` if it did not. */
export function deathOf(worker: Worker): string | null {
  return deaths.get(worker) ?? null;
}
