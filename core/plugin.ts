/**
 * The plugin contract, at the path that plugins import: `@scrim/scrim/plugin`. See `plugin/contract.ts`.
 *
 * @module
 */
export * from "./plugin/contract.ts";
