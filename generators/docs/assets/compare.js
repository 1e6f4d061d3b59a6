// Pages of comparisons: which differences are shown, by whom they meet and how bad they are; and the choice of two versions
// among those that are deployed. Without this script all differences are shown, and links lead to each comparison.
"use strict";

const labelled = (text, control) => {
  const label = document.createElement("label");
  label.append(`${text} `, control);
  return label;
};

const choice = (options) => {
  const select = document.createElement("select");
  select.append(...options.map(([text, value]) => new Option(text, value)));
  return select;
};

/** The anchor that the address names; none where it is no text. */
const anchor = () => {
  try {
    return decodeURIComponent(location.hash.slice(1));
  } catch {
    return "";
  }
};

const filter = (bar) => {
  const findings = [...document.querySelectorAll(".sg-finding")];
  const values = (name) => [...new Set(findings.flatMap((one) => one.dataset[name].split(" ")))].filter(Boolean);
  const order = ["breaking", "risk", "additive", "compatible", "words"];
  const verdicts = values("verdict").sort((a, b) => order.indexOf(a) - order.indexOf(b));
  const verdict = choice([["any", ""], ...verdicts.map((one) => [one, one])]);
  const consumer = choice([["anyone", ""], ...values("hits").sort().map((one) => [one, one])]);
  const count = document.createElement("output");
  const address = new URL(location);

  const apply = () => {
    let shown = 0;
    for (const one of findings) {
      one.hidden =
        (verdict.value !== "" && one.dataset.verdict !== verdict.value) ||
        (consumer.value !== "" && !one.dataset.hits.split(" ").includes(consumer.value));
      shown += !one.hidden;
    }
    for (const thing of document.querySelectorAll(".sg-differs")) {
      thing.hidden = !thing.querySelector(".sg-finding:not([hidden])");
    }
    count.textContent = `${shown} of ${findings.length}`;
  };
  const chosen = () => {
    apply();
    for (const [name, control] of [["verdict", verdict], ["meets", consumer]]) {
      if (control.value) address.searchParams.set(name, control.value);
      else address.searchParams.delete(name);
    }
    address.hash = "";
    history.replaceState(null, "", address);
  };
  for (const [name, control] of [["verdict", verdict], ["meets", consumer]]) {
    const wanted = address.searchParams.get(name);
    if ([...control.options].some((option) => option.value === wanted)) control.value = wanted;
    control.addEventListener("input", chosen);
  }
  // A link to a difference shows it, whatever was chosen before.
  const linked = document.getElementById(anchor());
  if (linked) verdict.value = consumer.value = "";
  bar.append(labelled("Verdict", verdict), labelled("Meets", consumer), count);
  bar.hidden = false;
  apply();
  linked?.scrollIntoView();
};

// The comparison of two deployed versions, and the version whose site has it: that which was made last from what both say now.
const comparison = (versions, old, now) => {
  const found = (site, other) => site.properties?.compared?.[other.version];
  const current = [[now, old], [old, now]].filter(([site, other]) => found(site, other));
  const fresh = current.find(([site, other]) => found(site, other) === other.properties?.content);
  return (fresh ?? current[0])?.map((one) => one.version);
};

const choose = async (form) => {
  const known = JSON.parse(form.dataset.known);
  const root = new URL("../", location);
  const answer = await fetch(new URL("versions.json", root)).catch(() => null);
  if (!answer?.ok) return;
  const versions = (await answer.json()).reverse();
  const named = versions.map((one) => [one.title, one.version]);
  const from = choice(named);
  const to = choice(named);
  to.value = known.version;
  from.value = known.with.at(-1);
  const go = document.createElement("button");
  go.textContent = "Compare";
  const said = document.createElement("output");
  form.append(labelled("From", from), labelled("to", to), go, said);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [a, b] = [from.selectedIndex, to.selectedIndex].sort((x, y) => x - y).map((n) => versions[n]);
    const found = a === b ? null : comparison(versions, a, b);
    said.textContent = found ? "" : a === b ? "They are the same version." : "These two are not compared.";
    if (found) location.assign(new URL(`${found[0]}/compare/${found[1]}.html`, root));
  });
  form.hidden = false;
};

for (const bar of document.querySelectorAll("[data-compare-filter]")) filter(bar);
for (const form of document.querySelectorAll("[data-compare-choose]")) choose(form);
