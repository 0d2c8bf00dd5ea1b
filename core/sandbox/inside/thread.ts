/**
 * The thread in which a plugin runs: no rights, a memory of its own, a limited heap. This module keeps the channel to Scrim
 * and the kernels; the plugin's code runs in a realm beside it (`realm.ts`) that has neither `import()` nor `eval`.
 *
 * @module
 */
import { Arena } from "../../media/arena.ts";
import type { Kernels } from "../../media/kernels.ts";
import type { SandboxLimits } from "../limits.ts";
import { LOADED, type ToThread, type WardenOrder } from "../protocol.ts";
import { Bridge } from "./bridge.ts";
import { Entrance, makeRealm, type Vm } from "./entrance.ts";
import type { Realm } from "./outside.ts";
import { scrubRealm } from "./scrub.ts";
import { Service, type ServiceParts } from "./service.ts";

/** The end of a channel, in node's form. */
interface Port {
  postMessage(message: unknown): void;
  on(event: "message", listener: (message: ToThread) => void): void;
}

/** What the thread is given by the code that starts it (`supervisor.ts`). */
export interface ThreadParts {
  readonly vm: Vm;
  readonly v8: {
    setFlagsFromString(flags: string): void;
    getHeapStatistics(): { readonly external_memory: number };
  };
  readonly order: Omit<WardenOrder, "port">;
  readonly port: Port;
  openKernels(arena: Arena, module: WebAssembly.Module): Promise<Kernels>;
}

/** The names by which stack traces know code. */
const PLUGIN = "scrim:plugin";
const REALM = "scrim:realm";

const PAGES_PER_MIB = 16;
/** For the kernels: their stack and scratch memory. */
const SPARE_PAGES = 256;

/** Links a module that may import nothing. */
async function makeModule(
  vm: Vm,
  code: string,
  where: { readonly context: object; readonly identifier: string },
): Promise<InstanceType<Vm["SourceTextModule"]>> {
  const module = new vm.SourceTextModule(code, where);
  await module.link((specifier) => {
    throw new Error(`it imports "${specifier.slice(0, 200)}", wanted a module in one piece`);
  });
  return module;
}

/** Collects garbage. V8 gives the function only to contexts made after its flag was set. */
function makeCollector({ vm, v8 }: ThreadParts): () => void {
  v8.setFlagsFromString("--expose-gc");
  return vm.runInContext("gc", makeRealm(vm)) as () => void;
}

/** The plugin's memory: made by the realm's own constructor, so that its buffers lead to nothing outside of the realm. */
function makeMemory(vm: Vm, context: object, limits: SandboxLimits): WebAssembly.Memory {
  const pages = Math.min(limits.picturesMiB, 2047) * PAGES_PER_MIB + SPARE_PAGES;
  const code = `new WebAssembly.Memory({ initial: 2, maximum: ${pages}, shared: true })`;
  return vm.runInContext(code, context) as WebAssembly.Memory;
}

/** Starts the thread: loads the plugin and answers Scrim until the thread is ended. */
export default async function startThread(given: ThreadParts): Promise<void> {
  const { vm, v8, order, port, openKernels } = given;
  const { limits, program } = order;
  const context = makeRealm(vm);
  const arena = new Arena(makeMemory(vm, context, limits));
  const kernels = await openKernels(arena, order.wasm);
  const entrance = new Entrance(
    vm,
    context,
    (hook, limitMs) => port.postMessage({ kind: "stuck", hook, limitMs }),
  );
  const bridge: Bridge = new Bridge({
    arena,
    kernels,
    limits,
    post: (message) => port.postMessage(message),
    external: () => v8.getHeapStatistics().external_memory,
    collect: makeCollector(given),
    clockOffsetMs: performance.timeOrigin - order.timeOrigin,
    enter: (call) => {
      const { hook, leftMs, limitMs } = bridge.budget;
      entrance.enter(hook, limitMs, () => call(realm), leftMs);
    },
  });
  const own = await makeModule(vm, program.realm, { context, identifier: REALM });
  await own.evaluate();
  const realm = (own.namespace.default as (outside: Bridge) => Realm)(bridge);
  const report = (what: string, thrown: unknown): void =>
    entrance.enter("what it threw", limits.processMs, () => realm.report(what, thrown));
  addEventListener("unhandledrejection", (event) => {
    event.preventDefault(); // or Deno prints it and ends the thread
    report("unhandled rejection", event.reason);
  });
  addEventListener("error", (event) => {
    event.preventDefault();
    report("uncaught", event.error);
  });
  const parts = { bridge, realm, entrance, limits };
  const service = new Service(parts, new Int32Array(order.bell));
  port.on("message", (message) => {
    service.received();
    receive(message, parts);
  });
  scrubRealm();
  port.postMessage({ kind: "ready" });
  await loadPlugin(given, parts, context);
  await service.run();
}

async function loadPlugin(given: ThreadParts, parts: ServiceParts, context: object): Promise<void> {
  const { vm, order } = given;
  const { bridge, realm, entrance, limits } = parts;
  const hook = "its module";
  const fail = (error: unknown): void =>
    entrance.enter(hook, limits.loadMs, () => bridge.threw(LOADED, realm.describe(error)));
  try {
    const module = await makeModule(vm, order.plugin, { context, identifier: PLUGIN });
    let evaluated: Promise<void> = Promise.resolve();
    bridge.begin(LOADED, hook, limits.loadMs);
    entrance.enter(hook, limits.loadMs, () => {
      evaluated = module.evaluate();
      evaluated.catch(() => {}); // waited for below, once the realm is left
    });
    await evaluated;
    entrance.enter(hook, limits.loadMs, () => realm.load(LOADED, module.namespace.default));
  } catch (error) {
    fail(error);
  }
}

function receive(message: ToThread, parts: ServiceParts): void {
  const { bridge, realm, entrance, limits } = parts;
  switch (message.kind) {
    case "ask":
      return entrance.enter(
        "narrow() or roi()",
        limits.askMs,
        () => realm.ask(message.id, message.options),
      );
    case "start":
      bridge.stages.set(message.stage, { words: new Int32Array(message.control), call: 0 });
      bridge.begin(message.id, "init()", limits.initMs);
      return entrance.enter(
        "init()",
        limits.initMs,
        () => realm.start(message.id, message.stage, message.order),
      );
    case "dispose":
      bridge.stages.delete(message.stage);
      bridge.begin(message.id, "dispose()", limits.disposeMs);
      return entrance.enter(
        "dispose()",
        limits.disposeMs,
        () => realm.dispose(message.id, message.stage),
      );
    case "answer":
      return bridge.answer(message.id, message.data, message.refusal);
    case "abort":
      return entrance.enter("an abort listener", limits.processMs, () => realm.abort());
  }
}
