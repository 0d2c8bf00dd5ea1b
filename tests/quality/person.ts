/**
 * Computes a picture's person mask with the whole processing that a camera's frame gets before the model sees it.
 *
 * @module
 */
import type { Arena } from "../../core/media/arena.ts";
import type { Frame, Plane } from "../../core/media/frame.ts";
import { providersFor } from "../../core/layers/providers.ts";
import { LayerFinder } from "./finder.ts";

/** The segmenters that give `person`. */
type PersonModel = Parameters<typeof providersFor>[1];

/** An engine and the kernels before it. */
export class PersonFinder implements AsyncDisposable {
  readonly #finder: LayerFinder;

  private constructor(finder: LayerFinder) {
    this.#finder = finder;
  }

  /** @param arena must also hold the frames, because the kernels work in it */
  static async start(model: PersonModel, arena: Arena): Promise<PersonFinder> {
    const [provider] = providersFor({ width: 1280, height: 720 }, model);
    return new PersonFinder(await LayerFinder.start(provider, ["person"], arena));
  }

  /** The mask of this frame, at model size, valid until the next call. */
  async find(frame: Frame): Promise<Plane> {
    await this.#finder.look(frame);
    return this.#finder.plane("person");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#finder[Symbol.asyncDispose]();
  }
}
