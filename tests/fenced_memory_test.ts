import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { ANY_REACH, FencedMemory } from "./fenced_memory.ts";
import { runFile } from "./runner/file_run.ts";

const FIXTURE = fileURLToPath(
  new URL("runner/fixtures/writes_outside.fixture.ts", import.meta.url),
);

for (const name of ["one_byte", "far"]) {
  Deno.test(`a kernel that writes outside of fenced memory is a crash with a name: ${name}`, async () => {
    Deno.env.set("CASE", name);
    const { problem } = await runFile(FIXTURE, { limitMs: 1e9 });
    Deno.env.delete("CASE");
    assert.equal(problem, "crashed (SIGSEGV)");
  });
}

Deno.test("fenced memory is zero, writable, of the length asked for, and lies at the fence", () => {
  using memory = new FencedMemory(ANY_REACH);
  for (const length of [1, 63, 4095, 4096, 4097, 1 << 20]) {
    const bytes = memory.bytes(length);
    assert.equal(bytes.length, length);
    assert.ok(bytes.every((byte) => byte === 0));
    bytes.fill(7);
    assert.equal((bytes.byteOffset + length) % 4096, 0);
  }
});
