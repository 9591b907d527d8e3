import { beforeEach, expect, test } from "vitest";
import { DraftBox, newKey, type Sealed, type Shelf } from "./box.ts";
import { DraftWriter } from "./writer.ts";

class Memory implements Shelf {
  readonly drafts = new Map<string, Sealed>();
  readonly keys = new Map<string, CryptoKey>();
  async key(user: string) {
    const key = this.keys.get(user) ?? (await newKey());
    this.keys.set(user, key);
    return key;
  }
  async put(name: string, sealed: Sealed) {
    this.drafts.set(name, sealed);
  }
  async get(name: string) {
    return this.drafts.get(name);
  }
  async delete(name: string) {
    this.drafts.delete(name);
  }
}

let shelf: Memory;
beforeEach(() => {
  shelf = new Memory();
});

test("a draft comes back to whom it belongs", async () => {
  const box = new DraftBox(shelf, "mia");
  await box.keep("db/entry", { password: "typed" });
  const found = await new DraftBox(shelf, "mia").find("db/entry");
  expect(found?.content).toEqual({ password: "typed" });
  expect(await new DraftBox(shelf, "ben").find("db/entry")).toBeNull();
});

test("nothing of it can be read where it lies, and its key gives no bytes", async () => {
  await new DraftBox(shelf, "mia").keep("db/entry", { password: "typed" });
  const [sealed] = shelf.drafts.values();
  expect(new TextDecoder().decode(sealed?.data)).not.toContain("typed");
  const key = shelf.keys.get("mia");
  expect(key?.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", key as CryptoKey)).rejects.toThrow();
});

test("a draft that was moved or changed does not open, and is forgotten", async () => {
  const box = new DraftBox(shelf, "mia");
  await box.keep("db/one", "x");
  shelf.drafts.set("mia db/two", shelf.drafts.get("mia db/one") as Sealed);
  expect(await box.find("db/two")).toBeNull();
  expect([...shelf.drafts.keys()]).toEqual(["mia db/one"]);
});

test("one that nobody came back to is forgotten", async () => {
  const box = new DraftBox(shelf, "mia");
  await box.keep("db/one", "x");
  for (const sealed of shelf.drafts.values()) sealed.at -= 31 * 86_400_000;
  expect(await box.find("db/one")).toBeNull();
  expect(shelf.drafts.size).toBe(0);
});

test("what was discarded stays away, also when it was written a moment before", async () => {
  const box = new DraftBox(shelf, "mia");
  void box.keep("db/one", "x");
  void box.discard("db/one");
  expect(await box.find("db/one")).toBeNull();
});

test("of what is typed quickly the newest is kept, and not every letter is written", async () => {
  const box = new DraftBox(shelf, "mia");
  const writer = new DraftWriter(box, "db/one");
  let writes = 0;
  const put = shelf.put.bind(shelf);
  shelf.put = async (name, sealed) => {
    writes += 1;
    await put(name, sealed);
  };
  for (const text of ["t", "ty", "typ", "type", "typed"]) writer.write(text);
  await writer.settled();
  expect((await box.find("db/one"))?.content).toBe("typed");
  expect(writes).toBe(2);
  writer.write("more");
  writer.write(null);
  await writer.settled();
  expect(await box.find("db/one")).toBeNull();
});
