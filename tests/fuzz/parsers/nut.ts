/** Pictures with their times, as ffmpeg sends them. */
import assert from "node:assert/strict";
import { nutFrameHeader, nutHeader } from "../../../core/io/ffmpeg/nut_writer.ts";
import { NutReader } from "../../../core/io/ffmpeg/nut_reader.ts";
import { mutated } from "../mutate.ts";
import { bytesAsText, Judge, type Parser } from "../parser.ts";

const SIZE = 4 * 2 * 3 / 2;

function smallNut(): Uint8Array {
  const header = nutHeader({ width: 4, height: 2, rate: "30/1", ticks: 90000 });
  const frames = [0, 3000, 9001].flatMap((time) => [
    ...nutFrameHeader(time, SIZE),
    ...new Uint8Array(SIZE).fill(time % 251),
  ]);
  return Uint8Array.from([...header, ...frames]);
}

export const nutStream: Parser<Uint8Array> = {
  name: "nut-stream",
  quick: 3000,
  open() {
    const judge = new Judge();
    const sample = smallNut();
    return {
      taken: judge.taken,
      make: (random) => mutated(sample, random),
      async run(bytes) {
        let at = 0;
        const reader = new NutReader({
          read(into: Uint8Array): Promise<number | null> {
            if (at === bytes.length) return Promise.resolve(null);
            const part = bytes.subarray(at, at + Math.min(1 + (at * 5) % 13, into.length));
            into.set(part);
            at += part.length;
            return Promise.resolve(part.length);
          },
        });
        await judge.readLater(async () => {
          const into = new Uint8Array(SIZE);
          for (let frames = 0; await reader.fill(into) === SIZE; frames++) {
            assert.ok(frames <= bytes.length, "more frames than bytes");
            assert.ok(Number.isFinite(reader.time), `time ${reader.time}`);
          }
        });
      },
      ...bytesAsText,
    };
  },
};
