/** Letters and digits that nobody takes for one another, so that a password can be read to somebody. */
const LETTERS = "abcdefghjkmnpqrstuvwxyz23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const GROUPS = 5;
const LENGTH = 4;

/** A first password for an account: about 115 bits, in groups that are easy to copy from paper. */
export function firstPassword(): string {
  const groups: string[] = [];
  for (let group = 0; group < GROUPS; group += 1) {
    groups.push(Array.from({ length: LENGTH }, () => LETTERS[below(LETTERS.length)]).join(""));
  }
  return groups.join("-");
}

/** A random number below `limit`, each as likely as the others. */
function below(limit: number): number {
  const byte = new Uint8Array(1);
  const most = 256 - (256 % limit);
  for (;;) {
    const [drawn = 0] = crypto.getRandomValues(byte);
    if (drawn < most) return drawn % limit;
  }
}
