/* On the page of an instruction: its word and assembly, to be changed. What that takes is loaded when somebody asks for it. */

import { element } from "./wordview.js";

async function open(place, button) {
  const { instruction: name, variant, processor, word } = place.dataset;
  button.disabled = true;
  try {
    const [{ load }, { wordFields }] = await Promise.all([import("./codec/codec.js"), import("./wordfields.js")]);
    const codec = await load(new URL(`codec/tables.${variant}.json`, import.meta.url), processor);
    const elsewhere = element("a", { textContent: "Go on in the playground" });
    const changed = (state) => {
      const given = Object.entries({ variant, processor, ...state }).filter(([, value]) => value !== null);
      elsewhere.href = `../playground.html#${new URLSearchParams(given)}`;
    };
    const address = (other) => (other === name ? "#" : `${encodeURIComponent(other)}.html`);
    const fields = wordFields({ codec, id: "sg-try", changed, address });
    place.replaceChildren(fields.made, element("p", {}, elsewhere));
    fields.set({ word, text: null });
    changed({ word, text: null });
    document.getElementById("sg-try-text").focus();
  } catch (error) {
    place.replaceChildren(element("p", { className: "sg-problem", textContent: `This does not start: ${error.message}.` }));
  }
}

for (const place of document.querySelectorAll(".sg-try")) {
  const button = element("button", { type: "button", className: "sg-button", textContent: "Try it: change operands, see bits" });
  button.addEventListener("click", () => open(place, button));
  place.append(button);
  place.hidden = false;
}
