/**
 * Drafts: what was typed and not saved yet, so that a reload, a lock or the end of a session loses nothing. Each is
 * encrypted with a key of its person that the browser keeps and does not give out.
 */

/** A draft as it lies there: no word of it can be read without the key. */
export interface Sealed {
  iv: Uint8Array<ArrayBuffer>;
  data: ArrayBuffer;
  /** When it was written, in milliseconds since 1970. */
  at: number;
}

/** Where drafts and keys are kept. */
export interface Shelf {
  /** The key of a person, made the first time. */
  key(user: string): Promise<CryptoKey>;
  put(name: string, sealed: Sealed): Promise<void>;
  get(name: string): Promise<Sealed | undefined>;
  delete(name: string): Promise<void>;
}

/** A draft that was found again. */
export interface Found<T> {
  at: Date;
  content: T;
}

/** A draft that nobody came back to is forgotten after so long. */
const KEPT = 30 * 86_400_000;

/** A key that encrypts and decrypts, and whose bytes no script can read. */
export function newKey(): Promise<CryptoKey> {
  return crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** The drafts of one person. */
export class DraftBox {
  private readonly shelf: Shelf;
  private readonly user: string;
  /** Writes and deletions happen one after the other: a late write never brings back what was discarded. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(shelf: Shelf, user: string) {
    this.shelf = shelf;
    this.user = user;
  }

  /** Keeps `content` as the draft of `place`, in place of the one before. */
  keep(place: string, content: unknown): Promise<void> {
    return this.after(async () => {
      const key = await this.shelf.key(this.user);
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const bytes = new TextEncoder().encode(JSON.stringify(content));
      const data = await crypto.subtle.encrypt(this.algorithm(iv, place), key, bytes);
      await this.shelf.put(this.name(place), { iv, data, at: Date.now() });
    });
  }

  /** The draft of `place`; `null` where there is none, or none that this person can read. */
  find<T>(place: string): Promise<Found<T> | null> {
    return this.after(async () => {
      const sealed = await this.shelf.get(this.name(place));
      if (sealed === undefined) return null;
      try {
        if (Date.now() - sealed.at > KEPT) throw new Error("too old");
        const key = await this.shelf.key(this.user);
        const bytes = await crypto.subtle.decrypt(this.algorithm(sealed.iv, place), key, sealed.data);
        return { at: new Date(sealed.at), content: JSON.parse(new TextDecoder().decode(bytes)) as T };
      } catch {
        await this.shelf.delete(this.name(place));
        return null;
      }
    });
  }

  discard(place: string): Promise<void> {
    return this.after(() => this.shelf.delete(this.name(place)));
  }

  private after<R>(work: () => Promise<R>): Promise<R> {
    const next = this.last.then(work, work);
    this.last = next.catch(() => undefined);
    return next;
  }

  private name(place: string): string {
    return `${this.user} ${place}`;
  }

  /** The place is part of what is sealed: a draft that was put elsewhere does not open. */
  private algorithm(iv: Uint8Array<ArrayBuffer>, place: string): AesGcmParams {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(this.name(place)) };
  }
}
