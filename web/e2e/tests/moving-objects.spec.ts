import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

/** The title of the folder of an object, as root sees it. */
async function folderOf(world: Parameters<Parameters<typeof test>[2]>[0]["world"], database: string, id: string) {
  return (await world.root.ask("GET", `/databases/${database}/objects/${id}`)).parent;
}

// rule: ux 21
test("several entries are moved by keys alone, and moved back", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const list = page.getByRole("listbox", { name: "Servers" });
  await expect(list.getByRole("option")).toHaveCount(10);
  await list.focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  const bar = page.getByRole("toolbar", { name: /chosen$/ });
  await expect(bar.getByText("3 chosen")).toBeVisible();
  await accessible(page, "a list with a choice");
  await bar.getByRole("button", { name: "Move" }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Move 3 entries" });
  await expect(dialog.getByRole("tree")).toBeFocused();
  await page.keyboard.type("it");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(dialog.getByRole("treeitem", { name: "Network" })).toHaveAttribute("aria-selected", "true");
  await expect(dialog.getByText("Nobody gains or loses sight of it.")).toBeVisible();
  await accessible(page, "the dialog that moves");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/move.png` });
  await page.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByText("3 entries moved")).toBeVisible();
  await expect(list.getByRole("option")).toHaveCount(7);
  expect(await folderOf(world, database, entries["Backup host"] ?? "")).toBe(folders.Network);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByRole("option")).toHaveCount(10);
  expect(await folderOf(world, database, entries["Backup host"] ?? "")).toBe(folders.Servers);
});

// rule: ux 6
test("before a move takes sight away, it is said from whom; a drop asks first", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const tree = page.getByRole("tree");
  await page.getByRole("option", { name: /Git hosting/ }).dragTo(tree.getByRole("treeitem", { name: /^Finance/ }));
  const dialog = page.getByRole("dialog", { name: "Move “Git hosting”" });
  await expect(dialog.getByText("1 person will no longer see this: Ben Ebert.")).toBeVisible();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/effects.png` });
  expect(await folderOf(world, database, entries["Git hosting"] ?? "")).toBe(folders.Servers);
  await dialog.getByRole("button", { name: "Move here" }).click();
  await expect(page.getByText("“Git hosting” moved")).toBeVisible();
  expect(await folderOf(world, database, entries["Git hosting"] ?? "")).toBe(folders.Finance);
  // Where it changes nothing for anybody, nothing is asked.
  await page.getByRole("option", { name: /Monitoring/ }).dragTo(tree.getByRole("treeitem", { name: /^Network/ }));
  await expect(page.getByText("“Monitoring” moved")).toBeVisible();
});

// rule: ux 11
test("one that somebody edits keeps all of them where they are, and it is said which", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  await ben.ask("POST", `/databases/${database}/objects/${entries["Git hosting"]}/lock`);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const list = page.getByRole("listbox", { name: "Servers" });
  await list.focus();
  await page.keyboard.press("Control+a");
  await page
    .getByRole("toolbar", { name: /chosen$/ })
    .getByRole("button", { name: "Delete" })
    .click();
  await expect(page.getByText("Ben Ebert is editing “Git hosting”. Nothing was changed.").first()).toBeVisible();
  await expect(list.getByRole("option")).toHaveCount(10);
});

// rule: ux 21, 18
test("Del puts into the bin with a way back; F2 renames on the line", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const list = page.getByRole("listbox", { name: "Servers" });
  await list.getByRole("option", { name: /Git hosting/ }).click();
  await page.keyboard.press("Delete");
  await expect(page.getByText("“Git hosting” moved to the bin")).toBeVisible();
  await expect(page.getByRole("article", { name: "Hypervisor 1" }), "the next one is shown").toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(list.getByRole("option", { name: /Git hosting/ })).toBeVisible();

  await list.getByRole("option", { name: /Git hosting/ }).click();
  await page.keyboard.press("F2");
  const field = page.getByRole("textbox", { name: "New title of Git hosting" });
  await expect(field).toBeFocused();
  await accessible(page, "a line that is renamed");
  await field.fill("Source code");
  await field.press("Enter");
  await expect(list.getByRole("option", { name: /Source code/ })).toBeVisible();
  await expect(list).toBeFocused();
  const { title } = await world.root.ask("GET", `/databases/${database}/objects/${entries["Git hosting"]}`);
  expect(title).toBe("Source code");

  await page.getByRole("treeitem", { name: /^Marketing/ }).click();
  await page.keyboard.press("F2");
  await page.getByRole("textbox", { name: "New title of Marketing" }).fill("Press");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("treeitem", { name: /^Press/ })).toBeVisible();
  await page.keyboard.press("Delete");
  await expect(page.getByRole("treeitem", { name: /^Press/ })).toHaveCount(0);
  const toast = page.getByRole("dialog").filter({ hasText: "“Press” moved to the bin" });
  await toast.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("treeitem", { name: /^Press/ })).toBeVisible();
});

test("the menu of a line does what its keys do; a folder is made, copied into and tagged", async ({ world }) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("treeitem", { name: /^Servers/ }).click({ button: "right" });
  await accessible(page, "the menu of a folder");
  await page.getByRole("menuitem", { name: "New folder" }).click();
  await page.getByRole("dialog", { name: "New folder" }).getByLabel("Name").fill("Old ones");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("option", { name: "Folder Old ones" })).toBeVisible();

  const list = page.getByRole("listbox", { name: "Servers" });
  await list.getByRole("option", { name: /Monitoring/ }).click();
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Copy to" }).click();
  const dialog = page.getByRole("dialog", { name: "Copy “Monitoring”" });
  await dialog.getByRole("treeitem", { name: "Sales" }).click();
  await dialog.getByRole("button", { name: "Copy here" }).click();
  await expect(page.getByText("“Monitoring” copied")).toBeVisible();
  await page.getByRole("treeitem", { name: /^Sales/ }).click();
  await expect(page.getByRole("option", { name: /Monitoring/ })).toBeVisible();

  await page.getByRole("treeitem", { name: /^Servers/ }).click();
  await list.getByRole("option", { name: /Hypervisor 1/ }).click();
  await page.keyboard.press("Shift+ArrowDown");
  await page
    .getByRole("toolbar", { name: /chosen$/ })
    .getByRole("button", { name: "Tags" })
    .click();
  const tags = page.getByRole("dialog", { name: "Tags of 2 entries" });
  await tags.getByLabel("New tag").fill("rack 3");
  await page.keyboard.press("Enter");
  await accessible(page, "the dialog of tags");
  await tags.getByRole("button", { name: "Save" }).click();
  await expect(list.getByText("rack 3")).toHaveCount(2);
});

test("what is cut in one folder is moved by pasting in another", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("option", { name: /Monitoring/ }).click();
  await page.keyboard.press("Control+x");
  await page.getByRole("treeitem", { name: /^Network/ }).click();
  await page.keyboard.press("Control+v");
  await expect(page.getByText("“Monitoring” moved")).toBeVisible();
  await expect.poll(() => folderOf(world, database, entries.Monitoring ?? "")).toBe(folders.Network);
});

// rule: ux 21
test("into another database goes a copy, and the way back takes both", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const other = await world.database("Archive");
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries.Monitoring}`);
  await page.getByRole("article").getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Move", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Move “Monitoring”" });
  await dialog.getByLabel("Database").selectOption("Archive");
  await expect(dialog.getByText(/The original goes to the bin here/)).toBeVisible();
  await dialog.getByRole("treeitem", { name: "Archive" }).click();
  await dialog.getByRole("button", { name: "Move here" }).click();
  await expect(page.getByText("“Monitoring” moved").first()).toBeVisible();
  const there = async () =>
    (await world.root.ask("GET", `/databases/${other}/objects`)).items.map(({ title }: { title: string }) => title);
  expect(await there()).toEqual(["Monitoring"]);
  await expect(page.getByRole("option", { name: /Monitoring/ })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect(page.getByRole("option", { name: /Monitoring/ })).toBeVisible();
  await expect.poll(there).toEqual([]);
});
