/**
 * Files of plugins. Only regular files are read: a named pipe would wait for ever, a device never ends.
 *
 * @module
 */
import { Refusal } from "./module.ts";

/** What a path leads to that is no regular file. */
function kindOf(info: Deno.FileInfo): string {
  if (info.isDirectory) return "a folder";
  if (info.isFifo) return "a named pipe";
  if (info.isSocket) return "a socket";
  return "a device";
}

/**
 * Makes sure that a path leads to a regular file, links followed.
 *
 * @throws {Refusal} saying what it is instead; {Deno.errors.NotFound} when there is nothing
 */
export async function checkRegular(path: string): Promise<void> {
  const info = await Deno.stat(path);
  if (!info.isFile) throw new Refusal(`"${path}" is ${kindOf(info)}, wanted a file`);
}

/** The bytes of a regular file. @throws like {@linkcode checkRegular} */
export async function readRegular(path: string): Promise<Uint8Array<ArrayBuffer>> {
  await checkRegular(path);
  return await Deno.readFile(path);
}

/** The text of a regular file. @throws like {@linkcode checkRegular} */
export async function readRegularText(path: string): Promise<string> {
  await checkRegular(path);
  return await Deno.readTextFile(path);
}
