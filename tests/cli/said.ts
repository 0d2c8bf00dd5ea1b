import assert from "node:assert/strict";

/** What a program says, as it says it. */
export class Said {
  text = "";
  readonly #reader: ReadableStreamDefaultReader<string>;

  constructor(stream: ReadableStream<Uint8Array<ArrayBuffer>>) {
    this.#reader = stream.pipeThrough(new TextDecoderStream()).getReader();
  }

  /** Resolves when it has said something that matches. */
  async until(wanted: RegExp): Promise<void> {
    while (!wanted.test(this.text)) {
      assert.ok(await this.#more(), `ended, and never said ${wanted}: ${this.text}`);
    }
  }

  /** All of it. */
  async all(): Promise<string> {
    while (await this.#more());
    return this.text;
  }

  /** Nobody reads any more. */
  async leave(): Promise<void> {
    await this.#reader.cancel();
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#reader.read();
    this.text += value ?? "";
    return !done;
  }
}
