/**
 * Where downloaded models are kept, and where they come from.
 *
 * @module
 */
import { type Environment, processEnvironment } from "../../base/environment.ts";
import { ScrimError } from "../../base/errors.ts";

/** Google's public storage, where MediaPipe's documentation points. */
const PUBLISHED = "https://storage.googleapis.com/mediapipe-models/";

/**
 * `$XDG_CACHE_HOME/scrim/models`, or `~/.cache/scrim/models`.
 *
 * @throws {ScrimError} `MODEL` when neither is known
 */
export function modelFolder(environment: Environment = processEnvironment): string {
  const cache = environment("XDG_CACHE_HOME") ?? "";
  // The specification has relative paths ignored.
  if (cache.startsWith("/")) return `${trimSlash(cache)}/scrim/models`;
  const home = environment("HOME") ?? "";
  if (home.startsWith("/")) return `${trimSlash(home)}/.cache/scrim/models`;
  throw new ScrimError("Cannot find a folder for models: HOME is not set or not readable", {
    code: "MODEL",
    hint:
      "set XDG_CACHE_HOME to the full path of a folder, and allow Scrim to read it (--allow-env)",
  });
}

/**
 * The address below which models lie as they do at Google: `SCRIM_MODELS_URL`, else Google's own.
 *
 * @throws {ScrimError} `USAGE` when the variable is no address
 */
export function modelsUrl(environment: Environment = processEnvironment): string {
  const mirror = environment("SCRIM_MODELS_URL") ?? "";
  if (mirror === "") return PUBLISHED;
  if (!URL.canParse(mirror) || !/^https?:$/.test(new URL(mirror).protocol)) {
    throw new ScrimError(
      `Cannot use SCRIM_MODELS_URL "${mirror}": wanted an http or https address`,
      {
        code: "USAGE",
      },
    );
  }
  return `${trimSlash(mirror)}/`;
}

function trimSlash(path: string): string {
  return path.replace(/\/+$/, "");
}
