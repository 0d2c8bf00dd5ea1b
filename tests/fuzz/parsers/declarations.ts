/** What plugins say of themselves, and what the preview page says. */
import { checkPlugin } from "../../../core/plugin/validate_plugin.ts";
import { isControl, takeControl } from "../../../core/io/preview/controls.ts";
import { LiveMask } from "../../../core/masks/mask_controls.ts";
import { readProbe } from "../../../core/io/ffmpeg/probe.ts";
import assert from "node:assert/strict";
import { mutatedText } from "../mutate.ts";
import { Judge, type Parser, plainText, seedOnly } from "../parser.ts";
import { asJson, mutatedValue } from "../values.ts";

const PLUGIN = {
  apiVersion: 1,
  name: "odd",
  summary: "Odd",
  access: "in-place",
  format: "i420",
  movesPixels: false,
  hidesBackground: true,
  history: 2,
  onFailure: "skip",
  layers: [{ name: "person", size: "frame", age: 200 }, { name: "parts/hair" }],
  options: {
    size: { type: "number", default: 3, min: 0, max: 10, step: 1, unit: "px", summary: "x" },
    kind: { type: "choice", default: "a", choices: ["a", "b"], summary: "x" },
    color: { type: "color", default: "#aabbcc", summary: "x" },
    place: { type: "point", default: { x: 0, y: 1 }, summary: "x" },
    file: { type: "file", default: null, summary: "x" },
  },
  narrow: () => ({}),
  process: () => {},
};

export const declarations: Parser = {
  name: "declarations",
  quick: 3000,
  open() {
    const judge = new Judge();
    return {
      taken: judge.taken,
      make: (random) => mutatedValue(PLUGIN, random),
      run(value) {
        judge.read(() => checkPlugin("odd", value));
      },
      ...seedOnly,
    };
  },
};

const CHANGES = [
  '{"mask":{"threshold":0.5,"softness":0.2,"dilate":-3,"smoothing":0.9,"refine":true}}',
  '{"mask":{"dilate":4}}',
  '{"mask":{}}',
];

export const controls: Parser<string> = {
  name: "controls",
  quick: 3000,
  open() {
    const taken = { yes: 0, no: 0 };
    return {
      taken,
      make: (random) =>
        random.once(2)
          ? mutatedText(random.pick(CHANGES), random)
          : asJson(mutatedValue(JSON.parse(random.pick(CHANGES)), random)),
      run(message) {
        if (!isControl(message)) return;
        const mask = new LiveMask();
        const before = { ...mask.options };
        const why = takeControl(message, mask);
        taken[why === null ? "yes" : "no"]++;
        if (why !== null) assert.deepEqual(mask.options, before, "refused, and yet changed");
        else new LiveMask(mask.options); // which checks every value
        assert.deepEqual(Object.keys(mask.options).sort(), Object.keys(before).sort());
        const { low, high } = mask.edge;
        assert.ok(low >= 0 && low < high && high <= 255);
      },
      ...plainText,
    };
  },
};

const PROBED = {
  streams: [
    {
      codec_type: "video",
      codec_name: "h264",
      width: 1920,
      height: 1080,
      pix_fmt: "yuv420p",
      color_space: "bt709",
      color_range: "tv",
      sample_aspect_ratio: "4:3",
      r_frame_rate: "30000/1001",
      avg_frame_rate: "30/1",
      field_order: "progressive",
      disposition: { attached_pic: 0 },
      tags: { rotate: "90" },
      side_data_list: [{ rotation: -90 }],
    },
    { codec_type: "audio", codec_name: "aac" },
  ],
  format: { format_name: "mov,mp4", duration: "12.5" },
};

export const probe: Parser<string> = {
  name: "probe",
  quick: 3000,
  open() {
    const judge = new Judge();
    return {
      taken: judge.taken,
      make: (random) =>
        random.once(3)
          ? mutatedText(JSON.stringify(PROBED), random)
          : asJson(mutatedValue(PROBED, random)),
      run(json) {
        const facts = judge.read(() => readProbe(json, "odd.mkv"));
        if (facts === null) return;
        for (const side of [facts.width, facts.height]) {
          assert.ok(Number.isInteger(side) && side >= 1 && side <= 16384, `a side of ${side}`);
        }
        assert.ok(facts.fps > 0 && facts.fps <= 240 && /^[\d.e+-]+\/[\d.e+-]+$/.test(facts.rate));
        assert.ok(["bt601", "bt709"].includes(facts.color.matrix));
        assert.ok(facts.foreign === null || typeof facts.foreign === "string");
      },
      ...plainText,
    };
  },
};
