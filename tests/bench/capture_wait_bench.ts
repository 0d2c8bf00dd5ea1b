/**
 * What it costs to learn that a camera has a frame, 30 times a second: CPU time of the process and how late JavaScript hears
 * of it. A timer descriptor plays the camera. `blocking` holds the whole event loop up: the least that is possible.
 *
 *     deno run -A tests/bench/capture_wait_bench.ts [frames]
 *
 * @module
 */
import { cpuUsage } from "node:process";
import { DEVICE_SYMBOLS } from "../../ffi/device_symbols.ts";
import { openLibrary } from "../../ffi/load.ts";

const PERIOD_US = 33_333;
const ROUNDS = 3;
const MONOTONIC = 1, NONBLOCKING = 0o4000, ABSOLUTE = 1;

const frames = Number(Deno.args[0] ?? 150);
const { symbols, path } = openLibrary(DEVICE_SYMBOLS);
const { scrim_v4l2_wait: blockingWait } = openLibrary({
  scrim_v4l2_wait: { ...DEVICE_SYMBOLS.scrim_v4l2_wait, nonblocking: false },
}).symbols;
const libc = Deno.dlopen("libc.so.6", {
  timerfd_create: { parameters: ["i32", "i32"], result: "i32" },
  timerfd_settime: { parameters: ["i32", "i32", "buffer", "buffer"], result: "i32" },
  read: { parameters: ["i32", "buffer", "usize"], result: "isize" },
}).symbols;
const calls = new BigUint64Array(7);
const fd = libc.timerfd_create(MONOTONIC, NONBLOCKING);
const nowUs = (): number => Number(symbols.scrim_v4l2_clock_us());

/** The thread waits when `turn[0]` is 1, and says so by a message or by `turn[1]`. */
function threadProgram(answer: string): string {
  return `data:text/javascript,${
    encodeURIComponent(`
    const { scrim_v4l2_wait } = Deno.dlopen(${JSON.stringify(path)}, {
      scrim_v4l2_wait: { parameters: ["buffer", "i32", "i32", "i32"], result: "i32" },
    }).symbols;
    const calls = new BigUint64Array(7);
    onmessage = ({ data: { turn, fd } }) => {
      for (;;) {
        Atomics.wait(turn, 0, 0);
        Atomics.store(turn, 0, 0);
        scrim_v4l2_wait(calls, fd, 0, 1000);
        ${answer}
      }
    };`)
  }`;
}

function thread(answer: string): { worker: Worker; turn: Int32Array<SharedArrayBuffer> } {
  const turn = new Int32Array(new SharedArrayBuffer(8));
  const worker = new Worker(threadProgram(answer), { type: "module" });
  worker.postMessage({ turn, fd });
  return { worker, turn };
}

function ask(turn: Int32Array<SharedArrayBuffer>): void {
  Atomics.store(turn, 0, 1);
  Atomics.notify(turn, 0);
}

const notifying = thread("Atomics.store(turn, 1, 1); Atomics.notify(turn, 1);");
const posting = thread("postMessage(1);");

const WAYS: Readonly<Record<string, () => unknown>> = {
  "Deno's thread pool, 50 ms (Scrim)": () => symbols.scrim_v4l2_wait(calls, fd, 0, 50),
  "Deno's thread pool, 1 s": () => symbols.scrim_v4l2_wait(calls, fd, 0, 1000),
  "own thread, Atomics.waitAsync": () => {
    Atomics.store(notifying.turn, 1, 0);
    ask(notifying.turn);
    return Atomics.waitAsync(notifying.turn, 1, 0).value;
  },
  "own thread, message": () =>
    new Promise((resolve) => {
      posting.worker.onmessage = resolve;
      ask(posting.turn);
    }),
  "blocking": () => blockingWait(calls, fd, 0, 1000),
};

interface Cost {
  readonly cpuUs: number;
  readonly lateUs: number;
}

async function measure(wait: () => unknown): Promise<Cost> {
  const startUs = nowUs() + 300_000;
  const ticks = new BigUint64Array(1);
  const setting = [0, PERIOD_US * 1000, Math.floor(startUs / 1e6), (startUs % 1e6) * 1000];
  libc.timerfd_settime(fd, ABSOLUTE, BigInt64Array.from(setting, BigInt), null);
  const late: number[] = [];
  let before = cpuUsage();
  for (let tick = 0, taken = 0; taken < 10 + frames; taken++) {
    if (taken === 10) before = cpuUsage(); // the first ones warm everything up
    while (libc.read(fd, ticks, 8n) !== 8n) await wait();
    tick += Number(ticks[0]);
    if (taken >= 10) late.push(nowUs() - (startUs + (tick - 1) * PERIOD_US));
  }
  const { user, system } = cpuUsage(before);
  return {
    cpuUs: (user + system) / frames,
    lateUs: late.sort((a, b) => a - b)[Math.floor(late.length / 2)],
  };
}

/** The best of some rounds: other work on the machine only makes it worse. */
async function best(wait: () => unknown): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < ROUNDS; round++) costs.push(await measure(wait));
  return {
    cpuUs: Math.min(...costs.map(({ cpuUs }) => cpuUs)),
    lateUs: Math.min(...costs.map(({ lateUs }) => lateUs)),
  };
}

for (const [name, wait] of Object.entries(WAYS)) {
  const { cpuUs, lateUs } = await best(wait);
  console.log(
    `${name.padEnd(36)}${cpuUs.toFixed(0).padStart(5)} us CPU a frame, ${lateUs} us late`,
  );
}
Deno.exit(0); // the threads wait for ever
