/** Downloads one file, for a test that kills this process meanwhile. Arguments: base URL, folder, pinned file as JSON. */
import { keptModel } from "../../../../core/models/store/store.ts";
import { systemClock } from "../../../../core/base/clock.ts";

const [base = "", folder = "", file = ""] = Deno.args;
const log = { info: console.log, warn: console.log, debug: () => {} };
await keptModel(JSON.parse(file), { clock: systemClock, log, store: { base, folder } });
