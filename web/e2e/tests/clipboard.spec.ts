import type { Page } from "@playwright/test";
import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { shot } from "../sharing.ts";
import { expect, test, type World } from "../world.ts";

const SECRET = "v7Kt-q93mLx!Rw2";

/** The text that the clipboard holds. */
function held(page: Page): Promise<string> {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Ben beside an entry, on a server that has copied secrets cleared after `seconds`. */
async function beside(world: World, seconds: number): Promise<Page> {
  const { database, entries, ben } = await company(world);
  await world.root.ask("PUT", "/settings", { clipboard_seconds: seconds, openers: "number" });
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/root/entry/${entries["Mail server"]}`);
  return page;
}

async function copy(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Copy Password" }).click();
}

// rule: ux 13
test("a copied secret is told with a countdown and cleared when the server says", async ({ world }) => {
  const page = await beside(world, 5);
  await copy(page);
  const toast = page.getByRole("dialog", { name: /^Password copied. Cleared after 5 s$/ });
  await expect(toast).toContainText("A clipboard history, if you keep one, may still have it.");
  await expect(toast).toContainText("Only while this page has the focus.");
  await expect(toast, "the ring counts").toContainText(/^[34]/);
  expect(await held(page)).toBe(SECRET);
  await expect(page.getByText(/^Clipboard cleared\./)).toBeVisible({ timeout: 8_000 });
  expect(await held(page)).toBe("");
  await expect(toast).toHaveCount(0);
});

// rule: ux 13
test("it is cleared at once when asked to, and at a lock; what is not ours any more is left alone", async ({
  world,
}) => {
  const page = await beside(world, 600);
  await copy(page);
  await expect(page.getByText(/^Password copied/)).toBeVisible();
  await shot(page, "copied");
  await accessible(page, "an entry with a copied secret");
  await page.getByRole("button", { name: "Clear now" }).click();
  await expect(page.getByText(/^Clipboard cleared\./)).toBeVisible();
  expect(await held(page)).toBe("");

  await copy(page);
  await expect(page.getByText(/^Password copied/)).toBeVisible();
  await page.evaluate(() => navigator.clipboard.writeText("something else"));
  await page.getByRole("button", { name: "Clear now" }).click();
  await expect(page.getByText("Something else is in the clipboard by now; it was left alone.")).toBeVisible();
  expect(await held(page)).toBe("something else");

  await copy(page);
  await expect.poll(() => held(page)).toBe(SECRET);
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  await expect.poll(() => held(page)).toBe("");
});

// rule: ux 13
test("a page without the focus says that it waits, and clears on coming back", async ({ world }) => {
  const page = await beside(world, 5);
  await copy(page);
  await page.evaluate(() => {
    document.hasFocus = () => false;
  });
  await expect(page.getByRole("alert").getByText(/^Password is still in the clipboard\./)).toBeVisible({
    timeout: 8_000,
  });
  expect(await held(page)).toBe(SECRET);
  await page.evaluate(() => {
    document.hasFocus = () => true;
    window.dispatchEvent(new Event("focus"));
  });
  await expect(page.getByText(/^Clipboard cleared\./)).toBeVisible();
  expect(await held(page)).toBe("");
});

// rule: ux 13
test("how long is set in the Server Manager, within bounds, and undone there", async ({ world }) => {
  const { database, entries } = await company(world);
  await world.user({ username: "adam", roles: ["administrator"] });
  const adam = await world.browser("adam", "/manager/settings");
  await expect(adam.getByText("20 s", { exact: true })).toBeVisible();
  await expect(adam.getByRole("button", { name: "Save" }), "for super administrators").toHaveCount(0);

  const page = await world.browser("root", "/manager/settings");
  const seconds = page.getByLabel("Seconds until a copied secret is cleared");
  await shot(page, "settings");
  await accessible(page, "the settings");
  for (const bad of ["", "4", "601", "-5", "7.5", "soon"]) {
    await seconds.fill(bad);
    await expect(page.getByText("A whole number from 5 to 600.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  }
  await seconds.fill("45");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The settings were saved.")).toBeVisible();
  expect((await world.root.ask("GET", "/settings")).clipboard_seconds).toBe(45);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(seconds).toHaveValue("20");
  await seconds.fill("45");
  await page.getByRole("button", { name: "Save" }).click();
  await expect.poll(async () => (await world.root.ask("GET", "/settings")).clipboard_seconds).toBe(45);
  await page.goto(`${world.server.url}/db/${database}/folder/root/entry/${entries["Mail server"]}`);
  await page.getByRole("button", { name: "Copy Password" }).click();
  await expect(page.getByText("Password copied. Cleared after 45 s")).toBeVisible();
});
