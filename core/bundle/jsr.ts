/**
 * From a `jsr:` specifier to the address of its module, by the registry's two lists.
 *
 * @module
 */
import { Refusal } from "./module.ts";
import { parsePackage } from "./specifier.ts";

/** Not written as a literal in `import()`: Deno would fetch the package at the start of every program that has Scrim. */
const SEMVER = "npm:semver@7.7.3";

interface Semver {
  maxSatisfying(versions: readonly string[], range: string): string | null;
  validRange(range: string): string | null;
}

interface PackageMeta {
  readonly latest?: string;
  readonly versions?: { readonly [version: string]: { readonly yanked?: boolean } };
}

interface VersionMeta {
  readonly exports?: { readonly [name: string]: string };
}

/** What resolving needs of the world. */
export interface JsrTools {
  /** The registry, ending in `/`. */
  readonly registry: string;
  /** Fetches JSON. */
  json(url: string): Promise<unknown>;
}

/** The registry that Deno itself would ask: `JSR_URL`, else `https://jsr.io/`. */
export function jsrRegistry(): string {
  const permission = Deno.permissions.querySync({ name: "env", variable: "JSR_URL" });
  const url = permission.state === "granted" ? Deno.env.get("JSR_URL") : undefined;
  return (url || "https://jsr.io").replace(/\/*$/, "/");
}

/**
 * The address of a module on JSR: of the newest version in range that was not withdrawn.
 *
 * @param specifier `jsr:@scope/name@range/export`
 * @throws {Refusal} when there is no such package, version or export
 */
export async function jsrAddress(specifier: string, tools: JsrTools): Promise<string> {
  const parsed = parsePackage(specifier);
  if (parsed === null) throw new Refusal("not a package, wanted a form like jsr:@scope/name@1");
  const { name, range, subpath } = parsed;
  const folder = `${tools.registry}${name}/`;
  const meta = await tools.json(`${folder}meta.json`) as PackageMeta;
  const version = await choose(meta, range);
  const { exports = {} } = await tools.json(`${folder}${version}_meta.json`) as VersionMeta;
  const key = `.${subpath}`;
  if (!Object.hasOwn(exports, key)) {
    throw new Refusal(
      `version ${version} does not export "${key}" (there are: ${Object.keys(exports).join(", ")})`,
    );
  }
  const address = new URL(exports[key], `${folder}${version}/`).href;
  if (!address.startsWith(`${folder}${version}/`)) {
    throw new Refusal(`its export "${key}" leads out of the package, to ${address}`);
  }
  return address;
}

async function choose({ versions = {}, latest }: PackageMeta, range: string): Promise<string> {
  const there = Object.keys(versions).filter((version) => versions[version].yanked !== true);
  const semver: { default: Semver } = await import(SEMVER);
  if (range !== "" && semver.default.validRange(range) === null) {
    throw new Refusal(`"${range}" is not a version or a range of versions`);
  }
  const version = semver.default.maxSatisfying(there, range || "*") ??
    (range === "" && latest !== undefined && there.includes(latest) ? latest : null);
  if (version === null) {
    throw new Refusal(
      `no version fits "${range || "*"}" (there are: ${there.join(", ") || "none"})`,
    );
  }
  return version;
}
