/** What is told to readers, where the focus goes, and how the lines of long lists are numbered. */
import type { Page } from "@playwright/test";
import { company } from "../scene.ts";
import { sealed, shareDialog } from "../sharing.ts";
import { expect, test } from "../world.ts";

/** The one region in which the page tells what happened by itself. */
function told(page: Page) {
  return page.getByRole("region", { name: "Messages" });
}

// rule: ux 11, 24
test("lock changes and clipboard clearing are told in the one polite region", async ({ world }) => {
  const { database, folders, entries, mia } = await company(world);
  await world.root.ask("PUT", "/settings", { clipboard_seconds: 5, openers: "number" });
  const page = await world.browser("ben");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(told(page)).toHaveAttribute("aria-live", "polite");
  await expect(page.locator("[aria-live='polite']"), "one region, and no second").toHaveCount(1);
  const lock = `/databases/${database}/objects/${entries["Mail server"]}/lock`;
  const { token } = await mia.ask("POST", lock);
  await expect(told(page)).toContainText(/Mail server: (mia|Mia Keller) is editing/);
  await expect(page.getByText(/^(mia|Mia Keller) is editing since \d?\d:\d\d\.$/)).toBeVisible();
  await mia.ask("DELETE", lock, { token });
  await expect(told(page)).toContainText("Mail server: free to be edited again");
  await page.getByRole("button", { name: "Copy Password" }).click();
  await expect(told(page)).toContainText("Password copied");
  await expect(told(page)).toContainText("Clipboard cleared.");
});

// rule: ux 10, 24
test("a request that comes in and an approval are told in the one polite region", async ({ world }) => {
  const { act, at } = await sealed(world, { approvers: [world.root.id] });
  const approver = await world.browser("root");
  await act("request", "it is down");
  await expect(told(approver)).toContainText("Approvals, 1 waits for you");
  const asker = await world.browser("eve", at);
  await expect(asker.getByRole("heading", { name: "Waiting" })).toBeVisible();
  await approver.getByRole("link", { name: /^Approvals/ }).click();
  await approver.getByRole("option", { name: /asks for Mail server/ }).click();
  await approver.getByRole("button", { name: "Approve" }).click();
  await expect(told(approver)).toContainText("Approved: Eve Stern may open Mail server.");
  await expect(asker.getByRole("heading", { name: "Approved" })).toBeVisible();
  await expect(told(asker)).toContainText("Notices, 1 unread");
});

// rule: ux 24
test("the focus goes back to where a dialog was opened", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  const article = page.getByRole("article", { name: "Mail server" });
  await expect(article).toBeVisible();
  await article.getByRole("button", { name: "Share", exact: true }).focus();
  await expect(await shareDialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(article.getByRole("button", { name: "Share", exact: true })).toBeFocused();
  const list = page.getByRole("listbox", { name: "Servers" });
  for (const key of ["?", "Control+k"]) {
    await list.focus();
    await page.keyboard.press(key);
    await expect(page.getByRole("dialog").first()).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(list, `after ${key}`).toBeFocused();
  }
  const account = page.getByRole("button", { name: /^Account/ });
  await account.focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Appearance" }).click();
  await expect(page.getByRole("dialog", { name: "Appearance" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(account).toBeFocused();
});

// rule: ux 24
test("the lines of the tree, the list and the tables say their level, their place and how many there are", async ({
  world,
}) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const tree = page.getByRole("tree");
  const numbers = (level: string, of: string, place: string) => ({
    "aria-level": level,
    "aria-setsize": of,
    "aria-posinset": place,
  });
  const lines = { IT: numbers("1", "4", "2"), Servers: numbers("2", "3", "3") };
  for (const [name, wanted] of Object.entries(lines)) {
    const line = tree.getByRole("treeitem", { name: new RegExp(`^${name}`) });
    for (const [attribute, value] of Object.entries(wanted)) await expect(line).toHaveAttribute(attribute, value);
  }
  const option = page.getByRole("option", { name: /^Git hosting/ });
  await expect(option).toHaveAttribute("aria-setsize", "10");
  await expect(option).toHaveAttribute("aria-posinset", "3");
  await page.goto(`${world.server.url}/manager/users`);
  const grid = page.getByRole("grid");
  await expect(grid).toHaveAttribute("aria-rowcount", "4");
  await expect(grid.getByRole("row").nth(1)).toHaveAttribute("aria-rowindex", "2");
});
