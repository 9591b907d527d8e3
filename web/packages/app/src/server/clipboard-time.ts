/** After how long a copied secret is cleared: the server says so with each session. */

/** What a new server says, in seconds. */
const STANDARD = 20;

let seconds = STANDARD;

/** Seconds until a copied secret is cleared. */
export function clipboardSeconds(): number {
  return seconds;
}

/** Takes over what the server says. */
export function takeClipboardSeconds(said: number | undefined): void {
  seconds = said ?? STANDARD;
}
