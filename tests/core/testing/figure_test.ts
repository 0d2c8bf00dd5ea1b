import assert from "node:assert/strict";
import {
  depthAt,
  drawingOf,
  type LayerDrawing,
  layerShapes,
  regionAt,
} from "../../../core/testing/figure.ts";

function planeOf(drawing: LayerDrawing): (x: number, y: number) => number {
  if (typeof drawing !== "function") throw new TypeError("points");
  return drawing;
}

Deno.test("the drawn figure has a head, shoulders and a background, and a mask that agrees", () => {
  const [shape] = layerShapes(["person"]);
  const mask = planeOf(drawingOf(shape, "figure"));
  for (
    const [x, y, region] of [
      [0.5, 0.37, "person"],
      [0.5, 0.9, "person"],
      [0.1, 0.2, "background"],
      [
        0.95,
        0.5,
        "background",
      ],
    ] as const
  ) {
    assert.equal(regionAt(x, y, 0.03), region, `${x},${y}`);
    assert.equal(mask(x, y), region === "person" ? 255 : 0);
  }
  for (let x = 0; x <= 1; x += 0.01) {
    if (Math.abs(depthAt(x, 0.37)) < 0.01) assert.equal(regionAt(x, 0.37, 0), null);
  }
  assert.equal(planeOf(drawingOf(shape, "nobody"))(0.5, 0.37), 0);
  assert.equal(planeOf(drawingOf(shape, "everybody"))(0, 0), 255);
});

Deno.test("the parts of the drawn figure agree with its labels and lie within the person", () => {
  const wanted = ["person", "parts", "parts/hair", "parts/face-skin", "parts/clothes", "parts/cat"];
  const shapes = layerShapes(wanted);
  const draw = (name: string) => {
    const shape = shapes.find((one) => one.name === name);
    assert.ok(shape);
    return planeOf(drawingOf(shape, "figure"));
  };
  const [person, parts] = [draw("person"), draw("parts")];
  const names = shapes[1].names ?? [];
  assert.equal(names.at(-1), "cat");
  for (const [y, part] of [[0.2, "hair"], [0.4, "face-skin"], [0.8, "clothes"]] as const) {
    assert.equal(names[parts(0.5, y)], part);
    assert.equal(draw(`parts/${part}`)(0.5, y), person(0.5, y));
  }
  assert.equal(names[parts(0.02, 0.02)], "background");
});

Deno.test("a heat map's peak lies where the landmark does", () => {
  const [map, points] = layerShapes(["heatmaps/left_shoulder", "landmarks"]);
  const values = drawingOf(points, "figure");
  assert.ok(values instanceof Float32Array);
  const at = 4 * (points.names ?? []).indexOf("left_shoulder");
  const [x, y] = values.subarray(at, at + 2);
  const heat = planeOf(drawingOf(map, "figure"));
  assert.ok(heat(x, y) > 254 && x > 0.5, "the left one is to the viewer's right");
  assert.ok(heat(x - 0.2, y) < 10);
});
