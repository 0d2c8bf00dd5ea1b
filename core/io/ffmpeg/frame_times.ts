/**
 * The times of a film's frames: in which unit they are kept, and which of them mean a constant rate.
 *
 * @module
 */
import type { Milliseconds } from "../../base/clock.ts";
import type { VideoFacts } from "./probe.ts";

/** How times are kept. */
export interface FrameTimes {
  /** The rate as ffmpeg writes it: `30000/1001`. */
  readonly rate: string;
  /** Times are whole numbers of these a second. */
  readonly ticks: number;
  /** When a frame is due that ffmpeg gives this time, in seconds from the first one. */
  due(seconds: number): Milliseconds;
}

/** Finer than any container's unit that is not a multiple of the rate. */
const FINE_TICKS = 90000;

/**
 * The times as they are. A container whose unit is coarse (Matroska: a millisecond) rounds those of a constant rate: what lies
 * within that unit of the rate's grid is on the grid, so that a constant rate stays one.
 */
export function frameTimes({ rate, varying, ticks }: VideoFacts): FrameTimes {
  if (varying) return { rate, ticks, due: (seconds) => seconds * 1000 };
  const [up, down] = rate.split("/").map(Number);
  const fits = ticks * down % up === 0;
  const due = (seconds: number): Milliseconds => {
    const place = Math.round(seconds * up / down) * down / up;
    return 1000 * (Math.abs(place - seconds) <= 1.01 / ticks ? place : seconds);
  };
  return { rate, ticks: fits ? ticks : up * Math.ceil(FINE_TICKS / up), due };
}
