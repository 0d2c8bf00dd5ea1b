import assert from "node:assert/strict";
import { Arena } from "../../core/media/arena.ts";
import { DemoScene } from "../../core/io/demo/scene.ts";
import { Stage } from "./drawn_scene.ts";
import { pictureOf } from "./film.ts";
import { iouOf } from "./matte_measures.ts";
import { COLOR, FPS, SIZE } from "./moving_scenes.ts";
import { type Scene, SCENES } from "./scenes.ts";
import { rawMattes } from "./watch.ts";

const drawings = Object.entries<Scene>(SCENES).flatMap(([name, { drawing }]) =>
  drawing ? [{ name, drawing }] : []
);

Deno.test("what shines through drawn people is 1 − alpha: over black and white they give their mattes back", () => {
  const frame = new Arena().frame(SIZE.width, SIZE.height, COLOR);
  const [black, white] = [16, 235];
  for (const { name, drawing } of drawings) {
    const stage = new Stage(drawing);
    for (const move of [drawing.moves[0], drawing.moves.at(-1) ?? 0]) {
      frame.y.data.fill(black);
      stage.drawPeople(move, frame);
      const onBlack = frame.y.data.slice();
      frame.y.data.fill(white);
      stage.drawPeople(move, frame);
      const alpha = stage.alpha(move);
      let [worst, covered] = [0, 0];
      for (let i = 0; i < alpha.length; i++) {
        const through = (frame.y.data[i] - onBlack[i]) / (white - black);
        worst = Math.max(worst, Math.abs(255 * (1 - through) - alpha[i]));
        if (alpha[i] > 127) covered++;
      }
      // Either picture is rounded to whole levels, once for each person.
      assert.ok(worst <= 3, `${name}, frame ${move}: ${worst} levels`);
      const share = covered / alpha.length;
      const wanted = drawing.people.length > 0 ? [0.15, 0.6] : [0, 0];
      assert.ok(share >= wanted[0] && share <= wanted[1], `${name}: ${share} of the picture`);
    }
  }
});

Deno.test("the scene of the demo figure is what the demo shows, before its noise", () => {
  const arena = new Arena();
  const [one, other] = [0, 1].map(() => arena.frame(SIZE.width, SIZE.height, COLOR));
  const demo = new DemoScene(arena.frame(SIZE.width, SIZE.height, COLOR), FPS);
  demo.draw(60, one);
  new Stage({ people: [{}] }).draw(60, other);
  assert.deepEqual(pictureOf(one), pictureOf(other));
});

Deno.test("the landscape model takes every drawn figure for a person, and an empty room for none", async () => {
  const arena = new Arena();
  const known = drawings.map(({ name, drawing }) => {
    const stage = new Stage(drawing);
    const [move] = drawing.moves;
    const frame = arena.frame(SIZE.width, SIZE.height, COLOR);
    stage.draw(move, frame);
    return { name, picture: pictureOf(frame), alpha: stage.alpha(move) };
  });
  const raw = await rawMattes({ frames: known.map(({ picture }) => picture) });
  for (const [i, { name, alpha }] of known.entries()) {
    const found = iouOf(raw[i], alpha);
    assert.ok(found > 0.9, `${name}: IoU ${found}`);
  }
});
