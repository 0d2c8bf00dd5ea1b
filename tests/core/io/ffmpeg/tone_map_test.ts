/** Films of high dynamic range. */
import assert from "node:assert/strict";
import { openVideo } from "../../../../core/io/ffmpeg/video_source.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { temporaryFolder } from "../../../folders.ts";
import { pulled, request } from "./clips.ts";

/** Steps of grey from black to white at 203 nits, by the formulas of BT.2100. */
const GREYS = [0, 0.05, 0.2, 0.5, 1];
const CURVES = [
  { name: "PQ", curve: "smpte2084", code: (light: number) => pq(light * 203) },
  { name: "HLG", curve: "arib-std-b67", code: (light: number) => hlg(light * 0.265) },
];

function pq(nits: number): number {
  const y = (nits / 10000) ** 0.1593017578125;
  return ((0.8359375 + 18.8515625 * y) / (1 + 18.6875 * y)) ** 78.84375;
}

function hlg(light: number): number {
  return light <= 1 / 12
    ? Math.sqrt(3 * light)
    : 0.17883277 * Math.log(12 * light - 0.28466892) + 0.55991073;
}

for (const { name, curve, code } of CURVES) {
  ffmpegTest(`openVideo maps the light of ${name} as ffmpeg's tonemap does`, async () => {
    await using folder = await temporaryFolder();
    const path = `${folder.path}/hdr.mkv`;
    const [width, height] = [16 * GREYS.length, 16];
    const luma = Array.from(
      { length: width * height },
      (_, at) => Math.round(64 + 876 * code(GREYS[Math.floor(at % width / 16)])),
    );
    const chroma = new Array<number>(width * height / 2).fill(512);
    const raw = new Uint8Array(Uint16Array.from([...luma, ...chroma]).buffer);
    const tags = `-color_primaries bt2020 -color_trc ${curve} -colorspace bt2020nc -color_range tv`;
    await ffmpeg(
      `-f rawvideo -pix_fmt yuv420p10le -video_size ${width}x${height} -i - -c:v ffv1 ${tags} ${path}`,
      raw,
    );
    const tools = request();
    await using source = await openVideo(path, tools);
    assert.deepEqual(source.info.color, { matrix: "bt709", range: "limited" });
    assert.match(tools.log.lines.join("\n"), new RegExp(`HDR \\(${name}\\), tone-mapped`));
    const { bytes } = await pulled(source);
    const judge = await ffmpeg([
      ...["-i", path, "-vf"],
      "zscale=t=linear:npl=203,format=gbrpf32le,zscale=p=bt709,tonemap=mobius:desat=0:peak=4.926," +
      "zscale=t=bt709:m=bt709:r=tv,format=yuv420p",
      ...["-f", "rawvideo", "-"],
    ]);
    const mean = (of: Uint8Array): number =>
      of.subarray(0, width * height).reduce((sum, value) => sum + value, 0) / (width * height);
    assert.ok(Math.abs(mean(bytes) - mean(judge)) < 1, `${mean(bytes)}, ${mean(judge)}`);
    const seen = GREYS.map((_, n) => bytes[8 * width + 16 * n + 8]);
    assert.ok(seen[0] <= 18 && seen[4] >= 190, `black and white are ${seen}`); // fog: 145 at most
  });
}
