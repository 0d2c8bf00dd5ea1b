/** Downloads one file, for a test that ends this process meanwhile. Arguments: address, folder, pin as JSON. */
import { keptModel } from "../../../../core/infer/store/store.ts";

const [base = "", folder = "", file = ""] = Deno.args;
const log = { info: console.log, warn: console.log, debug: () => {} };
await keptModel(JSON.parse(file), { log, store: { base, folder } });
