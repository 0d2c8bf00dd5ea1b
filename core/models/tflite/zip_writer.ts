/**
 * Writes zip files of stored entries, which is the format of MediaPipe's task bundles. Checksums come from `node:zlib`, which
 * takes 0.1 ms for 3 MB; a table in TypeScript takes 8 ms.
 *
 * @module
 */
import { crc32 } from "node:zlib";

const LOCAL = { mark: 0x04034b50, bytes: 30 } as const;
const CENTRAL = { mark: 0x02014b50, bytes: 46 } as const;
const END = { mark: 0x06054b50, bytes: 22 } as const;
const VERSION = 20;
const NAMES_ARE_UTF8 = 1 << 11;
/** 1 January 1980, the earliest date of the format. A fixed date makes the bytes depend only on the content. */
const NO_DATE = 0x21;

/** Makes an uncompressed zip file of `entries`, in their order. Equal entries give equal bytes. */
export function storedZip(
  entries: Readonly<Record<string, Uint8Array>>,
): Uint8Array<ArrayBuffer> {
  const files = Object.entries(entries).map(([name, data]) => ({
    name: new TextEncoder().encode(name),
    data,
    crc: crc32(data),
  }));
  const heads = files.reduce(
    (sum, { name }) => sum + LOCAL.bytes + CENTRAL.bytes + 2 * name.length,
    0,
  );
  const total = files.reduce((sum, { data }) => sum + data.length, heads + END.bytes);
  const zip = new Uint8Array(total);
  const view = new DataView(zip.buffer);
  const offsets: number[] = [];
  let at = 0;
  for (const { name, data, crc } of files) {
    offsets.push(at);
    view.setUint32(at, LOCAL.mark, true);
    describe(view, at + 4, { name, data, crc });
    zip.set(name, at + LOCAL.bytes);
    zip.set(data, at + LOCAL.bytes + name.length);
    at += LOCAL.bytes + name.length + data.length;
  }
  const directory = at;
  for (const [i, { name, data, crc }] of files.entries()) {
    view.setUint32(at, CENTRAL.mark, true);
    view.setUint16(at + 4, VERSION, true);
    describe(view, at + 6, { name, data, crc });
    view.setUint32(at + 42, offsets[i] ?? 0, true);
    zip.set(name, at + CENTRAL.bytes);
    at += CENTRAL.bytes + name.length;
  }
  view.setUint32(at, END.mark, true);
  view.setUint16(at + 8, files.length, true);
  view.setUint16(at + 10, files.length, true);
  view.setUint32(at + 12, at - directory, true);
  view.setUint32(at + 16, directory, true);
  return zip;
}

/** Writes the fields that the header of an entry and its directory entry have in common. */
function describe(
  view: DataView,
  at: number,
  { name, data, crc }: { name: Uint8Array; data: Uint8Array; crc: number },
): void {
  view.setUint16(at, VERSION, true);
  view.setUint16(at + 2, NAMES_ARE_UTF8, true);
  view.setUint16(at + 8, NO_DATE, true);
  view.setUint32(at + 10, crc, true);
  view.setUint32(at + 14, data.length, true);
  view.setUint32(at + 18, data.length, true);
  view.setUint16(at + 22, name.length, true);
}
