/**
 * Drafts: what was typed and not saved yet, so that a reload, a lock or the end of a session loses nothing. Each is
 * encrypted with a key of its person that the browser keeps and does not give out. What may not leave the server, or
 * needs a second password, lies in the memory of the page alone: it outlives a lock, and nothing of it is ever stored.
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
  /** Forgets what was written before `time`, in milliseconds since 1970. */
  sweep(time: number): Promise<void>;
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

/** Forgets the drafts that nobody came back to, whoever wrote them. */
export function sweep(shelf: Shelf): Promise<void> {
  return shelf.sweep(Date.now() - KEPT);
}

/** The drafts of one person. */
export class DraftBox {
  private readonly shelf: Shelf;
  private readonly page: Shelf;
  private readonly user: string;
  /** Writes and deletions happen one after the other: a late write never brings back what was discarded. */
  private last: Promise<unknown> = Promise.resolve();

  /** `shelf` outlives the page, `page` does not. */
  constructor(shelf: Shelf, page: Shelf, user: string) {
    this.shelf = shelf;
    this.page = page;
    this.user = user;
  }

  /**
   * Keeps `content` as the draft of `place`, in place of the one before; `guarded`: in the page alone; `null`: that is
   * not known yet, so it lies in the page, and what was kept before stays where it is.
   */
  keep(place: string, content: unknown, guarded: boolean | null = false): Promise<void> {
    return this.after(() => this.put(place, content, guarded, Date.now()));
  }

  /**
   * The draft of `place`; `null` where there is none, or none that this person can read. `guarded`: one that was kept
   * before its entry came to be so is taken out of what outlives the page.
   */
  find<T>(place: string, guarded = false): Promise<Found<T> | null> {
    return this.after(async () => {
      const here = await this.open<T>(this.page, place);
      if (here !== null) return here;
      const kept = await this.open<T>(this.shelf, place);
      if (kept !== null && guarded) await this.put(place, kept.content, true, kept.at.getTime());
      return kept;
    });
  }

  discard(place: string): Promise<void> {
    return this.after(async () => {
      await this.page.delete(this.name(place));
      await this.shelf.delete(this.name(place));
    });
  }

  private async put(place: string, content: unknown, guarded: boolean | null, at: number): Promise<void> {
    const [to, from] = guarded !== false ? [this.page, this.shelf] : [this.shelf, this.page];
    const key = await to.key(this.user);
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const bytes = new TextEncoder().encode(JSON.stringify(content));
    const data = await crypto.subtle.encrypt(this.algorithm(iv, place), key, bytes);
    await to.put(this.name(place), { iv, data, at });
    if (guarded !== null) await from.delete(this.name(place));
  }

  private async open<T>(shelf: Shelf, place: string): Promise<Found<T> | null> {
    const sealed = await shelf.get(this.name(place));
    if (sealed === undefined) return null;
    try {
      if (Date.now() - sealed.at > KEPT) throw new Error("too old");
      const key = await shelf.key(this.user);
      const bytes = await crypto.subtle.decrypt(this.algorithm(sealed.iv, place), key, sealed.data);
      return { at: new Date(sealed.at), content: JSON.parse(new TextDecoder().decode(bytes)) as T };
    } catch {
      await shelf.delete(this.name(place));
      return null;
    }
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
