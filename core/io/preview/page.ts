/**
 * The preview page, as text.
 *
 * @module
 */
import { CLIENT_SCRIPT } from "./client.ts";

const STYLE = /* css */ `
:root { color-scheme: light dark; --ground: #f3f1ec; --ink: #33424a; --quiet: #7b8890; --dot: #b9bfc3; }
@media (prefers-color-scheme: dark) { :root { --ground: #17191c; --ink: #e6e3dc; --quiet: #8d959b; --dot: #555c62; } }
* { box-sizing: border-box; margin: 0; }
body { height: 100vh; padding: 14px 18px 18px; display: grid; grid-template-rows: auto 1fr; gap: 12px;
  background: var(--ground); color: var(--ink); font: 14px/1.4 system-ui, sans-serif; }
header { display: flex; align-items: center; gap: 10px; }
h1 { font-size: 15px; font-weight: 600; letter-spacing: 0.02em; }
#dot { width: 8px; height: 8px; border-radius: 50%; background: var(--dot); }
#line { margin-left: auto; color: var(--quiet); font-variant-numeric: tabular-nums; white-space: pre; }
main { position: relative; min-height: 0; min-width: 0; display: grid; place-items: center; }
canvas { max-width: 100%; max-height: 100%; min-height: 0; border-radius: 10px; background: #000;
  box-shadow: 0 2px 18px rgb(0 0 0 / 0.18); }
#notice { position: absolute; max-width: 34em; padding: 14px 20px; border-radius: 10px; text-align: center;
  background: var(--ground); box-shadow: 0 2px 18px rgb(0 0 0 / 0.25); }
.live #dot { background: #3aa76d; }
.live #notice { display: none; }
.gone #dot { background: #d9573f; }
.gone canvas { visibility: hidden; }
`;

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
<header><span id="dot"></span><h1>Scrim</h1><span id="line">connecting</span></header>
<main><canvas></canvas><p id="notice" role="status">Waiting for the first picture</p></main>
<script nonce="${nonce}">${CLIENT_SCRIPT}</script>
</html>
`;
}
