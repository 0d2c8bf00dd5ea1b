/** What comes from a command line: flags, and values of options. */
import assert from "node:assert/strict";
import { readArgs } from "../../../core/cli/args.ts";
import { FLAG_NAMES } from "../../../core/settings/flags.ts";
import { resolveOptions } from "../../../core/plugin/options.ts";
import { commandOf } from "../../cli/service_unit.ts";
import { unitText } from "../../../core/cli/service/unit.ts";
import { mutatedText, ODD_TEXT } from "../mutate.ts";
import { Judge, type Parser, seedOnly } from "../parser.ts";
import { oddValue } from "../values.ts";
import type { Random } from "../random.ts";

const GOOD: readonly string[] = [
  ...[
    "--plugins=blur,./mine.ts",
    "--set=blur.radius=40",
    "--trust",
    "./mine.ts",
    "--watch",
    "--input",
  ],
  ...[
    "demo",
    "--output=out.png",
    "--size",
    "1280x720",
    "--fps=29.97",
    "--frames",
    "30",
    "--preview",
  ],
  ...[
    "--mask-threshold",
    "0.5",
    "--mask-dilate=-3",
    "--mask-every",
    "3",
    "--mask-sync=adaptive",
    "--quality",
    "low",
  ],
  ...[
    "--stats=json",
    "--explain",
    "--input-format",
    "nv12",
    "--codec",
    "ffv1",
    "--model=general",
    "-h",
  ],
  ...["new", "my-filter", "--dir", "x", "service", "install", "--now", "print", "--buffers=4"],
];

function word(random: Random): string {
  switch (random.below(5)) {
    case 0:
      return mutatedText(random.pick(GOOD), random);
    case 1:
      return `--${random.pick(FLAG_NAMES)}=${random.pick(ODD_TEXT)}`;
    case 2:
      return `--${random.pick(FLAG_NAMES)}`;
    case 3:
      return random.pick(ODD_TEXT);
    default:
      return random.pick(GOOD);
  }
}

export const args: Parser<readonly string[]> = {
  name: "args",
  quick: 3000,
  open() {
    const judge = new Judge();
    return {
      taken: judge.taken,
      make: (random) => random.times(random.below(8), () => word(random)),
      run(words) {
        const command = judge.read(() => readArgs(words));
        if (command === null) return;
        const { size, fps } = command.options;
        assert.ok(size === undefined || (size.width >= 16 && size.height <= 8192));
        assert.ok(fps === undefined || (fps >= 1 && fps <= 240));
      },
      save: (words) => JSON.stringify(words),
      load: (text) => JSON.parse(text),
    };
  },
};

/** Words of a service's command line come back as they were, read by systemd's rules. */
export const unit: Parser<readonly string[]> = {
  name: "unit",
  quick: 3000,
  open: () => ({
    make: (random) =>
      // Nothing can hand a program a NUL or half a character.
      random.times(random.below(8), () => word(random).replaceAll("\0", "").toWellFormed()),
    run(words) {
      const text = unitText({
        ...{ deno: "/usr/bin/deno", module: "/x/mod.ts", args: words, folder: "/" },
        ...{ environment: {}, growingWaits: true },
      });
      const made = commandOf(text);
      assert.deepEqual(made.slice(made.indexOf("/x/mod.ts") + 1), words);
    },
    save: (words) => JSON.stringify(words),
    load: (text) => JSON.parse(text),
  }),
};

const SCHEMA = {
  size: { type: "number", default: 3, min: 0, max: 10, step: 0.5, summary: "x" },
  flag: { type: "boolean", default: false, summary: "x" },
  kind: { type: "choice", default: "a", choices: ["a", "b"], summary: "x" },
  color: { type: "color", default: null, summary: "x" },
  place: { type: "point", default: { x: 0.5, y: 0.5 }, summary: "x" },
  file: { type: "file", default: null, summary: "x" },
} as const;
const VALUES = ["3", "0.5", "true", "a", "#aabbcc", "0.1,0.9", "pic.png", " 7 ", "1e1", "0,1"];

export const options: Parser<{ readonly [name: string]: unknown }> = {
  name: "options",
  quick: 3000,
  open() {
    const judge = new Judge();
    const name = (random: Random): string =>
      random.once(12) ? random.pick(ODD_TEXT) : random.pick(Object.keys(SCHEMA));
    const value = (random: Random): unknown =>
      random.once(2)
        ? oddValue(random)
        : random.once(2)
        ? random.pick(VALUES)
        : mutatedText(random.pick(VALUES), random);
    return {
      taken: judge.taken,
      make: (random) =>
        Object.fromEntries(random.times(1 + random.below(3), () => [name(random), value(random)])),
      run(given) {
        const made = judge.read(() => resolveOptions("x", SCHEMA, given));
        if (made === null) return;
        const { size, flag, kind, color, place, file } = made as {
          [name: string]: never;
        };
        assert.ok(
          typeof size === "number" && size >= 0 && size <= 10 && Number.isInteger(2 * size),
        );
        assert.ok(typeof flag === "boolean" && ["a", "b"].includes(kind));
        for (const part of color === null ? [] : Object.values(color)) {
          assert.ok(Number.isInteger(part) && Number(part) >= 0 && Number(part) <= 255);
        }
        for (const part of Object.values(place)) assert.ok(Number(part) >= 0 && Number(part) <= 1);
        assert.ok(file === null || typeof file === "string");
      },
      ...seedOnly,
    };
  },
};
