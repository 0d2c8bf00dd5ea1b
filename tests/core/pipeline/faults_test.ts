/** Every stage fails in turn. No picture shows the room, the log names the culprit, and what recovers comes back. */
import assert from "node:assert/strict";
import { ScrimError } from "../../../core/base/errors.ts";
import { DEFAULT_SYNC_POLICY } from "../../../core/planner/sync_policy.ts";
import { definePlugin, type FilterPlugin } from "../../../core/plugin.ts";
import type { SandboxLimits } from "../../../core/sandbox/limits.ts";
import { HOLD_MS } from "../../../core/pipeline/safe_output.ts";
import { type Faults, playFault } from "./fault_bed.ts";
import { pluginCode, TestSandbox } from "../sandbox/sandboxed.ts";

/** What a fault leads to. */
interface Case {
  readonly faults: Faults;
  /** In the log; `null`: nothing is said. */
  readonly says: RegExp | null;
  /** Filtered pictures come again before the end (`back`), the slate shows at the end (`slate`), or the run ends with an error. */
  readonly then: "back" | "slate" | RegExp;
}

/** From the tenth to the nineteenth. */
const during = (n: number): boolean => n >= 10 && n < 20;
/** The same in the worker's words. */
const DURING = "call >= 10 && call < 20";
/** Until well after the last good picture was given up, and what hangs was named. */
const LONG = { frames: 1000, stopAfterMs: HOLD_MS + 2200 };
const lost = (): never => {
  throw new ScrimError("Cannot read the camera: it was unplugged", { code: "DEVICE" });
};

const never = (): Promise<never> => new Promise(() => {});

function look(name: string, process: FilterPlugin["process"], onFailure?: "skip"): FilterPlugin {
  return definePlugin({
    ...{ apiVersion: 1, name, summary: "Fails", access: "in-place" },
    ...{ process: process as never, ...(onFailure ? { onFailure } : {}) },
  });
}

const throwing = look("throws", ({ sequence }) => {
  if (during(sequence)) throw new Error("lost the plot");
});

/** The worst that a filter can do: the room is in the sink's memory when it fails. */
const badWriter: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "writes",
  summary: "Copies the room, and fails before it hides it",
  access: "compose",
  hidesBackground: true,
  layers: [{ name: "person", size: "any" }],
  process({ frame, into, sequence }) {
    if (!("layout" in into)) throw new Error("not composed into the sink");
    into.data.fill(200);
    if (during(sequence)) throw new Error(`half done with ${frame.width} columns`);
    into.data.fill(90);
  },
});

const FAULTS: { readonly [what: string]: Case } = {
  "nothing": { faults: {}, says: null, then: "back" },
  "a camera that is lost and comes back": {
    faults: { camera: (n, camera) => camera === 0 && n === 10 ? lost() : undefined, reopens: true },
    says: /it was unplugged.*the camera is back/s,
    then: "back",
  },
  "a camera that is lost for ever": {
    faults: {
      camera: (n, camera) => camera > 0 || n === 10 ? lost() : undefined,
      reopens: true,
      ...LONG,
    },
    says: /it was unplugged/,
    then: "slate",
  },
  "a source that breaks": {
    faults: { camera: (n) => n === 10 ? lost() : undefined },
    says: null,
    then: /it was unplugged/,
  },
  "a camera that gives nothing any more": {
    faults: { camera: (n) => n === 10 ? never() : undefined, ...LONG },
    says: null,
    then: "slate",
  },
  "a model that cannot be loaded": {
    faults: { modelLoads: () => Promise.reject(new Error("no such model")) },
    says: null,
    then: /no such model/,
  },
  "an inference that fails": {
    faults: {
      worker: `if (${DURING}) return self.postMessage({ kind: "failed", message: "odd" })`,
    },
    says: /Cannot run model "landscape": odd.*Working again after 10 failed frames/s,
    then: "back",
  },
  "a model that dies": {
    faults: { worker: `if (call === 10) throw new Error("shot")`, ...LONG },
    says: /its worker died: .*shot/,
    then: "slate",
  },
  "a model that never answers": {
    faults: { worker: "if (call >= 10) return", ...LONG },
    says: /Model "landscape" has not answered for 2 s/,
    then: "slate",
  },
  // Deno's terminate() never stops a busy thread: one that computed for ever would do so in all tests that follow.
  "a model that computes for longer than anybody waits": {
    faults: {
      worker: "if (call >= 10) { turnOver(); while (Atomics.load(ended, 0) === 0); }",
      ...LONG,
    },
    says: /Model "landscape" has not answered for 2 s/,
    then: "slate",
  },
  "a mask that is too old when the person has left": {
    faults: {
      worker: "if (input[0] > 150) return",
      leavesAt: 10,
      pace: DEFAULT_SYNC_POLICY,
      ...LONG,
    },
    says: /Model "landscape" has not answered for 2 s/,
    then: "slate",
  },
  "a mask that jumps to everything": {
    faults: { worker: `if (${DURING}) mask.fill(255)` },
    says: /mask of model .* suddenly covers the whole frame.*Working again after 10/s,
    then: "back",
  },
  "a first mask of everything": {
    faults: { worker: "if (call < 20) mask.fill(255)" },
    says: /suddenly covers the whole frame.*Working again after 20 failed frames/s,
    then: "back",
  },
  "a mask that jumps to everything while masks are used again": {
    faults: {
      worker: "if (call > 0 && call < 9) mask.fill(255)",
      frames: 100,
      pace: DEFAULT_SYNC_POLICY,
    },
    says: /suddenly covers the whole frame/,
    then: "back",
  },
  "a mask that jumps to everything at an easy pace": {
    faults: {
      worker: "if (call > 0 && call < 9) mask.fill(255)",
      frames: 160,
      pace: { sync: "adaptive", maskEvery: 2 },
    },
    says: /suddenly covers the whole frame/,
    then: "back",
  },
  "a filter that throws": {
    faults: { before: [throwing] },
    says: /Plugin "before-0" failed in process\(\): lost the plot.*Working again/s,
    then: "back",
  },
  "a filter that may be skipped and throws": {
    faults: { before: [{ ...throwing, onFailure: "skip" }] },
    says: /Plugin "before-0" failed.*lost the plot.*going on without it.*All filters work again/s,
    then: "back",
  },
  "a filter that hangs": {
    faults: {
      before: [look("hangs", ({ sequence }) => sequence >= 10 ? never() : undefined)],
      ...LONG,
    },
    says: /Plugin "before-0" has not answered for 2 s/,
    then: "slate",
  },
  "a filter that fails with the room in the sink's memory": {
    faults: { hides: badWriter },
    says: /Plugin "hides" failed in process\(\): half done with 320 columns.*Working again/s,
    then: "back",
  },
  "a sink that breaks": {
    faults: { sink: (n) => n >= 10 ? fail("the device is gone") : undefined },
    says: null,
    then: /the device is gone/,
  },
};

function fail(message: string): never {
  throw new Error(message);
}

for (const name of ["unpack", "sample", "refine", "spill", "composite"] as const) {
  (FAULTS as { [what: string]: Case })[`kernel ${name} that throws`] = {
    faults: { kernel: [name, during] },
    says: new RegExp(`kernel ${name} broke.*Working again after 10 failed frames`, "s"),
    then: "back",
  };
}

async function check({ faults, says, then }: Case): Promise<void> {
  const { error, shown, log, stats } = await playFault(faults);
  const list = shown.join(" ");
  const lines = log.join("\n");
  assert.ok(!shown.includes("ROOM"), `the room was shown: ${list}\n${lines}`);
  if (then === "back" || then === "slate") assert.equal(error, null);
  else assert.match(String(error), then);
  if (then === "back") assert.equal(shown.at(-1), "person", list);
  if (then === "slate") {
    assert.equal(shown.at(-1), "slate", list);
    assert.ok(shown.includes("person"), `it worked before: ${list}`);
  }
  if (says === null) assert.deepEqual(log.filter((line) => line.startsWith("warn")), []);
  else assert.match(lines, says);
  if (says === null && then === "back") assert.equal(stats.failed, 0);
}

/** Plugins in the sandbox, and what is said of them. `gone`: their thread had to be ended, and they never come back. */
const SANDBOXED: { readonly [what: string]: { code: string; says: RegExp; gone: boolean } } = {
  "throws": {
    code:
      `if (sequence >= 10 && sequence < 20) { frame.data.fill(200); throw new Error("inside"); }`,
    says: /Plugin "before-0" failed in process\(\): inside/,
    gone: false,
  },
  "computes for ever": {
    code: `if (sequence === 10) for (;;);`,
    says: /Plugin "before-0" failed in process\(\).* took more than 2500 ms/,
    gone: true,
  },
  "never resolves": {
    code: `if (sequence === 10) return new Promise(() => {});`,
    says: /Plugin "before-0" failed in process\(\).* took more than 2500 ms/,
    gone: true,
  },
  "takes all memory for typed arrays": {
    code: `if (sequence === 10) for (const all = [];;) all.push(new Uint8Array(2 ** 20));`,
    says: /Plugin "before-0" failed in process\(\): .*(allocation|memory|MiB)/i,
    gone: false,
  },
  "takes all memory for objects": {
    code: `if (sequence === 10) for (const all = [];;) all.push(new Array(1e6).fill(1.5));`,
    says: /Plugin "before-0" failed in process\(\).* took more than (2500 ms|256 MiB)/,
    gone: true,
  },
};
const LIMITS: Partial<SandboxLimits> = { heapMiB: 256, buffersMiB: 64, processMs: 2500 };

for (const [what, { code, says, gone }] of Object.entries(SANDBOXED)) {
  for (const onFailure of ["hold", "skip"] as const) {
    Deno.test(`no picture shows the room: a sandboxed filter that ${what} (${onFailure})`, async () => {
      const fields = `access: "in-place", onFailure: "${onFailure}",
        process({ frame, sequence }) { ${code} }`;
      await using sandbox = await TestSandbox.open(pluginCode(fields), { limits: LIMITS });
      await check({
        faults: { before: [sandbox.handle], ...(gone ? LONG : { frames: 60 }), stopAfterMs: 2400 },
        says,
        then: gone && onFailure === "hold" ? "slate" : "back",
      });
    });
  }
}

for (const [what, one] of Object.entries(FAULTS)) {
  Deno.test(`no picture shows the room: ${what}`, () => check(one));
}
