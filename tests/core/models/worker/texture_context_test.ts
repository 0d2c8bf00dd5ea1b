import assert from "node:assert/strict";
import { textureCanvas, TextureContext } from "../../../../core/models/worker/texture_context.ts";

const FRAMEBUFFER = 0x8d40;
const COLOR_ATTACHMENT0 = 0x8ce0;

/** Makes the calls that MediaPipe makes before it reads, in the same order. */
function upload(picture: unknown): TextureContext {
  const gl = new TextureContext();
  const texture = gl.createTexture();
  gl.bindTexture(gl.TEXTURE_2D, texture);
  gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, picture);
  gl.bindTexture(gl.TEXTURE_2D, null);
  gl.bindFramebuffer(FRAMEBUFFER, gl.createFramebuffer());
  gl.framebufferTexture2D(FRAMEBUFFER, COLOR_ATTACHMENT0, gl.TEXTURE_2D, texture);
  return gl;
}

/** Reads 2x1 pixels into a heap, from byte 4 on. */
function read(gl: TextureContext): number[] {
  const heap = new Uint8Array(16);
  gl.readPixels(0, 0, 2, 1, gl.RGBA, gl.UNSIGNED_BYTE, heap, 4);
  return [...heap];
}

Deno.test("TextureContext reads the current content of the shared bytes", () => {
  const data = new Uint8Array(new SharedArrayBuffer(8)).fill(1);
  const gl = upload({ width: 2, height: 1, data });
  data.set([10, 20, 30, 40, 50, 60, 70, 80]);
  assert.deepEqual(read(gl), [0, 0, 0, 0, 10, 20, 30, 40, 50, 60, 70, 80, 0, 0, 0, 0]);
  data.fill(7);
  assert.deepEqual(read(gl).slice(4, 12), Array(8).fill(7));
});

Deno.test("TextureContext refuses to read a size that differs from the uploaded one", () => {
  const wrongSize = { name: "RangeError", message: /Cannot read 2x1 pixels/ };
  assert.throws(() => read(new TextureContext()), wrongSize);
  const wider = upload({ width: 3, height: 1, data: new Uint8Array(12) });
  assert.throws(() => read(wider), wrongSize);
});

Deno.test("TextureContext refuses uploads that are not pictures", () => {
  for (const picture of [null, 7, {}, { data: [1, 2] }]) {
    assert.throws(() => upload(picture), { name: "TypeError" });
  }
});

Deno.test("textureCanvas() supports only WebGL 2, and gives the same context every time", () => {
  const canvas = textureCanvas();
  assert.equal(canvas.getContext("webgl"), null);
  assert.equal(canvas.getContext("2d"), null);
  assert.ok(canvas.getContext("webgl2") instanceof TextureContext);
  assert.equal(canvas.getContext("webgl2"), canvas.getContext("webgl2"));
  assert.notEqual(canvas.getContext("webgl2"), textureCanvas().getContext("webgl2"));
});
