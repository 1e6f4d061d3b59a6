/* The filter of an index: words and facets, kept in the address. While something is asked for, what fits is listed instead
   of the page's own listing. */

const slug = (text) => text.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
const ROOT = new URL("..", import.meta.url);
const MOST = 300;
const PLAIN = 4;

const element = (name, properties = {}, ...inner) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...inner);
  return made;
};

/** A list of the values that a facet has, the most frequent first where they are no numbers. */
const choice = (facet, rows) => {
  const counts = new Map();
  for (const row of rows) for (const value of row.values.get(facet)) counts.set(value, (counts.get(value) ?? 0) + 1);
  const numbers = [...counts.keys()].every((value) => /^\d/.test(value));
  const values = [...counts].sort((a, b) => (numbers ? parseInt(a[0]) - parseInt(b[0]) : b[1] - a[1] || (a[0] < b[0] ? -1 : 1)));
  const options = values.map(([value, count]) => new Option(`${value} (${count})`, value));
  const select = element("select", {}, new Option("any", ""), ...options);
  return { facet, name: slug(facet), select, label: element("label", {}, `${facet} `, select) };
};

class Filter {
  constructor(bar, data) {
    this.rows = data.rows.map(([name, address, summary, ...values]) => ({
      name,
      address,
      summary,
      text: `${name} ${summary}`.toLowerCase(),
      values: new Map(data.facets.map((facet, n) => [facet, values[n]])),
    }));
    this.words = element("input", { type: "search", placeholder: "Words" });
    this.words.setAttribute("aria-label", "Words that are looked for");
    this.choices = data.facets.map((facet) => choice(facet, this.rows));
    this.count = element("output");
    this.results = element("div", { className: "md-typeset sg-results", hidden: true });
    this.page = bar.parentElement;
    const labels = this.choices.map((one) => one.label);
    bar.append(this.words, ...labels.slice(0, PLAIN));
    if (labels.length > PLAIN) {
      this.more = element("details", {}, element("summary", {}, "More"), element("div", {}, ...labels.slice(PLAIN)));
      bar.append(this.more);
    }
    bar.append(this.count);
    bar.after(this.results);
    bar.addEventListener("input", () => this.changed());
    addEventListener("popstate", () => this.read());
    bar.hidden = false;
    this.read();
  }

  /** Take what the address asks for. */
  read() {
    const asked = new URLSearchParams(location.search);
    this.words.value = asked.get("words") ?? "";
    for (const one of this.choices) one.select.value = asked.get(one.name) ?? "";
    for (const one of this.choices) if (one.select.selectedIndex < 0) one.select.value = "";
    if (this.more && this.choices.slice(PLAIN).some((one) => one.select.value)) this.more.open = true;
    this.show();
  }

  changed() {
    const asked = new URLSearchParams();
    if (this.words.value.trim()) asked.set("words", this.words.value.trim());
    for (const one of this.choices) if (one.select.value) asked.set(one.name, one.select.value);
    const address = new URL(location);
    address.search = asked;
    history.replaceState(null, "", address);
    this.show();
  }

  show() {
    const words = this.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = this.choices.filter((one) => one.select.value);
    const fits = (row) =>
      words.every((word) => row.text.includes(word)) && chosen.every((one) => row.values.get(one.facet).includes(one.select.value));
    const found = this.rows.filter(fits);
    const asked = words.length > 0 || chosen.length > 0;
    this.count.textContent = asked ? `${found.length} of ${this.rows.length}` : `${this.rows.length}`;
    this.results.replaceChildren(...(asked ? [this.table(found)] : []));
    this.page.classList.toggle("sg-filtered", asked);
    this.results.hidden = !asked;
  }

  table(found) {
    const shown = this.choices.slice(0, PLAIN).map((one) => one.facet);
    const head = ["Name", "Meaning", ...shown].map((name) => element("th", { textContent: name, scope: "col" }));
    const rows = found.slice(0, MOST).map((row) => {
      const link = element("a", { href: new URL(row.address, ROOT).href }, element("code", {}, row.name));
      const values = shown.map((facet) => row.values.get(facet).join(", "));
      return element("tr", {}, ...[link, row.summary.replaceAll("`", ""), ...values].map((cell) => element("td", {}, cell)));
    });
    const table = element("table", {}, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
    const more = found.length > MOST ? [element("p", {}, `and ${found.length - MOST} more`)] : [];
    const wrap = element("div", { className: "md-typeset__scrollwrap", tabIndex: 0 }, table, ...more);
    wrap.setAttribute("role", "region");
    wrap.setAttribute("aria-label", "What was found");
    return wrap;
  }
}

for (const bar of document.querySelectorAll("[data-facets]")) {
  const answer = await fetch(new URL(bar.dataset.facets, ROOT));
  if (answer.ok) new Filter(bar, await answer.json());
}
