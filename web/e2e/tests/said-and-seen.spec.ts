/** What lines say of people and things, and that what helps is in sight. */
import { cell } from "../permissions.ts";
import { wholeScene } from "../walk.ts";
import { expect, test } from "../world.ts";

test("a line of the audit says what it is about, and when to the second", async ({ world }) => {
  await wholeScene(world);
  const page = await world.browser("root", "/manager/audit?event=rule_set");
  await expect(page.getByRole("row", { name: /:\d\d:\d\d.*Rule set.*Finance · mia/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /Rule set.*Servers · ben/ })).toBeVisible();
});

// rule: ux 11
test("who edits is told with the full name, and oneself as oneself", async ({ world }) => {
  const { database, folders, entries, mia } = await wholeScene(world);
  const at = `/db/${database}/folder/${folders.Servers}/entry/${entries["Backup host"]}`;
  await mia.ask("POST", `/databases/${database}/objects/${entries["Backup host"]}/lock`);
  const root = await world.browser("root", at);
  await expect(root.getByText(/^Mia Keller is editing since .*\d\.$/)).toBeVisible();
  const own = await world.browser("mia", at);
  await expect(own.getByText(/^You are editing since .*\d\.$/)).toBeVisible();
  await expect(own.getByRole("option", { name: /^Backup host.*You are editing/ })).toBeVisible();
});

// rule: ux 5, 7
test("the permissions call people by their names, and keep in sight what Deny overrides and the keys", async ({
  world,
}) => {
  const { database, folders, ben } = await wholeScene(world);
  const page = await world.browser("root");
  await page.setViewportSize({ width: 1360, height: 820 });
  await page.goto(`${world.server.url}/manager/databases/${database}/permissions/${ben.id}/objects/${folders.Servers}`);
  await expect(page.getByRole("heading", { level: 1, name: "Ben Ebert" })).toBeVisible();
  const aside = page.getByRole("complementary");
  await expect(aside.getByText("Mia Keller")).toBeVisible();
  await expect(aside.getByText("allowed by folder IT", { exact: true }).first()).toBeVisible();
  const foot = (await page.getByRole("button", { name: "Save" }).boundingBox())?.y ?? 0;
  for (const seen of [page.getByText(/^Deny beats every allow/), page.getByRole("button", { name: "all keys" })]) {
    await expect(seen).toBeVisible();
    const box = await seen.boundingBox();
    expect((box?.y ?? 9999) + (box?.height ?? 0)).toBeLessThanOrEqual(foot);
  }

  await page.setViewportSize({ width: 390, height: 844 });
  const first = await cell(page, "See and use entries").boundingBox();
  expect((first?.y ?? 9999) + (first?.height ?? 0)).toBeLessThan(780);
  await expect(page.getByText("Ctrl S")).toBeHidden();
  await page.getByRole("button", { name: "Another folder or entry" }).click();
  await page.getByRole("treeitem", { name: /Network/ }).click();
  await expect(page.getByRole("heading", { name: "Network" })).toBeVisible();
});
