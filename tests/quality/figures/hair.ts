/**
 * Hair of drawn figures: the part behind the face, and the part before it. In the units of `core/io/demo/person.ts`.
 *
 * @module
 */
import { paintBackHair, paintFrontHair } from "../../../core/io/demo/person.ts";
import { type Canvas, linear, solid } from "../../../core/io/demo/paint.ts";
import { curve, ellipse, stroke, symmetric } from "../../../core/io/demo/path.ts";

/** A hairstyle. */
export interface Hair {
  readonly behind: (canvas: Canvas) => void;
  readonly before: (canvas: Canvas) => void;
}

/** Pseudo-random numbers from 0 to 1, always the same. */
function* chance(seed: number): Generator<number, never> {
  for (let state = seed;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** The demo figure's hair. */
export const demoHair: Hair = { behind: paintBackHair, before: paintFrontHair };

/** Black curls that extend beyond the head. */
export const afro: Hair = {
  behind(canvas) {
    const random = chance(5);
    canvas.fill(ellipse(0, -72, 172, 158), linear([0, -240], [0, 90], "#2b2422", "#191413"));
    for (let i = 0; i < 150; i++) {
      const angle = Math.PI * (0.82 + 1.36 * i / 150);
      const radius = 150 + 16 * random.next().value;
      const [x, y] = [radius * Math.cos(angle) * 1.05, -72 + radius * Math.sin(angle) * 0.97];
      canvas.fill(
        ellipse(x, y, 10 + 8 * random.next().value),
        solid(i % 3 ? "#1d1716" : "#352b28"),
      );
    }
  },
  before(canvas) {
    const random = chance(9);
    for (let i = 0; i < 26; i++) {
      const angle = Math.PI * (1.08 + 0.84 * i / 25);
      const [x, y] = [118 * Math.cos(angle), -28 + 112 * Math.sin(angle)];
      canvas.fill(
        ellipse(x, y, 16 + 6 * random.next().value),
        solid(i % 2 ? "#1d1716" : "#28201e"),
      );
    }
  },
};

/** A bald head with grey hair at its sides. */
export const bald: Hair = {
  behind(canvas) {
    for (const side of [-1, 1]) {
      canvas.fill(ellipse(side * 104, -24, 20, 58), solid("#9a9892"));
    }
    canvas.fill(
      symmetric("0,-170 62,-158 100,-112 110,-52 104,10 0,40"),
      linear([-60, -160], [70, 20], "#eab591", "#f5c4a1", "#e3a07a"),
    );
  },
  before(canvas) {
    for (const side of [-1, 1]) {
      for (let i = 0; i < 6; i++) {
        const x = side * (112 - 2 * i);
        canvas.fill(
          stroke([[x, -74 + i * 4], [x + side * 3, -30], [x, 2]], 5, 2),
          solid("#b9b6ae"),
        );
      }
    }
    canvas.fill(ellipse(34, -126, 34, 14), solid("#ffe6cf"), { opacity: 0.5, blur: 9 });
  },
};

/** Short and grey. */
export const shortGrey: Hair = {
  behind(canvas) {
    canvas.fill(
      symmetric("0,-186 74,-172 122,-112 124,-40 112,10 0,20"),
      linear([0, -180], [0, 10], "#8f8f8d", "#6c6b69"),
    );
  },
  before(canvas) {
    const front = curve(
      "0,-188 78,-170 124,-104 120,-24 110,-14 104,-66 66,-104 8,-116 -58,-106 -102,-68 -110,-14 -120,-24 -124,-104 -78,-172",
    );
    canvas.fill(front, linear([-90, -190], [100, 0], "#a9a8a4", "#8a8986", "#73726f"));
    for (let i = -7; i <= 7; i++) {
      canvas.fill(stroke([[i * 8, -118], [i * 12, -150], [i * 13, -180]], 4, 2), solid("#c2c0ba"), {
        opacity: 0.5,
        blur: 1,
        clip: front,
      });
    }
  },
};

/** Long, with loose strands a few pixels thin around it. */
export const loose: Hair = {
  behind(canvas) {
    const random = chance(3);
    const next = (): number => random.next().value;
    for (let i = 0; i < 64; i++) {
      const side = i % 2 ? 1 : -1;
      const [x, y] = [side * (60 + 90 * next()), -170 + 210 * next()];
      const out = side * (14 + 44 * next());
      const points: [number, number][] = [[x, y], [x + 0.55 * out, y + 30 + 30 * next()], [
        x + out,
        y + 90 + 60 * next(),
      ]];
      canvas.fill(stroke(points, 3.2, 1), solid(i % 3 ? "#6b4030" : "#8a583f"));
    }
    for (let i = 0; i < 22; i++) {
      const x = -90 + 180 * next();
      const lift = 14 + 20 * next();
      canvas.fill(
        stroke([[x, -176], [x * 1.12, -190 - 0.5 * lift], [x * 1.3, -188 - lift]], 3, 1),
        solid("#6b4030"),
      );
    }
    paintBackHair(canvas);
  },
  before: paintFrontHair,
};
