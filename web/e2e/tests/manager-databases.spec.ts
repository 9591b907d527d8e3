import { expect, test } from "../world.ts";

const MASTER = "the master of this database";

// rule: ux 23, 21
test("a shared database is made, described, closed, opened, and deleted by its name", async ({ world }) => {
  const page = await world.browser("root", "/manager/databases");
  await expect(page.getByText("No database yet")).toBeVisible();
  await page.getByRole("button", { name: "New" }).click();
  await expect(page).toHaveURL(/\/manager\/databases\/new$/);
  await page.getByLabel("Name", { exact: true }).fill("Company");
  await page.getByLabel("Master password", { exact: true }).fill(MASTER);
  await page.getByLabel("Open it when the server starts").uncheck();
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByText("“Company” was made.")).toBeVisible();

  await page.getByRole("row", { name: /Company/ }).click();
  await expect(page).toHaveURL(/\/manager\/databases\/[0-9a-f-]{36}$/);
  await page.goBack();
  await expect(page).toHaveURL(/\/manager\/databases$/);
  await page.getByRole("row", { name: /Company/ }).click();
  await expect(page.getByText("Waits for the master password")).toBeVisible();

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("Days in the bin").fill("0");
  await expect(page.getByText("A whole number from 1 to 36500, or nothing.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  await page.getByLabel("Days in the bin").fill("14");
  await expect(page.getByText("is gone at once and for good")).toBeVisible();
  await page.getByLabel("Purpose").fill("Everything that everybody needs");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("“Company” was saved.")).toBeVisible();
  await expect(page.getByText("14 days")).toBeVisible();
  await expect(page.getByText("Everything that everybody needs")).toBeVisible();

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Close" }).click();
  await expect(page.getByText("“Company” is closed. Nobody can use it now.")).toBeVisible();
  await page.getByRole("button", { name: "Open", exact: true }).click();
  const opening = page.getByRole("dialog");
  await opening.getByLabel("Master password").fill("not the master password");
  await opening.getByRole("button", { name: "Open" }).click();
  await expect(opening.getByRole("alert")).toHaveText("The master password is not right.");
  await expect(opening.getByLabel("Master password"), "what was typed stays").toHaveValue("not the master password");
  await opening.getByLabel("Master password").fill(MASTER);
  await opening.getByRole("button", { name: "Open" }).click();
  await expect(page.getByText("“Company” is open.")).toBeVisible();

  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const sure = page.getByRole("dialog", { name: "Delete the database" });
  await sure.getByLabel("Type “Company” to confirm").fill("company");
  await expect(sure.getByRole("button", { name: "Delete" })).toBeDisabled();
  await sure.getByLabel("Type “Company” to confirm").fill("Company");
  await sure.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No database yet")).toBeVisible();
});

test("the master password is changed with the present one, and removed", async ({ world }) => {
  const body = { name: "Company", kind: "standard", master_password: MASTER };
  const { id } = await world.root.ask("POST", "/databases", body);
  const page = await world.browser("root", `/manager/databases/${id}`);
  const dialog = page.getByRole("dialog", { name: "Change the master password" });
  const open = async () => {
    await page.getByRole("button", { name: "More" }).click();
    await page.getByRole("menuitem", { name: "Change the master password" }).click();
  };
  await open();
  await dialog.getByLabel("Present master password").fill("a wrong one");
  await dialog.getByLabel("New master password", { exact: true }).fill("another master password");
  await dialog.getByLabel("Repeat the new master password").fill("another");
  await expect(dialog.getByText("The two are not the same.")).toBeVisible();
  await dialog.getByLabel("Repeat the new master password").fill("another master password");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("The master password is not right.");
  await dialog.getByLabel("Present master password").fill(MASTER);
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("The master password was saved.")).toBeVisible();
  await open();
  await dialog.getByLabel("Present master password").fill("another master password");
  await dialog.getByRole("button", { name: "Remove it" }).click();
  await expect(page.getByText("The master password was removed.")).toBeVisible();
  expect((await world.root.ask("GET", `/databases/${id}`)).has_master_password).toBe(false);
});

test("a private database tells its recovery code once, and no slip of the keyboard loses it", async ({ world }) => {
  await world.user({ username: "ben" });
  const page = await world.browser("ben", "/manager");
  await page.getByRole("button", { name: "New" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Ben's own");
  await page.getByRole("button", { name: "Make it" }).click();
  // Exactly: what tells that it was copied is a dialog to readers, too, and has it in its name.
  const once = page.getByRole("dialog", { name: "Recovery code", exact: true });
  const code = (await once.getByRole("status", { name: "Recovery code" }).textContent()) ?? "";
  expect(code.length).toBeGreaterThan(20);
  await page.keyboard.press("Escape");
  await expect(once).toBeVisible();
  await page.emulateMedia({ media: "print" });
  await expect(page.locator("#root"), "the page behind it is not printed").toBeHidden();
  await expect(once.getByRole("status", { name: "Recovery code" })).toBeVisible();
  await page.emulateMedia({ media: "screen" });
  await once.getByRole("button", { name: "Copy" }).click();
  await expect(page.getByText("Recovery code copied.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
  await once.getByLabel("I have passed it on").check();
  await once.getByRole("button", { name: "Done" }).click();
  await expect(once).toHaveCount(0);
  await page.getByRole("row", { name: /Ben's own/ }).click();
  await expect(page.getByText("Private").first()).toBeVisible();
  await expect(page.getByText(code)).toHaveCount(0);
});

test("private databases are made for people who are chosen, and stay theirs", async ({ world }) => {
  await world.user({ username: "ben" });
  await world.user({ username: "mia" });
  const page = await world.browser("root", "/manager/databases");
  await page.getByRole("button", { name: "New" }).click();
  await page.getByRole("radio", { name: "Private" }).check();
  await page.getByLabel("Name", { exact: true }).fill("Personal");
  const search = page.getByRole("combobox", { name: "Owners" });
  for (const name of ["ben", "mia"]) {
    await search.fill(name);
    await page.getByRole("option", { name }).click();
  }
  await page.getByRole("button", { name: "Make it" }).click();
  await expect(page.getByText("2 private databases were made.")).toBeVisible();
  await page.getByRole("row", { name: /Personal Private not told ben/ }).click();
  await expect(page.getByRole("button", { name: "Permissions" })).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Edit" })).toHaveCount(0);
});

test("a file becomes a database, and what could not be taken over is told", async ({ world }) => {
  const page = await world.browser("root", "/manager/databases");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog", { name: "Import a database from a file" });
  await expect(dialog.getByRole("button", { name: "Import" })).toBeDisabled();
  const rows = "title,username,password,url\nMail,root,secret one,https://mail.example\nBank,mia,secret two,\n";
  const file = { name: "Old list.csv", mimeType: "text/csv", buffer: Buffer.from(rows) };
  await dialog.getByLabel("File", { exact: true }).setInputFiles(file);
  await expect(dialog.getByLabel("Kind of file")).toHaveValue("csv");
  await expect(dialog.getByLabel("Name of the new database")).toHaveValue("Old list");
  await expect(dialog.getByLabel("Password of the file")).toHaveCount(0);
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(page.getByRole("dialog", { name: "“Old list” was imported" })).toContainText("2 entries");
  await page.getByRole("button", { name: "Done" }).click();
  await expect(page.getByRole("heading", { name: "Old list" })).toBeVisible();
});

test("a file that is none is refused, and the form keeps what was typed", async ({ world }) => {
  const page = await world.browser("root", "/manager/databases");
  await page.getByRole("button", { name: "Import" }).click();
  const dialog = page.getByRole("dialog");
  const file = { name: "broken.kdbx", mimeType: "application/octet-stream", buffer: Buffer.from("no database") };
  await dialog.getByLabel("File", { exact: true }).setInputFiles(file);
  await dialog.getByLabel("Password of the file").fill("of the file");
  await dialog.getByRole("button", { name: "Import" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await expect(dialog.getByLabel("Password of the file")).toHaveValue("of the file");
  expect((await world.root.ask("GET", "/databases")).items).toEqual([]);
});

test("what is stored is shown as text, whatever it is", async ({ world }) => {
  const evil = `<img src=x onerror=alert(1)> "' {{7*7}} $(id)`;
  const { id } = await world.root.ask("POST", "/databases", { name: evil, description: evil, kind: "standard" });
  const page = await world.browser("root", `/manager/databases/${id}`);
  await expect(page.getByRole("heading", { name: "<img src=x onerror=alert(1)>" })).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);
});

test("a closed database is what needs attention first", async ({ world }) => {
  const body = { name: "Finance", kind: "standard", master_password: MASTER };
  const { id } = await world.root.ask("POST", "/databases", body);
  const page = await world.browser("root", "/manager");
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention).toHaveText(/Nothing needs attention\./);
  // Told by the stream of events: nobody reloads the page.
  await world.root.ask("POST", `/databases/${id}/close`);
  await expect(attention).toContainText("“Finance” is closed.");
  await attention.getByRole("link", { name: "Look at it" }).click();
  await expect(page.getByRole("heading", { name: "Finance" })).toBeVisible();
});
