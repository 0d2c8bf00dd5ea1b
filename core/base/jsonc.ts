/**
 * JSON with comments and trailing commas, as in Deno's configuration files.
 *
 * @module
 */

/** Comments. Strings match the first group, so that text in a string that looks like a comment is kept. */
const COMMENT = /("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g;
/** Trailing commas. Strings match the first group, as above. */
const LAST_COMMA = /("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g;

/**
 * Parses JSON with comments and trailing commas.
 *
 * @throws {SyntaxError} if the text without them is not valid JSON
 */
export function parseJsonc(text: string): unknown {
  const keep = (part: string, string: string | undefined): string =>
    string === undefined ? "" : part;
  return JSON.parse(text.replace(COMMENT, keep).replace(LAST_COMMA, keep));
}
