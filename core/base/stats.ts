/**
 * Statistics of a run: counters and histograms that do not allocate per frame, and the summary at the end.
 *
 * @module
 */

/** Work done by the kernels so far. The kernels count it themselves. */
export interface KernelCounters {
  /** Number of kernel calls. */
  calls: number;
  /** Bytes of pictures and masks read, without padding. */
  bytesRead: number;
  /** Bytes of pictures and masks written, without padding. */
  bytesWritten: number;
  /** The part of `bytesWritten` that was copied unchanged. */
  bytesCopied: number;
}

const BUCKETS_PER_OCTAVE = 64;
const SMALLEST_MS = 1 / 1024;
const OCTAVES = 27; // up to about 36 hours

/** A histogram of durations in fixed memory. Percentiles are accurate to 1.1 % (64 buckets per octave). */
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

  /** The duration in milliseconds that a `share` (0..1) of all durations does not exceed; 0 when there are none. */
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
  /** The number of durations. */
  readonly count: number;
  /** Their arithmetic mean. */
  readonly mean: number;
  /** The median. All percentiles are accurate to 1.1 %. */
  readonly p50: number;
  /** The 95th percentile. */
  readonly p95: number;
  /** The 99th percentile. */
  readonly p99: number;
  /** The longest duration, exact. */
  readonly max: number;
}

/** The summary of a run. `--stats=json` prints exactly this object. */
export interface Summary {
  /** A readable description of the source: `/dev/video0 (Integrated Camera)`. */
  readonly input: string;
  /** A readable description of the sink: `/dev/video2 (Scrim)`. */
  readonly output: string;
  /** Frame width in pixels. */
  readonly width: number;
  /** Frame height in pixels. */
  readonly height: number;
  /** The nominal frame rate of the source in frames per second, not a measured one. */
  readonly fps: number;
  /** The build of the kernels that the run used. */
  readonly kernels: "native" | "wasm";
  /** Frame counts. */
  readonly frames: {
    /** Taken from the source. */
    readonly in: number;
    /** Pictures published, repeated pictures and slates included. */
    readonly out: number;
    /** Frames discarded unprocessed because a newer one was available. */
    readonly dropped: number;
    /** Times that the last good picture was published again because a newer frame failed or was late. */
    readonly held: number;
    /** Slates published in place of a picture. */
    readonly slates: number;
    /** Frames that failed in a stage or model. */
    readonly failed: number;
    /** Times that a filter failed and was skipped, so that the frame was published without its effect. */
    readonly skipped: number;
  };
  /** Durations in milliseconds by stage. `capture` is the wait for the source; `stage:NAME` is a plugin. */
  readonly stages: { readonly [stage: string]: Distribution };
  /** Time from the source timestamp to publication, in milliseconds. */
  readonly latency: Distribution;
  /** Total number of model runs. */
  readonly inferences: number;
  /** Total bytes of frames and layers copied unchanged. */
  readonly bytesCopied: number;
  /** Total bytes read by the kernels. */
  readonly bytesRead: number;
  /** Total bytes written by the kernels. */
  readonly bytesWritten: number;
  /** The part of the kernels' work that filters requested. The rest is the work of the plan's own steps. */
  readonly filterWork: Readonly<KernelCounters>;
  /** Buffers allocated in shared memory, and their total bytes, alignment included. */
  readonly buffers: { readonly count: number; readonly bytes: number };
  /** User and system CPU time of the process per frame, measured from frame 60 on; `null` for fewer than 60 frames. */
  readonly cpuMsPerFrame: number | null;
  /** Resident memory at the end, in bytes. */
  readonly rssBytes: number;
  /** Milliseconds from the start of the run to the first filtered picture; `null` if there was none. */
  readonly firstFrameMs: number | null;
}

/** Measures the CPU time and memory of a process. */
export interface ProcessMeter {
  /** User and system time used so far, in milliseconds. */
  cpuMs(): number;
  /** Resident set size in bytes. */
  rssBytes(): number;
}

/** CPU time is measured from this frame on, because by then most of the code is compiled. */
const FIRST_MEASURED = 60;

/** The counters of one run. The frame path only increments numbers. */
export class Stats {
  /** Frames taken from the source. */
  framesIn = 0;
  /** Pictures published, without repeated pictures and slates. */
  framesOut = 0;
  /** Times that the last good picture was shown again. */
  held = 0;
  /** Times that a slate was shown in place of a picture. */
  slates = 0;
  /** Frames that failed in a stage or model. */
  failed = 0;
  /** Times that a filter failed and was skipped. */
  skipped = 0;
  /** The kernels' work that filters requested. */
  readonly filterWork: KernelCounters = {
    calls: 0,
    bytesRead: 0,
    bytesWritten: 0,
    bytesCopied: 0,
  };
  /** Milliseconds from the start of the run to the first filtered picture; `null` before it. */
  firstFrameMs: number | null = null;
  /** Time from the source timestamp to publication. */
  readonly latency = new Histogram();
  readonly #stages = new Map<string, Histogram>();
  readonly #meter: ProcessMeter;
  #cpuAtWarmUp = 0;

  /** All counters start at zero. `meter` is read at frame 60 and for the summary. */
  constructor(meter: ProcessMeter) {
    this.#meter = meter;
  }

  /** Returns the histogram of a stage, created on the first call. Callers fetch it before the first frame. */
  stage(name: string): Histogram {
    const known = this.#stages.get(name);
    if (known) return known;
    const histogram = new Histogram();
    this.#stages.set(name, histogram);
    return histogram;
  }

  /** Counts a frame taken from the source. */
  frameIn(): void {
    this.framesIn++;
    if (this.framesIn === FIRST_MEASURED) this.#cpuAtWarmUp = this.#meter.cpuMs();
  }

  /** User and system CPU time per frame since frame 60, in milliseconds; `null` before frame 60. */
  cpuMsPerFrame(): number | null {
    const frames = this.framesIn - FIRST_MEASURED + 1;
    return frames > 0 ? (this.#meter.cpuMs() - this.#cpuAtWarmUp) / frames : null;
  }

  /** Resident memory now, in bytes. */
  rssBytes(): number {
    return this.#meter.rssBytes();
  }

  /** The distributions of all stages, in the order in which they were first requested. */
  stageSummaries(): { readonly [stage: string]: Distribution } {
    return Object.fromEntries([...this.#stages].map(([name, times]) => [name, times.summary()]));
  }
}
