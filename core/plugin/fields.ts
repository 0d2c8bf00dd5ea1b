/**
 * The fields of a plugin, read wherever they come from: own properties of an object, or getters and methods of a class.
 *
 * @module
 */

/** Every field that the contract knows. */
export const PLUGIN_FIELDS: readonly string[] = [
  "apiVersion",
  "name",
  "summary",
  "access",
  "format",
  "movesPixels",
  "history",
  "hidesBackground",
  "onFailure",
  "layers",
  "options",
  "narrow",
  "roi",
  "init",
  "process",
  "dispose",
];

type Fields = { [field: string]: unknown };

/** The own fields of a plugin, known or not, and those that its class gives it. The hooks are not bound to it. */
export function fieldsOf(plugin: object): Fields {
  const fields: Fields = { ...plugin };
  // By index: where a plugin's own code runs, it may have replaced the iterators.
  for (let index = 0; index < PLUGIN_FIELDS.length; index++) {
    const name = PLUGIN_FIELDS[index];
    const value = (plugin as Fields)[name];
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}
