/**
 * Reads the fields of a plugin: own properties of an object, or getters and methods of a class.
 *
 * @module
 */

/** All fields of the contract. */
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

/** Returns all own fields of a plugin, and the fields of the contract that it inherits from its class. Does not bind the hooks. */
export function fieldsOf(plugin: object): Fields {
  const fields: Fields = { ...plugin };
  // No iterator: in the sandbox, the plugin's code may have replaced the built-in ones.
  for (let index = 0; index < PLUGIN_FIELDS.length; index++) {
    const name = PLUGIN_FIELDS[index];
    const value = (plugin as Fields)[name];
    if (value !== undefined) fields[name] = value;
  }
  return fields;
}
