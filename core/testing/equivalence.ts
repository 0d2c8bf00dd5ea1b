/**
 * Whether what a plan leaves out is missed by nobody: the same chain with and without it.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { composeMoves } from "../planner/models.ts";
import type { Plan } from "../planner/plan.ts";
import { definePlugin, type FilterPlugin } from "../plugin/contract.ts";
import type { Affine } from "../media/kernels.ts";
import { planChain, showChain, type Use } from "./chain.ts";
import { regionAt } from "./figure.ts";
import type { Workshop } from "./lab.ts";
import { calm, difference } from "./pixels.ts";

/** Puts one colour over a region, whatever was there: the filter that makes others superfluous. */
export const curtain: FilterPlugin = definePlugin({
  apiVersion: 1,
  name: "curtain",
  summary: "Puts one colour over a region",
  access: "in-place",
  layers: [{ name: "person", size: "native" }],
  options: {
    region: {
      type: "choice",
      choices: ["background", "person", "frame"],
      default: "background",
      summary: "What it hides",
    },
  },
  narrow: ({ region }) =>
    region === "frame"
      ? { touches: region, overwrites: region, layers: [] }
      : { touches: region, overwrites: region },
  init(host) {
    const cloth = host.frame();
    cloth.y.data.fill(90);
    return cloth;
  },
  process({ frame, layers, kernels, state: cloth, options: { region } }) {
    if (region === "frame") return kernels.copy(cloth, frame);
    const [foreground, background] = region === "person" ? [cloth, frame] : [frame, cloth];
    const mask = layers.person;
    kernels.composite({ foreground, background, mask, edge: mask.edge, into: frame });
  },
});

/** Chroma and kernels look this many pixels around. */
const MARGIN_PX = 4;

/** Where a pixel of the result came from: through all stages that move pixels; `null` when one does not say how. */
function movesOf({ stages }: Plan): Affine | null {
  let moved: Affine = [1, 0, 0, 0, 1, 0];
  for (const stage of stages) {
    if (!stage.movesPixels) continue;
    if (!stage.moved) return null;
    moved = composeMoves(moved, stage.moved);
  }
  return moved;
}

/** The places of the result that are not at the person's outline. */
function besideTheEdge(plan: Plan, margin: number): (x: number, y: number) => boolean {
  const moved = movesOf(plan);
  if (!moved) return () => true;
  const [a, b, c, d, e, f] = moved;
  return (x, y) => regionAt(a * x + b * y + c, d * x + e * y + f, margin) !== null;
}

/** What a plan leaves out; `null` when there can be none. */
async function leftOut(
  uses: readonly Use[],
  size: { width: number; height: number },
): Promise<Plan["dropped"] | null> {
  try {
    return (await planChain(uses, size)).plan.dropped;
  } catch (error) {
    const impossible = error instanceof ScrimError && error.code === "USAGE";
    if (impossible) return null;
    throw error;
  }
}

/**
 * Shows a chain a few pictures as planned and with every stage at work.
 *
 * @returns the stages that the plan left out; `null` when such a chain cannot be planned at all: a stage wants a layer
 * after another one moved the pixels and does not say how
 * @throws {ScrimError} `PLUGIN` when a result differs by more than one level, beside the person's outline where a stage
 * was left out because a later one overwrites it
 */
export async function checkEquivalence(
  workshop: Workshop,
  uses: readonly Use[],
  { width, height }: { width: number; height: number },
): Promise<Plan["dropped"] | null> {
  const dropped = await leftOut(uses, { width, height });
  if (dropped === null || dropped.length === 0) return dropped;
  const shape = { format: "i420", width, height } as const;
  const pictures = [0, 1, 2].map((sequence) => calm(shape, sequence));
  const showing = { width, height, pictures };
  const planned = await showChain(workshop, uses, showing);
  const whole = await showChain(workshop, uses, { ...showing, everything: true });
  const overwritten = dropped.some(({ reason }) => reason.startsWith("overwritten"));
  const where = overwritten
    ? besideTheEdge(whole.plan, MARGIN_PX / Math.min(width, height))
    : undefined;
  for (const [i, wanted] of whole.pictures.entries()) {
    const other = difference(shape, [planned.pictures[i], wanted], { where, within: 1 });
    if (!other) continue;
    const names = uses.map(({ plugin, options }) =>
      `${plugin.name} ${JSON.stringify(options ?? {})}`
    );
    const missing = dropped.map(({ stage, reason }) => `${stage} (${reason})`);
    throw new ScrimError(
      `Chain ${names.join(", ")} gives another picture without ${missing.join(", ")}: ${other}`,
      { code: "PLUGIN" },
    );
  }
  return dropped;
}
