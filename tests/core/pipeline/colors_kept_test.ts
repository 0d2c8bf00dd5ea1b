import assert from "node:assert/strict";
import {
  type Arena,
  type Captured,
  type Colorimetry,
  definePlugin,
  type FrameSink,
  type FrameSource,
  type OwnSink,
  type Packed,
  type PluginUse,
  run,
} from "../../../mod.ts";
import { MemoryLog } from "../../fakes.ts";
import { ffmpeg, ffmpegTest } from "../../ffmpeg.ts";
import { temporaryFolder } from "../../folders.ts";
import { COLORS } from "../../kernels_ref/builds.ts";

const SIZE = { width: 320, height: 180 } as const;

/** One camera picture of 4:2:2, luma of all values, chroma smooth as lenses make it and with saturated edges. */
function camera(bytes: Uint8Array, color: Colorimetry) {
  return (arena: Arena): FrameSource => {
    const picture = arena.packed("yuyv", { ...SIZE, color });
    picture.data.set(bytes);
    const info = { description: "camera", ...SIZE, fps: 30, layout: "yuyv", color, live: false };
    let left = 1;
    return {
      info: info as FrameSource["info"],
      dropped: 0,
      next: (): Promise<Captured | null> =>
        Promise.resolve(
          left-- > 0 ? { sequence: 0, timestampMs: 0, picture, release: () => {} } : null,
        ),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
  };
}

/** A virtual camera that keeps its last picture. */
function keeper(): { sink: OwnSink; kept: { picture: Packed | null } } {
  const kept: { picture: Packed | null } = { picture: null };
  const sink: OwnSink = {
    layout: "yuyv",
    live: false,
    open: (arena, { width, height, color }): Promise<FrameSink> => {
      const picture = arena.packed("yuyv", { width, height, color });
      return Promise.resolve({
        info: { description: "kept", layout: "yuyv", live: false },
        bytesCopied: 0,
        begin: () => picture,
        commit: () => {
          kept.picture = picture;
        },
        [Symbol.asyncDispose]: () => Promise.resolve(),
      });
    },
  };
  return { sink, kept };
}

/** Has the picture as planes, may write, and does not. */
const untouching = definePlugin({
  ...{ apiVersion: 1, name: "untouching", summary: "Changes nothing", access: "in-place" },
  format: "i420",
  process() {},
});

function cameraBytes(): Uint8Array {
  const bytes = new Uint8Array(SIZE.width * SIZE.height * 2);
  for (let y = 0; y < SIZE.height; y++) {
    for (let x = 0; x < SIZE.width; x++) {
      const at = 2 * (y * SIZE.width + x);
      bytes[at] = (x * 7 + y * 13) & 255;
      const wave = 60 * Math.sin((x >> 1) / 19 + y / 31) + (x > 150 ? 30 : -10) +
        (y % 41 < 20 ? 15 : -15);
      bytes[at + 1] = 128 + (x % 2 === 0 ? wave : -wave / 2);
    }
  }
  return bytes;
}

const CHAINS: Readonly<Record<string, readonly (PluginUse | string)[]>> = {
  "no filter": [],
  "one that changes nothing": [{ plugin: untouching }],
  "blur of radius 0 next to it": [
    { plugin: untouching },
    { plugin: "blur", options: { radius: 0 } },
  ],
};

/** 4:2:2 to 4:2:0 and back by ffmpeg: means of two rows, and rows twice. */
async function roundTrip(bytes: Uint8Array): Promise<Uint8Array> {
  const raw = `-f rawvideo -pix_fmt yuyv422 -s ${SIZE.width}x${SIZE.height}`;
  const flags = "flags=area+accurate_rnd+full_chroma_inp";
  const chain = `scale=${flags},format=yuv420p,scale=flags=neighbor+accurate_rnd,format=yuyv422`;
  return await ffmpeg(`${raw} -i - -vf ${chain} ${raw} -`, bytes);
}

for (const [name, plugins] of Object.entries(CHAINS)) {
  ffmpegTest(
    `with ${name} luma is exact, chroma within 1 of ffmpeg's way to 4:2:0 and back, colours the camera's`,
    async () => {
      const bytes = cameraBytes();
      const wanted = await roundTrip(bytes);
      for (const color of COLORS) {
        const { sink, kept } = keeper();
        await run({
          input: camera(bytes, color),
          output: sink,
          plugins: [...plugins],
          log: new MemoryLog(),
        });
        const { picture } = kept;
        assert.ok(picture);
        assert.deepEqual(picture.color, color);
        if (plugins.length === 0) assert.deepEqual([...picture.data], [...bytes]);
        let worst = 0;
        picture.data.forEach((value, i) => {
          if (i % 2 === 0) assert.equal(value, bytes[i], `luma ${i}`);
          else if (plugins.length > 0) worst = Math.max(worst, Math.abs(value - wanted[i]));
        });
        assert.ok(worst <= 1, `chroma is off by ${worst}`);
      }
    },
  );
}

Deno.test("a Y4M file that says where its chroma lies becomes one that says the same", async () => {
  await using folder = await temporaryFolder();
  const [input, output] = [`${folder.path}/in.y4m`, `${folder.path}/out.y4m`];
  const picture = "x".repeat(32 * 32 * 3 / 2);
  for (const tag of ["C420jpeg", "C420mpeg2"]) {
    for (const matrix of ["BT601", "BT709"]) {
      for (const range of ["LIMITED", "FULL"]) {
        const colors = `${tag} XCOLORRANGE=${range} XSCRIM_MATRIX=${matrix}`;
        const header = `YUV4MPEG2 W32 H32 F10:1 Ip A1:1 ${colors}`;
        await Deno.writeTextFile(input, `${header}\nFRAME\n${picture}`);
        await run({ input, output, plugins: [{ plugin: untouching }], log: new MemoryLog() });
        assert.equal(await Deno.readTextFile(output), `${header}\nFRAME\n${picture}`);
      }
    }
  }
});
