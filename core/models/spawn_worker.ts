/**
 * Starts the thread that models run in. It may fail before anybody talks to it (a package that a frozen lock file does not allow,
 * no memory), and an error of a worker that nobody listens to ends the whole process: so somebody listens from the start.
 *
 * @module
 */

const deaths = new WeakMap<Worker, string>();

/** A worker that loads MediaPipe's code right away, so that it is ready when a model is. Pass it as `spawn` of `startEngine()`. */
export function spawnWorker(): Worker {
  const worker = new Worker(new URL("./worker/worker.ts", import.meta.url), { type: "module" });
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    deaths.set(worker, event.message);
  });
  return worker;
}

/** Why a worker died before anybody else listened; `null`: it did not. */
export function deathOf(worker: Worker): string | null {
  return deaths.get(worker) ?? null;
}
