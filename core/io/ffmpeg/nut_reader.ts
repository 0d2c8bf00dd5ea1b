/**
 * Bare pictures with their times out of NUT, as ffmpeg writes it: one stream of video.
 *
 * @module
 */
import { ScrimError } from "../../base/errors.ts";
import { FILE_ID, FLAG, LONG_PACKET, NOT_A_FRAME, START } from "./nut.ts";

/** Where the bytes come from. */
export interface NutInput {
  /** Fills the beginning of `into`; how many bytes, or `null` at the end. */
  read(into: Uint8Array): Promise<number | null>;
}

/** What a frame's first byte stands for. */
interface Code {
  readonly flags: number;
  readonly ptsDelta: number;
  readonly sizeMul: number;
  readonly sizeLsb: number;
  readonly reserved: number;
  readonly headerIndex: number;
}

const INVALID: Code = {
  ...{ flags: FLAG.invalid, ptsDelta: 0, sizeMul: 1, sizeLsb: 0, reserved: 0, headerIndex: 0 },
};
/** Packets that are no frames are short; nothing longer is kept. */
const LONGEST_PACKET = 65536;
const AHEAD = 512;

/** Numbers of seven bits a byte, out of one packet. */
class Fields {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  number(): number {
    for (let value = 0;;) {
      if (this.#at >= this.#bytes.length) throw broken("a packet is too short");
      const byte = this.#bytes[this.#at++];
      value = value * 128 + byte % 128;
      if (value > Number.MAX_SAFE_INTEGER) throw broken("a number is too large");
      if (byte < 128) return value;
    }
  }

  signed(): number {
    const value = this.number() + 1;
    return value % 2 ? -(value - 1) / 2 : value / 2;
  }

  bytes(): Uint8Array {
    const length = this.number();
    if (length > this.#bytes.length - this.#at) throw broken("a packet is too short");
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
}

function broken(reason: string): ScrimError {
  return new ScrimError(`Cannot read pictures from ffmpeg: ${reason}`, { code: "FORMAT" });
}

/** Reads frame after frame. */
export class NutReader {
  /** When the frame that was read last is due, in seconds. */
  time = 0;
  readonly #input: NutInput;
  readonly #ahead = new Uint8Array(AHEAD);
  #from = 0;
  #to = 0;
  #begun = false;
  #codes: readonly Code[] = [];
  #headers: readonly Uint8Array[] = [];
  #bases: readonly { readonly num: number; readonly den: number }[] = [];
  #base = 0;
  #shift = 0;
  #pts = 0;

  constructor(input: NutInput) {
    this.#input = input;
  }

  /**
   * Fills `into` with the next frame; how many bytes there were before the end.
   *
   * @throws {ScrimError} `FORMAT` for what is no NUT, or a frame of another size
   */
  async fill(into: Uint8Array): Promise<number> {
    if (!this.#begun) {
      const id = new Uint8Array(FILE_ID.length);
      const got = await this.#fill(id);
      if (got === 0) return 0;
      if (id.some((byte, at) => byte !== FILE_ID[at])) throw broken("they are no NUT");
      this.#begun = true;
    }
    for (;;) {
      const code = await this.#byte();
      if (code === null) return 0;
      if (code !== NOT_A_FRAME) return await this.#frame(code, into);
      if (!await this.#packet()) return 0;
    }
  }

  async #packet(): Promise<boolean> {
    const start = new Uint8Array(8);
    start[0] = NOT_A_FRAME;
    if (await this.#fill(start.subarray(1)) < 7) return false;
    const length = await this.#number();
    if (length === null) return false;
    if (length > LONGEST_PACKET) throw broken(`a packet has ${length} bytes`);
    if (length > LONG_PACKET && await this.#fill(new Uint8Array(4)) < 4) return false;
    const payload = new Uint8Array(length);
    if (await this.#fill(payload) < length) return false;
    const fields = new Fields(payload);
    const name = start.toHex();
    if (name === START.main) this.#main(fields);
    else if (name === START.stream) this.#stream(fields);
    else if (name === START.syncpoint && this.#bases.length > 0) {
      const time = fields.number();
      const { num, den } = this.#bases[time % this.#bases.length];
      const own = this.#bases[this.#base];
      const ticks = Math.floor(time / this.#bases.length);
      this.#pts = Math.floor(ticks * num / den * own.den / own.num + 1e-6);
    }
    return true;
  }

  #main(fields: Fields): void {
    const version = fields.number();
    if (version > 3) fields.number();
    fields.number(); // streams
    fields.number(); // the greatest distance
    const bases = fields.number();
    if (bases < 1 || bases > 16) throw broken(`there are ${bases} units of time`);
    this.#bases = Array.from(
      { length: bases },
      () => ({ num: fields.number(), den: fields.number() }),
    );
    if (this.#bases.some(({ num, den }) => num < 1 || den < 1)) throw broken("a unit of time is 0");
    this.#base = 0;
    this.#codes = codesFrom(fields);
    const headers = fields.number();
    if (headers > 127) throw broken(`there are ${headers} headers`);
    const left = Array.from({ length: headers }, () => fields.bytes());
    this.#headers = [new Uint8Array(), ...left];
  }

  #stream(fields: Fields): void {
    fields.number(); // its number
    fields.number(); // its kind
    fields.bytes(); // its codec
    this.#base = fields.number();
    this.#shift = fields.number();
    if (this.#base >= this.#bases.length || this.#shift > 16) throw broken("the stream is odd");
  }

  async #frame(first: number, into: Uint8Array): Promise<number> {
    const code = this.#codes[first] ?? INVALID;
    let { flags, headerIndex, reserved } = code;
    if (flags & FLAG.invalid) throw broken("a frame is damaged");
    let ended = false;
    const number = async (): Promise<number> => {
      const value = ended ? null : await this.#number();
      ended ||= value === null;
      return value ?? 0;
    };
    if (flags & FLAG.coded) flags ^= await number();
    if (flags & (FLAG.sideData | FLAG.invalid)) throw broken("a frame is of an unknown kind");
    if (flags & FLAG.streamId) await number();
    this.#pts = flags & FLAG.codedPts ? this.#fullPts(await number()) : this.#pts + code.ptsDelta;
    const size = code.sizeLsb + (flags & FLAG.sizeMsb ? code.sizeMul * await number() : 0);
    if (flags & FLAG.matchTime) await number();
    if (flags & FLAG.headerIndex) headerIndex = await number();
    if (flags & FLAG.reserved) reserved = await number();
    if (reserved > 16) throw broken("a frame is damaged");
    for (let n = 0; n < reserved; n++) await number();
    if (flags & FLAG.checksum && await this.#fill(new Uint8Array(4)) < 4) return 0;
    if (ended) return 0;
    if (size !== into.length) throw broken(`a frame has ${size} bytes, wanted ${into.length}`);
    const header = size > LONG_PACKET ? this.#headers[0] : this.#headers[headerIndex];
    if (!header || header.length > size) throw broken("a frame is damaged");
    into.set(header);
    const { num, den } = this.#bases[this.#base];
    this.time = this.#pts * num / den;
    return header.length + await this.#fill(into.subarray(header.length));
  }

  /** Short times are the last bits of one near the last. */
  #fullPts(coded: number): number {
    const period = 2 ** this.#shift;
    if (coded >= period) return coded - period;
    const least = this.#pts - Math.floor((period - 1) / 2);
    return least + (((coded - least) % period) + period) % period;
  }

  async #byte(): Promise<number | null> {
    while (this.#from === this.#to) {
      const got = await this.#input.read(this.#ahead);
      if (got === null) return null;
      this.#from = 0;
      this.#to = got;
    }
    return this.#ahead[this.#from++];
  }

  async #number(): Promise<number | null> {
    for (let value = 0;;) {
      const byte = await this.#byte();
      if (byte === null) return null;
      value = value * 128 + byte % 128;
      if (value > Number.MAX_SAFE_INTEGER) throw broken("a number is too large");
      if (byte < 128) return value;
    }
  }

  async #fill(into: Uint8Array): Promise<number> {
    let done = Math.min(this.#to - this.#from, into.length);
    into.set(this.#ahead.subarray(this.#from, this.#from + done));
    this.#from += done;
    while (done < into.length) {
      const got = await this.#input.read(done === 0 ? into : into.subarray(done));
      if (got === null) break;
      done += got;
    }
    return done;
  }
}

/** The table of frame codes, in runs. */
function codesFrom(fields: Fields): readonly Code[] {
  const codes: Code[] = [];
  let [ptsDelta, sizeMul, headerIndex] = [0, 1, 0];
  while (codes.length < 256) {
    const flags = fields.number();
    const given = fields.number();
    if (given > 0) ptsDelta = fields.signed();
    if (given > 1) sizeMul = fields.number();
    if (given > 2) fields.number(); // the stream
    const size = given > 3 ? fields.number() : 0;
    const reserved = given > 4 ? fields.number() : 0;
    const count = given > 5 ? fields.number() : sizeMul - size;
    if (given > 6) fields.signed();
    if (given > 7) headerIndex = fields.number();
    for (let n = 8; n < given; n++) fields.number();
    if (count < 1 || count > 256) throw broken("the table of codes is damaged");
    for (let n = 0; n < count && codes.length < 256;) {
      if (codes.length === NOT_A_FRAME) codes.push(INVALID);
      else codes.push({ flags, ptsDelta, sizeMul, sizeLsb: size + n++, reserved, headerIndex });
    }
    if (codes.length === NOT_A_FRAME) codes.push(INVALID);
  }
  return codes;
}
