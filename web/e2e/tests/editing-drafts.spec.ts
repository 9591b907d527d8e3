import type { Page } from "@playwright/test";
import { PASSWORD } from "../api.ts";
import { company } from "../scene.ts";
import { expect, test, type World } from "../world.ts";

/** How many drafts the browser stores. */
async function stored(page: Page): Promise<number> {
  return page.evaluate(async () => {
    const open = indexedDB.open("strongroom");
    await new Promise((done) => {
      open.onsuccess = done;
    });
    const count = open.result.transaction("drafts").objectStore("drafts").count();
    await new Promise((done) => {
      count.onsuccess = done;
    });
    open.result.close();
    return count.result;
  });
}

/** Mia's form of the mail server, after `prepare` was done to it. */
async function form(world: World, prepare: (object: string) => Promise<unknown>) {
  const scene = await company(world);
  const { database, folders, entries } = scene;
  await prepare(`/databases/${database}/objects/${entries["Mail server"]}`);
  const page = await world.browser("mia");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  await expect(page.getByRole("form")).toBeVisible();
  return { ...scene, page };
}

async function signInAgain(page: Page): Promise<void> {
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock" }).click();
}

// rule: ux 12
test("a draft of what is for online use only is stored nowhere, and outlives the lock all the same", async ({
  world,
}) => {
  const { page } = await form(world, (object) =>
    world.root.ask("PATCH", object, { online_only: true }, { "if-match": "*" }),
  );
  await page.getByLabel("User name").fill("typed before");
  await page.getByLabel("Password", { exact: true }).fill("a typed secret");
  await expect(page.getByText("Kept in this page alone: closed or reloaded, it is gone.")).toBeVisible();
  await page.waitForTimeout(400);
  expect(await stored(page)).toBe(0);
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("button", { name: "Unlock" })).toBeVisible();
  expect(await stored(page)).toBe(0);
  await signInAgain(page);
  await expect(page.getByLabel("User name")).toHaveValue("typed before");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("a typed secret");
  await page.keyboard.press("Escape");
  await expect(page.getByText("Your draft is kept until this page is closed or reloaded.")).toBeVisible();
  await expect(page.getByText(/^You have a draft of/)).toBeVisible();
  expect(await stored(page)).toBe(0);

  const asked = new Promise<string>((tell) => {
    page.once("dialog", (dialog) => {
      tell(dialog.type());
      void dialog.accept();
    });
  });
  await page.reload();
  expect(await asked, "the browser asks before the draft is lost").toBe("beforeunload");
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(page.getByText(/^You have a draft of/)).toHaveCount(0);
});

// rule: ux 12
test("what lies in a folder for online use only, or under a second password, is stored nowhere either", async ({
  world,
}) => {
  const { page, database, folders } = await form(world, async (object) => {
    await world.root.ask("PUT", `${object}/second_password`, { new: "a second password" });
  });
  await page.getByLabel("User name").fill("typed");
  await expect(page.getByText(/^Not saved yet. Kept in this page alone/)).toBeVisible();
  await page.waitForTimeout(400);
  expect(await stored(page)).toBe(0);
  await page.getByRole("button", { name: "Discard" }).click();

  const path = `/databases/${database}/objects/${folders.IT}`;
  await world.root.ask("PATCH", path, { online_only: true }, { "if-match": "*" });
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Network}/entry/new/password`);
  await page.getByLabel("Title").fill("A new router");
  await page.getByLabel("Password", { exact: true }).fill("a typed secret");
  await expect(page.getByText(/^Not saved yet. Kept in this page alone/)).toBeVisible();
  await page.waitForTimeout(400);
  expect(await stored(page)).toBe(0);
});

// rule: ux 12
test("a stored draft leaves the storage when its entry comes to be for online use only", async ({ world }) => {
  const { page, database, entries } = await form(world, async () => undefined);
  await page.getByLabel("User name").fill("typed before");
  await expect(page.getByText(/^Not saved yet. Kept as a draft in this browser/)).toBeVisible();
  await expect.poll(() => stored(page)).toBe(1);
  await page.getByLabel("Only on the server").check();
  await expect.poll(() => stored(page), "from the tick on").toBe(0);
  await page.getByLabel("Only on the server").uncheck();
  await expect.poll(() => stored(page)).toBe(1);
  await page.keyboard.press("Escape");
  await expect(page.getByText(/^You have a draft of/)).toBeVisible();
  const path = `/databases/${database}/objects/${entries["Mail server"]}`;
  await world.root.ask("PATCH", path, { online_only: true }, { "if-match": "*" });
  await expect.poll(() => stored(page), "as soon as the page hears of it").toBe(0);
  await page.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByLabel("User name")).toHaveValue("typed before");
});

// rule: ux 12
test("drafts that nobody opens again are gone after thirty days", async ({ world }) => {
  const { page } = await form(world, async () => undefined);
  await page.getByLabel("User name").fill("typed");
  await expect.poll(() => stored(page)).toBe(1);
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("button", { name: "Unlock" })).toBeVisible();
  await page.goto(`${world.server.url}/`);
  expect(await stored(page), "younger ones stay").toBe(1);
  await page.evaluate(async () => {
    const open = indexedDB.open("strongroom");
    await new Promise((done) => {
      open.onsuccess = done;
    });
    const drafts = open.result.transaction("drafts", "readwrite").objectStore("drafts");
    const cursor = drafts.openCursor();
    await new Promise<void>((done) => {
      cursor.onsuccess = () => {
        if (cursor.result === null) return done();
        cursor.result.update({ ...cursor.result.value, at: Date.now() - 31 * 86_400_000 });
        cursor.result.continue();
      };
    });
    open.result.close();
  });
  await page.reload();
  await expect.poll(() => stored(page), "at the start, whoever signs in").toBe(0);
});

// rule: ux 23
test("a page that becomes narrow or wide keeps what is typed in an open form, and the focus in it", async ({
  world,
}) => {
  const { page } = await form(world, async () => undefined);
  const field = page.getByLabel("User name");
  await field.fill("typed");
  // A form that was made anew would read the draft, and say so.
  const same = await page.getByRole("form").elementHandle();
  for (const width of [800, 1200, 390, 1360]) {
    await page.setViewportSize({ width, height: 820 });
    await expect(page.getByRole("button", { name: "‹ Back" })).toHaveCount(width < 900 ? 1 : 0);
    await expect(field).toBeFocused();
    await page.keyboard.type("!");
    expect(await same?.evaluate((element) => element.isConnected), `at ${width}`).toBe(true);
  }
  await expect(field).toHaveValue("typed!!!!");
  await expect(page.getByText(/^This is your draft/)).toHaveCount(0);
});

// rule: ux 23
test("so does the Server Manager with what is open of a list", async ({ world }) => {
  const mia = await world.user({ username: "mia", full_name: "Mia Keller" });
  const page = await world.browser("root", `/manager/users/${mia.id}`);
  const pane = await page.getByRole("region", { name: "Mia Keller" }).elementHandle();
  const last = page.getByRole("region", { name: "Mia Keller" }).getByRole("button").last();
  await last.focus();
  for (const width of [800, 1200, 390, 1360]) {
    await page.setViewportSize({ width, height: 820 });
    await expect(last).toBeFocused();
    expect(await pane?.evaluate((element) => element.isConnected), `at ${width}`).toBe(true);
  }
});
