import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "../world.ts";

// rule: ux 19
test("the audit is narrowed, and the address of the page keeps what it is narrowed to", async ({ world }) => {
  await world.user({ username: "mia" });
  const company = await world.database("Company");
  const entry = await world.entry(company, null, "Mail server", { username: "root", password: "secret" });
  await world.root.ask("POST", `/databases/${company}/objects/${entry}/reveal`, { purpose: "show" });
  const page = await world.browser("root", "/manager/audit");
  await page.getByLabel("Event").selectOption("Secret revealed");
  await expect(page).toHaveURL(/\?event=revealed$/);
  await expect(page.getByRole("grid").getByRole("row")).toHaveCount(2);
  await page.reload();
  await expect(page.getByLabel("Event")).toHaveValue("revealed");
  await page.getByRole("row", { name: /Secret revealed Mail server.* root Company/ }).click();
  const record = page.getByRole("region", { name: "Secret revealed" });
  await expect(record.getByText("Mail server"), "a name stands beside the id").toBeVisible();
  await expect(record.getByText(entry)).toBeVisible();
  await expect(record.getByText("purpose")).toBeVisible();
  await record.getByRole("button", { name: "All on this entry" }).click();
  await expect(page.getByRole("row", { name: /Entry created/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /User created/ })).toHaveCount(0);

  await page.getByRole("button", { name: "Clear filters" }).click();
  await page.getByLabel("From").fill("2001-01-01");
  await page.getByLabel("Until").fill("2001-12-31");
  await expect(page.getByText("Nothing on record fits these filters.")).toBeVisible();
});

test("a long audit draws only what is visible, and goes on to its end", async ({ world }) => {
  const mia = await world.user({ username: "mia" });
  for (let n = 0; n < 320; n += 1) {
    await world.root.ask("PATCH", `/users/${mia.id}`, { department: `D${n}` }, { "If-Match": "*" });
  }
  const page = await world.browser("root", "/manager/audit");
  const grid = page.getByRole("grid", { name: "Audit" });
  await expect(grid.getByRole("row").nth(5)).toBeVisible();
  expect(await grid.getByRole("row").count()).toBeLessThan(70);
  await grid.focus();
  await page.keyboard.press("End");
  await expect(grid).toHaveAttribute("aria-rowcount", /^3\d\d$/);
  await page.keyboard.press("End");
  await expect(page.getByRole("row", { name: /Server set up/ })).toBeVisible();
});

test("verify answers whether the audit is intact, and knows a head that was noted", async ({ world }) => {
  const page = await world.browser("root", "/manager/audit");
  await page.getByRole("button", { name: "Verify" }).click();
  const dialog = page.getByRole("dialog", { name: "Verify the audit" });
  await dialog.getByRole("button", { name: "Verify" }).click();
  await expect(dialog.getByText(/Intact: \d+ records fit\./)).toBeVisible();
  const head = (await dialog.getByText(/^\d+:[0-9a-f]{64}$/).textContent()) ?? "";
  await dialog.getByLabel("A head that you noted earlier").fill(head);
  await dialog.getByRole("button", { name: "Verify" }).click();
  await expect(dialog.getByText("The head that you noted is among them.")).toBeVisible();
  await dialog.getByLabel("A head that you noted earlier").fill(`1:${"0".repeat(64)}`);
  await dialog.getByRole("button", { name: "Verify" }).click();
  await expect(dialog.getByText("Not intact.")).toBeVisible();
});

// rule: ux 21
test("one subscribes to events, changes it, and takes it back with an undo", async ({ world }) => {
  const company = await world.database("Company");
  const page = await world.browser("root", "/manager/notifications");
  await expect(page.getByText("You are told of nothing yet")).toBeVisible();
  await page.getByRole("button", { name: "Subscribe" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
  await dialog.getByRole("checkbox", { name: "Failed sign-ins" }).check();
  await dialog.getByRole("checkbox", { name: "Company" }).check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert"), "no database has sign-ins").toBeVisible();
  await dialog.getByRole("checkbox", { name: "Failed sign-ins" }).uncheck();
  await dialog.getByRole("checkbox", { name: "Exports" }).check();
  await dialog.getByLabel("A single event").selectOption("Secret revealed");
  await dialog.getByRole("button", { name: "Save" }).click();
  const line = page.getByText("Exports and Secret revealed");
  await expect(line).toBeVisible();
  const { items } = await world.root.ask("GET", "/subscriptions");
  expect(items[0]).toMatchObject({ events: ["exports", "revealed"], databases: [company], inbox: true });
  await page.getByRole("button", { name: /^Edit/ }).click();
  await page.getByRole("checkbox", { name: "Company" }).uncheck();
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("all databases and the server")).toBeVisible();
  await page.getByRole("button", { name: /^Remove/ }).click();
  await expect(line).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(line).toBeVisible();
});

test("a webhook of a host that nobody listed is refused with the reason", async ({ world }) => {
  const page = await world.browser("root", "/manager/notifications/webhooks");
  await expect(page.getByText("No webhook")).toBeVisible();
  await page.getByRole("button", { name: "New webhook" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Address").fill("http://hooks.example/x");
  await expect(dialog.getByText("An address that begins with https://")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Make it" })).toBeDisabled();
  await dialog.getByLabel("Address").fill("https://hooks.example/x");
  await dialog.getByRole("button", { name: "Make it" }).click();
  await expect(dialog.getByText("The server does not call this host")).toBeVisible();
  await expect(dialog.getByLabel("Address")).toHaveValue("https://hooks.example/x");
});

test("a webhook tells its secret once, is tried, disabled, and deleted by its host", async ({ world }) => {
  appendFileSync(join(world.server.folder, "server.toml"), '[webhooks]\nallow = ["hooks.invalid"]\n');
  await world.server.kill();
  await world.server.again();
  const page = await world.browser("root", "/manager/notifications/webhooks");
  await page.getByRole("button", { name: "New webhook" }).click();
  await page.getByLabel("Address").fill("https://hooks.invalid/strongroom");
  await page.getByLabel("What it is for").fill("On call");
  await page.getByRole("button", { name: "Make it" }).click();
  const once = page.getByRole("dialog", { name: "Secret of the webhook" });
  const secret = (await once.getByRole("status").textContent()) ?? "";
  expect(secret.length).toBeGreaterThan(20);
  await once.getByLabel("I have passed it on").check();
  await once.getByRole("button", { name: "Done" }).click();
  await page.getByRole("row", { name: /hooks\.invalid/ }).click();
  const pane = page.getByRole("region", { name: "On call" });
  await expect(pane.getByText("None yet.")).toBeVisible();
  await pane.getByRole("button", { name: "Test" }).click();
  await expect(page.getByRole("alert").getByText(/The call did not arrive\./)).toBeVisible({ timeout: 30_000 });
  await expect(pane.getByRole("row", { name: /Test Not arrived/ })).toBeVisible();
  await expect(page.getByText(secret)).toHaveCount(0);
  await pane.getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("row", { name: /hooks\.invalid.*Disabled/ })).toBeVisible();
  await pane.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByLabel("Type “hooks.invalid” to confirm").fill("hooks.invalid");
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("No webhook")).toBeVisible();
});

test("a licence is loaded, and what is none is refused", async ({ world }) => {
  const page = await world.browser("root", "/manager/licence");
  await expect(page.getByText("1 of 50 seats used")).toBeVisible();
  await page.getByRole("button", { name: "Load a licence" }).click();
  const dialog = page.getByRole("dialog");
  const take = (text: string) => ({ name: "licence.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await dialog.getByLabel("Licence file").setInputFiles(take("no licence"));
  await expect(dialog.getByText("This file is no licence.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Load" })).toBeDisabled();
  const good = readFileSync(world.server.licenceFile, "utf8");
  await dialog.getByLabel("Licence file").setInputFiles(take(good.replace("50", "5000")));
  await dialog.getByRole("button", { name: "Load" }).click();
  await expect(dialog.getByText("This licence is not valid here")).toBeVisible();
  await dialog.getByLabel("Licence file").setInputFiles(take(good));
  await dialog.getByRole("button", { name: "Load" }).click();
  await expect(page.getByText("The licence was loaded.")).toBeVisible();
});

// rule: ux 11
test("who edits what is on the overview, and a forgotten lock can be let go", async ({ world }) => {
  const mia = await world.user({ username: "mia" });
  const company = await world.database("Company");
  const entry = await world.entry(company, null, "Mail server", {});
  await world.assign(company, mia.id, "editor");
  const page = await world.browser("root", "/manager");
  await expect(page.getByText("Nobody edits anything")).toBeVisible();
  await mia.ask("POST", `/databases/${company}/objects/${entry}/lock`);
  await expect(page.getByText(/mia is editing since/)).toBeVisible();
  await page.getByRole("button", { name: "Let go: Mail server" }).click();
  await expect(page.getByText("The lock was taken from mia")).toBeVisible();
  await expect(page.getByText("Nobody edits anything")).toBeVisible();
});
