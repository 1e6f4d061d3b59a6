/* On every page: names for what the theme leaves nameless, the way to the jump box and to other versions. */
(() => {
  "use strict";

  addEventListener("load", () => {
    document.querySelector("[data-md-component=search][role=dialog]")?.setAttribute("aria-label", "Search");
    for (const wrap of document.querySelectorAll(".md-typeset__scrollwrap")) wrap.tabIndex = 0;
    let number = 0;
    for (const tools of document.querySelectorAll(".md-code__nav")) tools.setAttribute("aria-label", `Code ${++number}`);
  });

  const own = document.currentScript.src;

  // Another version is opened at the same page, where it has one.
  document.addEventListener("click", async (event) => {
    const link = event.target instanceof Element ? event.target.closest("a.md-version__link") : null;
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const root = new URL(`${JSON.parse(document.getElementById("__config").textContent).base}/`, location).href;
    const same = new URL(location.href.slice(root.length), link.href);
    const found = await fetch(same, { method: "HEAD" }).catch(() => null);
    location.assign(found?.ok ? same : link.href);
  }, true);

  // The jump box: a button in the theme's header, Ctrl-K anywhere, j where nobody is writing. What is typed while it is
  // loaded is typed into it.
  if (own.startsWith("http")) {
    const jump = async () => {
      let typed = "";
      const key = (event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        if (event.key.length === 1) typed += event.key;
        event.preventDefault();
        event.stopPropagation();
      };
      addEventListener("keydown", key, true);
      try {
        const box = await import(new URL("jump.js", own));
        await box.open(() => typed);
      } catch {
        button.replaceChildren("No list of names");
      } finally {
        removeEventListener("keydown", key, true);
      }
    };
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
})();
