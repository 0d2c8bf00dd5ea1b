/**
 * The part of the preview page's script that shows and changes the mask's controls, as text.
 *
 * @module
 */
export const MASK_SCRIPT = /* js */ `
const panel = document.querySelector("#mask");
let began = null;
let change = () => {};

function showMask(mask, send) {
  began = began || mask;
  change = send;
  panel.hidden = false;
  for (const input of panel.querySelectorAll("input")) {
    if (input.type === "checkbox") {
      input.checked = mask[input.name];
      continue;
    }
    // What is being dragged is ahead of what comes back.
    if (document.activeElement !== input || !input.matches(":active")) input.value = mask[input.name];
    panel.querySelector("output[for=" + input.name + "]").textContent = mask[input.name];
  }
}

panel.addEventListener("input", ({ target }) => {
  change({ [target.name]: target.type === "checkbox" ? target.checked : Number(target.value) });
});
panel.querySelector("button").addEventListener("click", () => change(began));

connect();
`;
