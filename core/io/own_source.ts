/**
 * A source that a program made: checked when it is opened, so that what cannot work is no failure of each frame.
 *
 * @module
 */
import type { Arena } from "../media/arena.ts";
import type { OwnSource } from "./input_options.ts";
import { ScrimError } from "../base/errors.ts";
import { SOURCE_LAYOUTS, type SourceLayout } from "../media/frame.ts";
import type { FrameSource } from "../media/source.ts";
import { shown } from "../base/format_value.ts";

function refuse(field: string, value: unknown, wanted: string): never {
  throw new ScrimError(
    `Cannot use your own source: its info.${field} is ${shown(value)}, wanted ${wanted}`,
    { code: "USAGE", hint: "see SourceInfo for what a source says of its pictures" },
  );
}

/**
 * Opens a source of a program's own.
 *
 * @throws {ScrimError} `USAGE` for a source whose pictures Scrim cannot take; whatever making it throws
 */
export async function openOwnSource(make: OwnSource, arena: Arena): Promise<FrameSource> {
  const source = await make(arena);
  if (typeof source?.next !== "function") {
    throw new ScrimError(
      `Cannot use your own source: it is ${shown(source)}, wanted a FrameSource`,
      {
        code: "USAGE",
      },
    );
  }
  try {
    const { layout, width, height, fps } = source.info ?? refuse("", source.info, "a SourceInfo");
    if (!SOURCE_LAYOUTS.includes(layout as SourceLayout)) {
      refuse("layout", layout, SOURCE_LAYOUTS.join(" or "));
    }
    for (const [name, side] of [["width", width], ["height", height]] as const) {
      if (!Number.isInteger(side) || side < 1) refuse(name, side, "a whole number of at least 1");
    }
    if (!(fps > 0 && fps < Infinity)) refuse("fps", fps, "a number above 0");
    return source;
  } catch (error) {
    await source[Symbol.asyncDispose]?.();
    throw error;
  }
}
