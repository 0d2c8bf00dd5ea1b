/**
 * Determines which buffer of a loopback device is written next. The meaning of DQBUF's answer differs between versions of
 * v4l2loopback, so it is detected.
 *
 * @module
 */

/**
 * How a driver answers DQBUF:
 * - `published`: always the buffer that was queued last, which readers see (v4l2loopback up to 0.13.2)
 * - `rotating`: the buffer that was queued or returned longest ago; it moves to the end of the driver's list (0.14, 0.15)
 * - `owning`: a buffer that nobody reads, ours until it is queued, or none (as V4L2 specifies, planned for v4l2loopback)
 */
type Habit = "published" | "rotating" | "owning";

/**
 * Chooses the next buffer. When a reader joins, a rotating driver takes the last buffer of its list for the published one. So a
 * buffer is written before DQBUF is called, and DQBUF is called only just before QBUF. Otherwise the new reader would first get
 * the buffer that is being written, and then the same buffer again, which GStreamer treats as a driver error.
 */
export class BufferTurns {
  readonly #dequeue: () => number;
  #habit: Habit = "owning";
  /** The driver's list if it rotates; our buffers besides `current` if it lets us own buffers. */
  #list: number[] = [];
  #current = -1;
  #published = -1;
  #ring: number;
  #surprised = false;

  /** `dequeue` returns an index below `count`, or -1 when there is none now. */
  constructor(dequeue: () => number, count: number) {
    this.#dequeue = dequeue;
    this.#ring = count;
  }

  /** The buffer to write; -1 when readers hold all. */
  get current(): number {
    return this.#current;
  }

  /** The buffer that readers see; -1 before the first. */
  get published(): number {
    return this.#published;
  }

  /** The number of buffers in use. It starts with all and decreases when the driver turns out to use fewer. */
  get ring(): number {
    return this.#ring;
  }

  /** Detects the driver's habit and gets the first buffer. Publishes nothing. */
  learn(): void {
    const given: number[] = [];
    let index = this.#dequeue();
    for (; index >= 0 && !given.includes(index); index = this.#dequeue()) given.push(index);
    if (index < 0) {
      this.#habit = "owning";
      this.#list = given;
      this.find();
    } else if (given.length === 1) {
      this.#habit = "published";
      this.#current = (index + 1) % this.#ring;
    } else {
      this.#habit = "rotating";
      this.#list = given;
      // DQBUF returned the first buffer twice. One round through the others restores the order of the list.
      for (let more = 1; more < given.length; more++) this.#dequeue();
      this.#current = given[0];
    }
  }

  /** Asks again for a buffer after there was none. */
  find(): void {
    if (this.#current < 0) this.#current = this.#list.shift() ?? this.#dequeue();
  }

  /** Must be called just before `current` is queued. */
  beforeQueue(): void {
    this.#surprised = this.#habit === "rotating" && this.#dequeue() !== this.#current;
  }

  /** Must be called once `current` is queued. It becomes the published buffer, and `current` another one. */
  afterQueue(): void {
    this.#published = this.#current;
    this.#current = -1;
    if (this.#surprised) this.learn();
    else if (this.#habit === "owning") this.find();
    else if (this.#habit === "published") this.#follow(this.#dequeue());
    else this.#current = this.#list[(this.#list.indexOf(this.#published) + 1) % this.#list.length];
  }

  /**
   * The driver published `index`. It differs from the queued buffer when a reader requested fewer buffers, because those versions
   * then count modulo the smaller number.
   */
  #follow(index: number): void {
    if (index >= 0 && index !== this.#published) {
      this.#ring = Math.max(1, this.#published);
      this.#published = index;
    }
    this.#current = (this.#published + 1) % this.#ring;
  }
}
