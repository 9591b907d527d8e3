import { beforeEach, expect, test } from "vitest";
import { DraftBox, type Sealed, sweep } from "./box.ts";
import { PageShelf } from "./page-shelf.ts";
import { DraftWriter } from "./writer.ts";

/** What outlives the page, and what does not. */
let shelf: PageShelf;
let page: PageShelf;
beforeEach(() => {
  shelf = new PageShelf();
  page = new PageShelf();
});

function boxOf(user: string): DraftBox {
  return new DraftBox(shelf, page, user);
}

test("a draft comes back to whom it belongs", async () => {
  const box = boxOf("mia");
  await box.keep("db/entry", { password: "typed" });
  const found = await boxOf("mia").find("db/entry");
  expect(found?.content).toEqual({ password: "typed" });
  expect(await boxOf("ben").find("db/entry")).toBeNull();
});

test("nothing of it can be read where it lies, and its key gives no bytes", async () => {
  await boxOf("mia").keep("db/entry", { password: "typed" });
  const [sealed] = shelf.drafts.values();
  expect(new TextDecoder().decode(sealed?.data)).not.toContain("typed");
  const key = shelf.keys.get("mia");
  expect(key?.extractable).toBe(false);
  await expect(crypto.subtle.exportKey("raw", key as CryptoKey)).rejects.toThrow();
});

test("a draft that was moved or changed does not open, and is forgotten", async () => {
  const box = boxOf("mia");
  await box.keep("db/one", "x");
  shelf.drafts.set("mia db/two", shelf.drafts.get("mia db/one") as Sealed);
  expect(await box.find("db/two")).toBeNull();
  expect([...shelf.drafts.keys()]).toEqual(["mia db/one"]);
});

test("one that nobody came back to is forgotten", async () => {
  const box = boxOf("mia");
  await box.keep("db/one", "x");
  for (const sealed of shelf.drafts.values()) sealed.at -= 31 * 86_400_000;
  expect(await box.find("db/one")).toBeNull();
  expect(shelf.drafts.size).toBe(0);
});

test("what was discarded stays away, also when it was written a moment before", async () => {
  const box = boxOf("mia");
  void box.keep("db/one", "x");
  void box.discard("db/one");
  expect(await box.find("db/one")).toBeNull();
});

test("of what is typed quickly the newest is kept, and not every letter is written", async () => {
  const box = boxOf("mia");
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

test("what may lie in the page alone is nowhere else, and outlives the lock", async () => {
  await boxOf("mia").keep("db/one", { password: "typed" }, true);
  expect([shelf.drafts.size, page.drafts.size]).toEqual([0, 1]);
  expect((await boxOf("mia").find("db/one"))?.content).toEqual({ password: "typed" });
  expect(await boxOf("ben").find("db/one")).toBeNull();
  expect([page.holds("mia"), page.holds("ben")]).toEqual([true, false]);
  await boxOf("mia").discard("db/one");
  expect(page.holds("mia")).toBe(false);
});

test("a draft changes its place with what is known of its entry, and is there once", async () => {
  const box = boxOf("mia");
  await box.keep("db/one", "first");
  await box.keep("db/one", "second", null);
  expect([shelf.drafts.size, page.drafts.size], "nothing is thrown away before that is known").toEqual([1, 1]);
  expect((await box.find("db/one"))?.content).toBe("second");
  await box.keep("db/one", "third", true);
  expect([shelf.drafts.size, page.drafts.size]).toEqual([0, 1]);
  await box.keep("db/one", "fourth", false);
  expect([shelf.drafts.size, page.drafts.size]).toEqual([1, 0]);
});

test("one that was kept before its entry was guarded is taken out of what is stored when it is met", async () => {
  const box = boxOf("mia");
  await box.keep("db/one", "x");
  const at = (await box.find("db/one"))?.at;
  expect((await box.find("db/one", true))?.content).toBe("x");
  expect([shelf.drafts.size, page.drafts.size]).toEqual([0, 1]);
  expect((await box.find("db/one"))?.at).toEqual(at);
});

test("drafts that nobody opens again are swept after thirty days, whoever wrote them", async () => {
  await boxOf("mia").keep("db/old", "x");
  for (const sealed of shelf.drafts.values()) sealed.at -= 31 * 86_400_000;
  await boxOf("ben").keep("db/new", "x");
  await sweep(shelf);
  expect([...shelf.drafts.keys()]).toEqual(["ben db/new"]);
});
