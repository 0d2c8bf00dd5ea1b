/**
 * The room behind the demo figure: a wall, shelves with books, a window with curtains, plants. Coordinates are design
 * units: 720 from top to bottom, x = 0 in the middle.
 *
 * @module
 */
import { Canvas, linear, radial, solid } from "./paint.ts";
import { box, curve, ellipse, polygon, stroke } from "./path.ts";

/** Paints the room so that it covers a picture of this size. */
export function paintRoom(width: number, height: number): Canvas {
  const scale = Math.max(height / 720, width / 1280);
  const canvas = new Canvas({
    scale,
    originX: -width / 2 / scale,
    originY: 360 - height / 2 / scale,
    width,
    height,
  });
  wall(canvas);
  view(canvas);
  curtain(canvas, 366, 66);
  curtain(canvas, 604, 80);
  sideboard(canvas);
  shelf(canvas, 216, books(-590, 216, 7));
  shelf(canvas, 396, books(-448, 396, 4));
  trailingPlant(canvas, -352, 216);
  vase(canvas, -530, 396);
  print(canvas, -266, 96);
  lamp(canvas, -548, 580);
  potPlant(canvas, 556, 668);
  return canvas;
}

function wall(canvas: Canvas): void {
  canvas.fill(
    box(-2000, -2000, 4000, 5000),
    linear([500, -100], [-560, 720], "#c9dcd9", "#a9c6c6", "#7fa5ab"),
  );
  for (let x = -1980; x < 2000; x += 44) {
    canvas.fill(box(x, -2000, 22, 4000), solid("#ffffff"), { opacity: 0.045 });
  }
  canvas.fill(ellipse(380, 240, 420, 330), solid("#fff3d6"), { opacity: 0.35, blur: 110 });
}

/** The window and what is outside. */
function view(canvas: Canvas): void {
  const glass = box(392, 66, 264, 356);
  canvas.fill(box(382, 62, 296, 384, 4), solid("#3d5a63"), { opacity: 0.4, blur: 14 });
  canvas.fill(box(376, 50, 296, 388, 4), solid("#f6f1e6"));
  canvas.fill(glass, linear([0, 66], [0, 330], "#7cc3ea", "#bfe3f2", "#fdf0d2"));
  const cloud = (x: number, y: number, s: number): void => {
    for (const [dx, dy, r] of [[0, 0, 26], [-28, 9, 18], [28, 8, 20], [8, -14, 20]]) {
      canvas.fill(ellipse(x + dx * s, y + dy * s, r * s, r * s * 0.8), solid("#ffffff"), {
        opacity: 0.85,
        blur: 2,
        clip: glass,
      });
    }
  };
  cloud(470, 132, 1);
  cloud(568, 186, 0.7);
  const hill = (color: string, ridge: string): void =>
    canvas.fill(curve(`${ridge} 820,480 280,480`), solid(color), { clip: glass });
  hill("#9cc7a4", "300,330 420,288 510,318 600,280 760,318");
  hill("#6fae7c", "300,372 430,346 550,368 680,330 780,352");
  for (const [x, y, r] of [[448, 376, 22], [478, 388, 17], [560, 366, 28]]) {
    canvas.fill(box(x - 3, y, 6, 50), solid("#6d5138"), { clip: glass });
    canvas.fill(ellipse(x, y, r, r * 1.2), radial([x - 8, y - 12], r * 2, "#5fa35f", "#2f6e4e"), {
      clip: glass,
    });
  }
  canvas.fill(polygon("430,66 500,66 412,300 392,340 392,160"), solid("#ffffff"), {
    opacity: 0.16,
  });
  canvas.fill(box(519, 60, 10, 370), solid("#f6f1e6"));
  canvas.fill(box(386, 228, 276, 10), solid("#f6f1e6"));
  canvas.fill(box(386, 238, 276, 4), solid("#3d5a63"), { opacity: 0.18, blur: 1 });
  canvas.fill(box(358, 436, 332, 18, 4), linear([0, 436], [0, 454], "#fffaf0", "#d9cfbd"));
}

function curtain(canvas: Canvas, x: number, width: number): void {
  const cloth = curve([
    [x - 4, -60],
    [x + width + 4, -60],
    [x + width, 260],
    [x + width + 8, 560],
    [x + width / 2, 566],
    [x - 8, 560],
    [x, 260],
  ]);
  canvas.fill(cloth, solid("#34525a"), { opacity: 0.35, blur: 12 });
  canvas.fill(cloth, linear([x, 0], [x + width, 0], "#e3efe9", "#c3d9d2", "#dbeae4"));
  for (let i = 0; i < 4; i++) {
    const at = x + (i + 0.5) * width / 4;
    canvas.fill(stroke([[at, -40], [at + 3, 260], [at - 2, 560]], 7, 13), solid("#7ea39d"), {
      opacity: 0.5,
      blur: 4,
      clip: cloth,
    });
    canvas.fill(stroke([[at + 11, -40], [at + 12, 260], [at + 9, 560]], 4, 8), solid("#ffffff"), {
      opacity: 0.6,
      blur: 3,
      clip: cloth,
    });
  }
}

function shelf(canvas: Canvas, y: number, content: (canvas: Canvas) => void): void {
  canvas.fill(box(-616, y + 18, 330, 26, 6), solid("#23434c"), { opacity: 0.35, blur: 12 });
  content(canvas);
  for (const x of [-580, -330]) {
    canvas.fill(polygon([[x, y + 12], [x + 12, y + 12], [x, y + 40]]), solid("#5b3c26"));
  }
  canvas.fill(box(-620, y, 330, 15, 3), linear([0, y], [0, y + 15], "#c98f56", "#96602f"));
}

/** A row of books standing on `y`, the last one leaning. */
function books(left: number, y: number, count: number): (canvas: Canvas) => void {
  const colors = ["#d9573f", "#f0b744", "#2f6f73", "#f4ead6", "#33507a", "#8bb174", "#b5476b"];
  return (canvas) => {
    let x = left;
    for (let i = 0; i < count; i++) {
      const width = 18 + (i * 7 + count) % 13;
      const height = 92 + (i * 29 + count * 5) % 40;
      const color = colors[(i + count) % colors.length];
      const lean = i === count - 1 ? 18 : 0;
      const back = polygon([
        [x, y],
        [x + width, y],
        [x + width + lean, y - height],
        [x + lean, y - height],
      ]);
      canvas.fill(back, solid("#23434c"), { opacity: 0.3, blur: 5 });
      canvas.fill(back, solid(color));
      canvas.fill(box(x + width - 5 + lean / 2, y - 160, 30, 160), solid("#000000"), {
        opacity: 0.16,
        blur: 2,
        clip: back,
      });
      for (const at of [0.16, 0.22, 0.8]) {
        canvas.fill(box(x - 20, y - height * (1 - at), 80, 4), solid("#fff6df"), {
          opacity: 0.75,
          clip: back,
        });
      }
      x += width + 2;
    }
  };
}

function leaf(canvas: Canvas, x: number, y: number, length: number, angle: number): void {
  const tip = [x + length * Math.cos(angle), y + length * Math.sin(angle)] as const;
  const side = length * 0.24;
  const [nx, ny] = [-Math.sin(angle) * side, Math.cos(angle) * side];
  const middle = [(x + tip[0]) / 2, (y + tip[1]) / 2] as const;
  const shape = curve([[x, y], [middle[0] + nx, middle[1] + ny], tip, [
    middle[0] - nx,
    middle[1] - ny,
  ]]);
  canvas.fill(shape, linear([x, y], tip, "#2c6b4a", "#4f9c62", "#86c47a"));
  canvas.fill(stroke([[x, y], middle, tip], length * 0.05, 1), solid("#d3ecb5"), { opacity: 0.6 });
}

function trailingPlant(canvas: Canvas, x: number, y: number): void {
  pot(canvas, x, y, 30, ["#f3ede1", "#cdbfae"]);
  for (let i = 0; i < 9; i++) leaf(canvas, x, y - 44, 44, Math.PI * (1.05 + 0.9 * i / 8));
  for (const [side, count] of [[-1, 5], [1, 8]]) {
    for (let i = 0; i < count; i++) {
      const at = y - 36 + i * 17;
      leaf(canvas, x + side * (28 + 7 * Math.sin(i)), at, 27, 1.57 + (i % 2 ? 0.8 : -0.8));
    }
  }
}

function pot(canvas: Canvas, x: number, y: number, radius: number, colors: [string, string]): void {
  const shape = curve([
    [x - radius, y - radius * 1.5],
    [x, y - radius * 1.55],
    [x + radius, y - radius * 1.5],
    [x + radius * 0.74, y - radius * 0.1],
    [x + radius * 0.6, y],
    [x - radius * 0.6, y],
    [x - radius * 0.74, y - radius * 0.1],
  ]);
  canvas.fill(shape, solid("#23434c"), { opacity: 0.3, blur: 7 });
  canvas.fill(shape, linear([x - radius, 0], [x + radius, 0], ...colors));
  canvas.fill(ellipse(x, y - radius * 1.5, radius * 0.94, radius * 0.16), solid("#4a3a2d"));
}

function potPlant(canvas: Canvas, x: number, y: number): void {
  for (
    const [angle, length] of [[-2.7, 120], [-2.3, 170], [-1.95, 215], [-1.6, 240], [-1.2, 205]]
  ) {
    const tip = [x + length * 0.55 * Math.cos(angle), y - 60 + length * 0.55 * Math.sin(angle)];
    canvas.fill(stroke([[x, y - 60], [tip[0], tip[1]]], 6, 4), solid("#2c6b4a"));
    leaf(canvas, tip[0], tip[1], length * 0.62, angle + 0.12);
  }
  leaf(canvas, x + 10, y - 70, 110, -0.65);
  leaf(canvas, x - 10, y - 70, 100, -2.9);
  pot(canvas, x, y + 60, 66, ["#dd7a55", "#a84a33"]);
}

function vase(canvas: Canvas, x: number, y: number): void {
  for (
    const [dx, dy, color] of [[-26, -128, "#f4a7a0"], [4, -146, "#fbe3b0"], [32, -122, "#ef7f78"]]
  ) {
    const [fx, fy] = [x + Number(dx), y + Number(dy)];
    canvas.fill(stroke([[x, y - 50], [fx, fy]], 4, 3), solid("#3d7a52"));
    for (let i = 0; i < 6; i++) {
      canvas.fill(ellipse(fx + 11 * Math.cos(i), fy + 11 * Math.sin(i), 9), solid(String(color)));
    }
    canvas.fill(ellipse(fx, fy, 6), solid("#d9922e"));
  }
  const glass = curve([[x - 13, y - 74], [x + 13, y - 74], [x + 28, y - 30], [x + 15, y], [
    x - 15,
    y,
  ], [
    x - 28,
    y - 30,
  ]]);
  canvas.fill(glass, linear([x - 28, 0], [x + 28, 0], "#5f95b8", "#2e5f85"));
  canvas.fill(ellipse(x - 12, y - 34, 4, 18), solid("#ffffff"), { opacity: 0.5, blur: 1.5 });
}

/** A framed print of hills under a sun. */
function print(canvas: Canvas, x: number, y: number): void {
  canvas.fill(box(x + 6, y + 10, 92, 116, 3), solid("#23434c"), { opacity: 0.35, blur: 9 });
  canvas.fill(box(x, y, 92, 116, 3), linear([x, y], [x + 92, y + 116], "#c98f56", "#8e5a2c"));
  const paper = box(x + 8, y + 8, 76, 100);
  canvas.fill(paper, solid("#eef3ee"));
  const art = box(x + 17, y + 18, 58, 80);
  canvas.fill(art, linear([x, y + 18], [x, y + 98], "#bfe0e6", "#e9f0dc"));
  canvas.fill(ellipse(x + 56, y + 40, 9), solid("#f0b744"), { clip: art });
  canvas.fill(
    curve([[x, y + 78], [x + 34, y + 52], [x + 90, y + 84], [x + 50, y + 140]]),
    solid("#5d97a0"),
    {
      clip: art,
    },
  );
  canvas.fill(
    curve([[x, y + 92], [x + 60, y + 70], [x + 100, y + 90], [x + 50, y + 140]]),
    solid("#2f6f73"),
    {
      clip: art,
    },
  );
}

function sideboard(canvas: Canvas): void {
  canvas.fill(box(-2000, 566, 1760, 30), solid("#23434c"), { opacity: 0.3, blur: 16 });
  canvas.fill(box(-2000, 580, 1740, 600), linear([0, 580], [0, 740], "#b97f48", "#8a5528"));
  canvas.fill(box(-2000, 578, 1750, 16, 3), linear([0, 578], [0, 594], "#e0aa6e", "#b07640"));
  for (const x of [-640, -450]) {
    canvas.fill(box(x + 8, 612, 172, 200, 6), solid("#6d4120"), { opacity: 0.55 });
    canvas.fill(
      box(x + 12, 616, 164, 200, 5),
      linear([x, 616], [x + 160, 760], "#c58c53", "#93602f"),
    );
    canvas.fill(ellipse(x + 94, 650, 8), solid("#f1d9a8"));
  }
}

function lamp(canvas: Canvas, x: number, y: number): void {
  canvas.fill(ellipse(x, y - 90, 150, 120), solid("#ffdf9a"), { opacity: 0.4, blur: 40 });
  canvas.fill(ellipse(x, y - 6, 34, 9), solid("#3f4b52"));
  canvas.fill(stroke([[x, y - 8], [x, y - 90]], 9), solid("#4d5a61"));
  const shade = polygon([[x - 34, y - 150], [x + 34, y - 150], [x + 58, y - 76], [x - 58, y - 76]]);
  canvas.fill(shade, linear([x - 50, 0], [x + 50, 0], "#ffe9b8", "#fff6dc", "#f7cf8c"));
  canvas.fill(box(x - 58, y - 82, 116, 6), solid("#e9b565"));
}
