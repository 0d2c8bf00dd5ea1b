/**
 * An abort signal of the plugin's realm, which has none of its own.
 *
 * @module
 */

type Listener = ((event: { readonly type: "abort" }) => void) | {
  handleEvent(event: { readonly type: "abort" }): void;
};

/** The part of `AbortSignal` that plugins use. Aborted when Scrim stops. */
export class StopSignal {
  aborted = false;
  reason: unknown = undefined;
  onabort: ((event: { readonly type: "abort" }) => void) | null = null;
  #listeners: Listener[] = [];

  /** Adds a listener; any other event never comes. */
  addEventListener(type: string, listener: Listener): void {
    if (type === "abort") this.#listeners.push(listener);
  }

  /** Takes a listener away. */
  removeEventListener(type: string, listener: Listener): void {
    if (type !== "abort") return;
    this.#listeners = this.#listeners.filter((other) => other !== listener);
  }

  /** Throws the reason once aborted. */
  throwIfAborted(): void {
    if (this.aborted) throw this.reason;
  }

  /** Tells everybody, once. */
  abort(): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = new Error("Scrim stops");
    const event = { type: "abort" } as const;
    this.onabort?.(event);
    for (const listener of this.#listeners) {
      if (typeof listener === "function") listener(event);
      else listener.handleEvent(event);
    }
  }
}
