import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 18
test("the key map is under ?, in both languages, and single keys can be switched off", async ({ world }) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("listbox", { name: "Servers" }).focus();
  await page.keyboard.press("?");
  const map = page.getByRole("dialog", { name: "Keys" });
  for (const act of ["Search, and commands", "Copy the one-time code", "Move to the bin", "New entry", "Next pane"]) {
    await expect(map.getByText(act).first()).toBeVisible();
  }
  await expect(map.getByText(/Appearance, in the account menu, switches them off/)).toBeVisible();
  await accessible(page, "the key map");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/keys.png` });
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Appearance" }).click();
  await page.getByLabel("Single-key shortcuts").uncheck();
  await page.getByLabel("Language").selectOption("de");
  await page.keyboard.press("Escape");
  await page.getByRole("listbox", { name: "Servers" }).focus();
  await page.keyboard.press("?");
  await page.keyboard.press("/");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("tasten");
  await page.keyboard.press("Enter");
  const tasten = page.getByRole("dialog", { name: "Tasten" });
  await expect(tasten.getByText("Strg K")).toBeVisible();
  await expect(tasten.getByText("In den Papierkorb").first()).toBeVisible();
});

// rule: ux 18
test("F6 goes from pane to pane; Alt N, Alt T and Alt L do what they say", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  const list = page.getByRole("listbox", { name: "Servers" });
  await list.focus();
  await page.keyboard.press("F6");
  await expect(page.getByRole("article").getByRole("button", { name: "Open", exact: true })).toBeFocused();
  await page.keyboard.press("F6");
  await expect(page.getByRole("tree")).toBeFocused();
  await page.keyboard.press("F6");
  await expect(list).toBeFocused();
  await page.keyboard.press("Shift+F6");
  await expect(page.getByRole("tree")).toBeFocused();

  await list.focus();
  await page.keyboard.press("Alt+t");
  await expect(page.getByText(/^One-time code copied/).first()).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^\d{6}$/);
  // Beside the list the same keys work on what is open.
  await page.getByRole("article").getByRole("button", { name: "Copy User name" }).focus();
  await page.keyboard.press("Control+c");
  await expect(page.getByText(/^Password copied/).first()).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(page.getByText("“Mail server” moved to the bin").first()).toBeVisible();

  await page.keyboard.press("Alt+n");
  await expect(page).toHaveURL(new RegExp(`/folder/${folders.Servers}/entry/new`));
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("button", { name: "Unlock" })).toBeVisible();
});
