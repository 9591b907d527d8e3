/** Each key that people know, one after the other; the map of them is in moving-keys. */
import type { Page } from "@playwright/test";
import { company } from "../scene.ts";
import { expect, test, type World } from "../world.ts";

async function onList(world: World) {
  const scene = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${scene.database}/folder/${scene.folders.Servers}`);
  const list = page.getByRole("listbox", { name: "Servers" });
  await list.getByRole("option", { name: /^Backup host/ }).click();
  await expect(page.getByRole("article", { name: "Backup host" })).toBeVisible();
  return { ...scene, page, list };
}

const held = (page: Page) => page.evaluate(() => navigator.clipboard.readText());

// rule: ux 18
test("Alt O opens the address, Ctrl B copies the user, Enter opens, / searches", async ({ world }) => {
  const { page, list } = await onList(world);
  await page.context().route("https://backup.example.org/**", (route) => route.fulfill({ body: "there" }));
  const opened = page.context().waitForEvent("page");
  await page.keyboard.press("Alt+o");
  const tab = await opened;
  await expect(tab).toHaveURL("https://backup.example.org/");
  expect(await tab.evaluate(() => window.opener), "it can not reach back").toBeNull();
  await tab.close();
  await page.bringToFront();
  await list.focus();
  await page.keyboard.press("Control+b");
  await expect(page.getByText("User name copied")).toBeVisible();
  expect(await held(page)).toBe("backup");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article").getByRole("button").first(), "in the entry").toBeFocused();
  await list.focus();
  await page.keyboard.press("/");
  await expect(page.getByRole("combobox")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox")).toBeFocused();
});

// rule: ux 18
test("Ctrl C on a line copies the password, and with text marked copies that text", async ({ world }) => {
  const { page, list } = await onList(world);
  await page.getByRole("article").getByRole("heading", { name: "Backup host" }).selectText();
  await list.focus();
  const reveals: string[] = [];
  page.on("request", (request) => request.url().endsWith("/reveal") && reveals.push(request.url()));
  await page.keyboard.press("Control+c");
  await expect.poll(() => held(page)).toBe("Backup host");
  expect(reveals, "no secret was fetched").toEqual([]);
  await page.evaluate(() => getSelection()?.removeAllRanges());
  await page.keyboard.press("Control+c");
  await expect.poll(() => held(page)).toBe("secret of Backup host");
});

// rule: ux 18
test("Ctrl N, T and W stay the browser's; letters are text where one types", async ({ world }) => {
  const { page } = await onList(world);
  const taken = await page.evaluate(() => {
    const target = document.activeElement ?? document.body;
    return ["n", "t", "w"].filter(
      (key) =>
        !target.dispatchEvent(new KeyboardEvent("keydown", { key, ctrlKey: true, bubbles: true, cancelable: true })),
    );
  });
  expect(taken).toEqual([]);
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "New title of Backup host" });
  await field.fill("");
  await page.keyboard.type("e?/a");
  await expect(field).toHaveValue("e?/a");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("option", { name: /^Backup host/ })).toBeVisible();
});

// rule: ux 18
test("no single letter does anything beside the widget that has the focus, nor when they are switched off", async ({
  world,
}) => {
  const { page, list } = await onList(world);
  await page.getByRole("button", { name: /^Account/ }).focus();
  for (const key of ["e", "a", "d", "Delete", "F2"]) await page.keyboard.press(key);
  await expect(page).not.toHaveURL(/\/edit$/);
  await expect(page.getByRole("option")).toHaveCount(10);
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem("strongroom.preferences") ?? "{}");
    localStorage.setItem("strongroom.preferences", JSON.stringify({ ...kept, shortcuts: false }));
  });
  await page.reload();
  await list.focus();
  for (const key of ["e", "/", "?"]) await page.keyboard.press(key);
  await page.waitForTimeout(300);
  await expect(page).not.toHaveURL(/\/edit$/);
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox"), "what is no letter still works").toBeFocused();
});
