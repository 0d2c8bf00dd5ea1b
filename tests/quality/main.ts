/**
 * The quality bench: how good mattes and pictures are, scene by scene.
 *
 *     deno task quality                            all scenes
 *     deno task quality --only demo,waving         some
 *     deno task quality --sheet FOLDER             picture sheets go there; default .cache/quality
 *     deno task quality --json FILE                the figures as data, too
 *
 * @module
 */
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Figures, formatGroup, type Group, type Row } from "../bench/table.ts";
import { judge, type Judgement } from "./judge.ts";
import { type Scene, type SceneName, SCENES } from "./scenes.ts";
import { writeOverview, writeSheet } from "./sheet.ts";
import { judgeTargets } from "./targets.ts";
import { missing } from "../tools.ts";

const USAGE = `deno task quality [--only SCENE,SCENE…] [--sheet FOLDER] [--json FILE]
scenes: ${Object.keys(SCENES).join(", ")}`;

function isScene(name: string): name is SceneName {
  return Object.hasOwn(SCENES, name);
}

function chosen(only: string | undefined): readonly SceneName[] {
  const names = only?.split(",") ?? Object.keys(SCENES);
  return names.map((name) => {
    if (isScene(name)) return name;
    throw new RangeError(`Cannot measure "${name}": unknown\n${USAGE}`);
  });
}

/** Both values and the change between them. */
function pair(name: string, raw: number, scrim: number): Figures {
  if (Number.isNaN(raw)) return {};
  const change = raw > 0 ? { [`${name} +-%`]: 100 * (scrim / raw - 1) } : {};
  return { [`${name} raw`]: raw, [name]: scrim, ...change };
}

function matteRow(name: string, { raw, scrim }: Judgement): Row {
  return {
    name,
    figures: {
      "IoU raw": raw.iou,
      "IoU": scrim.iou,
      "IoU +-\u2030": 1000 * (scrim.iou - raw.iou),
      ...pair("band %", 100 * raw.bandError, 100 * scrim.bandError),
      ...pair("flicker \u2030", 1000 * raw.flicker, 1000 * scrim.flicker),
      "outside \u2030": 1000 * scrim.shownOutside,
      ...(Number.isNaN(raw.lag) ? {} : { "lag raw": raw.lag, "lag": scrim.lag }),
    },
  };
}

function colorRow(name: string, { colors }: Judgement): readonly Row[] {
  if (!colors) return [];
  const { haloMost, haloP999, reddest, spill, rawSpill } = colors;
  const known = { "halo 99.9 %": haloP999, "halo most": haloMost, red: reddest };
  const figures: Figures = {
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => !Number.isNaN(value))),
    ...pair("spill", rawSpill, spill),
  };
  return Object.keys(figures).length === 0 ? [] : [{ name, figures }];
}

function tables(judgements: ReadonlyMap<SceneName, Judgement>): readonly Group[] {
  const all = [...judgements];
  return [
    {
      title: "mattes",
      rows: all.map(([name, one]) => matteRow(name, one)),
      notes: ["raw: the model's own masks, upscaled bilinearly; lag in frames"],
    },
    {
      title: "colours, in levels",
      rows: all.flatMap(([name, one]) => colorRow(name, one)),
      notes: ["halo and red: of blur; spill: of replace"],
    },
    judgeTargets(judgements),
  ];
}

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const known = { only: text, sheet: text, json: text, help: { type: "boolean" } } as const;
  const { only, sheet, json, help } = parseArgs({ args: Deno.args, options: known }).values;
  if (help) return console.log(USAGE);
  const folder = sheet ?? fileURLToPath(new URL("../../.cache/quality", import.meta.url));
  await Deno.mkdir(folder, { recursive: true });
  const judgements = new Map<SceneName, Judgement>();
  const sheets: string[] = [];
  const draws = !missing("ffmpeg");
  for (const name of chosen(only)) {
    const scene: Scene = SCENES[name];
    const absent = await scene.absent?.();
    if (absent) {
      console.log(`${name} is left out: ${absent}`);
      continue;
    }
    const { shown, ...figures } = await judge(await scene.shoot(), scene.run);
    judgements.set(name, { ...figures, shown });
    if (!draws) continue;
    const path = `${folder}/${name.replaceAll(" ", "-")}.png`;
    await writeSheet(path, shown, scene.crop);
    sheets.push(path);
  }
  for (const group of tables(judgements)) console.log(`\n${formatGroup(group)}`);
  if (sheets.length > 0) await writeOverview(`${folder}/all.png`, sheets);
  console.log(`\nsheets in ${folder}`);
  if (json !== undefined) {
    const figures = [...judgements].map(([name, { raw, scrim, colors }]) => [name, {
      raw,
      scrim,
      colors,
    }]);
    await Deno.writeTextFile(json, JSON.stringify(Object.fromEntries(figures), null, 2));
  }
}

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    Deno.exit(1);
  }
}
