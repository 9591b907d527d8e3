import { newKey, type Sealed, type Shelf } from "./box.ts";

/** Keys and drafts in the memory of the page: gone when it is closed or read anew. */
export class PageShelf implements Shelf {
  readonly drafts = new Map<string, Sealed>();
  readonly keys = new Map<string, CryptoKey>();

  async key(user: string): Promise<CryptoKey> {
    const key = this.keys.get(user) ?? (await newKey());
    this.keys.set(user, key);
    return key;
  }

  async put(name: string, sealed: Sealed): Promise<void> {
    this.drafts.set(name, sealed);
  }

  async get(name: string): Promise<Sealed | undefined> {
    return this.drafts.get(name);
  }

  async delete(name: string): Promise<void> {
    this.drafts.delete(name);
  }

  async sweep(time: number): Promise<void> {
    for (const [name, { at }] of this.drafts) if (at < time) this.drafts.delete(name);
  }

  /** Whether anything of `user` would be lost with the page. */
  holds(user: string): boolean {
    return [...this.drafts.keys()].some((name) => name.startsWith(`${user} `));
  }
}
