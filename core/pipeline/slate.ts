/**
 * The slate: the calm picture that viewers see when there is nothing safe to show.
 *
 * @module
 */
import type { Frame, Plane } from "../media/frame.ts";
import { drawText } from "./slate_font.ts";

/** Brightness, 0..1 of the range: the ground at its centre and corners, the glyph. */
const CENTRE = 0.17;
const CORNER = 0.08;
const GLYPH = 0.42;

/**
 * Draws the slate into a frame of any size: a dark grey ground and a camera, crossed out. Without colour, in the range that
 * the frame has. Costs some milliseconds: draw it once and keep it. `caption`: a few words below the camera.
 */
export function drawSlate(frame: Frame, caption = ""): void {
  const { width, height } = frame;
  const [black, span] = frame.color.range === "limited" ? [16, 219] : [0, 255];
  const unit = Math.min(width, height) / 2;
  for (let row = 0; row < height; row++) {
    const y = (row + 0.5 - height / 2) / unit;
    for (let column = 0; column < width; column++) {
      const x = (column + 0.5 - width / 2) / unit;
      const away = Math.min(
        Math.hypot((2 * column + 1) / width - 1, (2 * row + 1) / height - 1) / 1.4,
        1,
      );
      const ground = CENTRE + (CORNER - CENTRE) * away * away;
      const part = glyph(x, y, unit);
      frame.y.data[row * frame.y.stride + column] = Math.round(
        black + span * (ground + (GLYPH - ground) * part) + dither(column, row),
      );
    }
  }
  drawText(frame.y, caption, Math.round(black + span * GLYPH));
  fill(frame.u, 128);
  fill(frame.v, 128);
}

/** How much of a point belongs to the glyph, 0..1. The glyph lies within 0.3 of the middle; `unit` is pixels per 1. */
function glyph(x: number, y: number, unit: number): number {
  if (Math.abs(x) > 0.4 || Math.abs(y) > 0.4) return 0;
  const inside = (distance: number): number => Math.min(Math.max(0.5 - distance * unit, 0), 1);
  const body = roundBox(x + 0.06, y, 0.2, 0.15, 0.045);
  // Wider towards the front.
  const lens = Math.max(
    Math.abs(x - 0.235) - 0.055,
    (Math.abs(y) - 0.05 - (x - 0.18) * 0.55) * 0.88,
  );
  const outline = Math.max(inside(Math.abs(body) - 0.014), inside(Math.abs(lens) - 0.014));
  const slash = segment(x, y, 0.24);
  // A gap beside the slash keeps it apart from the outline.
  return Math.max(outline * (1 - inside(slash - 0.04)), inside(slash - 0.014));
}

/** Distance to a rectangle with rounded corners around the middle; negative inside. */
function roundBox(
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
  radius: number,
): number {
  const dx = Math.abs(x) - halfWidth + radius;
  const dy = Math.abs(y) - halfHeight + radius;
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** Distance to the line from the upper left to the lower right, `reach` away from the middle each way. */
function segment(x: number, y: number, reach: number): number {
  const along = Math.min(Math.max((x + y) / 2, -reach), reach);
  return Math.hypot(x - along, y - along);
}

/** −0.5..0.5 in a 2x2 pattern: hides the steps of the gradient. */
function dither(column: number, row: number): number {
  return ((column & 1) * 2 + ((column ^ row) & 1) * 1 - 1.5) / 4;
}

function fill(plane: Plane, value: number): void {
  for (let row = 0; row < plane.height; row++) {
    plane.data.fill(value, row * plane.stride, row * plane.stride + plane.width);
  }
}
