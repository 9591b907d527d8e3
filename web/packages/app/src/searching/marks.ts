/** Where the words of a search stand in a text: case, accents and compatibility forms do not count, as on the server. */

/** An operator with its value, such as `tag:mail`: what it finds is no word of the title. */
const OPERATOR = /^(tag|category|type|folder|expires):/i;

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
}

/** The words and phrases of `query` that stand in what it finds. */
export function wordsOf(query: string): string[] {
  const parts = query.match(/-?(?:[a-z]+:)?"[^"]*"|\S+/gi) ?? [];
  return parts
    .filter((part) => !part.startsWith("-") && !OPERATOR.test(part))
    .map((part) => folded(part.replace(/^(user|url):/i, "").replaceAll('"', "")))
    .filter((word) => word !== "");
}

/** `text` in pieces, those that are one of `words` marked. */
export function marked(text: string, words: string[]): { text: string; hit: boolean }[] {
  const chars = [...text];
  // Which character each folded one came from: one may become several.
  const from: number[] = [];
  let flat = "";
  chars.forEach((char, index) => {
    const piece = folded(char);
    for (let at = 0; at < piece.length; at += 1) from.push(index);
    flat += piece;
  });
  const hit = new Set<number>();
  for (const word of words) {
    for (let at = flat.indexOf(word); at >= 0; at = flat.indexOf(word, at + word.length)) {
      for (let index = at; index < at + word.length; index += 1) hit.add(from[index] ?? 0);
    }
  }
  const pieces: { text: string; hit: boolean }[] = [];
  chars.forEach((char, index) => {
    const last = pieces[pieces.length - 1];
    if (last !== undefined && last.hit === hit.has(index)) last.text += char;
    else pieces.push({ text: char, hit: hit.has(index) });
  });
  return pieces;
}
