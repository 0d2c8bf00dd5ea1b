/**
 * A picture's person mask, by way of everything that happens to a camera's frame before the model sees it.
 *
 * @module
 */
import type { Arena } from "../../core/arena.ts";
import type { Frame, Plane } from "../../core/frame.ts";
import { LiveMask } from "../../core/mask.ts";
import { providersFor } from "../../core/providers.ts";
import { Refiner } from "../../core/refiner.ts";
import { LayerFinder } from "./finder.ts";

/** The segmenters that give `person`. */
type PersonModel = Parameters<typeof providersFor>[1];

/** An engine and the kernels before it. */
export class PersonFinder implements AsyncDisposable {
  readonly #finder: LayerFinder;

  private constructor(finder: LayerFinder) {
    this.#finder = finder;
  }

  /** @param arena must hold the frames, too: the kernels (WebAssembly, equal to the native ones) work there */
  static async start(model: PersonModel, arena: Arena): Promise<PersonFinder> {
    const [provider] = providersFor({ width: 1280, height: 720 }, model);
    return new PersonFinder(await LayerFinder.start(provider, ["person"], arena));
  }

  /** The mask of this frame, at model size, valid until the next call. */
  async find(frame: Frame): Promise<Plane> {
    await this.#finder.look(frame);
    return this.#finder.plane("person");
  }

  /** The matte that composition uses for this frame: refined, with its edge. Made anew each time. */
  async matte(frame: Frame, arena: Arena): Promise<{ matte: Plane; raw: Plane }> {
    const mask = await this.find(frame);
    const { kernels, engine: { input: guide } } = this.#finder;
    const live = new LiveMask();
    const refiner = new Refiner({ given: mask, guide, size: frame }, {
      arena,
      kernels,
      mask: live,
    });
    const matte = arena.plane(frame.width, frame.height);
    const raw = arena.plane(frame.width, frame.height);
    refiner.refine(frame, 0);
    kernels.enlarge(refiner.matte, matte, live.edge);
    kernels.enlarge(mask, raw);
    return { matte, raw };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finder[Symbol.asyncDispose]();
  }
}
