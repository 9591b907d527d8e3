import type { Page } from "@playwright/test";
import { PASSWORD } from "../api.ts";
import { type Company, company } from "../scene.ts";
import { expect, test, type World } from "../world.ts";

function editAddress(world: World, { database, folders, entries }: Company): string {
  return `${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`;
}

async function open(world: World, scene: Company, username: string): Promise<Page> {
  const page = await world.browser(username);
  await page.goto(editAddress(world, scene));
  await expect(page.getByRole("form")).toBeVisible();
  return page;
}

// rule: ux 11
test("who edits is seen by others, softly, and whoever may takes over", async ({ world }) => {
  const scene = await company(world);
  await world.assign(scene.database, scene.ben.id, "administrator");
  const mia = await open(world, scene, "mia");
  await mia.getByLabel("User name").fill("typed by mia");

  const ben = await world.browser("ben");
  await ben.goto(editAddress(world, scene).replace("/edit", ""));
  await expect(ben.getByText(/^Mia Keller is editing since \d?\d:\d\d/)).toBeVisible();
  await expect(ben.getByRole("option", { name: /Mia Keller is editing/ })).toBeVisible();
  await ben.getByRole("button", { name: "Edit" }).click();
  await ben.getByLabel("User name").fill("typed by ben");
  await ben.keyboard.press("Control+s");
  await expect(ben.getByRole("alert")).toHaveText("Mia Keller is editing this.");
  await expect(ben.getByLabel("User name"), "nothing typed is lost").toHaveValue("typed by ben");

  await ben.getByRole("button", { name: "Take over" }).click();
  await expect(ben.getByText("You took over. Mia Keller was told, and keeps the draft.")).toBeVisible();
  await expect(mia.getByText(/^Ben Ebert is editing since|^Ben Ebert took over/)).toBeVisible();
  await expect(mia.getByLabel("User name")).toHaveValue("typed by mia");
  await ben.keyboard.press("Control+s");
  await expect(ben.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(mia.getByText(/^Ben Ebert changed this at|^Somebody changed this at/)).toBeVisible();
  await expect(mia.getByText(/is editing since/), "let go when saved").toHaveCount(0);
});

// rule: ux 11
test("a lock is let go when the form is left, and by the lock screen", async ({ world }) => {
  const scene = await company(world);
  const mia = await open(world, scene, "mia");
  const object = `/databases/${scene.database}/objects/${scene.entries["Mail server"]}`;
  const held = async () => (await world.root.ask("GET", object)).lock;
  await expect.poll(held).not.toBeNull();
  await mia.keyboard.press("Escape");
  await expect.poll(held).toBeNull();
  await mia.goto(editAddress(world, scene));
  await expect.poll(held).not.toBeNull();
  await mia.getByRole("button", { name: /^Account/ }).click();
  await mia.getByRole("menuitem", { name: "Lock" }).click();
  await expect.poll(held).toBeNull();
});

// rule: ux 11
test("a lock is freed after five minutes without a key, and taken again at the next one", async ({ world }) => {
  const scene = await company(world);
  const page = await world.browser("mia");
  await page.clock.install();
  await page.goto(editAddress(world, scene));
  await expect(page.getByRole("form")).toBeVisible();
  const object = `/databases/${scene.database}/objects/${scene.entries["Mail server"]}`;
  const held = async () => (await world.root.ask("GET", object)).lock;
  await expect.poll(held).not.toBeNull();
  // Each renewal has its answer before the clock goes on.
  for (let step = 0; step < 12; step += 1) {
    await page.clock.runFor(30_000);
    await page.waitForTimeout(200);
  }
  await expect(page.getByText(/^Nothing was typed for 5 minutes/)).toBeVisible();
  await expect.poll(held).toBeNull();
  await page.getByLabel("User name").fill("back");
  await expect.poll(held).not.toBeNull();
});

// rule: ux 12
test("two people who changed the same entry see both sides and choose for each field", async ({ world }) => {
  const scene = await company(world);
  const object = `/databases/${scene.database}/objects/${scene.entries["Mail server"]}`;
  const mia = await open(world, scene, "mia");
  await mia.getByLabel("User name").fill("mine");
  await mia.getByLabel("Address").fill("https://mine.example.org");
  await mia.getByLabel("Password", { exact: true }).fill("my new secret");
  // A lock is soft for those who administer: root takes it away, and saves.
  await world.root.ask("DELETE", `${object}/lock?force=true`, {});
  const fields = [
    { name: "username", value: "theirs" },
    { name: "password", value: "their new secret" },
  ];
  await world.root.ask("PATCH", object, { title: "Mail server 2", fields }, { "if-match": "*" });
  await expect(mia.getByText(/changed this at/)).toBeVisible();
  await mia.keyboard.press("Control+s");

  const dialog = mia.getByRole("dialog", { name: "Somebody changed this entry, too" });
  await expect(dialog).toBeVisible();
  const line = (name: string) => dialog.getByRole("group", { name: `What is to be of ${name}` });
  await expect(line("Title").getByRole("radio", { name: /Theirs/ }), "only they changed it").toBeChecked();
  await expect(line("Address").getByRole("radio", { name: /Mine/ }), "only I changed it").toBeChecked();
  await expect(line("User name")).toContainText("both changed it");
  await expect(line("User name")).toContainText("mine");
  await expect(line("User name")).toContainText("theirs");
  await expect(dialog.getByText("their new secret")).toHaveCount(0);
  await line("Password").getByRole("button", { name: "Show Password, Theirs" }).click();
  await expect(line("Password").getByText(/^Spelled: t, h, e, i, r/)).toBeAttached();
  if (process.env.SHOTS) await mia.screenshot({ path: `${process.env.SHOTS}/conflict.png` });
  await line("User name")
    .getByRole("radio", { name: /Theirs/ })
    .check();
  await line("Password").getByRole("radio", { name: /Mine/ }).check();
  await dialog.getByRole("button", { name: "Save this" }).click();

  await expect(mia.getByRole("article", { name: "Mail server 2" })).toBeVisible();
  const now = await world.root.ask("GET", object);
  const value = (name: string) => now.fields.find((field: { name: string }) => field.name === name)?.value;
  expect([now.title, value("username"), value("url")]).toEqual(["Mail server 2", "theirs", "https://mine.example.org"]);
  const { fields: secrets } = await world.root.ask("POST", `${object}/reveal`, { purpose: "show" });
  expect(secrets.password).toBe("my new secret");
  const before = `${object}/history/${now.revision - 1}`;
  const { fields: old } = await world.root.ask("POST", `${before}/reveal`, { purpose: "show" });
  expect(old.password, "what was overwritten is in the history").toBe("their new secret");
});

// rule: ux 12
test("a draft survives a reload and the end of a session, encrypted", async ({ world }) => {
  const scene = await company(world);
  const page = await open(world, scene, "mia");
  await page.getByLabel("User name").fill("typed before");
  await page.getByLabel("Password", { exact: true }).fill("a typed secret");
  await page.waitForTimeout(500);
  await page.reload();
  await expect(page.getByText(/^This is your draft of \d?\d:\d\d/)).toBeVisible();
  await expect(page.getByLabel("User name")).toHaveValue("typed before");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("a typed secret");

  const stored = await page.evaluate(async () => {
    const open = indexedDB.open("strongroom");
    await new Promise((done) => {
      open.onsuccess = done;
    });
    const all = (name: string) =>
      new Promise<unknown[]>((done) => {
        const request = open.result.transaction(name).objectStore(name).getAll();
        request.onsuccess = () => done(request.result);
      });
    const drafts = (await all("drafts")) as { data: ArrayBuffer }[];
    const keys = (await all("draft-keys")) as CryptoKey[];
    const told = await crypto.subtle.exportKey("raw", keys[0] as CryptoKey).then(
      () => "told",
      () => "refused",
    );
    const text = drafts.map(({ data }) => new TextDecoder().decode(data)).join();
    return { number: drafts.length, text, told, local: JSON.stringify({ ...localStorage, ...sessionStorage }) };
  });
  expect(stored).toMatchObject({ number: 1, told: "refused" });
  expect(stored.text + stored.local).not.toMatch(/typed/);

  const { items } = await world.root.ask("GET", `/auth/sessions?user=${scene.mia.id}`);
  for (const { id, client } of items) if (client === "web") await world.root.ask("DELETE", `/auth/sessions/${id}`);
  await page.getByLabel("User name").fill("typed after");
  await page.waitForTimeout(500);
  await page.keyboard.press("Control+s");
  await expect(page.getByText("Your session has ended.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByLabel("User name")).toHaveValue("typed after");
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^You have a draft of/)).toBeVisible();
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByLabel("User name")).toHaveValue("typed after");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article").getByText("typed after")).toBeVisible();
  await expect(page.getByText(/^You have a draft of/)).toHaveCount(0);
});

// rule: ux 12
test("a server that goes away in the middle of a save loses nothing, and saving again works", async ({ world }) => {
  const scene = await company(world);
  const page = await open(world, scene, "mia");
  await page.getByLabel("User name").fill("typed");
  await page.waitForTimeout(300);
  await world.server.kill();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert")).toContainText("The server does not answer. What you typed is kept");
  await page.getByLabel("User name").fill("typed more");
  await world.server.again();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article").getByText("typed more")).toBeVisible();

  await page.goto(`${world.server.url}/db/${scene.database}/folder/${scene.folders.Servers}/entry/new/password`);
  await page.getByLabel("Title").fill("Made once");
  // The request arrives and its answer does not: as when the server dies after it wrote.
  let lost = 0;
  await page.route("**/objects", async (route) => {
    await route.fetch();
    lost += 1;
    await route.abort();
  });
  await page.keyboard.press("Control+s");
  await expect.poll(() => lost, "the answer was kept from the page").toBe(1);
  await expect(page.getByRole("alert")).toContainText("The server does not answer.");
  await page.unroute("**/objects");
  await page.getByLabel("User name").fill("later");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article", { name: "Made once" }).getByText("later")).toBeVisible();
  await expect(page.getByRole("option", { name: /Made once/ }), "nothing is made twice").toHaveCount(1);

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Password", { exact: true }).fill("sent twice");
  await page.route("**/objects/*", async (route) => {
    if (route.request().method() !== "PATCH") return route.fallback();
    await route.fetch();
    await route.abort();
  });
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert")).toContainText("The server does not answer.");
  await page.unroute("**/objects/*");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article", { name: "Made once" }), "one's own lost save is no conflict").toBeVisible();
});
