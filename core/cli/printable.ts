/**
 * Text that cannot steer a terminal: names and messages of plugins and files end up in it. Line ends and tabs stay; other
 * control characters (C0, DEL, C1) and those that turn the direction of writing become U+FFFD.
 */
export function printable(text: string): string {
  // deno-lint-ignore no-control-regex -- these are what it is about
  return text.replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/g, "\ufffd");
}
