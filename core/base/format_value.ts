/** The largest number of characters that a message shows of a value. */
const LONGEST = 300;

/** Formats any value for a message. It never throws, not even for values from plugins, and cuts long values. */
export function shown(value: unknown): string {
  if (typeof value === "function") return "a function";
  if (typeof value === "number") return String(value); // JSON has no NaN
  let text: string;
  try {
    text = JSON.stringify(value) ?? String(value);
  } catch {
    return `a ${typeof value}`; // circular, a bigint, or a getter that throws
  }
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}
