/**
 * One use of a plugin on pictures with guards: shows it one picture after the other and notices all that it writes.
 *
 * @module
 */
import { ScrimError } from "../base/errors.ts";
import { defaultColor, type Packed } from "../media/frame.ts";
import { inProcess } from "../plugin/in_process.ts";
import { LayerStore } from "../pipeline/layer_store.ts";
import { LiveMask } from "../masks/mask_controls.ts";
import type { StageStep } from "../planner/plan.ts";
import { plan } from "../planner/planner.ts";
import type { StageSpec } from "../plugin/stage_spec.ts";
import { fillsInto } from "../plugin/frame_access.ts";
import type { LandmarksView, LayerView, PictureOf, PixelFormat } from "../plugin/contract.ts";
import type { ProcessCall, RunningStage } from "../plugin/handle.ts";
import type { PixelRect } from "../media/kernels.ts";
import { Canvas } from "./canvas.ts";
import { drawingOf, type Scene } from "./figure.ts";
import { drawnEngine, hostParts, type Lab, type OptionSet, providerOf } from "./lab.ts";
import { difference, type Shape } from "./pixels.ts";

/** How a bench is set up. */
export interface BenchOptions {
  readonly width: number;
  readonly height: number;
  /** Default `figure`. */
  readonly scene?: Scene;
  /** `either` and `compose` alone: `into` is `frame` itself. Default false. */
  readonly inPlace?: boolean;
  /** Every declared layer is there, those too that `narrow()` left out. Default false. */
  readonly allLayers?: boolean;
  /** Default: never aborted. */
  readonly signal?: AbortSignal;
}

/** What was written that was not to be written, in words; `null`: nothing. */
export interface Damage {
  /** Memory around a picture. */
  readonly around: string | null;
  /** A picture that was only to be read. */
  readonly input: string | null;
  /** A pixel outside of the part that `roi()` named. */
  readonly outside: string | null;
  readonly layers: string | null;
  readonly past: string | null;
}

interface LayerBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly before: Uint8Array;
}

function bytesOfLayer(view: LayerView | LandmarksView): Uint8Array {
  if ("data" in view) return view.data;
  const { buffer, byteOffset, byteLength } = view.values;
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The layers as a stage sees them; notes every name that is asked for and not declared. */
function watched(
  views: { readonly [name: string]: LayerView },
  { declared, undeclared }: { declared: readonly string[]; undeclared: Set<string> },
): { readonly [name: string]: LayerView } {
  return new Proxy(views, {
    get(target, key) {
      if (typeof key === "symbol" || key in target) return Reflect.get(target, key);
      if (!declared.includes(key)) undeclared.add(key);
    },
  });
}

/** The plan's own steps for one stage that is not left out, and its layers, drawn. */
function prepare(lab: Lab, answer: StageSpec, { width, height, scene = "figure" }: BenchOptions) {
  const provider = providerOf((lab.plugin.layers ?? []).map(({ name }) => name));
  const format = { width, height, fps: 30, input: "i420", output: "yuyv" } as const;
  const made = plan([{ ...answer, identity: false }], format, [provider]);
  const engine = drawnEngine(lab.arena, provider, (shape) => drawingOf(shape, scene));
  const engines = new Map([[provider.id, engine]]);
  const store = new LayerStore(made, { ...lab, engines, mask: new LiveMask() });
  const views = store.viewsFor(made).get(answer.id) ?? {};
  const step = made.steps.find((one): one is StageStep => one.op === "stage");
  const frame = lab.arena.frame(width, height, defaultColor(height));
  for (const one of made.steps) if ("layer" in one) store.run(one, { frame, timestampMs: 0 });
  return { views, crop: step?.crop ?? null };
}

/** A plugin at work. */
export class Bench implements AsyncDisposable {
  readonly shape: Shape;
  readonly crop: PixelRect | null;
  /** Layers that were asked for although nobody declared them. */
  readonly undeclared: ReadonlySet<string>;
  readonly #subject: string;
  readonly #running: RunningStage;
  readonly #frame: Canvas;
  readonly #into: Canvas;
  /** `frame` is only read. */
  readonly #apart: boolean;
  readonly #reads: boolean;
  readonly #layers: readonly LayerBytes[];
  readonly #kept: readonly Canvas[];
  readonly #past: { canvas: Canvas; bytes: Uint8Array }[] = [];
  readonly #pictures: PictureOf<PixelFormat>[] = [];
  readonly #call: { -readonly [K in keyof ProcessCall]: ProcessCall[K] };
  readonly #restartRandom: Lab["restartRandom"];
  #before: Uint8Array;

  private constructor(
    { lab: { arena, plugin, restartRandom }, set, options, crop }: {
      lab: Lab;
      set: OptionSet;
      options: BenchOptions;
      crop: PixelRect | null;
    },
    { running, layers, undeclared }: {
      running: RunningStage;
      layers: readonly LayerBytes[];
      undeclared: ReadonlySet<string>;
    },
  ) {
    const { width, height, inPlace = false } = options;
    this.#subject = `"${plugin.name}" with ${set.label} at ${width}x${height}`;
    this.shape = { format: plugin.format ?? "i420", width, height };
    this.crop = crop;
    this.#running = running;
    this.#restartRandom = restartRandom;
    this.#layers = layers;
    this.undeclared = undeclared;
    const canvas = (): Canvas =>
      new Canvas(this.shape, { arena, crop, color: defaultColor(height) });
    this.#reads = plugin.access === "read";
    this.#apart = fillsInto(plugin.access) && !inPlace;
    this.#frame = canvas();
    this.#into = this.#apart ? canvas() : this.#frame;
    this.#kept = Array.from({ length: plugin.history ?? 0 }, canvas);
    this.#before = this.#frame.bytes();
    this.#call = {
      frame: this.#frame.view,
      into: this.#into.view,
      past: this.#pictures,
      sequence: -1,
      timestampMs: 0,
      nowMs: 0,
    };
  }

  /** Starts a plugin with these values. */
  static async open(lab: Lab, set: OptionSet, options: BenchOptions): Promise<Bench> {
    const { plugin } = lab;
    const declared = plugin.layers ?? [];
    const { answer } = set.stage;
    const wanted = options.allLayers ? { ...answer, layers: declared } : answer;
    const { views, crop } = prepare(lab, wanted, options);
    const undeclared = new Set<string>();
    const names = declared.map(({ name }) => name);
    lab.restartRandom(0);
    const running = await inProcess(plugin.name, plugin).start({
      id: plugin.name,
      options: set.stage.options,
      layers: watched(views, { declared: names, undeclared }),
      history: plugin.history ?? 0,
      parts: hostParts(lab, crop ?? options, options.signal),
    });
    const layers = Object.entries(views).map(([name, view]) => {
      const bytes = bytesOfLayer(view);
      return { name, bytes, before: bytes.slice() };
    });
    return new Bench({ lab, set, options, crop }, { running, layers, undeclared });
  }

  /** An error that names the plugin, its options and the size. */
  broken(what: string): ScrimError {
    return new ScrimError(`Plugin ${this.#subject} ${what}`, { code: "PLUGIN" });
  }

  /** Shows it the picture that is there already. Allocates nothing itself. */
  again(): void | Promise<void> {
    this.#call.sequence++;
    this.#call.timestampMs += 1000 / 30;
    this.#call.nowMs = this.#call.timestampMs;
    this.#restartRandom(this.#call.sequence);
    return this.#running.process(this.#call);
  }

  /**
   * Shows it a picture and gives the result, all of it.
   *
   * @param prefill what lies in `into` before
   */
  async show(picture: Uint8Array, prefill?: Uint8Array): Promise<Uint8Array> {
    if (this.#past.length > 0 || this.#call.sequence >= 0) this.#keep();
    if (this.#apart && prefill) this.#into.fill(prefill);
    this.#frame.fill(picture);
    this.#before = picture;
    await this.again();
    return this.#into.bytes();
  }

  /** Shows it a picture and has it compose into `memory`, as into a virtual camera's own. For `compose` alone. */
  async compose(picture: Uint8Array, memory: Packed): Promise<void> {
    this.#frame.fill(picture);
    this.#call.into = memory;
    await this.again();
    this.#call.into = this.#into.view;
  }

  /** Hands the last picture on to `past`, in a buffer of its own. */
  #keep(): void {
    if (this.#kept.length === 0) return;
    const oldest = this.#past.length < this.#kept.length ? undefined : this.#past.pop();
    const canvas = oldest?.canvas ?? this.#kept[this.#past.length];
    canvas.fill(this.#before);
    this.#past.unshift({ canvas, bytes: this.#before });
    this.#past.forEach(({ canvas }, i) => this.#pictures[i] = canvas.view);
  }

  /** What the last picture's processing wrote beside its result. */
  damage(): Damage {
    const { shape } = this;
    const canvases = [this.#frame, this.#into, ...this.#past.map(({ canvas }) => canvas)];
    const changed = (canvas: Canvas, before: Uint8Array): string | null =>
      difference(shape, [canvas.bytes(), before]);
    const outside = (x: number, y: number): boolean => !this.insideCrop(x, y);
    const layer = this.#layers.find(({ bytes, before }) =>
      bytes.some((value, i) => value !== before[i])
    );
    const past = this.#past.map(({ canvas, bytes }) => changed(canvas, bytes));
    return {
      around: first(canvases.map((canvas) => canvas.damage())),
      input: this.#apart || this.#reads ? changed(this.#frame, this.#before) : null,
      outside: this.crop
        ? difference(shape, [this.#into.bytes(), this.#before], { where: outside })
        : null,
      layers: layer ? layer.name : null,
      past: first(past),
    };
  }

  /** Whether a place lies in the part that the plugin is given. */
  insideCrop(x: number, y: number): boolean {
    if (!this.crop) return true;
    const { shape, crop } = this;
    const [px, py] = [x * shape.width - crop.x, y * shape.height - crop.y];
    return px >= 0 && px < crop.width && py >= 0 && py < crop.height;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running[Symbol.asyncDispose]();
  }
}

function first(findings: readonly (string | null)[]): string | null {
  return findings.find((finding) => finding !== null) ?? null;
}
