import assert from "node:assert/strict";
import type { ScrimError } from "../../../../core/base/errors.ts";
import { preparePicture } from "../../../../core/io/image/picture.ts";
import { PictureDecoder } from "../../../../core/io/image/picture_decoder.ts";
import { codec } from "../../../../core/io/image/codecs.ts";
import { turn } from "../../../wait.ts";

/** A PNG of this size, each pixel of another colour. */
async function png(width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let i = 0; i < data.length; i++) data[i] = i % 4 === 3 ? 255 : (i * 7) % 256;
  return new Uint8Array(await (await codec("encodePng"))(new ImageData(data, width, height)));
}

const small = { width: 32, height: 24, fit: "cover" } as const;
const reading = (bytes: Uint8Array<ArrayBuffer>) => () => Promise.resolve(bytes.slice().buffer);

Deno.test("PictureDecoder gives what decoding in this thread gives", async () => {
  using decoder = new PictureDecoder();
  const bytes = await png(64, 64);
  for (const fit of ["cover", "contain", "stretch"] as const) {
    const wanted = { width: 40, height: 20, fit };
    const image = await decoder.decode("a", reading(bytes), { name: "x.png", wanted });
    assert.deepEqual(image, await preparePicture(bytes.slice(), "x.png", wanted));
  }
});

Deno.test("PictureDecoder refuses what is no picture as decoding does, and goes on", async () => {
  using decoder = new PictureDecoder();
  const broken = decoder.decode("a", reading(new Uint8Array(100)), {
    name: "x.png",
    wanted: small,
  });
  await assert.rejects(broken, (error: ScrimError) => {
    assert.equal(error.code, "FORMAT");
    assert.match(error.message, /Cannot decode "x\.png": not a PNG, JPEG or WebP/);
    return true;
  });
  const gone = decoder.decode("a", () => Promise.reject(new Error("gone")), {
    name: "y",
    wanted: small,
  });
  await assert.rejects(gone, /gone/);
  await decoder.decode("a", reading(await png(8, 8)), { name: "z.png", wanted: small });
});

Deno.test("the thread of frames goes on while a huge picture is made", async () => {
  using decoder = new PictureDecoder();
  const wanted = { width: 6000, height: 6000, fit: "stretch" } as const;
  let done = false;
  const picture = decoder.decode("a", reading(await png(16, 16)), { name: "x.png", wanted })
    .finally(() => done = true);
  let turns = 0;
  for (; !done; turns++) await turn();
  assert.equal((await picture).data.length, 4 * 6000 * 6000);
  // In this thread it takes a handful, one for each of its awaits.
  assert.ok(turns > 20, `${turns} turns of the event loop`);
});

Deno.test("PictureDecoder refuses a plugin that asks for too much at once, and serves the others", async () => {
  using decoder = new PictureDecoder();
  const bytes = await png(8, 8);
  const ask = (client: string, wanted = { ...small, fit: "cover" as const }) =>
    decoder.decode(client, reading(bytes), { name: "x.png", wanted });
  const order: string[] = [];
  const greedy = Array.from(
    { length: 16 },
    (_, i) => ask("greedy").then(() => order.push(`g${i}`)),
  );
  await assert.rejects(ask("greedy"), /16 pictures are not done yet/);
  const modest = ask("modest").then(() => order.push("modest"));
  await Promise.all([...greedy, modest]);
  assert.ok(order.indexOf("modest") <= 2, `each in its turn: ${order}`);
  const huge = { width: 8192, height: 8192, fit: "cover" as const };
  const held = Promise.withResolvers<ArrayBuffer>();
  const waiting = decoder.decode("huge", () => held.promise, { name: "h", wanted: huge });
  const second = ask("huge", huge as never);
  await assert.rejects(ask("huge", huge as never), /2 pictures are not done yet/);
  decoder.end(new Error("over"));
  await assert.rejects(waiting, /over/);
  await assert.rejects(second, /over/);
  held.resolve(new ArrayBuffer(0));
  await assert.rejects(ask("later"), /over/);
});
