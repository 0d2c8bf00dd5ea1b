/** A program: bundles `specifier` from `base`, prints what it exports as default, or why there is no bundle. */
import { bundlePlugin } from "../../../core/bundle/bundle.ts";
import { importBundle } from "../../../core/bundle/stack.ts";

if (import.meta.main) {
  const [specifier, base] = Deno.args;
  const bundle = await bundlePlugin(specifier, { base });
  const exports = await importBundle(bundle) as { default: unknown };
  console.log(JSON.stringify({ default: exports.default, files: bundle.files }));
}
