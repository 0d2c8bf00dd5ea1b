/**
 * The built-in filters by name. A module is loaded when its name is used.
 *
 * @module
 */
import type { FilterPlugin } from "../core/plugin.ts";

/** Name → module. */
export const builtinPlugins: {
  readonly [name: string]: () => Promise<{ readonly default: FilterPlugin }>;
} = {
  blur: () => import("./blur.ts"),
  mirror: () => import("./mirror.ts"),
  replace: () => import("./replace.ts"),
};
