/**
 * The buffers of a plan. All of them are allocated once, before the first frame.
 *
 * @module
 */
import { innerSize, layerBytes, sizeOf } from "./costs.ts";
import type { Plan, PlannedBuffer, PlannedModel, StageStep } from "./plan.ts";

type Parts = Pick<Plan, "format" | "layers" | "steps"> & {
  readonly models: readonly PlannedModel[];
};

function stagesOf({ steps }: Parts): readonly StageStep[] {
  return steps.filter((step): step is StageStep => step.op === "stage");
}

/**
 * The number of picture buffers that these stages need: one for the picture, one more if a stage writes to another buffer, and
 * those kept for `past`.
 */
function pictures(stages: readonly StageStep[]): number {
  const apart = stages.some((step) => step.apart || step.copy !== null || step.skippable) ? 1 : 0;
  const kept = stages.reduce((sum, step) => sum + (step.sandbox ? 0 : step.history), 0);
  return 1 + apart + kept;
}

function pictureBuffers(plan: Parts): readonly PlannedBuffer[] {
  const unpack = plan.steps.find((step) => step.op === "unpack");
  if (!unpack) return [];
  const stages = stagesOf(plan);
  const size = innerSize(plan);
  const planes = stages.filter(({ format }) => format !== "rgba");
  const passes = !plan.steps.some(({ op }) => op === "pack") &&
    stages.every(({ access }) => access === "read");
  const composed = stages.some(({ direct }) => direct !== null);
  const held = passes || composed ? 0 : 1;
  const [kind, layout] = unpack.planes === "luma"
    ? ["luma", "grey"] as const
    : ["frames", "i420"] as const;
  const buffers: PlannedBuffer[] = [{
    kind,
    purpose: held
      ? "pictures of the chain, including the last good one"
      : composed
      ? "pictures of the chain"
      : "pictures that filters only read",
    count: pictures(planes) + held,
    bytes: sizeOf(layout, size),
  }];
  const rgba = stages.filter(({ format }) => format === "rgba");
  if (rgba.length > 0) {
    const purpose = "pictures of the chain as RGBA";
    buffers.push({ kind: "rgba", purpose, count: pictures(rgba), bytes: sizeOf("rgba", size) });
  }
  return buffers;
}

function layerBuffers({ format, models, layers, steps }: Parts): readonly PlannedBuffer[] {
  const buffers: PlannedBuffer[] = [];
  for (const name of models.flatMap((model) => model.layers)) {
    const layer = layers.find((candidate) => candidate.name === name);
    if (!layer) continue;
    const prepared = steps.some((step) =>
      (step.op === "smooth" || step.op === "snapshot") && step.layer === name
    );
    const purpose = `layer ${name}, ${prepared ? "from the model and prepared" : "from the model"}`;
    buffers.push({ kind: "layer", purpose, count: prepared ? 2 : 1, bytes: layerBytes(layer) });
  }
  const full = sizeOf("grey", format);
  for (const { op, layer: id, form } of steps.filter((step) => "layer" in step)) {
    const layer = layers.find((candidate) => candidate.id === id || candidate.name === id);
    if (!layer) continue;
    const add = (what: string, bytes: number, kind: "layer" | "sample" = "layer"): void => {
      buffers.push({ kind, purpose: `layer ${id}, ${what}`, count: 1, bytes });
    };
    if (op === "refine") {
      add("refined", full);
      add("guide of the previous refinement", sizeOf("rgba", layer), "sample");
    }
    if (op === "warp") add("transformed", form === "refined" ? full : layerBytes(layer));
    if (op === "upscale") add("at frame size", full);
  }
  return buffers;
}

/** A gated model needs two samples: that of the current frame, and the one that its layers were computed from. */
function sampleBuffers({ models }: Parts): readonly PlannedBuffer[] {
  return models.filter(({ gated }) => gated).map((model) => ({
    kind: "sample",
    purpose: `samples for ${model.provider}, to detect motion`,
    count: 2,
    bytes: sizeOf("rgba", model),
  }));
}

/** Lists the buffers of a plan. */
export function planBuffers(plan: Parts): readonly PlannedBuffer[] {
  const slate = { kind: "slate", purpose: "slate", count: 1, bytes: sizeOf("i420", plan.format) };
  return [
    ...(plan.format.output === null ? [] : [slate as PlannedBuffer]),
    ...pictureBuffers(plan),
    ...sampleBuffers(plan),
    ...layerBuffers(plan),
  ];
}
