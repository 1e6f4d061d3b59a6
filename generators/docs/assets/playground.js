/* The playground: a word and its assembly, a program and its bytes. What stands there is in the address of the page. */

import { Codec } from "./codec/codec.js";
import { packed, unpacked } from "./packing.js";
import { programEditor } from "./program.js";
import { hex, wordFields } from "./wordfields.js";
import { element } from "./wordview.js";

const page = document.getElementById("sg-play");
let show = null; // shows a word, whichever processor it is of

const tables = new Map();

/** The tables of a variant, fetched once. */
async function tablesOf(variant) {
  if (!tables.has(variant)) {
    const response = await fetch(new URL(`codec/tables.${variant}.json`, import.meta.url));
    if (!response.ok) throw new Error(`the tables of ${variant} are not there (${response.status})`);
    tables.set(variant, await response.json());
  }
  return tables.get(variant);
}

/** A choice with a label; hidden where there is nothing to choose. */
function choice(label, id, names, value, changed) {
  const select = element("select", { id });
  select.append(...names.map((name) => new Option(name, name, name === value, name === value)));
  select.addEventListener("change", () => changed(select.value));
  const made = element("div", { className: "sg-field", hidden: names.length < 2 });
  made.append(element("label", { htmlFor: id, textContent: label }), select);
  return made;
}

/** What the address says. */
function stated() {
  const said = new URLSearchParams(location.hash.slice(1));
  const variants = page.dataset.variants.split(",");
  const variant = variants.includes(said.get("variant")) ? said.get("variant") : variants[0];
  return { variants, variant, processor: said.get("processor"), word: said.get("word"), text: said.get("text"), code: said.get("code") };
}

/** Puts changes into the address, without a step in the history. */
function state(changes) {
  const said = new URLSearchParams(location.hash.slice(1));
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) said.delete(name);
    else said.set(name, value);
  }
  history.replaceState(history.state, "", `#${said}`);
}

const address = (name) => `instructions/${encodeURIComponent(name)}.html`;

/** A button that copies the address of the page as it is now. */
function sharing() {
  const button = element("button", { type: "button", className: "sg-button", textContent: "Copy link" });
  const said = element("output", { className: "sg-said" });
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The link is in the address bar.";
    }
  });
  return element("div", { className: "sg-share" }, button, said);
}

async function start() {
  const { variants, variant, processor: asked, word, text, code } = stated();
  const given = await tablesOf(variant);
  const processors = Object.keys(given.processors);
  const processor = processors.includes(asked) ? asked : processors[0];
  const codec = new Codec(given, processor);

  const again = async (changes, focused) => {
    state(changes);
    await start();
    document.getElementById(focused).focus();
  };
  const one = wordFields({ codec, id: "sg", address, changed: state });
  const editor = programEditor({
    codec,
    assembled: async (source, made) => {
      const own = source !== page.dataset.program;
      const code = await packed(source);
      if (editor.source !== source) return;
      state({ code: own ? code : null });
      step.hidden = made.errors.length > 0 || !page.dataset.step;
      step.href = `${page.dataset.step}#${new URLSearchParams({ variant, code })}`;
    },
    chosen: (bytes) => {
      const decoded = codec.decode(bytes);
      show(decoded ? hex(decoded.word, decoded.length) : hex(codec.fromMemory(bytes.subarray(0, 8)), 0));
    },
  });
  const step = element("a", { hidden: true, textContent: "Step through it" });
  page.replaceChildren(
    element(
      "div",
      { className: "sg-choices" },
      choice("Variant", "sg-variant", variants, variant, (name) => again({ variant: name }, "sg-variant")),
      choice("Processor", "sg-processor", processors, processor, (name) => again({ processor: name }, "sg-processor")),
      sharing(),
    ),
    element("section", { ariaLabel: "One instruction" }, one.made),
    element("section", { ariaLabel: "A program" }, editor.made, element("p", {}, step)),
  );
  one.set({ word: word ?? page.dataset.word, text });
  editor.set(code === null ? page.dataset.program : await unpacked(code));
  show = (digits) => {
    const others = processors.filter((name) => name !== processor && new Codec(given, name).decode(digits));
    if (codec.decode(digits) === null && others.length) return again({ processor: others[0], word: digits, text: null }, "sg-word");
    one.set({ word: digits, text: null });
    state({ word: digits, text: null });
    return document.getElementById("sg-word").focus();
  };
}

/** Makes the words of the table below into buttons that show them. */
function offer() {
  for (const cell of document.querySelectorAll("#words ~ * code")) {
    if (!/^0x[0-9a-f]+$/.test(cell.textContent) || cell.closest("button")) continue;
    const button = element("button", { type: "button", className: "sg-offer" });
    button.addEventListener("click", () => show(cell.textContent));
    cell.replaceWith(button);
    button.append(cell);
  }
}

async function main() {
  try {
    await start();
    addEventListener("hashchange", start);
    offer();
    document.getElementById("sg-play-static").hidden = true;
  } catch (error) {
    page.replaceChildren(element("p", { className: "sg-problem", textContent: `The playground does not start: ${error.message}.` }));
  }
  page.hidden = false;
}

if (page) await main();
