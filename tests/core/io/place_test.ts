import assert from "node:assert/strict";
import { plainPath } from "../../../core/base/plain_path.ts";
import { descriptorOf, type Place, placeOf } from "../../../core/io/place.ts";
import { temporaryFolder } from "../../folders.ts";

const file = (path: string, more: object = {}): Place => ({
  ...{ kind: "file", path, perhapsName: false, special: false },
  ...more,
});

Deno.test("placeOf() tells words, names, addresses, nodes and files apart", () => {
  const cases: readonly [text: string, flag: "input" | "output", place: Place][] = [
    ["auto", "input", { kind: "auto" }],
    ["auto", "output", { kind: "auto" }],
    ["demo", "input", { kind: "demo" }],
    ["none", "output", { kind: "none" }],
    ["none", "input", file("none", { perhapsName: true })],
    ["-", "input", { kind: "stdio" }],
    ["camera:Scrim", "output", { kind: "name", text: "camera:Scrim" }],
    ["camera:/x/y", "input", { kind: "name", text: "camera:/x/y" }],
    ["rtsp://10.0.0.1/x", "input", { kind: "url", address: "rtsp://10.0.0.1/x" }],
    ["Integrated Camera", "input", file("Integrated Camera", { perhapsName: true })],
    ["film.mkv", "output", file("film.mkv", { perhapsName: true })],
    ["./film.mkv", "input", file("./film.mkv")],
    ["file:///a%20b/c.mp4", "input", file("/a b/c.mp4")],
    ["~/film.mp4", "input", file(`${Deno.env.get("HOME")}/film.mp4`)],
    ["~other/film.mp4", "input", file("~other/film.mp4")],
    // No such nodes here: their names say what they would be.
    ["/dev/video97", "input", { kind: "node", path: "/dev/video97" }],
    ["/dev/v4l/by-id/usb-x", "output", { kind: "node", path: "/dev/v4l/by-id/usb-x" }],
    ["/dev/shm/no such film.mp4", "input", file("/dev/shm/no such film.mp4")],
    ["/dev/null", "output", file("/dev/null", { special: true })],
    ["/dev/zero", "input", file("/dev/zero", { special: true })],
  ];
  for (const [text, flag, place] of cases) assert.deepEqual(placeOf(text, flag), place, text);
});

Deno.test("placeOf() knows pipes, links and folders by what they are", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string): string => `${folder.path}/${name}`;
  assert.ok((await new Deno.Command("mkfifo", { args: [at("pipe")] }).output()).success);
  await Deno.symlink("/dev/null", at("link"));
  await Deno.symlink("/dev/video97", at("dangling"));
  assert.deepEqual(placeOf(at("pipe"), "input"), file(at("pipe"), { special: true }));
  assert.deepEqual(placeOf(at("link"), "output"), file(at("link"), { special: true }));
  assert.deepEqual(placeOf(at("dangling"), "input"), file(at("dangling")));
  assert.deepEqual(placeOf(folder.path, "input"), file(folder.path));
});

Deno.test("plainPath() refuses addresses of other machines, and a home that nobody knows", () => {
  assert.throws(() => plainPath("file://elsewhere/x"), /not a URL of a local file/);
  assert.equal(plainPath("a~b/c"), "a~b/c");
  const home = Deno.env.get("HOME") ?? "";
  Deno.env.delete("HOME");
  try {
    assert.throws(() => plainPath("~/x"), /HOME is not set/);
  } finally {
    Deno.env.set("HOME", home);
  }
});

Deno.test("descriptorOf() knows this process's own descriptors by all their paths, and nothing else", () => {
  const inputs = {
    ...{ "-": 0, "/dev/stdin": 0, "file:///dev/fd/63": 63, "/proc/self/fd/7": 7 },
    ...{ "/proc/1/fd/7": null, "/dev/fd/x": null, "./-": null, "camera:/dev/stdin": null },
  };
  for (const [text, number] of Object.entries(inputs)) {
    assert.equal(descriptorOf(text, "input"), number, text);
  }
  const outputs = { "-": 1, "/dev/stdout": 1, "/dev/fd/1": 1, "/dev/null": null, "auto": null };
  for (const [text, number] of Object.entries(outputs)) {
    assert.equal(descriptorOf(text, "output"), number, text);
  }
});
