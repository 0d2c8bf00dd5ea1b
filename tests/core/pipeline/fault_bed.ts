/**
 * A run before a room that nobody may see, in which something fails: real kernels, a real filter, a real engine whose worker
 * does what the test says. What a viewer of the output would find. Time is a fake clock's, and stands still while a worker or a
 * sandboxed plugin is at work.
 */
import { Arena } from "../../../core/media/arena.ts";
import { buildPipeline } from "../../../core/pipeline/pipeline.ts";
import { ScrimError } from "../../../core/base/errors.ts";
import type { Packed } from "../../../core/media/frame.ts";
import { inProcess } from "../../../core/plugin/in_process.ts";
import { startEngine } from "../../../core/models/worker_engine.ts";
import { ReconnectingSource } from "../../../core/io/reconnecting_source.ts";
import { Loop } from "../../../core/pipeline/loop.ts";
import { LiveMask } from "../../../core/masks/mask_controls.ts";
import type { SyncPolicy } from "../../../core/planner/sync_policy.ts";
import { plan as makePlan } from "../../../core/planner/planner.ts";
import type { FilterPlugin } from "../../../core/plugin.ts";
import type { PluginHandle } from "../../../core/plugin/handle.ts";
import type { Kernels } from "../../../core/media/kernels.ts";
import type { FrameSink } from "../../../core/media/sink.ts";
import type { Captured, FrameSource } from "../../../core/media/source.ts";
import { SafeOutput } from "../../../core/pipeline/safe_output.ts";
import { makeStage, type Stage } from "../../../core/plugin/stage.ts";
import { Stats } from "../../../core/base/stats.ts";
import { openWasmKernels } from "../../../ffi/kernels.ts";
import replace from "../../../plugins/replace.ts";
import { FakeClock } from "../../fake_clock.ts";
import { COLOR, MemoryLog, noMeter } from "../../fakes.ts";
import { Elsewhere, observed, ObservedWorker } from "./elsewhere.ts";
import { knownProvider } from "../models/file_provider.ts";

const SIZE = { width: 320, height: 180 } as const;
const PIXELS = SIZE.width * SIZE.height;
const FPS = 100;
/** Luma of the room, of the person before it, and what no picture may exceed where the room is. */
const ROOM = 200;
const PERSON = 90;
const HIDDEN = 150;
/** The person is on the left; so far from the outline nothing of the room may be left. */
const [OUTLINE, RIM] = [160, 40];
const SLATE = 33;

/** What fails. Left out: nothing. */
export interface Faults {
  /** JavaScript in the model's worker for each frame: `call` counts from 0, `mask` is right already, `return` answers nothing. */
  readonly worker?: string;
  /** Called before the n-th picture of a camera is lent; `camera` counts from 0. */
  readonly camera?: (n: number, camera: number) => void | Promise<void>;
  /** A camera that was lost can be opened again. */
  readonly reopens?: boolean;
  /** The person leaves with this picture. */
  readonly leavesAt?: number;
  /** A kernel throws at these of its calls. */
  readonly kernel?: readonly [name: keyof Kernels, fails: (call: number) => boolean];
  /** In front of the filter that hides the room. */
  readonly before?: readonly (FilterPlugin | PluginHandle)[];
  /** Instead of it. */
  readonly hides?: FilterPlugin;
  /** Called before the n-th picture is published. */
  readonly sink?: (n: number) => void;
  readonly modelLoads?: () => Promise<void>;
  readonly frames?: number;
  readonly stopAfterMs?: number;
  readonly pace?: SyncPolicy;
}

/** What came out. */
export interface Outcome {
  readonly error: unknown;
  /** Published pictures, in order: of the person before something else, the slate, or a picture that shows the room. */
  readonly shown: readonly ("person" | "slate" | "ROOM" | "other")[];
  readonly log: readonly string[];
  readonly stats: Stats;
}

function paint({ data }: Packed, somebody: boolean): void {
  data.fill(128, PIXELS);
  data.fill(ROOM, 0, PIXELS);
  if (!somebody) return;
  for (let row = 0; row < PIXELS; row += SIZE.width) data.fill(PERSON, row, row + OUTLINE);
}

/** Whether the room is seen anywhere but in the outline. The person may be gone: then it may be nowhere. */
function judge({ data }: Packed, gone: boolean): Outcome["shown"][number] {
  let person = 0;
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const luma = data[y * SIZE.width + x];
      const rim = !gone && Math.abs(x - OUTLINE) < RIM;
      if (luma > HIDDEN && !rim) return "ROOM";
      if (luma > PERSON - 8 && luma < PERSON + 8) person++;
    }
  }
  if (person > PIXELS / 3) return "person";
  return data.subarray(0, PIXELS).every((luma) => luma === SLATE) ? "slate" : "other";
}

function openCamera(
  arena: Arena,
  { camera = () => {}, frames = 40, leavesAt = Infinity }: Faults,
  { number, clock }: { number: number; clock: FakeClock },
): FrameSource {
  const picture = arena.packed("i420", { ...SIZE, color: COLOR });
  let sequence = -1;
  return {
    info: {
      description: "the camera",
      ...SIZE,
      fps: FPS,
      layout: "i420",
      color: COLOR,
      live: true,
    },
    dropped: 0,
    async next(signal): Promise<Captured | null> {
      await clock.sleep(1000 / FPS, signal);
      if (++sequence >= frames) return null;
      await camera(sequence, number);
      signal.throwIfAborted();
      paint(picture, sequence < leavesAt);
      return { sequence, timestampMs: clock.now(), picture, release: () => {} };
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** The only model that is never wrong: dark is the person. */
function modelWorker(fault: string, elsewhere: Elsewhere): Worker {
  const program = `
    let input, mask, call = 0, ended;
    const turnOver = () => self.postMessage("turn over");
    self.onmessage = ({ data }) => {
      if (data.ended) return ended = data.ended;
      if (typeof data !== "number") {
        input = data.input.data;
        mask = data.layers[0].data;
        self.postMessage({ kind: "ready" });
        return turnOver();
      }
      for (let i = 0; i < mask.length; i++) mask[i] = input[4 * i] < 150 ? 255 : 0;
      const work = (call) => { ${fault}; self.postMessage(data); };
      work(call++);
      turnOver();
    };`;
  return new ObservedWorker(program, elsewhere);
}

function failing(kernels: Kernels, fault: Faults["kernel"]): Kernels {
  if (!fault) return kernels;
  const [broken, fails] = fault;
  let calls = 0;
  return new Proxy(kernels, {
    get(target, name) {
      const value = Reflect.get(target, name, target);
      if (typeof value !== "function") return value;
      return (...args: unknown[]) => {
        if (name === broken && fails(calls++)) throw new Error(`kernel ${broken} broke`);
        return value.apply(target, args);
      };
    },
  });
}

class JudgingSink implements FrameSink {
  readonly info = { description: "a viewer", layout: "i420", live: true } as const;
  readonly bytesCopied = 0;
  readonly shown: Outcome["shown"][number][] = [];
  published: Packed | null = null;
  readonly #pictures: readonly [Packed, Packed];
  readonly #fault: (n: number) => void;
  readonly #gone: () => boolean;

  constructor(arena: Arena, { fault, gone }: { fault: (n: number) => void; gone: () => boolean }) {
    const make = (): Packed => arena.packed("i420", { ...SIZE, color: COLOR });
    this.#pictures = [make(), make()];
    this.#fault = fault;
    this.#gone = gone;
  }

  begin(): Packed {
    const [first, second] = this.#pictures;
    return this.published === first ? second : first;
  }

  commit(): void {
    this.#fault(this.shown.length);
    this.published = this.begin();
    this.shown.push(judge(this.published, this.#gone()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve();
  }
}

async function stagesOf(
  { before = [], hides }: Faults,
  elsewhere: Elsewhere,
): Promise<readonly Stage[]> {
  const last = await makeStage(inProcess("hides", hides ?? replace), {
    ...(hides ? {} : { color: "#202020" }),
  }, "hides");
  const stages = await Promise.all(before.map((one, i) => {
    const handle = "declaration" in one ? observed(one, elsewhere) : inProcess(one.name, one);
    return makeStage(handle, {}, `before-${i}`);
  }));
  return [...stages, last];
}

/** Plays it from the start to the end of the camera's pictures. */
export async function playFault(faults: Faults): Promise<Outcome> {
  const arena = new Arena();
  const kernels = failing(await openWasmKernels(arena), faults.kernel);
  const [stats, log, stopper] = [new Stats(noMeter), new MemoryLog(), new AbortController()];
  const { signal } = stopper;
  const clock = new FakeClock();
  using elsewhere = new Elsewhere();
  let cameras = 0;
  const open = (): FrameSource => openCamera(arena, faults, { number: cameras++, clock });
  await using source = new ReconnectingSource({
    ...{ first: open(), clock, log },
    reopen: faults.reopens ? () => Promise.resolve(open()) : null,
  });
  const sink = new JudgingSink(arena, {
    fault: faults.sink ?? (() => {}),
    gone: () => stats.framesIn > (faults.leavesAt ?? Infinity),
  });
  const slate = arena.frame(SIZE.width, SIZE.height, COLOR);
  slate.y.data.fill(SLATE);
  using output = new SafeOutput({
    ...{ sink, preview: null, kernels, slate, stats, clock, fps: FPS },
    onSinkFailure: (error) => stopper.abort(error),
  });
  output.keepAlive();
  await using stack = new AsyncDisposableStack();
  const provider = knownProvider("landscape");
  let error: unknown = null;
  let endStop = (): void => {};
  try {
    const stages = await stagesOf(faults, elsewhere);
    const format = { ...SIZE, fps: FPS, input: "i420", output: "i420", direct: true } as const;
    const pace = faults.pace ?? { sync: "every-frame", maskEvery: null };
    const plan = makePlan(stages.map(({ answer }) => answer), format, [provider], pace);
    const refuse = (): never => {
      throw new ScrimError("no files here", { code: "USAGE" });
    };
    const pipeline = await buildPipeline({
      ...{ plan, stages, providers: [provider], arena, kernels, clock, stats, log },
      mask: new LiveMask(),
      host: {
        ...{ arena, kernels, log, signal, readImage: refuse, readFile: refuse },
        format: { ...SIZE, fps: FPS, color: COLOR },
      },
      startEngine: async (wanted, layers) => {
        await faults.modelLoads?.();
        const spawn = (): Worker => modelWorker(faults.worker ?? "", elsewhere);
        return stack.use(await startEngine(wanted, { layers, arena, clock, log, spawn }));
      },
    });
    stack.use(pipeline.chain);
    endStop = clock.after(faults.stopAfterMs ?? 20_000, () => stopper.abort());
    const loop = new Loop({
      ...{ pipeline, source, output, kernels, stats, clock, log, signal },
      ...{ limit: Infinity, paced: false, began: clock.now() },
    });
    await clock.drive(loop.run(), () => elsewhere.idle());
  } catch (cause) {
    error = cause;
  } finally {
    endStop();
  }
  return { error, shown: sink.shown, log: log.lines, stats };
}
