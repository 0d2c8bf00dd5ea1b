/** A web server for tests. */

/** What it answers. Anything else is 404. */
export type Page =
  | { readonly type: string; readonly body: string | Uint8Array<ArrayBuffer> }
  | { readonly redirect: string }
  /** Is told of the request and never answers. */
  | { readonly silent: () => void };

/** By path. */
export type Pages = { readonly [path: string]: Page };

/** A running server. */
export interface Server extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
  /** The paths that were asked for. */
  readonly requests: readonly string[];
}

/** Serves pages on a free port of this machine. `pages` may change. */
export function serve(pages: Pages | ((path: string) => Promise<Page | undefined>)): Server {
  const requests: string[] = [];
  const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
  const server = Deno.serve(options, async (request) => {
    const { pathname } = new URL(request.url);
    requests.push(pathname);
    const page = typeof pages === "function" ? await pages(pathname) : pages[pathname];
    if (page === undefined) {
      return new Response("nothing", { status: 404, statusText: "Not Found" });
    }
    if ("redirect" in page) {
      return new Response(null, { status: 302, headers: { location: page.redirect } });
    }
    if ("silent" in page) {
      page.silent();
      return await new Promise<Response>((resolve) => {
        request.signal.addEventListener("abort", () => resolve(new Response()), { once: true });
      });
    }
    return new Response(page.body, { headers: { "content-type": page.type } });
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    requests,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}
