/**
 * Words as systemd's unit files want them.
 *
 * @module
 */

/** Letters that mean nothing to systemd, wherever they stand. */
const PLAIN = /^[\w@+=:,./-]+$/;

const ESCAPES: Readonly<Record<string, string>> = {
  "\\": "\\\\",
  '"': '\\"',
  "%": "%%",
  "\n": "\\n",
  "\t": "\\t",
  "\r": "\\r",
};

/** One word of `ExecStart=:…` or `Environment=`, whatever is in it. (`:` in front of a command leaves `$` alone.) */
export function systemdWord(text: string): string {
  if (PLAIN.test(text)) return text;
  const inside = text.replace(
    // deno-lint-ignore no-control-regex -- these are what it is about
    /[\\"%\x00-\x1f\x7f]/g,
    (letter) => ESCAPES[letter] ?? `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
  return `"${inside}"`;
}

/** A path that stands alone behind `=`, where nothing is quoted; `null`: it cannot be written there. */
export function systemdPath(path: string): string | null {
  // deno-lint-ignore no-control-regex -- these are what it is about
  if (/[\x00-\x1f\x7f]/.test(path)) return null;
  // A backslash at the end of a line joins it with the next, and spaces there are cut off.
  return path.replaceAll("%", "%%").replace(/[\\\s]$/, "$&/.");
}
