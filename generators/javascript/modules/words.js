/** Words for people: names that were meant, texts in quotes, lists that do not run on. */

const plain = (word) => word.toLowerCase().replaceAll("-", "_");

/** The optimal string alignment distance of two words, or `limit + 1` where it is more. */
function edits(a, b, limit) {
  let earlier = [];
  let before = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    [earlier, before, row] = [before, row, [i]];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(before[j] + 1, row[j - 1] + 1, before[j - 1] + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, earlier[j - 2] + 1);
      row.push(cost);
    }
    if (Math.min(...row) > limit) return limit + 1;
  }
  return row[b.length];
}

/** The hint `did you mean ...?`, or null where no candidate is near: one edit in three letters. */
export function nearest(word, candidates) {
  if (word.length < 2 || word.length > 80) return null;
  let best = null;
  let limit = Math.max(1, Math.floor(word.length / 3)) * 2 + 2;
  for (const candidate of [...new Set(candidates)].sort()) {
    if (candidate === word || Math.abs(candidate.length - word.length) * 2 >= limit) continue;
    const [mine, other] = [plain(word), plain(candidate)];
    const cost = 2 * edits(mine, other, Math.floor(limit / 2)) + (mine[0] === other[0] ? 0 : 1);
    if (cost < limit) [best, limit] = [candidate, cost];
  }
  return best === null ? null : `did you mean ${quoted(best)}?`;
}

const ESCAPES = new Map([["\\", "\\\\"], ["\n", "\\n"], ["\r", "\\r"], ["\t", "\\t"]]);
const escape = (letter) => ESCAPES.get(letter) ?? `\\x${letter.charCodeAt(0).toString(16).padStart(2, "0")}`;

/** A text in quotes, on one line. */
export function quoted(text) {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  const inside = text.replace(/[\\\x00-\x1f\x7f]/g, escape);
  return quote + (quote === "'" ? inside.replaceAll("'", "\\'") : inside) + quote;
}

/** The first names of a list. */
export const shownSome = (names) => names.slice(0, 8).join(", ") + (names.length > 8 ? ", ..." : "");

/** A number in hexadecimal, the sign in front. */
export const hex = (value) => (value < 0n ? `-0x${(-value).toString(16)}` : `0x${value.toString(16)}`);
