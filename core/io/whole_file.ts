/**
 * Small files that are either the old one or the new one, whatever ends the program in between.
 *
 * @module
 */
import { basename, dirname, join } from "node:path";

/**
 * Writes a file under another name in the same folder, waits until the disk has it, and gives it its name.
 *
 * @param mode permission bits, whatever the process's mask says
 * @throws what Deno says; the file that was there is then still there, and nothing else is
 */
export async function writeWhole(path: string, text: string, mode: number): Promise<void> {
  const partial = join(dirname(path), `.${crypto.randomUUID().slice(0, 8)}.${basename(path)}`);
  const bytes = new TextEncoder().encode(text);
  const file = await Deno.open(partial, { write: true, createNew: true, mode });
  try {
    try {
      for (let done = 0; done < bytes.length;) done += await file.write(bytes.subarray(done));
      await Deno.chmod(partial, mode);
      await file.sync();
    } finally {
      file.close();
    }
    await Deno.rename(partial, path);
  } catch (error) {
    await Deno.remove(partial).catch(() => {}); // what went wrong first is what is told
    throw error;
  }
}
