/**
 * An ffmpeg whose encoder needs as long as a test wants.
 *
 * @module
 */

/** A folder for PATH, and what lets the encoder end. */
export interface Gate {
  /** The environment in which ffmpeg is the gated one. */
  readonly env: Record<string, string>;
  /** The encoder may end. */
  open(): Promise<void>;
}

/** Makes an ffmpeg in `folder` that encodes as ever, and then waits until the gate is opened. */
export async function gatedFfmpeg(folder: string): Promise<Gate> {
  const path = Deno.env.get("PATH") ?? "";
  const gate = `${folder}/gate`;
  await Deno.mkdir(folder);
  await new Deno.Command("mkfifo", { args: [gate] }).output();
  const script = `#!/bin/bash
PATH=${JSON.stringify(path)}
case "$*" in
  *rawvideo*-i\\ unix:*) ffmpeg "$@"; code=$?; read -r < ${JSON.stringify(gate)}; exit $code ;;
  *) exec ffmpeg "$@" ;;
esac
`;
  await Deno.writeTextFile(`${folder}/ffmpeg`, script, { mode: 0o755 });
  return {
    env: { NO_COLOR: "1", PATH: `${folder}:${path}` },
    open: () => Deno.writeTextFile(gate, "\n"),
  };
}
