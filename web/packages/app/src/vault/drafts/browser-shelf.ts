import { newKey, type Sealed, type Shelf } from "./box.ts";

const NAME = "strongroom";
const KEYS = "draft-keys";
const DRAFTS = "drafts";

let database: Promise<IDBDatabase> | null = null;

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("the browser keeps nothing"));
  });
}

function opened(): Promise<IDBDatabase> {
  database ??= (async () => {
    const request = indexedDB.open(NAME, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(KEYS);
      request.result.createObjectStore(DRAFTS);
    };
    return answer(request);
  })();
  database.catch(() => {
    database = null;
  });
  return database;
}

async function store(name: string, mode: IDBTransactionMode): Promise<IDBObjectStore> {
  return (await opened()).transaction(name, mode).objectStore(name);
}

/** Keys and drafts in the browser's own database. The browser holds the keys; no script can read their bytes. */
export const browserShelf: Shelf = {
  async key(user) {
    const known = (await answer((await store(KEYS, "readonly")).get(user))) as CryptoKey | undefined;
    if (known !== undefined) return known;
    const made = await newKey();
    const keys = await store(KEYS, "readwrite");
    // Another window may have made one in between: the first one stays.
    const first = (await answer(keys.get(user))) as CryptoKey | undefined;
    if (first !== undefined) return first;
    await answer(keys.put(made, user));
    return made;
  },
  async put(name, sealed) {
    await answer((await store(DRAFTS, "readwrite")).put(sealed, name));
  },
  async get(name) {
    return (await answer((await store(DRAFTS, "readonly")).get(name))) as Sealed | undefined;
  },
  async delete(name) {
    await answer((await store(DRAFTS, "readwrite")).delete(name));
  },
  async sweep(time) {
    const drafts = await store(DRAFTS, "readwrite");
    const [names, all] = await Promise.all([
      answer(drafts.getAllKeys()),
      answer(drafts.getAll() as IDBRequest<Sealed[]>),
    ]);
    // Both were read in one transaction, and in the order of the names.
    for (const [index, name] of names.entries()) if ((all[index]?.at ?? 0) < time) drafts.delete(name);
  },
};
