/* Texts in addresses. */

const MOST = 1 << 22; // bytes of a text: a short address could stand for more than a page can hold

/** A text as letters for an address, deflated. */
export async function packed(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The text that was packed; empty where the letters are of none, or of one that is too long. */
export async function unpacked(code) {
  try {
    const bytes = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
    const decoder = new TextDecoder();
    let [text, size] = ["", 0];
    for (const reader = stream.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return text + decoder.decode();
      if ((size += value.length) > MOST) throw new RangeError("too long");
      text += decoder.decode(value, { stream: true });
    }
  } catch {
    return "";
  }
}
