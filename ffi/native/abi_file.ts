/**
 * What a build writes to `ffi/abi.ts`: the hash of its sources, and of each prebuilt library.
 *
 * @module
 */
const ABI_FILE = new URL("../abi.ts", import.meta.url);
const HASH_LINE = /^(export const SOURCE_HASH: bigint = )0x[0-9a-f]+n;$/m;
const TABLE = /^(export const PREBUILT: .+ = \{\n)(?: {2}.+\n)*(\};)$/m;

function replaced(text: string, part: RegExp, by: string): string {
  if (!part.test(text)) throw new Error(`Cannot find ${part} in "${ABI_FILE}"`);
  return text.replace(part, by);
}

/** One line for each library in `folder`: its name and SHA-256. */
async function tableOf(folder: URL): Promise<string> {
  const lines: string[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    if (!name.endsWith(".so")) continue;
    const bytes = await Deno.readFile(new URL(name, folder));
    const sha256 = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
    lines.push(`  "${name}": "${sha256}",\n`);
  }
  return lines.sort().join("");
}

/**
 * Writes what belongs to the sources and, where given, to the libraries in a folder.
 *
 * @param hash the hash of the sources, 16 hexadecimal digits
 * @param prebuilt the folder of the libraries whose SHA-256 are pinned
 */
export async function writeAbiFile(hash: string, prebuilt?: URL): Promise<void> {
  const text = await Deno.readTextFile(ABI_FILE);
  const next = await wantedText(text, hash, prebuilt);
  if (next !== text) await Deno.writeTextFile(ABI_FILE, next);
}

/** Whether the file says what {@linkcode writeAbiFile} would write. */
export async function isAbiFileRight(hash: string, prebuilt: URL): Promise<boolean> {
  const text = await Deno.readTextFile(ABI_FILE);
  return await wantedText(text, hash, prebuilt) === text;
}

async function wantedText(text: string, hash: string, prebuilt?: URL): Promise<string> {
  const next = replaced(text, HASH_LINE, `$10x${hash}n;`);
  return prebuilt ? replaced(next, TABLE, `$1${await tableOf(prebuilt)}$2`) : next;
}
