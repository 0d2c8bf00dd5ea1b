/** Loads one model and prints its size in bytes, or the error. Arguments: the model choice as JSON, a folder for models. */
import { describeError } from "../../../../core/base/errors.ts";
import { chooseModel, loadModel } from "../../../../core/models/model_files.ts";
import { systemClock } from "../../../../core/base/clock.ts";

const [choice = "", folder = ""] = Deno.args;
const log = { info: () => {}, warn: () => {}, debug: () => {} };
try {
  const { name, multiclass } = JSON.parse(choice);
  const chosen = name.endsWith(".tflite") ? await chooseModel(name) : name;
  const tools = {
    clock: systemClock,
    log,
    store: { folder, base: "http://127.0.0.1:1/", multiclass },
  };
  console.log((await loadModel(chosen, tools)).bytes.length);
} catch (error) {
  console.log(describeError(error));
}
