/**
 * JSON with comments and commas behind the last value, as Deno's configuration files have it.
 *
 * @module
 */

/** Comments, but nothing of a string that looks like one. */
const COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g;
/** A comma with nothing behind it. */
const LAST_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

/** @throws {SyntaxError} as `JSON.parse()` does */
export function parseJsonc(text: string): unknown {
  const keep = (part: string, string: string | undefined): string =>
    string === undefined ? "" : part;
  return JSON.parse(text.replace(COMMENT, keep).replace(LAST_COMMA, keep));
}
