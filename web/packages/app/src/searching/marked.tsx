import { marked } from "./marks.ts";

/** A text with the words of a search marked in it. */
export function Marked({ text, words }: { text: string; words: string[] | undefined }) {
  if (words === undefined || words.length === 0) return text;
  return marked(text, words).map(({ text, hit }, index) => (hit ? <mark key={index}>{text}</mark> : text));
}
