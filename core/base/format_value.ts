/** The longest value that a message shows whole. */
const LONGEST = 300;

/** A value as messages show it: never throws, never long, whatever somebody else handed over. */
export function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "number") return String(value); // JSON knows no NaN
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    return `a ${typeof value}`; // circular, a bigint, or a getter that throws
  }
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
