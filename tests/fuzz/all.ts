/** Every parser that is fuzzed. */
import type { Parser } from "./parser.ts";
import { bundles } from "./parsers/bundles.ts";
import { controls, declarations, probe } from "./parsers/declarations.ts";
import { devices, kernels } from "./parsers/exports.ts";
import { jpeg } from "./parsers/frames.ts";
import { model, zip } from "./parsers/models.ts";
import { modules } from "./parsers/modules.ts";
import { nutStream } from "./parsers/nut.ts";
import { preview } from "./parsers/preview.ts";
import { image, imageHeader, y4mHeader, y4mStream } from "./parsers/streams.ts";
import { args, options, unit } from "./parsers/words.ts";

export const PARSERS = [
  ...[args, unit, options, declarations, controls, probe],
  ...[
    y4mHeader,
    y4mStream,
    nutStream,
    imageHeader,
    image,
    model,
    zip,
    jpeg,
    kernels,
    devices,
    preview,
    bundles,
    modules,
  ],
] as readonly Parser[];
