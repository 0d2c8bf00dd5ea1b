/**
 * The preview page, as text.
 *
 * @module
 */
import { MASK_BOUNDS } from "../../masks/mask_controls.ts";
import { CLIENT_SCRIPT } from "./client.ts";
import { MASK_SCRIPT } from "./mask_script.ts";

const STYLE = /* css */ `
:root { color-scheme: light dark; --ground: #f3f1ec; --ink: #33424a; --quiet: #7b8890; --dot: #b9bfc3; }
@media (prefers-color-scheme: dark) { :root { --ground: #17191c; --ink: #e6e3dc; --quiet: #8d959b; --dot: #555c62; } }
* { box-sizing: border-box; margin: 0; }
body { height: 100vh; padding: 14px 18px 18px; display: grid; grid-template-rows: auto 1fr; gap: 12px;
  background: var(--ground); color: var(--ink); font: 14px/1.4 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: 10px; }
h1 { font-size: 15px; font-weight: 600; letter-spacing: 0.02em; }
#dot { width: 8px; height: 8px; border-radius: 50%; background: var(--dot); }
#line { margin-left: auto; margin-right: 6px; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: pre; }
main { position: relative; min-height: 0; min-width: 0; display: grid; place-items: center; }
canvas { max-width: 100%; max-height: 100%; min-height: 0; border-radius: 10px; background: #000;
  box-shadow: 0 2px 18px rgb(0 0 0 / 0.18); }
#notice { position: absolute; max-width: 34em; padding: 14px 20px; border-radius: 10px; text-align: center;
  background: var(--ground); box-shadow: 0 2px 18px rgb(0 0 0 / 0.25); }
#mask { position: relative; }
#mask summary { cursor: pointer; color: var(--quiet); list-style: none; padding: 2px 10px; border-radius: 8px;
  border: 1px solid var(--dot); }
#mask summary::-webkit-details-marker { display: none; }
#mask[open] summary { color: var(--ink); }
#mask form { position: absolute; right: 0; top: 34px; z-index: 1; width: 268px; padding: 14px 16px; border-radius: 10px;
  display: grid; grid-template-columns: 1fr auto; gap: 4px 10px; background: var(--ground);
  box-shadow: 0 2px 18px rgb(0 0 0 / 0.25); }
#mask input[type=range] { grid-column: 1 / 3; width: 100%; margin: 0 0 6px; accent-color: #3aa76d; }
#mask output { color: var(--quiet); font-variant-numeric: tabular-nums; }
#mask button { grid-column: 1 / 3; margin-top: 8px; padding: 4px; font: inherit; color: inherit; background: none;
  border: 1px solid var(--dot); border-radius: 8px; cursor: pointer; }
#mask :focus-visible { outline: 2px solid #3aa76d; outline-offset: 2px; }
.live #dot { background: #3aa76d; }
.live #notice { display: none; }
.gone #dot { background: #d9573f; }
.gone canvas { visibility: hidden; }
`;

/** A slider for a control of the mask. What is written beside it comes from the script. */
function slider(name: keyof typeof MASK_BOUNDS, label: string): string {
  const { min, max, whole } = MASK_BOUNDS[name];
  return `<label for="${name}">${label}</label><output for="${name}"></output>
<input type="range" id="${name}" name="${name}" min="${min}" max="${max}" step="${
    whole ? 1 : 0.01
  }">`;
}

/** Hidden until the script knows that there is a mask. */
const MASK_PANEL = `
<details id="mask" hidden><summary>Mask</summary><form>
${slider("threshold", "How sure at the outline")}
${slider("softness", "Softness")}
${slider("dilate", "Dilate or erode, in pixels")}
${slider("smoothing", "Smoothing over time")}
<label for="refine">Follow the picture's edges</label><input type="checkbox" id="refine" name="refine">
<button type="button">Back to the start</button>
</form></details>`;

/** The page. Its script and style are inside; `nonce` lets exactly these through the content security policy. */
export function previewPage(nonce: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Scrim preview</title>
<link rel="icon" href="data:,">
<style nonce="${nonce}">${STYLE}</style>
<body>
<header><span id="dot"></span><h1>Scrim</h1><span id="line">connecting</span>${MASK_PANEL}</header>
<main><canvas></canvas><p id="notice" role="status">Waiting for the first picture</p></main>
<script nonce="${nonce}">${CLIENT_SCRIPT}${MASK_SCRIPT}</script>
</html>
`;
}
