import { PASSWORD, Person } from "../api.ts";
import { expect, test } from "../world.ts";

test("an account is made with a password that is shown once and must be changed", async ({ world }) => {
  const page = await world.browser("root", "/manager/users");
  await page.getByRole("button", { name: "New" }).click();
  await page.getByLabel("User name").fill("mia");
  await page.getByLabel("Full name").fill("Mia Keller");
  await page.getByRole("checkbox", { name: "Auditor" }).check();
  await page.getByRole("button", { name: "Make the account" }).click();
  const once = page.getByRole("dialog", { name: "Password of mia" });
  const password = (await once.getByRole("status", { name: "Password of mia" }).textContent()) ?? "";
  await expect(once.getByRole("button", { name: "Done" })).toBeDisabled();
  await once.getByLabel("I have passed it on").check();
  await once.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("row", { name: /mia Mia Keller Auditor/ })).toBeVisible();
  const mia = await Person.signIn(world.server, "mia", password);
  expect(await mia.status("GET", "/databases"), "the password must be changed first").toBe(403);
});

test("a name that is taken and a short password are refused; what was typed stays", async ({ world }) => {
  await world.user({ username: "mia" });
  const page = await world.browser("root", "/manager/users");
  await page.getByRole("button", { name: "New" }).click();
  const dialog = page.getByRole("dialog", { name: "New user" });
  await dialog.getByLabel("User name").fill("mia");
  await dialog.getByRole("radio", { name: "Type one" }).check();
  await dialog.getByLabel("Password", { exact: true }).fill("short");
  await expect(dialog.getByText("At least 10 characters.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Make the account" })).toBeDisabled();
  await dialog.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await dialog.getByRole("button", { name: "Make the account" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("This name is taken.");
  await expect(dialog.getByLabel("User name")).toHaveValue("mia");
});

test("an account is made by keyboard alone", async ({ world }) => {
  const page = await world.browser("root", "/manager/users");
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await page.getByRole("button", { name: "New" }).focus();
  await press("Enter");
  await expect(page.getByLabel("User name")).toBeFocused();
  await page.keyboard.type("ben");
  await press("Tab");
  await page.keyboard.type("Ben Ebert");
  await press("Enter");
  const once = page.getByRole("dialog", { name: "Password of ben" });
  await expect(once).toBeVisible();
  const kept = once.getByLabel("I have passed it on");
  for (let tabs = 0; tabs < 8 && !(await kept.evaluate((it) => it === document.activeElement)); tabs += 1) {
    await press("Tab");
  }
  await press("Space");
  const done = once.getByRole("button", { name: "Done" });
  for (let tabs = 0; tabs < 8 && !(await done.evaluate((it) => it === document.activeElement)); tabs += 1) {
    await press("Tab");
  }
  await press("Enter");
  await expect(once).toHaveCount(0);

  // The table is one tab stop: arrows, Enter to open, Space to tick.
  const grid = page.getByRole("grid", { name: "Users" });
  await grid.focus();
  await press("End", "Home", "Enter");
  await expect(page.getByRole("heading", { name: "Ben Ebert" })).toBeVisible();
  await expect(grid, "the focus stays in the list").toBeFocused();
  await press("ArrowDown", "Space");
  await expect(page.getByText("1 selected")).toBeVisible();
  await press("Escape");
  await expect(page.getByText("1 selected")).toHaveCount(0);
});

// rule: ux 21
test("several accounts are disabled at once, and undone at once", async ({ world }) => {
  for (const username of ["ann", "bob", "cat"]) await world.user({ username });
  const page = await world.browser("root", "/manager/users");
  await page.getByRole("checkbox", { name: "Select all" }).check();
  await expect(page.getByText("4 selected (1 of them is not yours to change)")).toBeVisible();
  await page.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByText("Disabled: 3 people. Their sessions have ended.")).toBeVisible();
  await expect(page.getByRole("row", { name: /bob.*Disabled/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Enabled: 3 people.")).toBeVisible();
  const { items } = await world.root.ask("GET", "/users");
  expect(items.every((one: { enabled: boolean }) => one.enabled)).toBe(true);
});

// rule: ux 12
test("what somebody else changed meanwhile is told, and the next save keeps it", async ({ world }) => {
  const mia = await world.user({ username: "mia", full_name: "Mia" });
  const page = await world.browser("root", `/manager/users/${mia.id}`);
  await page.getByRole("button", { name: "Edit" }).click();
  const dialog = page.getByRole("dialog", { name: "Edit mia" });
  await dialog.getByLabel("Full name").fill("Mia Keller");
  await world.root.ask("PATCH", `/users/${mia.id}`, { department: "Sales" }, { "If-Match": "*" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("Somebody changed this since you opened it.");
  await expect(dialog.getByLabel("Full name")).toHaveValue("Mia Keller");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("mia was saved.")).toBeVisible();
  const now = await world.root.ask("GET", `/users/${mia.id}`);
  expect([now.full_name, now.department]).toEqual(["Mia Keller", "Sales"]);
});

// rule: ux 21
test("sessions of somebody are ended, the password is reset, the account deleted by its name", async ({ world }) => {
  const mia = await world.user({ username: "mia" });
  const page = await world.browser("root", `/manager/users/${mia.id}`);
  await page.getByRole("region", { name: "Sessions" }).getByRole("button", { name: "End" }).click();
  await expect(page.getByText("The session has ended.")).toBeVisible();
  await expect(page.getByText("Not signed in anywhere.")).toBeVisible();
  expect(await mia.status("GET", "/databases")).toBe(401);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Reset the password" }).click();
  const reset = page.getByRole("dialog", { name: "Reset the password of mia" });
  await expect(reset.getByText("All sessions of this person end")).toBeVisible();
  await reset.getByRole("radio", { name: "Type one" }).check();
  await reset.getByLabel("Password", { exact: true }).fill("a quite different password");
  await reset.getByRole("button", { name: "Reset the password" }).click();
  await expect(page.getByText("The password of mia was reset.")).toBeVisible();
  await Person.signIn(world.server, "mia", "a quite different password");

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByLabel("Type “mia” to confirm").fill("mia");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("The account mia was deleted.")).toBeVisible();
  await expect(page.getByRole("row", { name: /mia/ })).toHaveCount(0);
});

test("a group is made, filled, emptied with an undo, disabled, and deleted by its name", async ({ world }) => {
  await world.user({ username: "ben", full_name: "Ben Ebert" });
  await world.user({ username: "bert" });
  const page = await world.browser("root", "/manager/groups");
  await expect(page.getByText("A group gets rights once")).toBeVisible();
  await page.getByRole("button", { name: "New group" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Trainees");
  await page.getByRole("button", { name: "Make the group" }).click();
  await page.getByRole("row", { name: /Trainees/ }).click();
  await page.getByRole("button", { name: "Add members" }).click();
  const search = page.getByRole("combobox", { name: "People" });
  await search.fill("be");
  await expect(page.getByRole("option")).toHaveCount(2);
  await expect(page.getByRole("option", { name: /root/ }), "nobody adds themselves").toHaveCount(0);
  await page.keyboard.press("Enter");
  await search.fill("bert");
  await page.getByRole("option", { name: /bert/ }).click();
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("2 members were added.")).toBeVisible();
  const members = page.getByRole("list", { name: "Members" });
  await expect(members.getByRole("listitem")).toHaveCount(2);

  await page.getByRole("button", { name: "Remove ben from the group" }).click();
  await expect(members.getByRole("listitem")).toHaveCount(1);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(members.getByRole("listitem")).toHaveCount(2);

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(page.getByRole("row", { name: /Trainees.*Disabled/ })).toBeVisible();
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByLabel("Type “Trainees” to confirm").fill("Trainees");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No group yet")).toBeVisible();
});

test("somebody is added to groups from their account", async ({ world }) => {
  const mia = await world.user({ username: "mia" });
  await world.group("Operators", []);
  const page = await world.browser("root", `/manager/users/${mia.id}`);
  await page.getByRole("button", { name: "Add to a group" }).click();
  await page.getByRole("combobox", { name: "Groups" }).fill("oper");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add", exact: true }).click();
  await expect(page.getByText("mia is in the group now.")).toBeVisible();
  await page.getByRole("link", { name: "Operators" }).click();
  await expect(page.getByRole("list", { name: "Members" }).getByText("mia")).toBeVisible();
});

test("members of a protected group are not an administrator's to change", async ({ world }) => {
  await world.user({ username: "ada", roles: ["administrator"] });
  const { id } = await world.root.ask("POST", "/groups", { name: "Board", protected: true });
  const page = await world.browser("ada", `/manager/groups/${id}`);
  await expect(page.getByText("This group is protected")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add members" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Edit" })).toHaveCount(0);
});
