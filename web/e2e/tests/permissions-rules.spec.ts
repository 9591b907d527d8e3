/** The rules of the screen where rights are set: ux 1 to 7. */
import { accessible } from "../axe.ts";
import { Company, cell, save } from "../permissions.ts";
import { expect, test } from "../world.ts";

// rule: ux 1
test("five looks differ by shape and word, in the grid, the tree and the legend", async ({ world }) => {
  const it = await Company.make(world);
  await it.rule("Servers", "Trainees", { delete_entries: "deny", modify_entries: "allow" });
  const page = await it.open("Trainees", "objects", "Servers");
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(/in effect: allowed from above/);
  await expect(cell(page, "Modify entries")).toHaveAccessibleName(/set here: allowed; in effect: allowed here/);
  await expect(cell(page, "Delete entries")).toHaveAccessibleName(/set here: denied; in effect: denied here/);
  await expect(cell(page, "Seal entries")).toHaveAccessibleName(/set here: nothing; in effect: not granted/);
  const tree = page.getByRole("tree", { name: "Folders and entries" });
  await expect(tree.getByRole("treeitem", { name: /^Finance.*denied here/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^Bank.*denied from above/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^IT.*allowed here/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^Network.*allowed from above/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^Marketing.*not granted/ })).toBeVisible();
  const legend = page.getByRole("region", { name: "Legend" });
  for (const look of ["allowed here", "allowed from above", "denied here", "denied from above", "not granted"]) {
    await expect(legend.getByText(look, { exact: true })).toBeVisible();
  }
  // No look is told by its colour alone: the sign itself is another, and none is pale by transparency.
  const signs = await legend.getByRole("listitem").evaluateAll((items) =>
    items.map((item) => {
      const sign = item.querySelector("[data-look]");
      const style = sign === null ? null : getComputedStyle(sign);
      return `${sign?.querySelector("svg")?.innerHTML} ${style?.backgroundColor} ${style?.borderTopColor} ${style?.opacity}`;
    }),
  );
  expect(new Set(signs).size).toBe(5);
  expect(signs.every((sign) => sign.endsWith(" 1"))).toBe(true);
  await page.emulateMedia({ forcedColors: "active" });
  const forced = await legend.getByRole("listitem").evaluateAll((items) =>
    items.map((item) => {
      const sign = item.querySelector("[data-look]");
      const style = sign === null ? null : getComputedStyle(sign);
      return `${sign?.querySelector("svg")?.innerHTML} ${style?.backgroundColor} ${style?.borderTopStyle} ${style?.borderTopColor}`;
    }),
  );
  expect(new Set(forced).size, "also where the colours are the reader's").toBe(5);
});

// rule: ux 2
test("what is in effect stands beside the setting before it is saved, and its reason leads to the rule", async ({
  world,
}) => {
  const it = await Company.make(world);
  await it.assign("Operators", { access_database: "allow", read_entries: "deny" });
  const page = await it.open("ben", "objects", "Servers");
  await expect(cell(page, "Read entries")).toHaveAccessibleName(/denied from above; denied by group Operators/);
  await page.goto(world.server.url + it.address("Trainees", "objects", "Servers"));
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(/allowed from above; allowed by folder IT/);
  await page.getByRole("button", { name: "Deny: See and use entries" }).click();
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(
    /in effect: denied here; denied here; beats folder IT/,
  );
  await expect(page.getByRole("treeitem", { name: /^Servers.*denied here/ })).toBeVisible();
  expect(await it.rights("chris", "Servers"), "nothing is saved").toContain("access_entries");
  await page.getByRole("button", { name: "Discard" }).click();
  await page.getByRole("grid").getByRole("link", { name: "folder IT" }).first().click();
  await expect(page).toHaveURL(new RegExp(`/objects/${it.id("IT")}$`));
  await expect(page.getByRole("heading", { name: "IT", exact: true })).toBeVisible();
  // A policy is named as well.
  const policies = await world.root.ask("GET", "/policies");
  await world.root.ask("PUT", "/policies", { permissions: { ...policies.permissions, seal_entries: "disabled" } });
  await page.goto(world.server.url + it.address("Trainees", "objects", "IT"));
  await expect(cell(page, "Seal entries")).toHaveAccessibleName(/denied from above; disabled by server policy/);
});

// rule: ux 3
test("it is asked from both ends: what one person can do here, and who can open this", async ({ world }) => {
  const it = await Company.make(world);
  await it.assign("Operators", { access_database: "allow" });
  await it.rule("Servers", "Operators", { modify_entries: "allow" });
  const page = await it.open("Trainees", "objects", "Servers");
  const person = page.getByRole("region", { name: "What one person can do here" });
  await expect(person.getByRole("link", { name: "ben" })).toBeVisible();
  await expect(person).toContainText(/Modify entries allowed by group Operators/);
  await page.getByRole("button", { name: "Deny: Modify entries" }).click();
  await expect(person, "with what is changed and not saved").toContainText(/Modify entries.* denied by group Trainees/);
  const who = page.getByRole("region", { name: "Who can open this" });
  await expect(who).toContainText("3 people");
  await expect(who).toContainText("chris");
  await expect(who).not.toContainText("mia");
  // What can this person see: also of somebody without a place.
  await page.goto(world.server.url + it.address());
  await page.getByRole("button", { name: "Look at somebody" }).click();
  await page.getByRole("combobox").fill("mia");
  await page.getByRole("option", { name: /mia/ }).click();
  await expect(page.getByText("sees 0 of 9")).toBeVisible();
  await page.goto(world.server.url + it.address("ben", "objects"));
  await expect(page.getByText("sees 5 of 9")).toBeVisible();
});

// rule: ux 4
test("bundles come first, and an impossible pair explains itself and offers the fix", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees");
  await expect(page.getByRole("radio", { name: "Open only" })).toBeChecked();
  await expect(page.getByRole("grid")).toHaveCount(0);
  await page.getByRole("radio", { name: "View" }).check();
  const effects = page.getByRole("list", { name: "In effect" });
  await expect(effects.getByRole("listitem").filter({ hasText: "Read entries" })).toContainText("allowed here");
  await page.getByRole("button", { name: "Customise" }).click();
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(17);
  await page.getByRole("button", { name: "Discard" }).click();
  // Read, modify, add and delete move together, unless they are split on purpose.
  await page.getByRole("button", { name: "Allow: Modify entries" }).click();
  for (const one of ["Read", "Modify", "Add", "Delete"]) {
    await expect(cell(page, `${one} entries`)).toHaveAccessibleName(/set here: allowed/);
  }
  await page.getByRole("button", { name: "Split" }).click();
  await page.getByRole("button", { name: "Not set: Read entries" }).click();
  await expect(cell(page, "Modify entries")).toHaveAccessibleName(
    /set here: allowed; in effect: not granted; needs Read entries/,
  );
  await page.getByRole("button", { name: "Allow “Read entries” too" }).first().click();
  await expect(cell(page, "Modify entries")).toHaveAccessibleName(/in effect: allowed here/);
  await page.getByRole("radio", { name: "Edit" }).check();
  await save(page);
  expect(Object.keys(await it.marks("Trainees")).sort()).toEqual(
    [
      "accept_from_addons",
      "access_database",
      "add_entries",
      "auto_complete",
      "auto_fill",
      "delete_entries",
      "modify_entries",
      "read_entries",
    ].sort(),
  );
  await page.goto(world.server.url + it.address("Trainees", "objects", "Servers"));
  await page.getByRole("radio", { name: "Use without seeing" }).check();
  await expect(page.getByText("a hurdle, not a wall").first()).toBeVisible();
  await save(page);
  expect(await it.marks("Trainees", "Servers")).toEqual({ access_entries: "allow" });
});

// rule: ux 5
test("deny is second, says what it overrides, and at the database wants the name typed", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees");
  await page.getByRole("button", { name: "Customise" }).click();
  const offered = await cell(page, "Print entries").getByRole("button").allTextContents();
  expect(offered.indexOf("Allow")).toBeLessThan(offered.indexOf("Deny"));
  await expect(page.getByText(/Deny beats every allow/)).toHaveCount(0);
  await page.getByRole("button", { name: "Deny: Print entries" }).click();
  await expect(page.getByText(/Deny beats every allow/)).toBeVisible();
  await expect(cell(page, "Print entries")).toHaveAccessibleName(/denied here/);
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "This is more than it looks" });
  await expect(dialog).toContainText("A deny at the database beats every allow in it for Trainees");
  const go = dialog.getByRole("button", { name: "Save it all the same" });
  await expect(go).toBeDisabled();
  expect(await it.marks("Trainees")).toEqual({ access_database: "allow" });
  await dialog.getByLabel("Type “Company” to confirm").fill("Company");
  await accessible(page, "the typed confirmation");
  await go.click();
  await expect(page.getByText("Saved.")).toBeVisible();
  expect(await it.marks("Trainees")).toEqual({ access_database: "allow", print_entries: "deny" });
});

// rule: ux 5
test("one's own right to administer goes only with the name typed, and the last administrator stays", async ({
  world,
}) => {
  const it = await Company.make(world);
  await it.assign("mia", { access_database: "allow", read_entries: "allow", grant_admin_rights: "allow" });
  const page = await it.open("mia", "general", undefined, "mia");
  await page.getByRole("button", { name: "Not set: Administer the database" }).click();
  await expect(page.getByRole("complementary")).toContainText("You lose “Administer the database”");
  await page.keyboard.press("Control+s");
  const dialog = page.getByRole("dialog", { name: "This is more than it looks" });
  await expect(dialog).toContainText("You lose the right to administer this database");
  await dialog.getByLabel("Type “Company” to confirm").fill("Company");
  await dialog.getByRole("button", { name: "Save it all the same" }).click();
  await expect.poll(() => it.marks("mia")).toEqual({ access_database: "allow", read_entries: "allow" });
  // A deny never reaches the super administrator: somebody is always left who can set it right.
  await it.assign("mia", { access_database: "allow" });
  const root = await world.browser("root", `/manager/databases/${it.db}/permissions/${world.root.id}/general`);
  await root.getByRole("button", { name: "Customise" }).click();
  await root.getByRole("button", { name: "Deny: Administer the database" }).click();
  const own = root.getByRole("gridcell", { name: /^Administer the database;/ });
  await expect(own).toHaveAccessibleName(
    /set here: denied; in effect: allowed from above; allowed: super administrator/,
  );
  await root.keyboard.press("Control+s");
  await root.getByLabel("Type “Company” to confirm").fill("Company");
  await root.getByRole("button", { name: "Save it all the same" }).click();
  await expect(root.getByText("Saved.")).toBeVisible();
  await root.getByRole("button", { name: "Undo" }).click();
  await expect(root.getByText("As it was before.")).toBeVisible();
  const { permissions } = await world.root.ask("GET", `/databases/${it.db}/effective-rights`);
  expect(permissions.grant_admin_rights.allowed).toBe(true);
});

// rule: ux 6
test("who gains and who loses is told with names before saving, and a save is undone", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  await page.getByRole("button", { name: "Split" }).click();
  await page.getByRole("button", { name: "Allow: Modify entries" }).click();
  await page.getByRole("button", { name: "Deny: Read entries" }).click();
  await page.getByRole("button", { name: "Allow: Add entries" }).click();
  const aside = page.getByRole("complementary");
  await expect(aside).toContainText("2 people gain, 2 lose, you keep access.");
  await expect(aside).toContainText("gain “Add entries”");
  await expect(aside).toContainText("lose “Read entries”");
  await expect(aside).toContainText("ben, chris");
  await expect(aside).toContainText("on 2 folders and entries");
  await expect(page.getByText("3 changes not saved")).toBeVisible();
  expect(await it.marks("Trainees", "Servers"), "nothing is saved yet").toEqual({});
  await save(page);
  expect(await it.rights("chris", "Servers")).toEqual(["access_entries", "add_entries"]);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("As it was before.")).toBeVisible();
  expect(await it.marks("Trainees", "Servers")).toEqual({});
  expect(await it.rights("chris", "Servers")).toEqual(["access_entries", "read_entries"]);
  const { items } = await world.root.ask("GET", `/audit?database=${it.db}&event=rule_set`);
  expect(items[0].object, "it is on record").toBe(it.id("Servers"));
});

// rule: ux 7
test("the grid is set by keyboard alone: one tab stop, arrows, letters, blocks, and its keys", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  const grid = page.getByRole("grid", { name: "Permissions on Servers" });
  await expect(grid).toBeVisible();
  await page.getByRole("button", { name: "Split" }).focus();
  await page.keyboard.press("Enter");
  const active = () =>
    page.evaluate(() => {
      const id = document.activeElement?.getAttribute("aria-activedescendant");
      return id == null ? null : (document.getElementById(id)?.getAttribute("aria-label") ?? "why");
    });
  // One stop: the tab after the grid is on nothing in it.
  await grid.focus();
  expect(await grid.evaluate((it) => it.querySelectorAll("a, button, input").length)).toBeGreaterThan(8);
  const inside = await grid.evaluate((it) =>
    [...it.querySelectorAll("a, button, input")].map((one) => (one as HTMLElement).tabIndex),
  );
  expect(inside.every((index) => index === -1)).toBe(true);
  await page.keyboard.press("Tab");
  expect(await grid.evaluate((it) => it.contains(document.activeElement))).toBe(false);
  await page.keyboard.press("Shift+Tab");
  await expect(grid).toBeFocused();
  // The name of a cell says the right, what is set, what is in effect, and the source.
  expect(await active()).toBe(
    "See and use entries; set here: nothing; in effect: allowed from above; allowed by folder IT",
  );
  // The reason is a column of its own; Enter follows it.
  await page.keyboard.press("ArrowRight");
  expect(await active()).toBe("why");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/objects/${it.id("IT")}$`));
  await page.goBack();
  await expect(grid).toBeVisible();
  await page.getByRole("button", { name: "Split" }).click();
  await grid.focus();
  await page.keyboard.press("a");
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(/set here: allowed; in effect: allowed here/);
  await page.keyboard.press("d");
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(/set here: denied; in effect: denied here/);
  await page.keyboard.press("Delete");
  await expect(cell(page, "See and use entries")).toHaveAccessibleName(
    /set here: nothing; in effect: allowed from above/,
  );
  for (const state of ["allowed", "denied", "nothing"]) {
    await page.keyboard.press("Space");
    await expect(cell(page, "See and use entries")).toHaveAccessibleName(new RegExp(`set here: ${state};`));
  }
  await page.keyboard.press("ArrowDown");
  expect(await active()).toMatch(/^Read entries;/);
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("a");
  for (const one of ["Read", "Modify", "Add"]) {
    await expect(cell(page, `${one} entries`)).toHaveAccessibleName(/set here: allowed/);
  }
  await expect(cell(page, "Delete entries")).toHaveAccessibleName(/set here: nothing/);
  await expect(grid.getByRole("row", { selected: true })).toHaveCount(3);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("d");
  await expect(cell(page, "Delete entries")).toHaveAccessibleName(/set here: denied/);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys of the grid" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(grid).toBeFocused();
  await save(page);
  expect(await it.marks("Trainees", "Servers")).toEqual({
    read_entries: "allow",
    modify_entries: "allow",
    add_entries: "allow",
    delete_entries: "deny",
  });
  // Letters can be switched off; the other keys stay.
  await page.evaluate(() => {
    const kept = JSON.parse(localStorage.getItem("strongroom.preferences") ?? "{}");
    localStorage.setItem("strongroom.preferences", JSON.stringify({ ...kept, shortcuts: false }));
  });
  await page.reload();
  await grid.focus();
  await page.keyboard.press("a");
  await expect(page.getByText("No changes")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(page.getByText("1 change not saved")).toBeVisible();
});
