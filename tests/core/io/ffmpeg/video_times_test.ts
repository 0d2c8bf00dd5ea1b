/** Films keep all frames and their times. */
import assert from "node:assert/strict";
import { run } from "../../../../mod.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { temporaryFolder } from "../../../folders.ts";

const X264 = "-pix_fmt yuv420p -c:v libx264 -preset ultrafast -qp 0";
const SOURCE = "-f lavfi -i testsrc2=size=64x48";
/** Films as ffmpeg makes them. */
const FILMS = [
  {
    name: "a varying rate",
    file: "vfr.mp4",
    how: `${SOURCE}:rate=60 -t 7 -vf select='if(lt(t,3.5),not(mod(n,6)),1)' -fps_mode vfr ${X264}`,
    frames: 245,
  },
  {
    name: "a gap",
    file: "gap.mp4",
    how: `${SOURCE}:rate=30 -t 6 -vf select='not(between(t,2,2.5))' -fps_mode vfr ${X264}`,
    frames: 164,
  },
  {
    name: "no rate",
    file: "browser.webm",
    how: `${SOURCE}:rate=30 -t 2 -vf settb=1/1000,setpts=PTS+trunc(random(1)*25) ` +
      "-fps_mode passthrough -enc_time_base 1:1000 -c:v libvpx -deadline realtime -live 1",
    frames: 60,
  },
  { name: "480 frames a second", file: "fast.mp4", how: `${SOURCE}:rate=480 -t 1 ${X264}` },
  { name: "1000 frames a second", file: "fast.mp4", how: `${SOURCE}:rate=1000 -t 0.3 ${X264}` },
  { name: "a constant rate", file: "film.mp4", how: `${SOURCE}:rate=30000/1001 -t 2 ${X264}` },
  { name: "a constant rate", file: "film.ts", how: `${SOURCE}:rate=25 -t 2 ${X264}` },
  { name: "a constant rate", file: "film.mkv", how: `${SOURCE}:rate=30 -t 2 ${X264}` },
];

for (const { name, file, how, frames } of FILMS) {
  ffmpegTest(`a film (${file}) of ${name} keeps every frame and its time`, async () => {
    await using folder = await temporaryFolder();
    const [input, output] = [`${folder.path}/${file}`, `${folder.path}/out.mp4`];
    await ffmpeg([...how.split(" "), input]);
    if (file.endsWith(".webm")) {
      await Deno.writeFile(input, withoutRate(await Deno.readFile(input)));
    }
    await run({ input, output, plugins: [] });
    const [wanted, got] = await Promise.all([times(input), times(output)]);
    if (frames) assert.equal(wanted.length, frames);
    assert.equal(got.length, wanted.length);
    const unit = /mkv$/.test(file) ? 0.00101 : 0.00002;
    for (const [n, time] of got.entries()) {
      assert.ok(Math.abs(time - wanted[n]) < unit, `frame ${n}: ${time}, not ${wanted[n]}`);
    }
    if (name !== "a constant rate") return;
    const rates = await Promise.all([input, output].map((path) => said(path, "r_frame_rate")));
    assert.equal(rates[1][0], rates[0][0]);
    const steps = new Set(got.slice(1).map((time, n) => Math.round((time - got[n]) * 1e4)));
    assert.ok(Math.max(...steps) - Math.min(...steps) <= 1, `steps ${[...steps]}`);
  });
}

/** As browsers write it: without `DefaultDuration`, which becomes a `Void`. */
function withoutRate(film: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const at = film.findIndex((_, n) =>
    film[n] === 0x23 && film[n + 1] === 0xe3 && film[n + 2] === 0x83
  );
  assert.ok(at > 0);
  const length = 4 + (film[at + 3] & 0x7f);
  film.fill(0, at, at + length);
  film.set([0xec, 0x80 | length - 2], at);
  return film;
}

/** When frames are shown, from the first one, in seconds. */
async function times(path: string): Promise<readonly number[]> {
  const all = (await said(path, "frame")).map(Number);
  return all.map((time) => time - all[0]);
}

async function said(path: string, what: string): Promise<readonly string[]> {
  const entry = what === "frame" ? "frame=pts_time" : `stream=${what}`;
  const { stdout } = await new Deno.Command("ffprobe", {
    args: ["-v", "error", "-select_streams", "v:0", "-show_entries", entry, "-of", "csv=p=0", path],
  }).output();
  return new TextDecoder().decode(stdout).split(/[,\n]+/).filter((text) => text !== "");
}
