/**
 * Reads flatbuffer tables in place. All accesses are checked against the end of the file, so that a truncated or damaged file
 * causes a `RangeError` instead of a wrong number or a huge allocation.
 *
 * @module
 */

/** One table of a flatbuffer. Fields are numbered as in the schema. Absent fields give 0 or are empty. */
export class TableReader {
  readonly #view: DataView;
  readonly #vtable: number;
  /** The position of the table, in bytes from the start of the file. */
  readonly position: number;

  /** @throws {RangeError} when the start of the table or of its vtable is outside the file */
  constructor(view: DataView, position: number) {
    this.#view = view;
    this.position = position;
    this.#vtable = position - view.getInt32(position, true);
    view.getUint16(this.#vtable + 2, true);
  }

  /** The table that the first offset of the file refers to. */
  static root(bytes: Uint8Array): TableReader {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    return new TableReader(view, view.getUint32(0, true));
  }

  /** The position of field `index`; 0 if it is absent. */
  #slot(index: number): number {
    const entry = 4 + 2 * index;
    if (entry + 2 > this.#view.getUint16(this.#vtable, true)) return 0;
    const offset = this.#view.getUint16(this.#vtable + entry, true);
    return offset === 0 ? 0 : this.position + offset;
  }

  /** An unsigned byte. */
  uint8(index: number): number {
    const slot = this.#slot(index);
    return slot === 0 ? 0 : this.#view.getUint8(slot);
  }

  /** An unsigned 32-bit number. */
  uint32(index: number): number {
    const slot = this.#slot(index);
    return slot === 0 ? 0 : this.#view.getUint32(slot, true);
  }

  /** The position of the table, vector or string that field `index` refers to; 0 if it is absent. */
  target(index: number): number {
    const slot = this.#slot(index);
    return slot === 0 ? 0 : this.#follow(slot);
  }

  /** A vector of 32-bit integers; empty if absent. */
  int32s(index: number): readonly number[] {
    const { start, length } = this.#vector(index, 4);
    return Array.from({ length }, (_, i) => this.#view.getInt32(start + 4 * i, true));
  }

  /** A vector of tables; empty if absent. */
  tables(index: number): readonly TableReader[] {
    const { start, length } = this.#vector(index, 4);
    return Array.from(
      { length },
      (_, i) => new TableReader(this.#view, this.#follow(start + 4 * i)),
    );
  }

  /** The bytes of a string or byte vector, as a view of the file; empty if absent. */
  bytes(index: number): Uint8Array {
    const { start, length } = this.#vector(index, 1);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + start, length);
  }

  /** A string; empty if absent. */
  text(index: number): string {
    return new TextDecoder().decode(this.bytes(index));
  }

  #follow(slot: number): number {
    return slot + this.#view.getUint32(slot, true);
  }

  #vector(index: number, bytesEach: number): { start: number; length: number } {
    const at = this.target(index);
    if (at === 0) return { start: 0, length: 0 };
    const length = this.#view.getUint32(at, true);
    const start = at + 4;
    if (start + length * bytesEach > this.#view.byteLength) {
      throw new RangeError(`a vector of ${length} at ${at} reaches beyond the end of the file`);
    }
    return { start, length };
  }
}
