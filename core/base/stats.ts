/**
 * What a run cost: counted while it runs without allocating, summed up at its end.
 *
 * @module
 */

/** What went through the kernels so far, counted by the kernels themselves. */
export interface KernelCounters {
  /** Operations done. */
  calls: number;
  /** Bytes of pictures and masks that were read, padding left out. */
  bytesRead: number;
  /** Bytes of pictures and masks that were written, padding left out. */
  bytesWritten: number;
  /** The part of `bytesWritten` that only moved: a copy, no new value. */
  bytesCopied: number;
}

const BUCKETS_PER_OCTAVE = 64;
const SMALLEST_MS = 1 / 1024;
const OCTAVES = 27; // up to about 36 hours

/** Durations in fixed memory. Percentiles are exact to 1.1 % (64 buckets an octave). */
export class Histogram {
  readonly #buckets = new Uint32Array(BUCKETS_PER_OCTAVE * OCTAVES);
  #count = 0;
  #max = 0;
  #sum = 0;

  /** Adds one duration in milliseconds. */
  add(ms: number): void {
    const octaves = Math.log2(Math.max(ms, SMALLEST_MS) / SMALLEST_MS);
    const bucket = Math.min(Math.floor(octaves * BUCKETS_PER_OCTAVE), this.#buckets.length - 1);
    this.#buckets[bucket]++;
    this.#count++;
    this.#sum += ms;
    if (ms > this.#max) this.#max = ms;
  }

  /** The duration that `share` (0..1) of all durations do not exceed; 0 when there are none. */
  percentile(share: number): number {
    let left = Math.ceil(this.#count * share);
    for (let bucket = 0; bucket < this.#buckets.length && this.#count > 0; bucket++) {
      left -= this.#buckets[bucket];
      if (left <= 0) {
        return Math.min(SMALLEST_MS * 2 ** ((bucket + 1) / BUCKETS_PER_OCTAVE), this.#max);
      }
    }
    return this.#max;
  }

  /** The figures of a summary, rounded to microseconds. */
  summary(): Distribution {
    const round = (ms: number): number => Math.round(ms * 1000) / 1000;
    return {
      count: this.#count,
      mean: round(this.#count ? this.#sum / this.#count : 0),
      p50: round(this.percentile(0.5)),
      p95: round(this.percentile(0.95)),
      p99: round(this.percentile(0.99)),
      max: round(this.#max),
    };
  }
}

/** A distribution of durations, in milliseconds. */
export interface Distribution {
  /** How many durations. */
  readonly count: number;
  /** Their arithmetic mean. */
  readonly mean: number;
  /** The median, exact to 1.1 %, as the other percentiles are. */
  readonly p50: number;
  /** What 95 % of them do not exceed. */
  readonly p95: number;
  /** What 99 % of them do not exceed. */
  readonly p99: number;
  /** The longest, exactly. */
  readonly max: number;
}

/** What a run did and cost. `--stats=json` prints exactly this. */
export interface Summary {
  /** The source, for people: `/dev/video0 (Integrated Camera)`. */
  readonly input: string;
  /** The sink, for people: `/dev/video2 (Scrim)`. */
  readonly output: string;
  /** Pixels in a row of every frame. */
  readonly width: number;
  /** Rows of every frame. */
  readonly height: number;
  /** Frames per second that the source announced, not what was measured. */
  readonly fps: number;
  /** Which build of the pixel loops worked. */
  readonly kernels: "native" | "wasm";
  /** What became of the frames, as counts. */
  readonly frames: {
    /** Taken from the source. */
    readonly in: number;
    /** Published, held pictures and slates included. */
    readonly out: number;
    /** Never looked at: newer ones were there already. */
    readonly dropped: number;
    /** Shown again because a newer one failed or was late. */
    readonly held: number;
    /** Shown in place of a picture. */
    readonly slates: number;
    /** Failed in a stage or model. */
    readonly failed: number;
    /** Shown without a filter that failed and may be skipped. */
    readonly skipped: number;
  };
  /** Milliseconds by stage: `capture` waits for the source; `stage:NAME` is a plugin. */
  readonly stages: { readonly [stage: string]: Distribution };
  /** Source timestamp to publication, in milliseconds. */
  readonly latency: Distribution;
  /** Model runs, in all. */
  readonly inferences: number;
  /** Frame and layer bytes moved without a new value, in all. */
  readonly bytesCopied: number;
  /** Bytes read by the kernels, in all. */
  readonly bytesRead: number;
  /** Bytes written by the kernels, in all. */
  readonly bytesWritten: number;
  /** The part of this that filters did through kernels; the rest are the plan's own steps. */
  readonly filterWork: Readonly<KernelCounters>;
  /** Pieces of shared memory taken in all, and their bytes, alignment included. */
  readonly buffers: { readonly count: number; readonly bytes: number };
  /** User and system time of the whole process per frame, from the operating system, from frame 60 on; `null` for fewer than 60 frames. */
  readonly cpuMsPerFrame: number | null;
  /** Resident memory at the end. */
  readonly rssBytes: number;
  /** From the start of the run to the first filtered picture. `null` if there was none. */
  readonly firstFrameMs: number | null;
}

/** What the operating system knows of this process. */
export interface ProcessMeter {
  /** User and system time used so far, in milliseconds. */
  cpuMs(): number;
  /** Resident set, in bytes. */
  rssBytes(): number;
}

/** The first frame whose cost counts: by then most of the code is compiled. */
const FIRST_MEASURED = 60;

/** Counts one run. The frame path only increments numbers. */
export class Stats {
  /** Frames taken from the source. */
  framesIn = 0;
  /** Pictures published, without held ones and slates. */
  framesOut = 0;
  /** Times that the last good picture was shown again. */
  held = 0;
  /** Times that a slate was shown in place of a picture. */
  slates = 0;
  /** Frames that failed in a stage or model. */
  failed = 0;
  /** Times that a filter failed and was skipped. */
  skipped = 0;
  /** What filters did through kernels. */
  readonly filterWork: KernelCounters = {
    calls: 0,
    bytesRead: 0,
    bytesWritten: 0,
    bytesCopied: 0,
  };
  /** From the start of the run to the first filtered picture; `null` before it. */
  firstFrameMs: number | null = null;
  /** Source timestamp to publication. */
  readonly latency = new Histogram();
  readonly #stages = new Map<string, Histogram>();
  readonly #meter: ProcessMeter;
  #cpuAtWarmUp = 0;

  /** Starts at zero; `meter` is asked at frame 60 and for the summary. */
  constructor(meter: ProcessMeter) {
    this.#meter = meter;
  }

  /** The histogram of a stage; fetched once, before the frame path. */
  stage(name: string): Histogram {
    const known = this.#stages.get(name);
    if (known) return known;
    const histogram = new Histogram();
    this.#stages.set(name, histogram);
    return histogram;
  }

  /** A frame was taken from the source. */
  frameIn(): void {
    this.framesIn++;
    if (this.framesIn === FIRST_MEASURED) this.#cpuAtWarmUp = this.#meter.cpuMs();
  }

  /** User and system time per frame from frame 60 on, in milliseconds; `null` before. */
  cpuMsPerFrame(): number | null {
    const frames = this.framesIn - FIRST_MEASURED + 1;
    return frames > 0 ? (this.#meter.cpuMs() - this.#cpuAtWarmUp) / frames : null;
  }

  /** Resident memory now, in bytes. */
  rssBytes(): number {
    return this.#meter.rssBytes();
  }

  /** All stages' distributions, in the order they were named. */
  stageSummaries(): { readonly [stage: string]: Distribution } {
    return Object.fromEntries([...this.#stages].map(([name, times]) => [name, times.summary()]));
  }
}
