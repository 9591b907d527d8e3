/** Fills the numbers with what nobody can guess. */
export type Source = (into: Uint32Array<ArrayBuffer>) => void;

const browser: Source = (into) => void crypto.getRandomValues(into);

/**
 * A whole number from 0 up to and without `limit`, each as likely as the other: what would favour the small ones is
 * thrown away and drawn again.
 */
export function below(limit: number, source: Source = browser): number {
  if (!Number.isInteger(limit) || limit < 1 || limit > 2 ** 32) throw new RangeError("no such range");
  const fair = 2 ** 32 - (2 ** 32 % limit);
  const drawn = new Uint32Array(1);
  for (;;) {
    source(drawn);
    const [value = 0] = drawn;
    if (value < fair) return value % limit;
  }
}

/** One of them. */
export function oneOf<T>(all: ArrayLike<T>, source?: Source): T {
  return all[below(all.length, source)] as T;
}

/** Puts them in an order that nobody can guess. */
export function shuffled<T>(all: T[], source?: Source): T[] {
  const result = [...all];
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = below(at + 1, source);
    [result[at], result[other]] = [result[other] as T, result[at] as T];
  }
  return result;
}
