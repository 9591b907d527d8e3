interface Page<T> {
  items: T[];
  next?: string | null;
}

type Ask<T> = (cursor?: string) => Promise<{ data?: Page<T> }>;

/** The items of a list, read page after page for as long as more are wanted. */
export async function* itemsOf<T>(ask: Ask<T>): AsyncGenerator<T> {
  let cursor: string | undefined;
  do {
    const page: Page<T> | undefined = (await ask(cursor)).data;
    yield* page?.items ?? [];
    cursor = page?.next ?? undefined;
  } while (cursor !== undefined);
}

/** All items of a list. */
export async function everything<T>(ask: Ask<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of itemsOf(ask)) items.push(item);
  return items;
}
