/**
 * Which of a loopback's buffers is written next: what DQBUF answers means another thing in each version, so it is asked.
 *
 * @module
 */

/**
 * How a driver answers DQBUF:
 * - `published`: the buffer that was queued last, always, which readers look at (v4l2loopback up to 0.13.2)
 * - `rotating`: the one that was queued or given longest ago, and it goes to the end of the driver's list (0.14, 0.15)
 * - `owning`: one that nobody reads, ours until it is queued, or none (as V4L2 has it, and v4l2loopback plans it)
 */
type Habit = "published" | "rotating" | "owning";

/**
 * Chooses the next buffer. A driver that rotates takes the last of its list for the published one when a reader joins, so a
 * buffer is written before it is asked for, and asked for only just before it is queued: else that reader would first be
 * given the buffer that is being written, and then the same again, which GStreamer takes for a broken driver.
 */
export class BufferTurns {
  readonly #dequeue: () => number;
  #habit: Habit = "owning";
  /** The driver's list where it rotates; what is ours besides `current` where it lets us own buffers. */
  #list: number[] = [];
  #current = -1;
  #published = -1;
  #ring: number;
  #surprised = false;

  /** `dequeue` gives an index below `count`, or -1 when there is none now. */
  constructor(dequeue: () => number, count: number) {
    this.#dequeue = dequeue;
    this.#ring = count;
  }

  /** The buffer to write, -1 when readers hold all. */
  get current(): number {
    return this.#current;
  }

  /** The buffer that readers see, -1 before the first. */
  get published(): number {
    return this.#published;
  }

  /** Buffers in use: all, until the driver shows that it uses fewer. */
  get ring(): number {
    return this.#ring;
  }

  /** Learns the driver's habit, and with it the first buffer. Nothing is published by that. */
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
      // The first was given twice: once around for the others, and the list is as it was.
      for (let more = 1; more < given.length; more++) this.#dequeue();
      this.#current = given[0];
    }
  }

  /** Asks again for a buffer when there was none. */
  find(): void {
    if (this.#current < 0) this.#current = this.#list.shift() ?? this.#dequeue();
  }

  /** Call it just before `current` is queued. */
  beforeQueue(): void {
    this.#surprised = this.#habit === "rotating" && this.#dequeue() !== this.#current;
  }

  /** Call it once `current` is queued: it is the published one, and `current` another. */
  afterQueue(): void {
    this.#published = this.#current;
    this.#current = -1;
    if (this.#surprised) this.learn();
    else if (this.#habit === "owning") this.find();
    else if (this.#habit === "published") this.#follow(this.#dequeue());
    else this.#current = this.#list[(this.#list.indexOf(this.#published) + 1) % this.#list.length];
  }

  /**
   * The driver published `index`. It is another one than ours when a reader asked for fewer buffers, because those versions
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
