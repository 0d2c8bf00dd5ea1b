import vignette from "./mod.ts";
Deno.test("vignette", () => {
  if (vignette.name !== "vignette") throw new Error("x");
});
