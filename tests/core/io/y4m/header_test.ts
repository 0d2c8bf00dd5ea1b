import assert from "node:assert/strict";
import { formatY4mHeader, parseY4mHeader } from "../../../../core/io/y4m/header.ts";

Deno.test("formatY4mHeader() and parseY4mHeader() keep size, rate, matrix, range and siting", () => {
  for (const matrix of ["bt601", "bt709"] as const) {
    for (const range of ["limited", "full"] as const) {
      for (const siting of ["left", "center"] as const) {
        for (const fps of [30, 29.97, 12.5]) {
          const color = { matrix, range, siting };
          const back = parseY4mHeader(
            formatY4mHeader({ width: 6, height: 4, fps, color }).trimEnd(),
            "x",
          );
          assert.deepEqual(back.color, color);
          assert.ok(Math.abs(back.fps - fps) < 0.001, `${fps} became ${back.fps}`);
        }
      }
    }
  }
});

Deno.test("parseY4mHeader() knows where chroma lies by the C field; without one as JPEG has it", () => {
  const cases = {
    ...{ " C420": "center", " C420jpeg": "center", "": "center" },
    ...{ " C420mpeg2": "left", " C420paldv": "left" },
  };
  for (const [field, siting] of Object.entries(cases)) {
    assert.equal(parseY4mHeader(`YUV4MPEG2 W2 H2${field}`, "x").color.siting, siting, field);
  }
});
