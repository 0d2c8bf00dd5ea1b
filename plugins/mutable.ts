/** A kernel's job, made once in `init()` and filled in for each frame, so that a frame allocates nothing. */
export type Mutable<T> = { -readonly [K in keyof T]: T[K] };
