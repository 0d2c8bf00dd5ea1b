/**
 * Reads the small zip file that TensorFlow's tools append to a model. It supports only stored and deflated entries.
 *
 * @module
 */
import { crc32 } from "node:zlib";

const LOCAL = { mark: 0x04034b50, bytes: 30 } as const;
const CENTRAL = { mark: 0x02014b50, bytes: 46 } as const;
const END = { mark: 0x06054b50, bytes: 22, longestComment: 0xffff } as const;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** Limits against zip bombs. Label files are smaller. */
const MOST = { entries: 64, entryBytes: 1 << 20 } as const;

/** A zip file at the end of another file. */
export interface AppendedZip {
  /** The position of the zip file, which is the length of the other file. */
  readonly start: number;
  /** The content of each entry by name, in the order of the zip's directory. */
  readonly entries: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  /** Whether an entry was deflated. */
  readonly deflated: boolean;
}

/** One entry of the zip's directory. */
interface Entry {
  readonly name: string;
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly packedBytes: number;
  readonly bytes: number;
  readonly offset: number;
}

/**
 * Reads the zip file at the end of `bytes`; `null` if there is none.
 *
 * @throws {RangeError} when the zip file is damaged or too large, or uses unsupported features
 */
export async function readAppendedZip(
  bytes: Uint8Array<ArrayBuffer>,
): Promise<AppendedZip | null> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end < 0) return null;
  const count = view.getUint16(end + 10, true);
  const directoryBytes = view.getUint32(end + 12, true);
  // Depending on the tool, offsets count from the start of the zip file or of the whole file.
  const shift = end - directoryBytes - view.getUint32(end + 16, true);
  if (count > MOST.entries) {
    throw new RangeError(`its zip file has ${count} files, wanted at most ${MOST.entries}`);
  }
  const entries = new Map<string, Uint8Array<ArrayBuffer>>();
  let start = end - directoryBytes;
  let deflated = false;
  for (let at = end - directoryBytes, i = 0; i < count; i++) {
    const { entry, next } = readEntry(bytes, view, at);
    const from = shift + entry.offset;
    entries.set(entry.name, await content(bytes, view, { ...entry, offset: from }));
    start = Math.min(start, from);
    deflated ||= entry.method !== STORED;
    at = next;
  }
  return { start, entries, deflated };
}

/** The position of the end record; -1 if there is none. The search goes backwards, since a comment may follow the record. */
function findEnd(view: DataView): number {
  const last = view.byteLength - END.bytes;
  for (let at = last; at >= 0 && at >= last - END.longestComment; at--) {
    if (
      view.getUint32(at, true) === END.mark && view.getUint16(at + 20, true) === last - at
    ) return at;
  }
  return -1;
}

function readEntry(
  whole: Uint8Array<ArrayBuffer>,
  view: DataView,
  at: number,
): { entry: Entry; next: number } {
  if (view.getUint32(at, true) !== CENTRAL.mark) {
    throw new RangeError("the directory of its zip file is damaged");
  }
  const nameBytes = view.getUint16(at + 28, true);
  const extra = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const entry = {
    name: new TextDecoder().decode(slice(whole, at + CENTRAL.bytes, nameBytes)),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    packedBytes: view.getUint32(at + 20, true),
    bytes: view.getUint32(at + 24, true),
    offset: view.getUint32(at + 42, true),
  };
  return { entry, next: at + CENTRAL.bytes + nameBytes + extra };
}

async function content(
  whole: Uint8Array<ArrayBuffer>,
  view: DataView,
  entry: Entry,
): Promise<Uint8Array<ArrayBuffer>> {
  const { name, offset, bytes, packedBytes, method } = entry;
  if (bytes > MOST.entryBytes) {
    throw new RangeError(
      `"${name}" in its zip file has ${bytes} bytes, wanted at most ${MOST.entryBytes}`,
    );
  }
  if (view.getUint32(offset, true) !== LOCAL.mark) {
    throw new RangeError(`its zip file does not contain "${name}"`);
  }
  const head = LOCAL.bytes + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  const packed = slice(whole, offset + head, packedBytes);
  if ((entry.flags & ENCRYPTED) !== 0 || (method !== STORED && method !== DEFLATED)) {
    throw new RangeError(`"${name}" in its zip file is packed by method ${method}, wanted 0 or 8`);
  }
  const unpacked = method === STORED ? packed : await inflate(packed, entry);
  if (unpacked.length !== bytes || crc32(unpacked) !== entry.crc) {
    throw new RangeError(`"${name}" in its zip file is damaged`);
  }
  return unpacked;
}

async function inflate(
  packed: Uint8Array<ArrayBuffer>,
  { name, bytes }: Entry,
): Promise<Uint8Array<ArrayBuffer>> {
  const unpacked = new Uint8Array(bytes);
  let length = 0;
  try {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    for await (const chunk of stream) {
      if (length + chunk.length > bytes) break;
      unpacked.set(chunk, length);
      length += chunk.length;
    }
  } catch (cause) {
    if (!(cause instanceof TypeError)) throw cause;
    throw new RangeError(`"${name}" in its zip file is damaged`, { cause });
  }
  return unpacked.subarray(0, length);
}

function slice(
  whole: Uint8Array<ArrayBuffer>,
  at: number,
  length: number,
): Uint8Array<ArrayBuffer> {
  if (at < 0 || at + length > whole.length) {
    throw new RangeError("its zip file is truncated");
  }
  return whole.subarray(at, at + length);
}
