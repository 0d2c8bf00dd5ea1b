/** openVideo on servers, openVideoPipe on pipes. */
import assert from "node:assert/strict";
import { ScrimError } from "../../../../core/base/errors.ts";
import { openVideo, openVideoPipe } from "../../../../core/io/ffmpeg/video_source.ts";
import { ffmpeg, ffmpegTest } from "../../../ffmpeg.ts";
import { ownTemporaries, temporaryFolder } from "../../../folders.ts";
import { decoded, makeClip, processesWith, pulled, request } from "./clips.ts";

const never = new AbortController().signal;
const X264 = "-c:v libx264 -pix_fmt yuv420p -g 10 -tune zerolatency";

/** A server of one film: whole, with its length, or as it happens. */
function serve(handler: (request: Request) => Response): { url: string } & AsyncDisposable {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, handler);
  return {
    url: `http://127.0.0.1:${(server.addr as Deno.NetAddr).port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

ffmpegTest(
  "openVideo takes the newest frame of a stream on the web, and counts the stale ones",
  async () => {
    await using folder = await temporaryFolder();
    const path = await makeClip(`${folder.path}/a.ts`, X264, { seconds: "8", size: "320x180" });
    const film = await Deno.readFile(path);
    const readers: ReadableStreamDefaultController<Uint8Array>[] = [];
    await using server = serve(() => {
      // For ever: the film, and then silence, as of a camera that shows nothing new.
      return new Response(
        new ReadableStream({
          start(controller) {
            readers.push(controller);
            controller.enqueue(film);
          },
        }),
      );
    });
    const secret = server.url.replace("//", "//user:secret@");
    {
      await using source = await openVideo(`${secret}/camera.ts`, request());
      assert.equal(source.info.live, true);
      assert.equal(source.info.description, `${server.url.replace("//", "//…@")}/camera.ts`);
      const first = await source.next(never);
      assert.ok(first);
      const { sequence } = first;
      const kept = first.picture.data.slice();
      await new Promise((resolve) => setTimeout(resolve, 1000));
      assert.deepEqual(first.picture.data.slice(), kept, "the lent one is not overwritten");
      first.release();
      const second = await source.next(never);
      assert.ok(second && second.sequence > sequence + 50, `${second?.sequence} after ${sequence}`);
      assert.equal(source.dropped, second.sequence - 1);
      second.release();
    }
    for (const reader of readers) {
      try {
        reader.close();
      } catch {
        // ffmpeg has gone already, and the stream with it
      }
    }
    assert.deepEqual(processesWith("camera.ts"), []);
  },
);

ffmpegTest("openVideo reads the JPEG pictures of a network camera", async () => {
  await using folder = await temporaryFolder();
  await makeClip(`${folder.path}/%d.jpg`, "-c:v mjpeg -q:v 2", { seconds: "1", size: "160x120" });
  const pictures = await Promise.all(
    Array.from({ length: 30 }, (_, i) => Deno.readFile(`${folder.path}/${i + 1}.jpg`)),
  );
  const headers = { "content-type": "multipart/x-mixed-replace;boundary=next" };
  await using server = serve(() => {
    let at = 0;
    return new Response(
      new ReadableStream({
        async pull(controller) {
          if (at === 90) return controller.close();
          await new Promise((resolve) => setTimeout(resolve, 10));
          const picture = pictures[at++ % pictures.length];
          const text =
            `--next\r\nContent-Type: image/jpeg\r\nContent-Length: ${picture.length}\r\n\r\n`;
          controller.enqueue(new TextEncoder().encode(text));
          controller.enqueue(picture);
          controller.enqueue(new TextEncoder().encode("\r\n"));
        },
      }),
      { headers },
    );
  });
  await using source = await openVideo(`${server.url}/video`, request());
  const { width, height, live, color } = source.info;
  assert.deepEqual([width, height, live, color.range], [160, 120, true, "full"]);
  const { sequences } = await pulled(source);
  assert.ok(sequences.length > 10, `${sequences.length} frames`);
  const all = sequences.length + source.dropped;
  assert.ok(all >= 89 && all <= 90, `${all} of 90, the last of which no mark ends`);
});

ffmpegTest("openVideo pulls every frame of a film that lies on a web server", async () => {
  await using folder = await temporaryFolder();
  const path = await makeClip(`${folder.path}/a.mp4`, X264, { seconds: "2" });
  const film = await Deno.readFile(path);
  await using server = serve(() => new Response(film));
  await using source = await openVideo(`${server.url}/a.mp4`, request());
  assert.equal(source.info.live, false);
  await new Promise((resolve) => setTimeout(resolve, 200));
  assert.deepEqual((await pulled(source)).bytes, new Uint8Array(await decoded(path)));
});

ffmpegTest("openVideo says what a server answered, without the password", async () => {
  await using server = serve(() => new Response("no", { status: 404 }));
  const secret = server.url.replace("//", "//user:secret@");
  await assert.rejects(openVideo(`${secret}/x.mp4`, request()), (error) => {
    assert.ok(error instanceof ScrimError);
    assert.match(error.message, /Cannot read "http:\/\/…@127.*x\.mp4": .*404 Not Found/);
    assert.doesNotMatch(error.message, /secret/);
    return true;
  });
  await assert.rejects(openVideo("ftp://127.0.0.1/x", request()), /wanted http, https, rtsp/);
  await assert.rejects(openVideo("file:///etc/passwd", request()), /"file:\/\/\/etc\/passwd"/);
});

for (
  const [kind, timed] of [["matroska", true], ["mpegts", true], ["h264", false], [
    "mjpeg",
    false,
  ]] as const
) {
  ffmpegTest(
    `openVideoPipe reads ${kind} byte for byte${timed ? "" : ", live if the output is"}`,
    async () => {
      await using folder = await temporaryFolder();
      const path = `${folder.path}/film`;
      const codec = kind === "mjpeg" ? "-c:v mjpeg" : X264;
      await makeClip(path, `${codec} -f ${kind}`, { seconds: "2", size: "320x180" });
      const pixels = kind === "mjpeg" ? "-pix_fmt yuvj420p" : "-pix_fmt yuv420p";
      const wanted = await decoded(path, `-vsync 0 ${pixels}`);
      const open = async () => ({ name: "pipe", stream: await Deno.open(path) });
      {
        await using source = await openVideoPipe(await open(), request());
        assert.equal(source.info.live, false);
        assert.deepEqual((await pulled(source)).bytes, new Uint8Array(wanted));
      }
      await using shown = await openVideoPipe(await open(), request({ live: true }));
      assert.equal(shown.info.live, !timed);
    },
  );
}

ffmpegTest(
  "openVideoPipe begins before a camera's stream is at its end, and is closed in the middle",
  async () => {
    const film = await ffmpeg(
      "-f lavfi -i testsrc2=size=640x360:rate=30:duration=4 -pix_fmt yuv420p -c:v libx264 " +
        "-x264-params keyint=30:bframes=0 -f h264 -",
    );
    let at = 0;
    let closed = 0;
    const waiting = Promise.withResolvers<number | null>();
    const stream = {
      read: (into: Uint8Array): Promise<number | null> => {
        if (at === film.length) return waiting.promise; // nothing more, and no end
        const part = film.subarray(at, at + Math.min(10_000, into.length));
        into.set(part);
        at += part.length;
        return Promise.resolve(part.length);
      },
      close: (): void => {
        closed++;
        waiting.resolve(null);
      },
    };
    await using temporaries = await ownTemporaries(); // for the sockets that ffmpeg is told
    const source = await openVideoPipe({ name: "camera", stream }, request());
    for (let frame = 0; frame < 60; frame++) {
      const captured = await source.next(never);
      assert.equal(captured?.sequence, frame);
      captured.release();
    }
    await source[Symbol.asyncDispose]();
    assert.equal(closed, 1);
    assert.deepEqual(processesWith(temporaries.path), []);
  },
);

ffmpegTest("openVideoPipe refuses what is no video and closes the pipe", async () => {
  let closed = 0;
  let left = 3;
  const stream = {
    read: (into: Uint8Array): Promise<number | null> => {
      if (left-- <= 0) return Promise.resolve(null);
      into.fill(65, 0, 100);
      return Promise.resolve(100);
    },
    close: (): void => {
      closed++;
    },
  };
  const opening = openVideoPipe({ name: "pipe", stream }, request());
  await assert.rejects(
    opening,
    (error) => error instanceof ScrimError && /Cannot read "pipe": /.test(error.message),
  );
  assert.equal(closed, 1);
});
