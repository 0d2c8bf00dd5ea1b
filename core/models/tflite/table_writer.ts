/**
 * Writes flatbuffer tables from front to back. Flatbuffer offsets are unsigned, so each table must be before its targets.
 * Therefore new tables can be written in front of an existing file and refer to its content.
 *
 * @module
 */

/** The value of a field. */
export type Value =
  | { readonly u8: number }
  | { readonly u32: number }
  | Referred;

/** A value that is stored elsewhere and referred to by an offset. `at` is a position in the existing file. `null` is absent. */
export type Referred =
  | { readonly table: readonly (Value | null)[] }
  | { readonly tables: readonly Referred[] }
  | { readonly int32s: readonly number[] }
  | { readonly floats: readonly number[] }
  | { readonly text: string }
  | { readonly bytes: Uint8Array }
  | { readonly at: number };

/** TensorFlow Lite requires the data of its buffers to be aligned to 16 bytes in the file. */
const DATA_ALIGN = 16;
/** The alignment of the existing file, large enough to preserve the alignment of its content. */
const TAIL_ALIGN = 64;

/**
 * Writes a flatbuffer.
 *
 * @param root the root table
 * @param identifier four characters that identify the schema
 * @param tail an existing file, which is appended unchanged; `at` counts from its start
 */
export function writeTables(
  root: Referred,
  { identifier, tail }: { identifier: string; tail?: Uint8Array },
): Uint8Array<ArrayBuffer> {
  const writer = new Writer(identifier);
  writer.refer(0, root);
  return writer.finish(tail);
}

class Writer {
  #view = new DataView(new ArrayBuffer(1024));
  #end = 8;
  /** Fields that refer to the tail. Their offsets are known only when all tables are written. */
  readonly #intoTail: { slot: number; at: number }[] = [];

  constructor(identifier: string) {
    this.#put(4, new TextEncoder().encode(identifier));
  }

  finish(tail: Uint8Array | undefined): Uint8Array<ArrayBuffer> {
    const tailStart = tail ? alignUp(this.#end, TAIL_ALIGN) : this.#end;
    const whole = new Uint8Array(tailStart + (tail?.length ?? 0));
    for (const { slot, at } of this.#intoTail) this.#u32(slot, tailStart + at - slot);
    whole.set(new Uint8Array(this.#view.buffer, 0, this.#end));
    if (tail) whole.set(tail, tailStart);
    return whole;
  }

  /** Appends `value` and writes its offset to the field at position `slot`. */
  refer(slot: number, value: Referred): void {
    if ("at" in value) this.#intoTail.push({ slot, at: value.at });
    else this.#u32(slot, this.#append(value) - slot);
  }

  /** @returns the position of the value */
  #append(value: Exclude<Referred, { at: number }>): number {
    if ("table" in value) return this.#table(value.table);
    if ("text" in value) return this.#data(new TextEncoder().encode(`${value.text}\0`), 1);
    if ("bytes" in value) return this.#data(value.bytes, 0);
    if ("tables" in value) {
      const start = this.#vector(value.tables.length);
      value.tables.forEach((table, i) => this.refer(start + 4 + 4 * i, table));
      return start;
    }
    const numbers = "floats" in value ? value.floats : value.int32s;
    const start = this.#vector(numbers.length);
    numbers.forEach((number, i) => {
      if ("floats" in value) this.#view.setFloat32(start + 4 + 4 * i, number, true);
      else this.#view.setInt32(start + 4 + 4 * i, number, true);
    });
    return start;
  }

  /** Appends a table. Each field takes four bytes, so that all fields are aligned. */
  #table(fields: readonly (Value | null)[]): number {
    const vtable = this.#reserve(4 + 2 * fields.length, 4);
    const start = this.#reserve(4 + 4 * fields.length, 4);
    this.#view.setUint16(vtable, 4 + 2 * fields.length, true);
    this.#view.setUint16(vtable + 2, 4 + 4 * fields.length, true);
    this.#view.setInt32(start, start - vtable, true);
    fields.forEach((field, i) => {
      if (field === null) return;
      const slot = start + 4 + 4 * i;
      this.#view.setUint16(vtable + 4 + 2 * i, slot - start, true);
      if ("u8" in field) this.#view.setUint8(slot, field.u8);
      else if ("u32" in field) this.#u32(slot, field.u32);
      else this.refer(slot, field);
    });
    return start;
  }

  /** Appends a length and bytes. The length does not count the last `uncounted` bytes (the final zero of a string). */
  #data(bytes: Uint8Array, uncounted: number): number {
    const start = alignUp(this.#end + 4, DATA_ALIGN) - 4;
    this.#reserve(start + 4 + bytes.length - this.#end, 1);
    this.#u32(start, bytes.length - uncounted);
    this.#put(start + 4, bytes);
    return start;
  }

  #vector(length: number): number {
    const start = this.#reserve(4 + 4 * length, 4);
    this.#u32(start, length);
    return start;
  }

  #reserve(length: number, align: number): number {
    const start = alignUp(this.#end, align);
    this.#end = start + length;
    const have = this.#view.byteLength;
    if (this.#end > have) {
      const larger = new Uint8Array(Math.max(this.#end, 2 * have));
      larger.set(new Uint8Array(this.#view.buffer));
      this.#view = new DataView(larger.buffer);
    }
    return start;
  }

  #u32(position: number, value: number): void {
    this.#view.setUint32(position, value, true);
  }

  #put(position: number, bytes: Uint8Array): void {
    new Uint8Array(this.#view.buffer).set(bytes, position);
  }
}

function alignUp(value: number, align: number): number {
  return Math.ceil(value / align) * align;
}
