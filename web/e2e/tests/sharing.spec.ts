import { accessible } from "../axe.ts";
import { choose, narrow, scene, shareDialog, shot } from "../sharing.ts";
import { expect, test } from "../world.ts";

// rule: ux 8
test("sharing is one dialog that says who will see it, and can be undone", async ({ world }) => {
  const { database, mail, mia, ben, eve, at } = await scene(world);
  await world.group("Audit team", [ben, eve]);
  const page = await world.browser("root", at);
  const dialog = await shareDialog(page);
  await choose(page, "People and groups", "eve");
  await choose(page, "People and groups", "Audit team");
  const will = dialog.getByRole("region", { name: "Who will be able to see it" });
  await expect(will).toContainText("Eve Stern");
  await expect(will, "a group is opened to names for those who may know").toContainText(
    /2 people: (Ben Ebert and Eve Stern|Eve Stern and Ben Ebert)/,
  );
  await dialog.getByRole("radio", { name: "Edit" }).check();
  await dialog.getByLabel("Until").selectOption("In one hour");
  await dialog.getByLabel("Note").fill("for the audit");
  await accessible(page, "the dialog of sharing", "[role=dialog]");
  await shot(page, "share");
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByText("Shared with Eve Stern and Audit team.")).toBeVisible();
  const [grant] = (await world.root.ask("GET", `/databases/${database}/grants?object=${mail}`)).items;
  expect(grant).toMatchObject({ note: "for the audit", permissions: expect.arrayContaining(["modify_entries"]) });
  expect(Date.parse(grant.valid_to) - Date.now()).toBeLessThan(3_600_000);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("Taken back.")).toBeVisible();
  expect((await world.root.ask("GET", `/databases/${database}/grants?object=${mail}`)).items).toEqual([]);
  await mia.dispose();
});

// rule: ux 8
test("what one can not give is there, off, and says why", async ({ world }) => {
  const { database, mail, ben, at } = await scene(world);
  const permissions = { grant_access: "allow" };
  await world.root.ask("PUT", `/databases/${database}/objects/${mail}/rules/${ben.id}`, { permissions });
  const page = await world.browser("ben", at);
  const dialog = await shareDialog(page);
  await expect(dialog.getByRole("radio", { name: "Edit" })).toBeEnabled();
  await expect(dialog.getByRole("checkbox", { name: "Seal it" })).toBeDisabled();
  await expect(dialog.getByText("You can not seal this: you do not have “Seal entries” yourself.")).toBeVisible();
  await dialog.getByRole("button", { name: "Customise" }).click();
  const seals = dialog.getByRole("checkbox", { name: /^Seal entries/ });
  await expect(seals).toBeDisabled();
  await expect(
    dialog.getByText("You can not give this: you do not have “Seal entries” yourself.").first(),
  ).toBeVisible();
  // Impossible pairs: what a permission rests on comes along, and goes with it.
  await dialog.getByRole("checkbox", { name: /^Modify entries/ }).check();
  await expect(dialog.getByRole("checkbox", { name: /^Read entries/ })).toBeChecked();
  await dialog.getByRole("checkbox", { name: /^Read entries/ }).uncheck();
  await expect(dialog.getByRole("checkbox", { name: /^Modify entries/ })).not.toBeChecked();
});

// rule: ux 21
test("a grant is changed and revoked, each with undo", async ({ world }) => {
  const { database, mail, mia, eve, at } = await scene(world);
  const body = { object: mail, grantee: eve.id, permissions: ["access_entries", "read_entries"] };
  const grant = await mia.ask("POST", `/databases/${database}/grants`, body);
  const page = await world.browser("mia", at);
  const dialog = await shareDialog(page);
  await dialog.getByRole("button", { name: "Actions for Eve Stern" }).click();
  await page.getByRole("menuitem", { name: "Change …" }).click();
  const change = page.getByRole("dialog", { name: "Change the access of Eve Stern" });
  await change.getByLabel("May").selectOption("Use without seeing");
  await change.getByLabel("Until").selectOption("In 30 days");
  await shot(page, "change");
  await accessible(page, "the dialog of a change", "[role=dialog]");
  await change.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Changed.")).toBeVisible();
  const now = () => mia.ask("GET", `/databases/${database}/grants?object=${mail}`).then(({ items }) => items);
  expect((await now())[0]).toMatchObject({ id: grant.id, permissions: ["access_entries"] });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(async () => (await now())[0].permissions).toEqual(["access_entries", "read_entries"]);
  await dialog.getByRole("button", { name: "Actions for Eve Stern" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await expect(page.getByText("The access of Eve Stern was revoked.")).toBeVisible();
  await expect.poll(now).toEqual([]);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect.poll(async () => (await now()).length).toBe(1);
});

// rule: ux 8
test("a grant that ends while the entry is open takes the entry along", async ({ world }) => {
  const { database, mail, mia, eve, at } = await scene(world);
  const valid_to = new Date(Date.now() + 6_000).toISOString();
  const body = { object: mail, grantee: eve.id, permissions: ["access_entries", "read_entries"], valid_to };
  await mia.ask("POST", `/databases/${database}/grants`, body);
  const page = await world.browser("eve", at);
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(page.getByRole("article", { name: "Mail server" })).toHaveCount(0, { timeout: 20_000 });
  await expect(page.getByText("No database is open to you yet"), "the grant was all there was").toBeVisible();
});

// rule: ux 3
test("who can open something is told to those who may know, and no more to others", async ({ world }) => {
  const { database, mail, mia, ben, eve, at } = await scene(world);
  const body = { object: mail, grantee: eve.id, permissions: ["access_entries", "read_entries"] };
  await mia.ask("POST", `/databases/${database}/grants`, body);
  const root = await world.browser("root", at);
  const all = root.getByRole("region", { name: "Who can open this" });
  await expect(all).toContainText("Ben Ebert");
  await expect(all).toContainText("Eve Stern");
  await expect(all).toContainText("Mia Keller");
  const page = await world.browser(ben.username, at);
  const some = page.getByRole("region", { name: "Who can open this" });
  const { count } = await world.root.ask("GET", `/databases/${database}/objects/${mail}/who`);
  await expect(some).toContainText(`${count} people can open this now`);
  await expect(some).toContainText("Who the others are is told to those who administer the database.");
  for (const name of ["Eve", "Mia", "root"]) await expect(some).not.toContainText(name);
  const settings = { clipboard_seconds: 20, openers: "names" };
  await world.root.ask("PUT", "/settings", settings);
  await page.reload();
  for (const name of ["Ben Ebert", "Eve Stern", "Mia Keller"]) await expect(some).toContainText(name);
  await expect(some, "no reasons, and no groups").not.toContainText(/by a rule|shared with|group/);
  await shot(root, "who");
  await narrow(page, "who");
});

// rule: ux 8
test("many are shared in one go; what differs is mixed, what can not be shared is left out", async ({ world }) => {
  const { database, folders, mail, mia, ben, eve, entries } = await scene(world);
  // Ben shares two of them: one to edit as well, one to view; the others he only reads.
  const backup = entries["Backup host"] ?? "";
  const grants = (object: string, more: object) =>
    world.root.ask("PUT", `/databases/${database}/objects/${object}/rules/${ben.id}`, {
      permissions: { grant_access: "allow", ...more },
    });
  await grants(mail, {});
  await grants(backup, { modify_entries: "deny" });
  const page = await world.browser("ben", `/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("option", { name: /^Backup host/ }).click();
  const list = page.getByRole("listbox", { name: "Servers" });
  await list.press("Control+a");
  const bar = page.getByRole("toolbar", { name: "10 chosen" });
  await bar.getByRole("button", { name: "Share" }).click();
  const dialog = page.getByRole("dialog", { name: "Share 10 objects" });
  await expect(dialog.getByText("You can not share 8 of 10, so they are left out:", { exact: false })).toBeVisible();
  await expect(dialog.getByRole("radio", { name: "Edit" })).toBeDisabled();
  await expect(dialog.getByText("Mixed: on 1 of 2 you do not have this yourself.").first()).toBeVisible();
  await choose(page, "People and groups", "eve");
  await shot(page, "share-many");
  await accessible(page, "the dialog of sharing many", "[role=dialog]");
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByText("Shared with Eve Stern.")).toBeVisible();
  const given = async () => (await ben.ask("GET", `/databases/${database}/grants`)).items;
  expect((await given()).map(({ object }: { object: string }) => object).sort()).toEqual([mail, backup].sort());

  const [one] = await given();
  const path = `/databases/${database}/grants/${one.id}`;
  await ben.ask("PATCH", path, { valid_to: new Date(Date.now() + 86_400_000).toISOString() }, { "if-match": "*" });
  await bar.getByRole("button", { name: "Share" }).click();
  await expect(dialog.getByText("views · on 2 of 10")).toBeVisible();
  const shared = dialog.getByRole("region", { name: "Shared with" });
  await expect(shared.getByText("mixed", { exact: true })).toBeVisible();
  await dialog.getByRole("button", { name: "Actions for Eve Stern" }).click();
  await page.getByRole("menuitem", { name: "Revoke" }).click();
  await expect.poll(given).toEqual([]);
  await mia.dispose();
  await eve.dispose();
});

test("what the server refuses is told in the dialog, and nothing typed is lost", async ({ world }) => {
  const { at, database, mail, mia } = await scene(world);
  const page = await world.browser("mia", at);
  const dialog = await shareDialog(page);
  await choose(page, "People and groups", "ben");
  await dialog.getByLabel("Note").fill("kept");
  await dialog.getByRole("checkbox", { name: /^Seal it/ }).check();
  await choose(page, "Approvers", "root");
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await expect(dialog.getByRole("alert"), "Ben reads it by his rule: a seal would protect nothing").toContainText(
    "A seal would protect nothing",
  );
  await dialog.getByRole("button", { name: "Remove Ben Ebert" }).click();
  await choose(page, "People and groups", "eve");
  await dialog.getByRole("button", { name: "Remove root" }).click();
  await choose(page, "Approvers", "ben");
  await dialog.getByRole("button", { name: "Share", exact: true }).click();
  await expect(dialog.getByRole("alert")).toContainText("Approvers have to be administrators");
  await expect(dialog.getByLabel("Note")).toHaveValue("kept");
  expect((await mia.ask("GET", `/databases/${database}/grants?object=${mail}`)).items).toEqual([]);
});
