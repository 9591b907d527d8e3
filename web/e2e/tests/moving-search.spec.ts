import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 19, 23
test("the search page marks its hits, looks in one folder or everywhere, and says what can be typed", async ({
  world,
}) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Sales}`);
  await page.getByRole("button", { name: "What can be done here" }).click();
  await page.getByRole("menuitem", { name: "Search in here" }).click();
  const field = page.getByRole("searchbox", { name: "Search entries and folders" });
  await expect(field).toBeFocused();
  await expect(page.getByText("Type what you look for")).toBeVisible();
  await accessible(page, "the search page");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/search-empty.png` });
  await page.keyboard.type("hyperv");
  await expect(page.getByText("Nothing was found for “hyperv”")).toBeVisible();
  await expect(page.getByText(/Only this place was searched/)).toBeVisible();
  await page.getByRole("button", { name: "Search all folders" }).last().click();
  const hits = page.getByRole("listbox", { name: "Search" });
  await expect(hits.getByRole("option")).toHaveCount(2);
  await expect(hits.getByRole("option").first().locator("mark")).toHaveText("Hyperv");
  await expect(page).toHaveURL(/\/search\?q=hyperv$/);
  await field.press("ArrowDown");
  await expect(hits).toBeFocused();
  await expect(page.getByRole("article", { name: "Hypervisor 2" })).toBeVisible();
  await accessible(page, "what a search found");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/search.png` });
  await page.reload();
  await expect(field).toHaveValue("hyperv");
  await expect(page.getByRole("article", { name: "Hypervisor 2" })).toBeVisible();
  // Pressing an operator puts it into the field.
  await page.getByRole("button", { name: "What can be typed" }).click();
  await page.getByRole("button", { name: "-old" }).click();
  await expect(field).toHaveValue("hyperv -old");
});

test("a tag leads to everything that has it", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const objects = ["Monitoring", "Git hosting"].map((title) => ({ id: entries[title], revision: "*" }));
  await world.root.ask("POST", `/databases/${database}/objects/tag`, { objects, add: ["rack 3"] });
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries.Monitoring}`);
  await page.getByRole("article").getByRole("link", { name: "rack 3" }).click();
  await expect(page.getByRole("option")).toHaveCount(2);
});

test("what expires is looked for as far ahead as one wants", async ({ world }) => {
  const { database, entries } = await company(world);
  const soon = (days: number) => ({ valid_to: new Date(Date.now() + days * 86_400_000).toISOString() });
  const change = (title: string, days: number) =>
    world.root.ask("PATCH", `/databases/${database}/objects/${entries[title]}`, soon(days), { "if-match": "*" });
  await change("Monitoring", 5);
  await change("Git hosting", 60);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/expiring`);
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.getByRole("button", { name: "Within 30 days" }).click();
  await page.getByRole("menuitem", { name: "Within 90 days" }).click();
  await expect(page.getByRole("option")).toHaveCount(2);
  await expect(page).toHaveURL(/\/expiring\?within=90$/);
});

// rule: ux 23
test("panes stack below 900 px; at 390 px a finger chooses and moves", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const list = page.getByRole("listbox", { name: "Servers" });
  await list.getByText("G", { exact: true }).click();
  await list.getByText("D", { exact: true }).click();
  const bar = page.getByRole("toolbar", { name: /chosen$/ });
  await expect(bar.getByText("2 chosen")).toBeVisible();
  for (const button of await bar.getByRole("button").all()) {
    const box = await button.boundingBox();
    expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    expect((box?.x ?? 0) + (box?.width ?? 0), "within the page").toBeLessThanOrEqual(390);
  }
  await accessible(page, "a choice at 390 px");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/chosen-390.png` });
  await bar.getByRole("button", { name: "Move" }).click();
  const dialog = page.getByRole("dialog", { name: "Move 2 entries" });
  await dialog.getByRole("treeitem", { name: "Sales" }).click();
  await expect(dialog.getByText(/2 people will no longer see this/)).toBeVisible();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/move-390.png` });
  await dialog.getByRole("button", { name: "Move here" }).click();
  await expect(list.getByRole("option")).toHaveCount(8);
  const moved = await world.root.ask("GET", `/databases/${database}/objects/${entries["Git hosting"]}`);
  expect(moved.parent).toBe(folders.Sales);

  // 200 % zoom of a page of 1360 px is one of 680.
  for (const width of [900, 680, 390]) {
    await page.setViewportSize({ width, height: 410 });
    for (const path of ["bin", "import", `folder/${folders.Servers}`]) {
      await page.goto(`${world.server.url}/db/${database}/${path}`);
      await expect(page.locator("main section").first()).toBeVisible();
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, `${path} at ${width} px`).toBeLessThanOrEqual(0);
    }
    if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/folder-${width}.png` });
  }
});

// rule: ux 19
test("an empty folder offers what can be done, and who may do nothing is told whom to ask", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Marketing}`);
  const empty = page.getByRole("region", { name: "Marketing" });
  await expect(empty.getByText("Nothing is in this folder yet")).toBeVisible();
  await expect(empty.getByRole("button", { name: "New entry" }).first()).toBeVisible();
  await expect(empty.getByRole("button", { name: "Import" })).toBeVisible();
  await accessible(page, "an empty folder");
  await world.rule(database, folders.IT ?? "", ben.id, "reader");
  const his = await world.browser(ben.username);
  await his.goto(`${world.server.url}/db/${database}/folder/${folders.Network}`);
  await expect(his.getByText(/You may lack rights: ask whoever administers this database/)).toBeVisible();
  await expect(his.getByRole("button", { name: "Import" })).toHaveCount(0);
});
