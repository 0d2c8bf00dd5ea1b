/**
 * The messages between `picture_decoder.ts` and its thread, `picture_worker.ts`.
 *
 * @module
 */
import type { ErrorCode } from "../../base/errors.ts";
import type { ImageOptions } from "../../plugin/contract.ts";

/** To the thread. The bytes are transferred. */
export interface PictureJob {
  readonly id: number;
  readonly bytes: ArrayBuffer;
  /** For messages. */
  readonly name: string;
  readonly wanted: Required<ImageOptions>;
}

/** From the thread. */
export type PictureResult =
  | { readonly id: number; readonly data: ArrayBuffer }
  | {
    readonly id: number;
    readonly refusal: {
      readonly message: string;
      readonly code: ErrorCode;
      readonly hint: string | undefined;
    };
  };
