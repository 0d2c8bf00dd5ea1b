import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import type { Colorimetry } from "../../core/media/frame.ts";
import { decodeImage } from "../../core/io/image/image.ts";
import { openPreview } from "../../core/io/preview/preview.ts";
import { LiveMask } from "../../core/masks/mask_controls.ts";
import type { Log } from "../../core/base/log.ts";
import { findChromium, Page } from "./chromium.ts";
import { FakeClock } from "../fake_clock.ts";
import { feeding } from "../wait.ts";

const chromium = findChromium();
if (!chromium) {
  if (Deno.env.get("CI") === "true") {
    throw new Error("no Chromium found, and in CI it must be there");
  }
  console.error("browser tests are skipped: no Chromium found (set SCRIM_CHROMIUM to one)");
}
const quiet: Log = { info() {}, warn() {}, debug() {} };

// 75 % colour bars as ffmpeg writes them: `ffmpeg -f lavfi -i smptebars` in the colours named, and what they mean in RGB.
const BARS: Record<string, { color: Colorimetry; yuv: number[][]; rgb: number[][] }> = {
  "BT.601 limited": {
    color: { matrix: "bt601", range: "limited" },
    yuv: [[180, 128, 128], [162, 44, 142], [131, 156, 44], [112, 72, 58], [84, 184, 198], [
      65,
      100,
      212,
    ], [35, 212, 114]],
    rgb: [[191, 191, 191], [191, 191, 0], [0, 191, 191], [0, 191, 0], [191, 0, 191], [191, 0, 0], [
      0,
      0,
      191,
    ]],
  },
  "BT.709 limited": {
    color: { matrix: "bt709", range: "limited" },
    yuv: [[180, 128, 128], [168, 44, 136], [145, 147, 44], [133, 63, 52], [63, 193, 204], [
      51,
      109,
      212,
    ], [28, 212, 120]],
    rgb: [[191, 191, 191], [191, 191, 0], [0, 191, 191], [0, 191, 0], [191, 0, 191], [191, 0, 0], [
      0,
      0,
      191,
    ]],
  },
  "BT.601 full": {
    color: { matrix: "bt601", range: "full" },
    yuv: [[255, 128, 128], [0, 128, 128], [76, 85, 255], [150, 44, 21], [29, 255, 107]],
    rgb: [[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]],
  },
  "BT.709 full": {
    color: { matrix: "bt709", range: "full" },
    yuv: [[255, 128, 128], [0, 128, 128], [54, 99, 255], [182, 30, 12], [18, 255, 116]],
    rgb: [[255, 255, 255], [0, 0, 0], [255, 0, 0], [0, 255, 0], [0, 0, 255]],
  },
};

async function showBars(
  bars: typeof BARS[string],
  flags: readonly string[],
  painter: string,
): Promise<void> {
  const [width, height] = [701, 395];
  await using preview = openPreview({
    port: 0,
    width,
    height,
    fps: 30,
    color: bars.color,
    arena: new Arena(),
    ...{ clock: new FakeClock(), log: quiet },
  });
  const picture = preview.begin();
  const chroma = 351 * 198;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const [y, u, v] = bars.yuv[Math.floor((column >> 1) * bars.yuv.length / 351)];
      picture.data[row * width + column] = y;
      const at = width * height + (row >> 1) * 351 + (column >> 1);
      picture.data[at] = u;
      picture.data[at + chroma] = v;
    }
  }
  await using page = await Page.open(preview.url, {
    chromium: chromium ?? "",
    flags,
    width: 900,
    height: 560,
  });
  using _pictures = feeding(() => preview.commit(0));
  await page.until("document.body?.className === 'live'");
  assert.equal(await page.evaluate("document.querySelector('canvas').dataset.painter"), painter);
  const box = await page.evaluate(
    "(({x, y, width, height}) => ({x, y, width, height}))(document.querySelector('canvas').getBoundingClientRect())",
  ) as { x: number; y: number; width: number; height: number };
  const png = await page.picture();
  const keep = Deno.env.get("SCRIM_KEEP_PICTURES");
  if (keep) await Deno.writeFile(`${keep}/preview-${painter}.png`, png);
  const seen = await decodeImage(png);
  bars.rgb.forEach((wanted, i) => {
    const x = Math.round(box.x + (i + 0.5) * box.width / bars.rgb.length);
    const y = Math.round(box.y + box.height / 2);
    const at = 4 * (y * seen.width + x);
    wanted.forEach((value, k) => {
      const got = seen.data[at + k];
      assert.ok(Math.abs(got - value) <= 3, `bar ${i}, channel ${k}: ${got}, ${value} wanted`);
    });
  });
  assert.deepEqual(page.problems, []);
}

const SOFTWARE_GL = ["--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

for (const [name, bars] of Object.entries(BARS)) {
  Deno.test({
    name: `openPreview shows ${name} colour bars in their colours by WebGL`,
    ignore: !chromium,
    fn: () => showBars(bars, SOFTWARE_GL, "webgl"),
  });
  Deno.test({
    name: `openPreview shows ${name} colour bars in their colours without WebGL`,
    ignore: !chromium,
    fn: () => showBars(bars, ["--disable-gpu", "--disable-3d-apis"], "2d"),
  });
}

Deno.test({
  name: "openPreview says that it is gone when Scrim stops",
  ignore: !chromium,
  async fn() {
    const preview = openPreview({
      port: 0,
      width: 64,
      height: 48,
      fps: 30,
      color: { matrix: "bt601", range: "limited" },
      arena: new Arena(),
      ...{ clock: new FakeClock(), log: quiet },
    });
    await using page = await Page.open(preview.url, {
      chromium: chromium ?? "",
      flags: ["--disable-gpu"],
      width: 640,
      height: 400,
    });
    const pictures = feeding(() => preview.commit(0));
    await page.until("document.body?.className === 'live'");
    assert.equal(preview.watchers, 1);
    // Pictures wait for the screen: one is on its way when Scrim stops, and must not be painted over the notice.
    await page.evaluate(
      "{ window.held = []; window.requestAnimationFrame = (paint) => held.push(paint); 0 }",
    );
    await page.until("held.length > 0");
    pictures[Symbol.dispose]();
    await preview[Symbol.asyncDispose]();
    await page.until("document.body?.className === 'gone'");
    await page.evaluate("{ for (const paint of held) paint(0); 0 }");
    assert.equal(await page.evaluate("document.body.className"), "gone");
    assert.match(String(await page.evaluate("document.body.innerText")), /Scrim has stopped/);
    assert.equal(
      await page.evaluate("getComputedStyle(document.querySelector('canvas')).visibility"),
      "hidden",
    );
  },
});

Deno.test({
  name: "the preview's sliders show the mask as it is, change it, and follow what others change",
  ignore: !chromium,
  async fn() {
    const mask = new LiveMask({ threshold: 0.4 });
    const color = { matrix: "bt601", range: "limited" } as const;
    const shape = { width: 640, height: 360, fps: 30, color };
    await using preview = openPreview({
      port: 0,
      ...shape,
      arena: new Arena(),
      clock: new FakeClock(),
      log: quiet,
      mask,
    });
    await using page = await Page.open(preview.url, {
      ...{
        chromium: chromium ?? "",
        flags: ["--disable-gpu", "--disable-3d-apis"],
        width: 900,
        height: 560,
      },
    });
    const value = (name: string): Promise<unknown> =>
      page.evaluate(`document.querySelector("#${name}").value`);
    const say = (name: string, text: string): Promise<unknown> =>
      page.evaluate(`{
        const input = document.querySelector("#${name}");
        input.value = "${text}";
        input.dispatchEvent(new Event("input", { bubbles: true }));
      }`);
    using _pictures = feeding(() => preview.commit(0));
    await page.until("document.querySelector('#mask')?.hidden === false");
    assert.equal(await value("threshold"), "0.4");
    await page.evaluate("document.querySelector('#mask').open = true");
    await say("dilate", "7");
    await page.until("document.querySelector('output[for=dilate]').textContent === '7'");
    assert.equal(mask.options.dilate, 7);
    assert.equal(await page.evaluate("document.querySelector('#refine').checked"), true);
    await page.evaluate("document.querySelector('#refine').click()");
    mask.set({ softness: 0.9 });
    await page.until("document.querySelector('#softness').value === '0.9'");
    assert.equal(mask.options.refine, false);
    const keep = Deno.env.get("SCRIM_KEEP_PICTURES");
    if (keep) await Deno.writeFile(`${keep}/preview-mask.png`, await page.picture());
    await page.evaluate("document.querySelector('#mask button').click()");
    await page.until("document.querySelector('#dilate').value === '0'");
    assert.deepEqual(mask.options, new LiveMask({ threshold: 0.4 }).options);
    assert.deepEqual(page.problems, []);
  },
});

Deno.test({
  name: "a preview of a chain without a mask has no sliders for one",
  ignore: !chromium,
  async fn() {
    const color = { matrix: "bt601", range: "limited" } as const;
    const shape = { width: 64, height: 48, fps: 30, color };
    await using preview = openPreview({
      port: 0,
      ...shape,
      arena: new Arena(),
      clock: new FakeClock(),
      log: quiet,
    });
    await using page = await Page.open(preview.url, {
      ...{
        chromium: chromium ?? "",
        flags: ["--disable-gpu", "--disable-3d-apis"],
        width: 640,
        height: 400,
      },
    });
    using _pictures = feeding(() => preview.commit(0));
    await page.until("document.body?.className === 'live'");
    assert.equal(await page.evaluate("document.querySelector('#mask').hidden"), true);
  },
});
