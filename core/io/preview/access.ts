/**
 * Who may see the preview: programs of this machine that know the token. The page shows somebody's camera, and any web page
 * in their browser can reach 127.0.0.1, so host, origin and token are all checked.
 *
 * @module
 */
import { timingSafeEqual } from "node:crypto";

/** A token of 128 random bits. */
export function newToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** What a request asks for, or the status that refuses it. */
export type Access = "page" | "frames" | 403 | 404;

/** Judges a request to `/TOKEN/` or `/TOKEN/frames`. */
export function judge(request: Request, token: string, port: number): Access {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  // A foreign name that was made to resolve to 127.0.0.1 shows in Host.
  const host = request.headers.get("host") ?? "";
  if (!hosts.includes(host)) return 403;
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) return 403;
  const [, given, what, ...rest] = new URL(request.url).pathname.split("/");
  if (!isSame(given ?? "", token) || rest.length > 0) return 404;
  if (what === "" && request.method === "GET") return "page";
  // A browser always says where a socket comes from.
  if (what === "frames" && origin !== null) return "frames";
  return what === "frames" ? 403 : 404;
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [new TextEncoder().encode(given), new TextEncoder().encode(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
