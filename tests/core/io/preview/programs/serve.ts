/** Serves a preview: prints its address, then what it is told of, and ends when standard input does. */
import { Arena } from "../../../../../core/media/arena.ts";
import { systemClock } from "../../../../../core/base/clock.ts";
import { openPreview } from "../../../../../core/io/preview/preview.ts";

const log = { info: () => {}, warn: (line: string) => console.log(line), debug: () => {} };
const color = { matrix: "bt709", range: "limited", siting: "left" } as const;
const shape = { width: 6, height: 4, fps: 30, color, arena: new Arena(), clock: systemClock, log };
const preview = openPreview({ ...shape, port: 0 });
console.log(preview.url);
while (await Deno.stdin.read(new Uint8Array(1)) !== null);
await preview[Symbol.asyncDispose]();
