import assert from "node:assert/strict";
import { skipWithout } from "./compilers.ts";
import { countInstructions, countsIn, differences, readTable } from "./instructions.ts";

const valgrind = skipWithout("valgrind", "clang-19");

Deno.test({
  name: `every kernel takes the instructions that the table says, within 3 %${valgrind.note}`,
  ignore: valgrind.ignore || Deno.build.arch !== "x86_64",
  fn: async () => assert.deepEqual(differences(readTable(), await countInstructions()), []),
});

Deno.test("differences names a kernel that is called twice, with both counts, the ratio and what to do", () => {
  const table = { unpack: 1_000_000, pack: 500_000 };
  assert.deepEqual(differences(table, table), []);
  const [found, ...more] = differences(table, { unpack: 2_000_000, pack: 500_000 });
  assert.deepEqual(more, []);
  assert.match(found, /^unpack: 2000000 instructions, the table says 1000000: x 2\.000\. Find/);
  assert.match(found, /run: deno run -A tests\/native\/instructions\.ts --update$/);
});

Deno.test("differences allows 3 %, and no more, in both directions", () => {
  const of = (count: number) => differences({ blur: 100_000 }, { blur: count }).length;
  assert.deepEqual([96_999, 97_000, 103_000, 103_001].map(of), [1, 0, 0, 1]);
});

Deno.test("differences asks to keep what got faster, and finds jobs on one side only", () => {
  const found = differences({ blur: 100, gone: 1 }, { blur: 50, new: 1 });
  assert.match(found[0], /^gone: in the table, but no such job was counted; run: deno/);
  assert.match(
    found[1],
    /^blur: .*x 0\.500\. So that it cannot get slower again unseen, run: deno/,
  );
  assert.match(found[2], /^new: not in the table; run: deno/);
});

Deno.test("countsIn sums what one object took itself, not what it called", () => {
  const dumps = [
    "desc: Trigger: Client Request: copy",
    "ob=/bin/count",
    "fn=main",
    "10 7",
    "cob=/kernels.so",
    "calls=1 0",
    "10 500",
    "ob=/kernels.so",
    "fn=copy",
    "0 18",
    "cob=/libc.so",
    "calls=720 0",
    "0 90000",
    "0 5",
    "desc: Trigger: Client Request: copy",
    "ob=/kernels.so",
    "0 2",
    "desc: Trigger: Program termination",
  ].join("\n");
  assert.deepEqual(countsIn(dumps, "/kernels.so"), { copy: 25 });
});
