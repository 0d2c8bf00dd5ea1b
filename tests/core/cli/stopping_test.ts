import assert from "node:assert/strict";
import { LATEST_END_MS, Stopping } from "../../../core/cli/stopping.ts";
import { ProgressLine } from "../../../core/cli/progress.ts";
import { FakeClock } from "../../fake_clock.ts";

const FILM = { path: "a/film.mp4", place: "a/.0123abcd.film.mp4" };

/** A terminal whose signals the test sends, and a process that it may end. */
function bench({ drawn = false } = {}) {
  const clock = new FakeClock();
  const said: string[] = [];
  const exits: { code: number; message: string }[] = [];
  let signals = { stop: (): void => {}, giveUp: (): void => {} };
  const terminal = {
    err: (line: string) => void said.push(line),
    draw: (text: string) => void said.push(text.replace(/^\r/, "")),
    stderrIsTerminal: drawn,
    onStop: (stop: () => void, giveUp: () => void) => {
      signals = { stop, giveUp };
      return { [Symbol.dispose]: () => {} };
    },
    exit: (code: number, message: string) => void exits.push({ code, message }),
  };
  const stopping = new Stopping({ terminal, progress: new ProgressLine(terminal), clock });
  return {
    clock,
    said,
    exits,
    stopping,
    send: () => signals.stop(),
    again: () => signals.giveUp(),
  };
}

Deno.test("Stopping ends a process that does not end by itself", async () => {
  const { clock, exits, stopping, send } = bench();
  assert.ok(!stopping.signal.aborted);
  send();
  assert.ok(stopping.signal.aborted);
  await clock.advance(LATEST_END_MS - 1);
  assert.deepEqual(exits, []);
  await clock.advance(1);
  assert.deepEqual(exits, [{ code: 1, message: "Stopped, but not everything ended" }]);
});

Deno.test("Stopping lets a film be finished, however long that takes, and says so", async () => {
  const { clock, said, exits, stopping, send } = bench();
  send();
  for (let seconds = 0; seconds < 3600; seconds++) {
    stopping.finishing({ ...FILM, bytes: seconds << 20, elapsedMs: 1000 * seconds });
    await clock.advance(1000);
  }
  stopping.finishing(null);
  assert.deepEqual(exits, []);
  assert.deepEqual(said, ['Finishing "film.mp4": 1.0 MiB so far. Ctrl-C again gives up']);
  await clock.advance(LATEST_END_MS);
  assert.equal(exits.length, 1, "what comes behind the film has the usual time");
});

Deno.test("Stopping draws how far a film is on a terminal, and takes it away at its end", () => {
  const { said, stopping } = bench({ drawn: true });
  stopping.finishing({ ...FILM, bytes: 1 << 20, elapsedMs: 0 });
  assert.deepEqual(said, [], "a film that is finished at once needs no line");
  stopping.finishing({ ...FILM, bytes: 3 << 19, elapsedMs: 1000 });
  stopping.finishing({ ...FILM, bytes: 2 << 20, elapsedMs: 2000 });
  stopping.finishing(null);
  assert.deepEqual(said.slice(0, 2), [
    'Finishing "film.mp4": 1.5 MiB so far',
    'Finishing "film.mp4": 2.0 MiB so far',
  ]);
  assert.match(said[2], /^ +\r$/);
});

Deno.test("Stopping gives up at the second signal and says where the film lies", () => {
  const { exits, stopping, send, again } = bench();
  send();
  stopping.finishing({ ...FILM, bytes: 12345, elapsedMs: 0 });
  again();
  const message =
    'Gave up: "a/film.mp4" is not finished; what was written lies in "a/.0123abcd.film.mp4"';
  assert.deepEqual(exits, [{ code: 130, message }]);
});

Deno.test("Stopping names no place where nothing was written", () => {
  const { exits, stopping, send, again } = bench();
  send();
  again();
  stopping.finishing({ ...FILM, bytes: 0, elapsedMs: 0 });
  again();
  assert.deepEqual(exits.map(({ message }) => message), [
    "Gave up",
    'Gave up: "a/film.mp4" is not finished',
  ]);
});

Deno.test("Stopping lets go of its clock when the run has ended", () => {
  const { clock, stopping, send } = bench();
  send();
  stopping[Symbol.dispose]();
  assert.equal(clock.waiting, 0);
});
