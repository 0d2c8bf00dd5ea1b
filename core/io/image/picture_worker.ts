/**
 * The thread in which pictures for plugins are decoded and scaled: seconds for large ones, in which the thread of frames must not
 * stand still.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import { ScrimError } from "../../base/errors.ts";
import { preparePicture } from "./picture.ts";
import type { PictureJob, PictureResult } from "./picture_protocol.ts";

self.onmessage = async ({ data: { id, bytes, name, wanted } }: MessageEvent<PictureJob>) => {
  let result: PictureResult;
  try {
    const { data } = await preparePicture(new Uint8Array(bytes), name, wanted);
    result = { id, data: data.buffer };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const { code, hint } = error instanceof ScrimError
      ? error
      : { code: "FORMAT", hint: undefined } as const;
    result = { id, refusal: { message, code, hint } };
  }
  self.postMessage(result, "data" in result ? [result.data] : []);
};
