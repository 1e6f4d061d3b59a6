/* The listing of a program: its lines, where the processor is, and breakpoints. */

import { element } from "./panels.js";

export class Listing {
  #rows = [];
  #stops = new Set(); // lines
  #at = 0; // the row that is marked

  constructor(changed) {
    this.changed = changed;
    this.made = element("div", { className: "sg-step-listing", tabIndex: 0 });
    this.made.setAttribute("role", "listbox");
    this.made.setAttribute("aria-label", "Listing");
    this.keys = { ArrowUp: () => this.#select(this.#at - 1), ArrowDown: () => this.#select(this.#at + 1), Enter: () => this.toggle() };
  }

  /** Shows an assembled source; `unit` is what a step of the program counter means in bytes. */
  load(program, source, unit, codec) {
    const made = new Map(program.lines.map((one) => [one.line, one]));
    this.codec = codec;
    this.program = program;
    this.unit = unit;
    this.#rows = source.replace(/\n$/, "").split("\n").map((text, i) => this.#row(i + 1, text, made.get(i + 1)));
    for (const line of this.#stops) if (!this.#rows[line - 1]?.from) this.#stops.delete(line);
    this.made.replaceChildren(...this.#rows.map(({ row }) => row));
    this.#at = Math.max(this.#rows.findIndex(({ from }) => from !== undefined), 0);
    this.#draw();
  }

  #row(line, text, listed) {
    const made = { line, text: text.trim() };
    if (listed !== undefined && listed.length) {
      made.from = listed.address / this.unit;
      made.to = (listed.address + BigInt(listed.length)) / this.unit;
    }
    const stop = element("span", { className: "sg-stop", textContent: "●" });
    const address = element("span", { className: "sg-step-at", textContent: listed === undefined ? "" : listed.address.toString(16).padStart(4, "0") });
    made.row = element("div", { className: "sg-step-line", id: `sg-step-line-${line}` }, stop, address, element("code", { textContent: text || " " }));
    made.row.setAttribute("role", "option");
    made.row.addEventListener("click", () => this.#select(line - 1));
    made.row.addEventListener("dblclick", () => this.toggle());
    stop.addEventListener("click", () => this.toggle());
    stop.title = "breakpoint";
    return made;
  }

  #select(at) {
    if (at < 0 || at >= this.#rows.length) return;
    this.#at = at;
    this.#draw();
    this.#reveal(at);
  }

  /** A breakpoint at the marked line, or none any more. */
  toggle() {
    const { line, from } = this.#rows[this.#at] ?? {};
    if (from === undefined) return;
    if (!this.#stops.delete(line)) this.#stops.add(line);
    this.#draw();
    this.changed();
  }

  setBreaks(lines) {
    this.#stops = new Set(lines.filter((line) => this.#rows[line - 1]?.from !== undefined));
    this.#draw();
  }

  breaks() {
    return [...this.#stops].sort((a, b) => a - b);
  }

  /** The pcs of breakpoints. */
  stops() {
    return this.breaks().map((line) => this.#rows[line - 1].from);
  }

  isStop(pc) {
    return this.stops().includes(pc);
  }

  #find(pc) {
    return this.#rows.find(({ from, to }) => from !== undefined && from <= pc && pc < to);
  }

  lineOf(pc) {
    return this.#find(pc)?.line ?? null;
  }

  textAt(pc) {
    return this.#find(pc)?.text ?? `0x${(pc * this.unit).toString(16)}`;
  }

  /** The pc behind the instruction at a pc; null where that is none of the program. */
  after(pc) {
    const at = Number(pc * this.unit - this.program.base);
    if (at < 0 || at >= this.program.bytes.length) return null;
    const decoded = this.codec.decode(this.program.bytes.subarray(at));
    return decoded === null ? null : pc + BigInt(decoded.length) / this.unit;
  }

  /** Marks where the processor is; `exited`: it is nowhere any more. */
  mark(pc, exited) {
    const found = exited ? undefined : this.#find(pc);
    this.current = found?.line ?? null;
    if (found) this.#at = found.line - 1;
    this.#draw();
    if (found) this.#reveal(this.#at);
  }

  #draw() {
    this.#rows.forEach(({ row, line, text }, i) => {
      const now = line === this.current, stop = this.#stops.has(line);
      row.classList.toggle("sg-now", now);
      row.classList.toggle("sg-stopped", stop);
      row.setAttribute("aria-selected", String(i === this.#at));
      row.setAttribute("aria-label", `${line}${now ? ", the processor is here" : ""}${stop ? ", breakpoint" : ""}: ${text || "empty"}`);
    });
    if (this.#rows.length) this.made.setAttribute("aria-activedescendant", this.#rows[this.#at].row.id);
  }

  #reveal(at) {
    const { row } = this.#rows[at], box = this.made;
    const top = row.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + row.offsetHeight > box.scrollTop + box.clientHeight) box.scrollTop = top - box.clientHeight / 3;
  }
}
