/**
 * The kernels as WebAssembly, at work in the arena itself. For machines without the native library, and for `--no-ffi`.
 *
 * @module
 */
import type { Arena } from "../core/media/arena.ts";
import { ScrimError } from "../core/base/errors.ts";
import type { Kernels } from "../core/media/kernels.ts";
import { ABI, SOURCE_HASH } from "./abi.ts";
import { PlaneKernels } from "./plane_kernels.ts";
import type { RawKernels } from "./symbols.ts";

const FILE_NAME = "scrim-kernels.wasm";

interface Identity {
  scrim_abi(): number;
  scrim_source_hash(): bigint;
}

function checkIdentity(identity: Identity): void {
  const abi = identity.scrim_abi();
  const hash = BigInt.asUintN(64, identity.scrim_source_hash());
  if (abi === ABI && hash === SOURCE_HASH) return;
  throw new ScrimError(
    `Cannot use "${FILE_NAME}": it is abi ${abi}, sources ${hash.toString(16)}; ` +
      `wanted abi ${ABI}, sources ${SOURCE_HASH.toString(16)}`,
    { code: "NATIVE", hint: "run `deno run -A ffi/native/build.ts`" },
  );
}

/**
 * Starts the WebAssembly kernels in `arena`. Only one thread may call them: their stack is the arena's first page.
 *
 * @param module what `readWasmKernels()` gave; this module loads nothing, so that a thread without rights can run it
 * @throws {ScrimError} `NATIVE` when the kernels are stale; `FORMAT` from each kernel that is handed bytes outside of the
 * arena
 */
export async function startWasmKernels(arena: Arena, module: WebAssembly.Module): Promise<Kernels> {
  const instance = await WebAssembly.instantiate(module, { env: { memory: arena.memory } });
  const exports = instance.exports as unknown as RawKernels<number> & Identity;
  checkIdentity(exports);
  const offset = (bytes: Uint8Array | Int32Array): number => {
    if (arena.owns(bytes)) return bytes.byteOffset;
    throw new ScrimError(
      `Cannot reach ${bytes.byteLength} bytes from WebAssembly: they are not in the arena`,
      { code: "FORMAT", hint: "copy them into a view that the arena gave" },
    );
  };
  return new PlaneKernels({ backend: "wasm", raw: exports, pointer: offset, none: 0 }, arena);
}
