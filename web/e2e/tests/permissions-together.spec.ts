/** Rights that are set together, followed while others work, and taken back from the audit. */
import type { Page, Route } from "@playwright/test";
import { Company, cell, save } from "../permissions.ts";
import { expect, test } from "../world.ts";

/** Every request of the page from now on that sets or reads what the pattern says. */
function requests(page: Page, method: string, pattern: RegExp): string[] {
  const made: string[] = [];
  page.on("request", (request) => {
    const { pathname, search } = new URL(request.url());
    if (request.method() === method && pattern.test(pathname + search)) made.push(pathname + search);
  });
  return made;
}

/** Three changes for the trainees on `Servers` that are not saved. */
async function draft(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Split" }).click();
  await page.getByRole("button", { name: "Allow: Modify entries" }).click();
  await page.getByRole("button", { name: "Deny: Read entries" }).click();
  await page.getByRole("treeitem", { name: /^Marketing:/ }).click();
  await page.getByRole("button", { name: "Allow: Add entries" }).click();
}

// rule: ux 6
test("what is saved together is one call, all of it or nothing, and so is its undo", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  await draft(page);
  const path = `/api/v1/databases/${it.db}/rights`;
  const calls = requests(page, "POST", /\/rights$/);
  const others = requests(page, "PUT", /\/(rules|assignments|inheritance)/);
  // Somebody else sets something between the look at what it does and the save.
  const between = async (route: Route) => {
    await it.rule("Network", "Trainees", { delete_entries: "deny" });
    await route.continue();
  };
  await page.route(`**${path}`, between, { times: 1 });
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("alert")).toBeVisible();
  expect(await it.marks("Trainees", "Servers"), "nothing of it is saved").toEqual({});
  expect(await it.marks("Trainees", "Marketing")).toEqual({});
  await expect(page.getByText(/^\d changes not saved$/), "and nothing is lost").toBeVisible();
  calls.length = 0;
  await save(page);
  expect(await it.marks("Trainees", "Servers")).toMatchObject({ modify_entries: "allow", read_entries: "deny" });
  expect(await it.marks("Trainees", "Marketing")).toMatchObject({ add_entries: "allow" });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("As it was before.")).toBeVisible();
  expect(await it.marks("Trainees", "Servers")).toEqual({});
  expect(await it.marks("Trainees", "Marketing")).toEqual({});
  expect(await it.marks("Trainees", "Network"), "what somebody else set stays").toEqual({ delete_entries: "deny" });
  expect([calls, others]).toEqual([[path, path], []]);
});

test("the tree follows what changes in the database without reading it anew", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  const tree = page.getByRole("tree", { name: "Folders and entries" });
  await expect(tree.getByRole("treeitem", { name: /^Servers/ })).toBeVisible();
  const whole = requests(page, "GET", /\/objects\?recursive=true/);
  const changes = requests(page, "GET", /\/changes\?since=/);
  const sales = await world.folder(it.db, "Sales");
  await expect(tree.getByRole("treeitem", { name: /^Sales.*not granted/ })).toBeVisible();
  const at = `/databases/${it.db}/objects`;
  await world.root.ask("PATCH", `${at}/${it.id("Marketing")}`, { title: "Press" }, { "If-Match": "*" });
  await expect(tree.getByRole("treeitem", { name: /^Press/ })).toBeVisible();
  await expect(tree.getByRole("treeitem", { name: /^Marketing/ })).toHaveCount(0);
  await world.root.ask("POST", `${at}/${sales}/move`, { parent: it.id("IT") }, { "If-Match": "*" });
  await expect(tree.getByRole("treeitem", { name: /^Sales.*allowed from above/ })).toBeVisible();
  await it.rule("IT", "Trainees", { read_entries: "deny" });
  await expect(cell(page, "Read entries")).toHaveAccessibleName(/in effect: denied from above/);
  await world.root.ask("DELETE", `${at}/${it.id("Servers")}`, undefined, { "If-Match": "*" });
  await expect(tree.getByRole("treeitem", { name: /^Servers/ })).toHaveCount(0);
  expect(changes.length).toBeGreaterThan(3);
  expect(whole, "the whole was read once, at the beginning").toEqual([]);
});

// rule: ux 6
test("an audit line is taken back: who gains and loses is told first, and it is on record", async ({ world }) => {
  const it = await Company.make(world);
  await world.root.ask("DELETE", `/databases/${it.db}/assignments/${it.id("Trainees")}`);
  expect(await it.sees("ben").catch(() => [])).toEqual([]);
  const page = await world.browser("root", `/manager/audit?database=${it.db}&event=assignment_removed`);
  await page.getByRole("grid").getByRole("row").nth(1).click();
  await page.getByRole("button", { name: "Take back" }).click();
  const dialog = page.getByRole("dialog", { name: /^Take back/ });
  await expect(dialog).toContainText("2 people gain");
  await expect(dialog).toContainText("ben, chris");
  expect(await it.marks("Trainees"), "nothing is set yet").toEqual({});
  await dialog.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("Taken back.")).toBeVisible();
  expect(await it.marks("Trainees")).toEqual({ access_database: "allow" });
  expect(await it.marks("Trainees", "Finance"), "with the rules that went along").toEqual({ access_entries: "deny" });
  const { items } = await world.root.ask("GET", `/audit?database=${it.db}&event=assignment_set`);
  expect(items[0].details.principal.group, "a record of its own").toBe(it.id("Trainees"));
  // Taken back once more it says why not, before anything is tried.
  await page.getByRole("button", { name: "Take back" }).click();
  await expect(dialog.getByRole("alert")).toContainText("set otherwise since");
  await expect(dialog.getByRole("button", { name: "Take back" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("As it was before.")).toBeVisible();
  expect(await it.marks("Trainees")).toEqual({});
});

// rule: ux 6
test("policies are taken back from their line, and other lines offer nothing of the kind", async ({ world }) => {
  const it = await Company.make(world);
  const { permissions } = await world.root.ask("GET", "/policies");
  await world.root.ask("PUT", "/policies", { permissions: { ...permissions, read_entries: "disabled" } });
  const page = await world.browser("root", "/manager/audit?event=policies_changed");
  await page.getByRole("grid").getByRole("row").nth(1).click();
  await page.getByRole("button", { name: "Take back" }).click();
  const dialog = page.getByRole("dialog", { name: /^Take back/ });
  await expect(dialog).toContainText("ben");
  expect(await it.rights("chris", "IT")).toEqual([]);
  await dialog.getByRole("button", { name: "Take back" }).click();
  await expect(page.getByText("Taken back.")).toBeVisible();
  expect(await it.rights("chris", "IT")).toEqual(["access_entries", "read_entries"]);
  await page.goto(`${world.server.url}/manager/audit?event=user_created`);
  await page.getByRole("grid").getByRole("row").nth(1).click();
  await expect(page.getByRole("button", { name: "All by this person" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Take back" })).toHaveCount(0);
});
