/**
 * The folder and the base URL of downloaded models.
 *
 * @module
 */
import { cacheFolder, type Environment, processEnvironment } from "../../base/environment.ts";
import { ScrimError } from "../../base/errors.ts";

/** Google's public storage, to which MediaPipe's documentation links. */
const PUBLISHED = "https://storage.googleapis.com/mediapipe-models/";

/**
 * The folder of downloaded models: `$XDG_CACHE_HOME/scrim/models`, or `~/.cache/scrim/models`.
 *
 * @throws {ScrimError} `MODEL` when neither variable gives an absolute path
 */
export function modelFolder(environment: Environment = processEnvironment): string {
  const folder = cacheFolder(environment);
  if (folder !== null) return `${folder}/models`;
  throw new ScrimError("Cannot find a folder for models: HOME is not set or not readable", {
    code: "MODEL",
    hint:
      "set XDG_CACHE_HOME to the absolute path of a folder, and allow Scrim to read it (--allow-env)",
  });
}

/**
 * The base URL of all models, ending with `/`: `SCRIM_MODELS_URL`, or Google's storage, whose paths a mirror must copy.
 *
 * @throws {ScrimError} `USAGE` when the variable is not an http or https URL
 */
export function modelsUrl(environment: Environment = processEnvironment): string {
  const mirror = environment("SCRIM_MODELS_URL") ?? "";
  if (mirror === "") return PUBLISHED;
  if (!URL.canParse(mirror) || !/^https?:$/.test(new URL(mirror).protocol)) {
    throw new ScrimError(
      `Cannot use SCRIM_MODELS_URL "${mirror}": wanted an http or https URL`,
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
