/**
 * Paths that mean a descriptor of whichever process opens them.
 *
 * @module
 */

const STREAMS: Readonly<Record<string, number>> = { stdin: 0, stdout: 1, stderr: 2 };

/** The descriptor that `/dev/stdin`, `/dev/fd/5` or `/proc/self/fd/5` mean; `null` for other paths. */
export function ownDescriptor(path: string): number | null {
  const [, stream, number] =
    /^\/(?:dev\/(stdin|stdout|stderr)|(?:dev|proc\/(?:thread-)?self)\/fd\/(\d+))$/.exec(path) ?? [];
  if (stream !== undefined) return STREAMS[stream];
  return number === undefined ? null : Number(number);
}

/** The same file for another program: there `/dev/stdin` would be that program's own standard input. */
export function pathForOthers(path: string): string {
  const descriptor = ownDescriptor(path);
  return descriptor === null ? path : `/proc/${Deno.pid}/fd/${descriptor}`;
}
