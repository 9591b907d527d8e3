interface Chosen<Row> {
  ordered: Row[];
  keyOf: (row: Row) => string;
  chosen: ReadonlySet<string> | undefined;
  onChoose: ((chosen: ReadonlySet<string>) => void) | undefined;
}

/** How rows of a table are ticked; without `chosen` none of it does anything. */
export function useChosen<Row>({ ordered, keyOf, chosen, onChoose }: Chosen<Row>) {
  const keyAt = (index: number) => {
    const row = ordered[index];
    return row === undefined ? null : keyOf(row);
  };
  return {
    /** Ticks a row, or takes its tick away. */
    toggle(index: number) {
      const key = keyAt(index);
      if (chosen === undefined || key === null) return;
      const next = new Set(chosen);
      if (!next.delete(key)) next.add(key);
      onChoose?.(next);
    },
    /** Ticks every row from one to the other. */
    through(from: number, to: number) {
      if (chosen === undefined) return;
      const next = new Set(chosen);
      for (let index = Math.min(from, to); index <= Math.max(from, to); index += 1) {
        const key = keyAt(index);
        if (key !== null) next.add(key);
      }
      onChoose?.(next);
    },
    all() {
      if (chosen !== undefined) onChoose?.(new Set(ordered.map(keyOf)));
    },
    none() {
      if (chosen !== undefined) onChoose?.(new Set());
    },
  };
}
