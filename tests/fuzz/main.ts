/**
 * `deno task fuzz [--only NAME] [--seed N] [--inputs N] [--from N]`: every parser on many inputs, until one breaks a rule. A
 * crash prints what belongs into `corpus.json`.
 */
import { parseArgs } from "node:util";
import { PARSERS } from "./all.ts";
import { fuzzNative } from "./native_run.ts";
import { Crash, fuzz } from "./run.ts";

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    seed: { type: "string", default: "1" },
    inputs: { type: "string", default: "100000" },
    from: { type: "string", default: "0" },
  },
});

const number = (flag: "seed" | "inputs" | "from"): number => {
  const value = Number(values[flag]);
  if (!Number.isInteger(value) || value < 0) throw new Error(`--${flag} wants a whole number`);
  return value;
};

const chosen = PARSERS.filter(({ name }) => values.only === undefined || name === values.only);
if (chosen.length === 0) {
  throw new Error(`--only wants one of ${PARSERS.map(({ name }) => name).join(", ")}`);
}

/** Memory that a parser may take between a tenth of many inputs and all of them, in MiB. Less is the garbage of the moment. */
const MOST_GROWTH = 150;

let crashes = 0;
console.log(
  "parser          inputs     taken   refused  seconds  slowest ms (input)  MiB early -> end",
);
for (const parser of chosen) {
  const name = parser.name.padEnd(14);
  if (parser.lacking) {
    console.log(`${name} left out: needs ${parser.lacking}`);
    continue;
  }
  try {
    const { inputs, seconds, slowest, memory, taken } = await (parser.native ? fuzzNative : fuzz)(
      parser,
      {
        ...{ seed: number("seed"), inputs: number("inputs"), from: number("from") },
      },
    );
    const grows = memory.end - memory.early > MOST_GROWTH;
    if (grows) crashes++;
    console.log([
      ...[name, String(inputs).padStart(7), String(taken?.yes ?? "").padStart(9)],
      ...[String(taken?.no ?? "").padStart(9), seconds.toFixed(1).padStart(8)],
      `${slowest.ms.toFixed(1).padStart(8)} (${slowest.index})`.padEnd(19),
      ` ${memory.early} -> ${memory.end}${grows ? " GROWS" : ""}`,
    ].join(" "));
  } catch (error) {
    if (!(error instanceof Crash)) throw error;
    crashes++;
    console.log(`${name} CRASH ${error.message}\n  for the corpus: ${JSON.stringify(error.input)}`);
  }
}
Deno.exit(crashes === 0 ? 0 : 1);
