/**
 * What a build writes to `ffi/native_symbols.ts`: every function of `scrim.h` and `kernels.h`, as Deno calls it.
 *
 * @module
 */
const SYMBOLS_FILE = new URL("../native_symbols.ts", import.meta.url);
const HEADERS = ["kernels.h", "scrim.h"] as const;

/** They wait or take long: Deno calls them on a thread of its own. */
const ON_ANOTHER_THREAD = ["scrim_v4l2_wait", "scrim_v4l2_usage_wait", "scrim_v4l2_jpeg_decode"];
/** What `openLibrary()` asks for by itself, before any table is used. */
const IDENTITY = ["scrim_abi", "scrim_source_hash", "scrim_isa"];

const NUMBERS: Readonly<Record<string, string>> = {
  int32_t: "i32",
  uint32_t: "u32",
  int64_t: "i64",
  uint64_t: "u64",
  float: "f32",
  double: "f64",
};

/** A function of a header. */
interface Declared {
  readonly name: string;
  readonly result: string;
  readonly parameters: readonly string[];
  /** As C writes it, on one line. */
  readonly declaration: string;
}

/** Deno's type of a parameter: an address that C gave us is a pointer, memory of ours a buffer. */
function typeOf(parameter: string): string {
  if (/^void \*\w+$/.test(parameter)) return "pointer";
  if (parameter.includes("*")) return "buffer";
  const type = NUMBERS[parameter.split(" ")[0]];
  if (type === undefined) throw new Error(`Cannot pass "${parameter}": no type of Deno's is known`);
  return type;
}

function parametersOf(list: string): readonly string[] {
  return list.trim() === "void" ? [] : list.split(",").map((one) => typeOf(one.trim()));
}

/** The functions that a header declares, in its order. Types of functions are looked up in the same header. */
export function declaredIn(header: string): readonly Declared[] {
  const plain = header
    .replaceAll(/\/\*[\s\S]*?\*\//g, "")
    .replaceAll(/^#.*(?:\\\n.*)*$/gm, "")
    .replaceAll(/SCRIM_KERNEL\((\w+)\)/g, "scrim_$1")
    .replaceAll(/\s+/g, " ");
  const kinds = new Map(
    [...plain.matchAll(/typedef (\w+) (\w+)\(([^)]*)\);/g)].map(([, result, name, list]) =>
      [name, { result, list }] as const
    ),
  );
  return [...plain.matchAll(/SCRIM_API (\w+) (\w+)(?:\(([^)]*)\))?;/g)].map(
    ([, type, name, own]) => {
      const kind = own === undefined ? kinds.get(type) : { result: type, list: own };
      if (kind === undefined) throw new Error(`Cannot read "${name}": type "${type}" is unknown`);
      const { result, list } = kind;
      return {
        name,
        result: NUMBERS[result],
        parameters: parametersOf(list),
        declaration: `${result} ${name}(${list})`,
      };
    },
  );
}

function entry({ name, result, parameters, declaration }: Declared): string {
  const types = parameters.map((type) => `"${type}"`).join(", ");
  const thread = ON_ANOTHER_THREAD.includes(name) ? ", nonblocking: true" : "";
  return `  // ${declaration}\n` +
    `  ${name}: { parameters: [${types}], result: "${result}"${thread} },\n`;
}

function table(name: string, summary: string, functions: readonly Declared[]): string {
  return `\n/** ${summary} */\nexport const ${name} = {\n${functions.map(entry).join("")}` +
    "} as const satisfies Deno.ForeignLibraryInterface;\n";
}

async function wantedText(folder: URL): Promise<string> {
  const [kernels, devices] = await Promise.all(
    HEADERS.map(async (name) => declaredIn(await Deno.readTextFile(new URL(name, folder)))),
  );
  return "/**\n * Every function of the native library, as Deno calls it. `ffi/native/build.ts` writes this file from " +
    "`scrim.h` and\n * `kernels.h`, which say what each one does.\n *\n * @module\n */\n// deno-fmt-ignore-file\n" +
    table("kernelSymbols", "The kernels, by plain (baseline) name.", kernels) +
    table(
      "DEVICE_SYMBOLS",
      "Devices and JPEG. Results are 0, a count or `-errno`.",
      devices.filter(({ name }) => !IDENTITY.includes(name)),
    );
}

/** Writes the tables of the headers in `folder`. */
export async function writeSymbolsFile(folder: URL): Promise<void> {
  await Deno.writeTextFile(SYMBOLS_FILE, await wantedText(folder));
}

/** Whether the file says what {@linkcode writeSymbolsFile} would write. */
export async function isSymbolsFileRight(folder: URL): Promise<boolean> {
  return await Deno.readTextFile(SYMBOLS_FILE) === await wantedText(folder);
}
