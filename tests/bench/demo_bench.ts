/** What the demo figure costs: painting once, drawing each frame. */
import { Arena } from "../../core/arena.ts";
import { defaultColor } from "../../core/frame.ts";
import { DemoScene } from "../../core/io/demo_scene.ts";

for (const [width, height] of [[640, 360], [1280, 720], [1920, 1080]]) {
  const arena = new Arena();
  const color = defaultColor(height);
  const room = arena.frame(width, height, color);
  const frame = arena.frame(width, height, color);
  let scene: DemoScene | null = null;
  let number = 0;

  Deno.bench(
    `DemoScene paints its parts, ${width}x${height}`,
    { group: "paint", n: 3, warmup: 1 },
    () => {
      scene = new DemoScene(room, 30);
    },
  );

  Deno.bench(`DemoScene draws a frame, ${width}x${height}`, { group: "draw" }, () => {
    scene ??= new DemoScene(room, 30);
    scene.draw(number++, frame);
  });
}
