/**
 * What a build was made from: one number over all C sources and the way they are compiled.
 *
 * @module
 */

/** The C sources in `folder`, sorted by name. */
export async function cSources(folder: URL): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isFile && entry.name.endsWith(".c")) names.push(entry.name);
  }
  return names.sort();
}

async function hashedFiles(folder: URL): Promise<string[]> {
  const names = ["compile.ts"];
  for await (const entry of Deno.readDir(folder)) {
    if (entry.isFile && /\.[ch]$/.test(entry.name)) names.push(entry.name);
  }
  return names.sort();
}

/** The first 64 bits of the SHA-256 over names and contents, as 16 hexadecimal digits. */
export async function sourceHash(folder: URL): Promise<string> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  for (const name of await hashedFiles(folder)) {
    const bytes = await Deno.readFile(new URL(name, folder));
    parts.push(encoder.encode(`${name} ${bytes.length}\n`), bytes);
  }
  const whole = await new Blob(parts as Uint8Array<ArrayBuffer>[]).arrayBuffer();
  const digest = new DataView(await crypto.subtle.digest("SHA-256", whole));
  return digest.getBigUint64(0).toString(16).padStart(16, "0");
}
