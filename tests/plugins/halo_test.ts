import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { demoAlpha } from "../../core/io/demo/scene.ts";
import { automaticModel } from "../../core/layers/providers.ts";
import blur from "../../plugins/blur.ts";
import { rgbOf } from "../ffi/real_numbers.ts";
import { PersonFinder } from "../quality/person.ts";
import { demoPictures } from "../quality/pictures.ts";
import { COLOR, paint, type StageUnderTest, startStage } from "./started_stage.ts";

// The demo figure by its exact alpha, red before a grey wall: whatever is red where none of it is, blur put there.

const RED = [81, 90, 240] as const;
const GREY = [128, 128, 128] as const;
const MODEL = { width: 256, height: 144 } as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The mean of `alpha` over what a pixel of a smaller plane covers. */
function meanOver(alpha: Uint8Array, size: Size, small: Size): (x: number, y: number) => number {
  const span = (i: number, from: number, to: number): [number, number] => [
    Math.floor(i * from / to),
    Math.max(Math.floor(i * from / to) + 1, Math.floor((i + 1) * from / to)),
  ];
  return (x, y) => {
    const [left, right] = span(x, size.width, small.width);
    const [top, bottom] = span(y, size.height, small.height);
    let sum = 0;
    for (let row = top; row < bottom; row++) {
      for (let i = left; i < right; i++) sum += alpha[row * size.width + i];
    }
    return sum / ((right - left) * (bottom - top));
  };
}

/** Grows a mask by that many of its pixels, or shrinks it. */
function dilate(mask: Uint8Array, by: number, { width, height }: Size): Uint8Array {
  const reach = Math.abs(by);
  const pick = by < 0 ? Math.min : Math.max;
  return mask.map((value, i) => {
    for (let dy = -reach; dy <= reach; dy++) {
      for (let dx = -reach; dx <= reach; dx++) {
        const y = Math.max(0, Math.min(height - 1, Math.floor(i / width) + dy));
        const x = Math.max(0, Math.min(width - 1, i % width + dx));
        if (dx * dx + dy * dy <= reach * reach) value = pick(value, mask[y * width + x]);
      }
    }
    return value;
  });
}

function shift(mask: Uint8Array, by: number, { width }: Size): Uint8Array {
  return mask.map((_, i) => mask[i - i % width + Math.max(0, Math.min(width - 1, i % width - by))]);
}

/** Of chroma, with the last column and row of an odd picture counted once. */
function chromaAlpha(alpha: Uint8Array, { width, height }: Size, mean: boolean) {
  return (x: number, y: number): number => {
    const values = [0, 1, 2, 3].map((i) =>
      alpha[
        Math.min(height - 1, 2 * y + (i >> 1)) * width + Math.min(width - 1, 2 * x + (i & 1))
      ]
    );
    return mean ? values.reduce((sum, value) => sum + value, 0) / 4 : Math.max(...values);
  };
}

function paintFigure({ frame }: StageUnderTest, alpha: Uint8Array): void {
  const mix = (part: number, i: number): number =>
    Math.round((part * RED[i] + (255 - part) * GREY[i]) / 255);
  const chroma = chromaAlpha(alpha, frame, true);
  paint(frame.y, (x, y) => mix(alpha[y * frame.width + x], 0));
  paint(frame.u, (x, y) => mix(chroma(x, y), 1));
  paint(frame.v, (x, y) => mix(chroma(x, y), 2));
}

/**
 * How much redder than the wall the worst pixel is, in RGB and in V. The margin: none but chroma pixels that hold some of the
 * figure, which is red in them already.
 */
function redness({ frame }: StageUnderTest, alpha: Uint8Array): { rgb: number; v: number } {
  const touched = chromaAlpha(alpha, frame, false);
  const worst = { rgb: 0, v: 0 };
  for (let y = 0; y < frame.height; y++) {
    for (let x = 0; x < frame.width; x++) {
      if (touched(x >> 1, y >> 1) > 0) continue;
      const place = (y >> 1) * frame.v.stride + (x >> 1);
      const v = frame.v.data[place];
      const [r, g, b] = rgbOf(frame.y.data[y * frame.y.stride + x], frame.u.data[place], v, COLOR);
      worst.rgb = Math.max(worst.rgb, r - (g + b) / 2);
      worst.v = Math.max(worst.v, v - GREY[2]);
    }
  }
  return worst;
}

async function haloOf(
  mask: Uint8Array,
  { size, options }: { size: Size; options: { radius: number; kind: string } },
): Promise<{ rgb: number; v: number }> {
  await using stage = await startStage(blur, options, size, MODEL);
  const alpha = demoAlpha(0, size.width, size.height);
  paintFigure(stage, alpha);
  stage.mask.data.set(mask);
  stage.smooth();
  await stage.run();
  return redness(stage, alpha);
}

function exactMask(size: Size): Uint8Array {
  const mean = meanOver(demoAlpha(0, size.width, size.height), size, MODEL);
  return Uint8Array.from(
    { length: MODEL.width * MODEL.height },
    (_, i) => Math.round(mean(i % MODEL.width, Math.floor(i / MODEL.width))),
  );
}

const HD = { width: 1280, height: 720 };
const KINDS = ["gaussian", "bokeh"] as const;

for (const kind of KINDS) {
  for (const size of [HD, { width: 641, height: 361 }]) {
    Deno.test(`blur (${kind}) gives a red figure no halo at ${size.width}x${size.height}: 2 levels at most, with its exact mask`, async () => {
      const mask = exactMask(size);
      for (const radius of [8, 24, 60, 200]) {
        const { rgb, v } = await haloOf(mask, { size, options: { radius, kind } });
        assert.ok(rgb <= 2 && v <= 2, `radius ${radius}: ${rgb.toFixed(1)} of RGB, ${v} of V`);
      }
    });
  }

  Deno.test(`blur (${kind}) gives no halo with masks that miss one of their pixels all round, or have two too many`, async () => {
    const exact = exactMask(HD);
    const masks = {
      "1 too small": dilate(exact, -1, MODEL),
      "2 too large": dilate(exact, 2, MODEL),
      "1 too far right": shift(exact, 1, MODEL),
    };
    for (const radius of [24, 60]) {
      for (const [name, mask] of Object.entries(masks)) {
        const { rgb, v } = await haloOf(mask, { size: HD, options: { radius, kind } });
        const text = `radius ${radius}, ${name}: ${rgb.toFixed(1)} of RGB, ${v} of V`;
        assert.ok(rgb <= 2 && v <= 2, text);
      }
    }
  });
}

Deno.test("blur gives no halo with the model's own mask of the figure", async () => {
  const arena = new Arena();
  await using finder = await PersonFinder.start(automaticModel(HD), arena);
  const [{ frame }] = demoPictures([0], { ...HD, arena });
  const mask = (await finder.find(frame)).data.slice();
  for (const kind of KINDS) {
    for (const radius of [8, 24, 60]) {
      const { rgb, v } = await haloOf(mask, { size: HD, options: { radius, kind } });
      assert.ok(rgb <= 2 && v <= 2, `${kind}, radius ${radius}: ${rgb.toFixed(1)} of RGB, ${v}`);
    }
  }
});

Deno.test("the halo test sees one: a mask that misses an arm's breadth of the figure", async () => {
  const small = dilate(exactMask(HD), -6, MODEL);
  const { rgb, v } = await haloOf(small, { size: HD, options: { radius: 24, kind: "gaussian" } });
  assert.ok(rgb > 20 && v > 8, `${rgb.toFixed(1)} of RGB, ${v} of V`);
});
