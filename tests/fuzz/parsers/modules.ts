/** Modules of plugins with mistakes of all kinds: bundled, and if that works put in the sandbox. */
import { openSandbox } from "../../../core/sandbox/sandbox.ts";
import { AllLines, sandboxProgram, TestSandbox } from "../../core/sandbox/sandboxed.ts";
import { Judge, type Parser, plainText } from "../parser.ts";
import { openBundler } from "./bundles.ts";
import { moduleText } from "./module_text.ts";

export const modules: Parser<string> = {
  name: "modules",
  quick: 30,
  async open() {
    const judge = new Judge();
    const program = await sandboxProgram();
    const bundler = await openBundler();
    return {
      taken: judge.taken,
      make: moduleText,
      async run(text) {
        await judge.readLater(async () => {
          const bundle = await bundler.bundle(text);
          const log = new AllLines();
          const limits = { loadMs: 300, askMs: 300 };
          const handle = await openSandbox(bundle, { log, program, limits });
          await using sandbox = new TestSandbox(handle, log);
          // What a plugin throws here is its own, and an answer like any other; what counts is that it comes.
          await sandbox.handle.ask({ size: 2 }).catch(() => {});
        });
      },
      ...plainText,
      [Symbol.asyncDispose]: () => bundler[Symbol.asyncDispose](),
    };
  },
};
