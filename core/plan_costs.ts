/**
 * What a plan costs: its buffers, and the bytes that a frame moves.
 *
 * @module
 */
import { minStride, packedSize, type PixelLayout } from "./frame.ts";
import type { LayerProvider, LayerShape } from "./layers.ts";
import type { Plan, PlannedBuffer, PlannedModel } from "./plan.ts";

/** The layers that a plan takes from its models, as the models give them. */
function takenLayers(
  models: readonly PlannedModel[],
  providers: readonly LayerProvider[],
): readonly LayerShape[] {
  return models.flatMap((model) => {
    const provider = providers.find(({ id }) => id === model.provider);
    return provider?.layers.filter(({ name }) => model.layers.includes(name)) ?? [];
  });
}

/** Layouts whose bytes stand in a frame as they are. */
const MOVED: readonly PixelLayout[] = ["i420", "grey"];

const sizeOf = (
  layout: PixelLayout,
  { width, height }: { width: number; height: number },
): number => packedSize(layout, height, minStride(layout, width));

/** The buffers of a plan: made once, before the first frame. */
export function planBuffers(
  { format, stages, steps, models }: Pick<Plan, "format" | "stages" | "steps" | "models">,
  providers: readonly LayerProvider[],
): readonly PlannedBuffer[] {
  const frame = sizeOf("i420", format);
  const buffers: PlannedBuffer[] = [{ purpose: "slate", count: 1, bytes: frame }];
  if (steps.some((step) => step.op === "unpack")) {
    const apart = stages.some((stage) => stage.access === "new") ? 1 : 0;
    buffers.push({ purpose: "frame: one at work, one last good", count: 2 + apart, bytes: frame });
  }
  for (const { name, width, height } of takenLayers(models, providers)) {
    const purpose = `layer ${name}: as given, softened`;
    buffers.push({ purpose, count: 2, bytes: width * height });
  }
  for (const step of steps) {
    if (step.op !== "enlarge") continue;
    const bytes = format.width * format.height;
    buffers.push({ purpose: `layer ${step.layer}, frame size`, count: 1, bytes });
  }
  return buffers;
}

/** Bytes that one frame moves without giving them a new value; a mask that leaves its model is counted, too. */
export function copiedBytes(
  { steps, format, models }: Pick<Plan, "steps" | "format" | "models">,
  providers: readonly LayerProvider[],
): number {
  let sum = 0;
  for (const step of steps) {
    if (step.op === "transfer") sum += sizeOf(step.layout, format);
    if (step.op === "unpack" && MOVED.includes(step.from)) sum += sizeOf(step.from, format);
    if (step.op === "pack" && MOVED.includes(step.to)) sum += sizeOf(step.to, format);
  }
  for (const { width, height } of takenLayers(models, providers)) sum += width * height;
  return sum;
}
