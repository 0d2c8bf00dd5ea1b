/** Modules of plugins with mistakes of all kinds: bundled, and if that works put behind the wall. */
import { openSandbox } from "../../../core/sandbox/sandbox.ts";
import { AllLines, sandboxProgram, Wall } from "../../core/sandbox/walled.ts";
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
          await using wall = new Wall(handle, log);
          // What a plugin throws here is its own, and an answer like any other; what counts is that it comes.
          await wall.handle.ask({ size: 2 }).catch(() => {});
        });
      },
      ...plainText,
      [Symbol.asyncDispose]: () => bundler[Symbol.asyncDispose](),
    };
  },
};
