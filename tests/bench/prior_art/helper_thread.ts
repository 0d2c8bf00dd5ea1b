/**
 * The other side of `helper.ts`: does its job whenever it is asked to.
 *
 * @module
 */
import { ASKED, DONE, ENDED, type HelperOrder, makeDoer } from "./helper.ts";

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<HelperOrder>) => void;
  postMessage(message: string): void;
};

scope.onmessage = async ({ data: { job, counts } }) => {
  const doJob = await makeDoer();
  doJob(job); // a job that fails does it here, where somebody hears of it
  scope.postMessage("ready");
  for (let done = 0;;) {
    Atomics.wait(counts, ASKED, done);
    if (Atomics.load(counts, ASKED) === ENDED) return;
    doJob(job);
    Atomics.store(counts, DONE, ++done);
    Atomics.notify(counts, DONE);
  }
};
