import assert from "node:assert/strict";
import mirror from "../../plugins/mirror.ts";
import { startStage } from "./started_stage.ts";

for (const [width, height] of [[64, 32], [60, 34], [8, 6], [66, 34], [65, 33], [4, 2]]) {
  Deno.test(`mirror turns every row of ${width}x${height} round, and nothing between the rows`, async () => {
    await using stage = await startStage(mirror, {}, { width, height });
    const planes = [stage.frame.y, stage.frame.u, stage.frame.v];
    const before = planes.map(({ data }) => {
      for (let i = 0; i < data.length; i++) data[i] = i * 37 % 251;
      return data.slice();
    });
    await stage.run();
    planes.forEach((plane, place) => {
      for (let row = 0; row < plane.height; row++) {
        for (let column = 0; column < plane.stride; column++) {
          const at = row * plane.stride + column;
          if (at >= plane.data.length) break;
          const from = column < plane.width ? row * plane.stride + plane.width - 1 - column : at;
          assert.equal(plane.data[at], before[place][from], `${place}: ${column}, ${row}`);
        }
      }
    });
  });
}
