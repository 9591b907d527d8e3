/** The founding story, set from the page: one database, people with different folders, neither sees the other's. */
import { accessible } from "../axe.ts";
import { Company, cell, save } from "../permissions.ts";
import { expect, test } from "../world.ts";

test("one database, two people with different folders, and neither sees the other's", async ({ world }) => {
  const db = await world.database("Company");
  const it = { north: "", south: "" };
  for (const [title, key] of [
    ["North", "north"],
    ["South", "south"],
  ] as const) {
    it[key] = await world.folder(db, title);
    await world.entry(db, it[key], `${title} key`, { username: "root", password: "hunter2" });
  }
  const [ann, bob] = [await world.user({ username: "ann" }), await world.user({ username: "bob" })];
  const page = await world.browser("root", `/manager/databases/${db}/permissions`);
  await page.getByRole("button", { name: "New" }).click();
  const dialog = page.getByRole("dialog", { name: "Give access" });
  for (const name of ["ann", "bob"]) {
    await dialog.getByRole("combobox", { name: "People and groups" }).fill(name);
    await page.getByRole("option", { name: new RegExp(name) }).click();
  }
  await dialog.getByLabel("Level").selectOption("Open only");
  await expect(dialog).toContainText("2 people gain, you keep access.");
  await accessible(page, "the dialog for new people");
  await dialog.getByRole("button", { name: "Give access" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  for (const [name, folder] of [
    ["ann", "North"],
    ["bob", "South"],
  ] as const) {
    await page.getByRole("grid", { name: "People and groups with access" }).getByText(name, { exact: true }).click();
    await page.getByRole("link", { name: "Entries and folders" }).click();
    await page.getByRole("treeitem", { name: new RegExp(`^${folder}:`) }).click();
    await page.getByRole("radio", { name: "View" }).check();
    await expect(page.getByRole("complementary")).toContainText("1 person gains, you keep access.");
    await expect(page.getByRole("treeitem", { name: new RegExp(`^${folder} key: allowed from above`) })).toBeVisible();
    await save(page);
    await page.getByRole("link", { name: "Permissions", exact: true }).click();
  }
  const sees = async (person: typeof ann) => {
    const { items } = await person.ask("GET", `/databases/${db}/objects?recursive=true`);
    return items.map((one: { title: string }) => one.title);
  };
  expect(await sees(ann)).toEqual(["North", "North key"]);
  expect(await sees(bob)).toEqual(["South", "South key"]);
  expect(await ann.status("GET", `/databases/${db}/objects/${it.south}`), "not there at all").toBe(404);
});

// rule: ux 7
test("rights are edited from one end to the other by keyboard alone", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open();
  const list = page.getByRole("grid", { name: "People and groups with access" });
  await expect(list).toBeVisible();
  /** Tabs on until it is there: what can not be reached by the key is not there for everybody. */
  async function tabTo(what: ReturnType<typeof page.getByRole>) {
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press("Tab");
      if (await what.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error("no tab leads there");
  }
  await tabTo(list);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/${it.id("Trainees")}/general$`));
  await tabTo(page.getByRole("link", { name: "Entries and folders" }));
  await page.keyboard.press("Enter");
  const tree = page.getByRole("tree");
  await expect(tree).toBeVisible();
  await tabTo(tree);
  // Finance, Bank, IT, Servers; what is in Servers is closed.
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("treeitem", { name: /^Root:/ })).toBeVisible();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  const grid = page.getByRole("grid", { name: "Permissions on Servers" });
  await expect(grid).toBeVisible();
  await tabTo(grid);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("a");
  await expect(cell(page, "Delete entries"), "they move together").toHaveAccessibleName(/set here: allowed/);
  await expect(page.getByRole("complementary")).toContainText("2 people gain");
  await save(page);
  expect(await it.marks("Trainees", "Servers")).toEqual({
    read_entries: "allow",
    modify_entries: "allow",
    add_entries: "allow",
    delete_entries: "allow",
  });
  await expect(grid, "the focus stays where one works").toBeFocused();
});

test("inheritance is turned off, and what that takes is told first", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  await page.getByRole("checkbox", { name: "Allows from above reach it" }).uncheck();
  await expect(page.getByRole("complementary")).toContainText("2 people lose, you keep access.");
  await expect(cell(page, "Read entries")).toHaveAccessibleName(
    /in effect: not granted; not inherited at folder Servers/,
  );
  await expect(page.getByRole("treeitem", { name: /^Servers: not granted, inherits nothing/ })).toBeVisible();
  await save(page);
  expect(await it.sees("chris")).toEqual(["IT", "Network", "Router"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => it.sees("chris")).toContain("Servers");
});

test("what is not saved outlives a look elsewhere, and is discarded on demand", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  await page.getByRole("button", { name: "Deny: See and use entries" }).click();
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await page.getByRole("link", { name: "General" }).click();
  await page.getByRole("link", { name: "Permissions", exact: true }).click();
  await page.goBack();
  await page.getByRole("link", { name: "Entries and folders" }).click();
  await page.getByRole("treeitem", { name: /^Servers: denied here/ }).click();
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(/set here: denied/);
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(/set here: nothing/);
  expect(await it.marks("Trainees", "Servers")).toEqual({});
});

// rule: ux 6, 21
test("many are changed and taken off at once, with who loses what, and both are undone", async ({ world }) => {
  const it = await Company.make(world);
  await it.assign("Operators", { access_database: "allow" });
  const page = await it.open();
  const list = page.getByRole("grid", { name: "People and groups with access" });
  await page.getByRole("searchbox", { name: "Find by name" }).fill("r");
  await expect(list.getByRole("row")).toHaveCount(4);
  await page.getByRole("checkbox", { name: "Select Trainees" }).check();
  await page.getByRole("checkbox", { name: "Select Operators" }).check();
  await page.getByRole("button", { name: "Change", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Change 2 places" });
  await dialog.getByLabel("Level").selectOption("Edit");
  await expect(dialog).toContainText("2 people gain, you keep access.");
  await dialog.getByRole("button", { name: "Change" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
  for (const who of ["Trainees", "Operators"]) expect(Object.keys(await it.marks(who))).toHaveLength(8);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("As it was before.")).toBeVisible();
  for (const who of ["Trainees", "Operators"]) expect(await it.marks(who)).toEqual({ access_database: "allow" });
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  const remove = page.getByRole("dialog", { name: "Take Operators and Trainees off the database" });
  await expect(remove).toContainText("2 people lose, you keep access.");
  await accessible(page, "the dialog before somebody is taken off");
  await remove.getByRole("button", { name: "Remove" }).click();
  await expect(page.getByText(/taken off the database/)).toBeVisible();
  expect(await it.marks("Trainees", "IT"), "its rules went along").toEqual({});
  await page.getByRole("button", { name: "Undo" }).first().click();
  await expect.poll(() => it.marks("Trainees", "Finance")).toEqual({ access_entries: "deny" });
  expect(await it.marks("Trainees", "IT"), "and are back").toEqual({ read_entries: "allow" });
  expect(await it.sees("chris")).toContain("Router");
});
