/* On every page: names for what the theme leaves nameless, the way to the jump box, and a filter above the tables of
   instructions. Without scripts the tables stand as they are. */
(() => {
  "use strict";

  addEventListener("load", () => {
    document.querySelector("[data-md-component=search][role=dialog]")?.setAttribute("aria-label", "Search");
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wrap.tabIndex = 0;
    let number = 0;
    for (const tools of document.querySelectorAll(".md-code__nav")) tools.setAttribute("aria-label", `Code ${++number}`);
  });

  const own = document.currentScript.src;

  // The jump box: a button in the theme's header, Ctrl-K anywhere, j where nobody is writing.
  if (own.startsWith("http")) {
    const jump = () => import(new URL("jump.js", own)).then((box) => box.open()).catch(() => button.replaceChildren("No list of names"));
    const button = Object.assign(document.createElement("button"), { type: "button", className: "sg-jumper", onclick: jump });
    const keys = Object.assign(document.createElement("kbd"), { textContent: "Ctrl K" });
    button.append("Jump", keys);
    button.setAttribute("aria-keyshortcuts", "Control+K J");
    const search = document.querySelector(".md-header__inner .md-search, .md-header__inner label[for=__search]");
    if (search) search.before(button);
    else document.body.append(button);
    addEventListener("keydown", (event) => {
      const writing = event.target.closest?.("input, textarea, select, [contenteditable]");
      const asked = event.ctrlKey || event.metaKey ? event.key === "k" : event.key === "j" && !event.altKey && !writing;
      if (!asked) return;
      event.preventDefault();
      jump();
    });
  }

  const bar = document.querySelector("[data-filter]");
  if (!bar) return;

  const sections = [];
  for (const table of document.querySelectorAll("article table, main table")) {
    let heading = table;
    while (heading && heading.tagName !== "H2") heading = heading.previousElementSibling || heading.parentElement;
    if (!heading) continue;
    const engine = [...table.querySelectorAll("thead th")].findIndex((cell) => cell.textContent.trim() === "Engine");
    const rows = [...table.tBodies[0].rows].map((row) => ({
      row,
      text: row.textContent.toLowerCase(),
      engine: engine < 0 ? "" : row.cells[engine].textContent.trim(),
    }));
    sections.push({ table, heading, rows, group: heading.firstChild.textContent.trim() });
  }

  const all = sections.flatMap((section) => section.rows);
  const words = document.createElement("input");
  words.type = "search";
  words.placeholder = "Filter by mnemonic or words";
  words.setAttribute("aria-label", words.placeholder);
  const choice = (label, values) => {
    const select = document.createElement("select");
    select.setAttribute("aria-label", label);
    select.append(new Option(label, ""), ...values.map((value) => new Option(value, value)));
    return select;
  };
  const group = choice("All groups", sections.map((section) => section.group));
  const engine = choice("All engines", [...new Set(all.map((one) => one.engine))].filter(Boolean).sort());
  const count = document.createElement("output");

  const apply = () => {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const section of sections) {
      let here = 0;
      for (const one of section.rows) {
        const fits =
          (!group.value || group.value === section.group) &&
          (!engine.value || engine.value === one.engine) &&
          wanted.every((word) => one.text.includes(word));
        one.row.hidden = !fits;
        here += fits;
      }
      section.heading.hidden = section.table.hidden = !here;
      shown += here;
    }
    count.textContent = `${shown} of ${all.length}`;
  };
  for (const control of [words, group, engine]) control.addEventListener("input", apply);
  bar.append(words, group);
  if (engine.length > 2) bar.append(engine);
  bar.append(count);
  bar.hidden = false;
  apply();
})();
