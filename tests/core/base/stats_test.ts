import assert from "node:assert/strict";
import { Histogram, Stats } from "../../../core/base/stats.ts";

Deno.test("Histogram gives percentiles within 1.1 % of those of the sorted values", () => {
  const histogram = new Histogram();
  const values: number[] = [];
  let seed = 7;
  for (let i = 0; i < 5000; i++) {
    seed = (seed * 1103515245 + 12345) & 0x7fffffff;
    const value = 0.01 + (seed / 0x7fffffff) ** 3 * 200;
    values.push(value);
    histogram.add(value);
  }
  values.sort((a, b) => a - b);
  for (const share of [0.5, 0.95, 0.99]) {
    const exact = values[Math.ceil(values.length * share) - 1];
    const got = histogram.percentile(share);
    assert.ok(Math.abs(got / exact - 1) < 0.011, `${share}: ${got} for ${exact}`);
  }
  assert.equal(histogram.summary().max, Math.round(values[values.length - 1] * 1000) / 1000);
});

Deno.test("an empty Histogram gives zeros, and the maximum keeps outliers", () => {
  const histogram = new Histogram();
  assert.deepEqual(histogram.summary(), { count: 0, mean: 0, p50: 0, p95: 0, p99: 0, max: 0 });
  histogram.add(0);
  histogram.add(1e9);
  assert.equal(histogram.summary().max, 1e9);
});

Deno.test("Stats measures CPU time per frame from frame 60 on, and gives null before", () => {
  let cpu = 1000;
  const stats = new Stats({ cpuMs: () => cpu, rssBytes: () => 42 });
  const frame = (ms: number): void => {
    stats.frameIn();
    cpu += ms;
  };
  for (let i = 0; i < 59; i++) frame(100);
  assert.equal(stats.cpuMsPerFrame(), null);
  for (let i = 0; i < 10; i++) {
    frame(7);
    assert.equal(stats.cpuMsPerFrame(), 7, `after frame ${60 + i}`);
  }
});
