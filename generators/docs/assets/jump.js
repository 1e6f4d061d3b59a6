/* The jump box: names of everything on the site, found by a part of one, and instructions by their bits. It is loaded by
   the first who asks for it, and so is the list of names. */

const ROOT = new URL("..", import.meta.url);
const MOST = 12;

/** The names, each with what it is and its address. */
const unfolded = (data) => {
  const all = [];
  for (const kind of data.kinds) {
    for (const names of kind.names) {
      const [name, ...others] = [names].flat();
      const address = kind.page.replace("*", () => encodeURIComponent(name));
      all.push({ name: kind.before + name, others, what: kind.title, address });
    }
  }
  for (const [name, what, address] of data.places) all.push({ name, others: [], what, address });
  for (const one of all) one.keys = [one.name, ...one.others].map((key) => key.toLowerCase());
  return all;
};

const pieces = (text) => text.split(/[\s._\-:/]+/).filter(Boolean);

/** Whether a part of a name, or one of the values that may stand there, is as it should be. */
const some = (part, fits) => part.split("|").some(fits);

/** How badly a name fits what is asked for, from 0; Infinity where it does not. */
const distance = (key, asked, words) => {
  if (key === asked) return 0;
  const own = pieces(key);
  const each = (fits) => words.every((word) => own.some((part) => some(part, (one) => fits(one, word))));
  if (own.length === words.length && own.every((part, n) => some(part, (one) => one === words[n]))) return 0;
  if (!words.length) return Infinity;
  if (each((one, word) => one === word)) return 1;
  if (key.startsWith(asked)) return 2;
  if (each((one, word) => one.startsWith(word))) return 3;
  return each((one, word) => one.includes(word)) ? 4 : Infinity;
};

/** The things that are found by name, the best first; those that fit equally well by length and as listed. */
const byName = (all, asked) => {
  const text = asked.toLowerCase();
  const words = pieces(text);
  return all
    .map((one, order) => ({ one, order, far: Math.min(...one.keys.map((key) => distance(key, text, words))) }))
    .filter((found) => found.far < Infinity)
    .sort((a, b) => a.far - b.far || a.one.name.length - b.one.name.length || a.order - b.order)
    .map((found) => found.one);
};

const ones = (mask) => mask.toString(2).replaceAll("0", "").length;

/** The instructions that a number is the word of, the most particular first, and those whose opcode it is. */
const byBits = (words, asked) => {
  const text = asked.replace(/[_\s]/g, "");
  if (!/^0(x[0-9a-f]{1,64}|b[01]{1,256})$/i.test(text)) return [];
  const value = BigInt(text);
  const read = words.map(([name, width, match, mask, opcode]) => ({
    name,
    width,
    mask: BigInt(`0x${mask}`),
    match: BigInt(`0x${match}`),
    opcode: opcode ? BigInt(`0x${opcode}`) : -1n,
  }));
  const named = (one, what) => ({ name: one.name, what, address: `instructions/${encodeURIComponent(one.name)}.html` });
  const whole = read
    .filter((one) => value >> BigInt(one.width) === 0n && (value & one.mask) === one.match && one.mask > 0n)
    .sort((a, b) => ones(b.mask) - ones(a.mask));
  const begun = read.filter((one) => one.opcode === value);
  return [
    ...whole.map((one) => named(one, `Instruction of this word, ${one.width} bits`)),
    ...begun.map((one) => named(one, "Instruction of this opcode")),
  ];
};

const element = (name, properties = {}, ...inner) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inner);
  return made;
};

class JumpBox {
  constructor(data) {
    this.words = data.words;
    this.all = unfolded(data);
    this.input = element("input", {
      type: "search",
      autocomplete: "off",
      spellcheck: false,
      placeholder: "A name, a part of one, or 0x and the bits of a word",
    });
    this.input.setAttribute("aria-label", "Name or word to jump to");
    this.list = element("ul");
    this.said = element("output");
    this.dialog = element("dialog", { className: "sg-jump" }, this.input, this.list, this.said);
    this.dialog.setAttribute("aria-label", "Jump to");
    this.dialog.addEventListener("keydown", (event) => this.key(event));
    this.dialog.addEventListener("click", (event) => {
      if (event.target === this.dialog || event.target.closest("a")) this.dialog.close();
    });
    this.input.addEventListener("input", () => this.show());
    document.body.append(this.dialog);
  }

  open(typed) {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
    if (typed) this.input.setRangeText(typed, 0, this.input.value.length, "end");
    this.show();
  }

  show() {
    const asked = this.input.value.trim();
    const found = asked ? [...byBits(this.words, asked), ...byName(this.all, asked)] : [];
    this.list.replaceChildren(
      ...found.slice(0, MOST).map((one) => {
        const others = (one.others ?? []).map((other) => ` ${other.replace(/[^.|]*\|[^.]*/g, "*")}`);
        const link = element("a", { href: new URL(one.address, ROOT).href });
        link.append(element("span", {}, element("code", {}, one.name), ...others), element("small", {}, one.what));
        return element("li", {}, link);
      }),
    );
    const more = found.length > MOST ? `, the first ${MOST} shown` : "";
    this.said.textContent = asked ? `${found.length} found${more}` : `${this.all.length} names`;
  }

  key(event) {
    const links = [...this.list.querySelectorAll("a")];
    const at = links.indexOf(document.activeElement);
    if (event.key === "ArrowDown") (links[at + 1] ?? links.at(-1))?.focus();
    else if (event.key === "ArrowUp") (links[at - 1] ?? this.input).focus();
    else if (event.key === "Enter" && at < 0) links[0]?.click();
    else if (event.key === "Escape") this.dialog.close();
    else {
      // Letters typed on a result go on in the box.
      if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey) this.input.focus();
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }
}

let box;

/** Show the box with what was typed meanwhile; rejects where the list of names cannot be had. */
export const open = async (typed) => {
  box ??= fetch(new URL("assets/data/names.json", ROOT))
    .then((answer) => answer.json())
    .then((data) => new JumpBox(data));
  (await box).open(typed());
};
