/** What is fuzzed, and how. */
import assert from "node:assert/strict";
import { ScrimError } from "../../core/base/errors.ts";
import type { Random } from "./random.ts";

/** Something that reads what others wrote. */
export interface Parser<Input = unknown> {
  readonly name: string;
  /** Inputs in the usual test run: a few seconds at most. */
  readonly quick: number;
  /** It calls native code: a mistake there ends the process, so it is fuzzed in one of its own, which notes where it is. */
  readonly native?: boolean;
  /** Why it cannot be fuzzed on this machine. */
  readonly lacking?: string | null;
  /** Opens what it needs. */
  open(): Promise<Target<Input>> | Target<Input>;
}

/** A parser at work. */
export interface Target<Input = unknown> extends Partial<AsyncDisposable> {
  /** The same input for the same numbers. */
  make(random: Random): Input;
  /** Does it, and checks all that must hold. Throws when something does not. */
  run(input: Input): void | Promise<void>;
  /** As it can be kept in the corpus. */
  save(input: Input): string;
  /** Back from the corpus. */
  load(text: string): Input;
  /** Inputs that may be read or not, so far. */
  readonly taken?: { yes: number; no: number };
}

/** Bytes as text for the corpus. */
export const bytesAsText = {
  save: (bytes: Uint8Array): string => bytes.toBase64(),
  load: (text: string): Uint8Array<ArrayBuffer> => Uint8Array.fromBase64(text),
};

/** Texts as they are, lone surrogates included. */
export const plainText = {
  save: (text: string): string => JSON.stringify(text),
  load: (text: string): string => JSON.parse(text),
};

/** Values that JSON cannot say are found again by seed and number only. */
export const seedOnly = {
  save: (): string => "",
  load: (): never => {
    throw new Error("inputs of this parser are kept by seed and number");
  },
};

/** Counts what was taken and what was refused; whatever else is thrown is a mistake. */
export class Judge {
  readonly taken = { yes: 0, no: 0 };

  /** What `work` gives, or `null` when it was refused as it should. */
  read<T>(work: () => T): T | null {
    try {
      const result = work();
      this.taken.yes++;
      return result;
    } catch (error) {
      this.refused(error);
      return null;
    }
  }

  /** As {@linkcode read}. */
  async readLater<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      const result = await work();
      this.taken.yes++;
      return result;
    } catch (error) {
      this.refused(error);
      return null;
    }
  }

  /** A proper error: ours, on one line or few, with nothing of the program's insides in it. */
  refused(error: unknown): void {
    if (!(error instanceof ScrimError)) throw error;
    assert.match(
      error.message,
      /^(Cannot|Plugin) /,
      `not a message that says what failed: ${error.message}`,
    );
    assert.ok(error.message.length < 4000, `a message of ${error.message.length} characters`);
    this.taken.no++;
  }
}
