import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test, type World } from "../world.ts";

async function shared(world: World, title?: string) {
  const all = await company(world);
  const mail = all.entries["Mail server"] ?? "";
  if (title !== undefined) {
    await world.root.ask("PATCH", `/databases/${all.database}/objects/${mail}`, { title }, { "if-match": "*" });
  }
  const eve = await world.user({ username: "eve", full_name: "Eve Stern" });
  const body = { object: mail, grantee: eve.id, permissions: ["access_entries", "read_entries"] };
  const grant = await world.root.ask("POST", `/databases/${all.database}/grants`, body);
  return { ...all, mail, eve, grant };
}

// rule: ux 24
test("a notice arrives at the bell, leads to its place and is read then", async ({ world }) => {
  const { database, mail, ben } = await shared(world);
  const page = await world.browser("ben");
  await expect(page.getByRole("button", { name: "Notices", exact: true })).toBeVisible();
  const body = { object: mail, grantee: ben.id, permissions: ["access_entries"] };
  await world.root.ask("POST", `/databases/${database}/grants`, body);
  const bell = page.getByRole("button", { name: "Notices, 1 unread" });
  await expect(bell).toBeVisible();
  await expect(page.getByRole("region", { name: "Messages" })).toContainText("Notices, 1 unread");
  await bell.click();
  const pane = page.getByRole("dialog", { name: "Notices" });
  await accessible(page, "the newest notices");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/bell.png` });
  await page.keyboard.press("Escape");
  await expect(bell, "focus goes back to where it was opened").toBeFocused();
  await bell.click();
  await pane.getByRole("link", { name: /root shared “Mail server” with you/ }).click();
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Notices", exact: true })).toBeVisible();
});

test("what is not seen any more is named nowhere, and titles are text", async ({ world }) => {
  const evil = `<img src=x onerror="throw 1">`;
  const { database, grant } = await shared(world, evil);
  const page = await world.browser("eve", "/notices");
  const list = page.getByRole("list").filter({ hasText: "shared" });
  await expect(list).toContainText(`root shared “${evil}” with you`);
  await expect(page.locator("img")).toHaveCount(0);
  await world.root.ask("DELETE", `/databases/${database}/grants/${grant.id}`, undefined, { "if-match": "*" });
  await expect(page.getByText("root took back your access to an entry that you do not see any more")).toBeVisible();
  await expect(page.getByText(evil, { exact: false })).toHaveCount(0);
  await accessible(page, "all notices");
});

test("which notices come by mail is chosen and kept", async ({ world }) => {
  const { eve } = await shared(world);
  const page = await world.browser("eve", "/notices");
  await page.getByRole("link", { name: "Mails" }).click();
  await expect(page).toHaveURL(/\/notices\/settings$/);
  const box = page.getByRole("checkbox", { name: "Something was shared with me" });
  await expect(box).not.toBeChecked();
  await box.check();
  await expect(page.getByText("Saved.")).toBeVisible();
  expect((await eve.ask("GET", "/notices/settings")).mail).toContain("grant_given");
  await accessible(page, "the settings of notices");
  await page.reload();
  await expect(box).toBeChecked();
  await page.goBack();
  await expect(page.getByRole("heading", { name: "Notices" })).toBeVisible();
});

// rule: ux 24
test("hundreds of notices scroll, and all are read at once", async ({ world }) => {
  const { database, mail, ben } = await shared(world);
  for (let n = 0; n < 130; n += 1) {
    const body = { object: mail, grantee: ben.id, permissions: ["access_entries"] };
    const { id } = await world.root.ask("POST", `/databases/${database}/grants`, body);
    await world.root.ask("DELETE", `/databases/${database}/grants/${id}`, undefined, { "if-match": "*" });
  }
  const page = await world.browser("ben", "/notices");
  await expect(page.getByRole("button", { name: /^Notices, 2\d\d unread$/ })).toBeVisible();
  await expect.poll(() => page.getByRole("listitem").count()).toBeLessThan(60);
  await page.getByRole("region", { name: "All notices" }).focus();
  for (let n = 0; n < 5; n += 1) {
    await page.keyboard.press("End");
    await page.waitForTimeout(300);
  }
  await expect(page.locator("[aria-posinset='250']")).toBeAttached();
  await page.getByRole("button", { name: "Mark all as read" }).click();
  await expect(page.getByRole("button", { name: "Notices", exact: true })).toBeVisible();
});
