/** What systemd makes of a unit's text, by the rules of systemd.syntax(7) and systemd.service(5). */

/** Splits a value into words: quotes, C escapes, `%%`. Other specifiers would be changed by systemd, so they are mistakes. */
export function wordsOf(value: string): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote = "";
  const escapes: Record<string, string> = {
    ...{ n: "\n", t: "\t", r: "\r", a: "\x07", b: "\b", f: "\f", v: "\v", s: " " },
    ...{ "\\": "\\", '"': '"', "'": "'" },
  };
  for (let i = 0; i < value.length; i++) {
    const letter = value[i];
    if (letter === "\\") {
      const hex = /^x([0-9a-f]{2})/.exec(value.slice(i + 1));
      const next = hex ? String.fromCharCode(parseInt(hex[1], 16)) : escapes[value[i + 1]];
      if (next === undefined) throw new Error(`unknown escape in ${value}`);
      word = (word ?? "") + next;
      i += hex ? 3 : 1;
    } else if (quote === "" ? letter === '"' || letter === "'" : letter === quote) {
      quote = quote === "" ? letter : "";
      word ??= "";
    } else if (quote === "" && /\s/.test(letter)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? "") + letter;
  }
  if (quote !== "") throw new Error(`a quote is open in ${value}`);
  if (word !== null) words.push(word);
  return words.map(withoutSpecifiers);
}

function withoutSpecifiers(text: string): string {
  const left = text.replaceAll("%%", "");
  if (left.includes("%")) throw new Error(`systemd would expand a specifier in ${text}`);
  return text.replaceAll("%%", "%");
}

/** The settings of a unit by `Section.Name`, in order. Comments and empty lines are left out. */
export function settingsOf(unit: string): Map<string, string[]> {
  const settings = new Map<string, string[]>();
  let section = "";
  for (const line of unit.split("\n")) {
    if (line === "" || line.startsWith("#")) continue;
    if (line.endsWith("\\")) throw new Error(`a line is joined with the next: ${line}`);
    const heading = /^\[(\w+)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const [, name, value] = /^([A-Za-z]+)=(.*)$/.exec(line) ?? [];
    if (name === undefined) throw new Error(`no setting: ${line}`);
    const key = `${section}.${name}`;
    settings.set(key, [...settings.get(key) ?? [], value]);
  }
  return settings;
}

/** The command that `ExecStart` runs. It must begin with `:`, or `$` would have a meaning. */
export function commandOf(unit: string): string[] {
  const [program, ...args] = wordsOf(settingsOf(unit).get("Service.ExecStart")?.[0] ?? "");
  if (!program.startsWith(":/")) throw new Error(`no absolute program: ${program}`);
  return [program.slice(1), ...args];
}
