/** Modules of plugins with mistakes of all kinds: resolved, translated and bundled, but not run. */
import { pathToFileURL } from "node:url";
import { type Bundle, bundlePlugin } from "../../../core/bundle/bundle.ts";
import { withEsbuild } from "../../../core/bundle/esbuild.ts";
import { Judge, type Parser, plainText } from "../parser.ts";
import { moduleText } from "./module_text.ts";

/** Bundles texts as if each were the plugin in a folder of its own. */
export interface Bundler extends AsyncDisposable {
  bundle(text: string): Promise<Bundle>;
}

export async function openBundler(): Promise<Bundler> {
  const folder = await Deno.makeTempDir();
  const path = `${folder}/plugin.ts`;
  await Deno.writeTextFile(`${folder}/deno.json`, "{}");
  // As long as one job is under way, esbuild's program need not be started again.
  const kept = Promise.withResolvers<void>();
  const program = withEsbuild(() => kept.promise, new AbortController().signal);
  return {
    async bundle(text) {
      await Deno.writeTextFile(path, text);
      return await bundlePlugin(path, { base: pathToFileURL(`${folder}/`).href });
    },
    async [Symbol.asyncDispose](): Promise<void> {
      kept.resolve();
      await program;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

export const bundles: Parser<string> = {
  name: "bundles",
  quick: 200,
  async open() {
    const judge = new Judge();
    const bundler = await openBundler();
    return {
      taken: judge.taken,
      make: moduleText,
      run: async (text) => void await judge.readLater(() => bundler.bundle(text)),
      ...plainText,
      [Symbol.asyncDispose]: () => bundler[Symbol.asyncDispose](),
    };
  },
};
