/**
 * Every idea of those who did this before, by the name that `--only` knows.
 *
 * @module
 */
import type { Group } from "../table.ts";
import { allocationBench } from "./allocation_bench.ts";
import { bandsBench } from "./bands_bench.ts";
import { buffersOfDriversBench } from "./buffers_of_drivers_bench.ts";
import { buffersOfResultsBench } from "./buffers_of_results_bench.ts";
import { coldBuffersBench } from "./cold_buffers_bench.ts";
import { filmsBench } from "./films_bench.ts";
import { grabbingBench } from "./grabbing_bench.ts";
import { outputCopiesBench } from "./output_copies_bench.ts";
import { parallelFiltersBench } from "./parallel_filters_bench.ts";
import { partsBench } from "./parts_bench.ts";
import { resizeBench } from "./resize_bench.ts";
import { ringsBench } from "./rings_bench.ts";
import { slicesBench } from "./slices_bench.ts";
import { stridesBench } from "./strides_bench.ts";
import { webgpuBench } from "./webgpu_bench.ts";

export const PRIOR_ART: Readonly<Record<string, () => Promise<Group>>> = {
  "resize": resizeBench,
  "results": buffersOfResultsBench,
  "output-copies": outputCopiesBench,
  "allocation": allocationBench,
  "rings": ringsBench,
  "films": filmsBench,
  "strides": stridesBench,
  "parts": partsBench,
  "bands": bandsBench,
  "slices": slicesBench,
  "parallel-filters": parallelFiltersBench,
  "grabbing": grabbingBench,
  "driver-buffers": buffersOfDriversBench,
  "cold-buffers": coldBuffersBench,
  "webgpu": webgpuBench,
};
