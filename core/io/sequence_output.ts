import { basename, dirname, join } from "node:path";
import { FileOutput } from "./file_output.ts";

/**
 * Pictures that are numbered in their names (`frame%03d.png`), written by another program. Each has its name once it is whole,
 * and those that were made stay, however the run ends.
 */
export class SequenceOutput {
  readonly path: string;
  /** The program counts in the last part of the path only: folders may have any name. */
  readonly place: string;
  readonly unfinished = null;

  private constructor(path: string) {
    this.path = path;
    const folder = dirname(path).replaceAll("%", "%%");
    this.place = join(folder, basename(path));
  }

  /** @throws {ScrimError} when the folder is missing or may not be written */
  static async create(path: string): Promise<SequenceOutput> {
    await (await FileOutput.create(path)).discard();
    return new SequenceOutput(path);
  }

  finish(): Promise<void> {
    return Promise.resolve();
  }

  discard(): Promise<void> {
    return Promise.resolve();
  }

  leave(): void {}
}
