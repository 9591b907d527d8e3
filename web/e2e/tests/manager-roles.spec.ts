import type { Page } from "@playwright/test";
import { expect, test } from "../world.ts";

const places = (page: Page) => page.getByRole("navigation", { name: "Server Manager" }).getByRole("link");

test("a super administrator finds every page, with counts", async ({ world }) => {
  await world.database("Company");
  const page = await world.browser("root", "/manager");
  await expect(places(page)).toHaveText([
    "Overview",
    /Databases\s*1/,
    /Users\s*1/,
    /Groups\s*0/,
    "Approvals",
    "Server policies",
    "Licence",
    "Notifications",
    "Audit",
    "Settings",
  ]);
  await expect(page.getByRole("region", { name: "Server", exact: true })).toContainText("Running");
});

test("an auditor finds what an auditor may ask, and nothing that changes anything", async ({ world }) => {
  await world.user({ username: "mia" });
  await world.user({ username: "ada", roles: ["auditor"] });
  const company = await world.database("Company");
  const refused: string[] = [];
  const page = await world.browser("ada", "/manager");
  page.on("response", (answer) => {
    if (answer.url().includes("/api/") && answer.status() >= 400) refused.push(`${answer.status()} ${answer.url()}`);
  });
  await expect(places(page)).toHaveText([
    "Overview",
    /Users\s*3/,
    /Groups\s*0/,
    "Approvals",
    "Server policies",
    "Licence",
    "Notifications",
    "Audit",
    "Settings",
  ]);
  await expect(page.getByText("Company")).toHaveCount(0);
  await places(page).filter({ hasText: "Users" }).click();
  await page.getByRole("row", { name: /mia/ }).click();
  await expect(page.getByRole("heading", { name: "mia" })).toBeVisible();
  for (const name of ["New", "Edit", "Disable", "More"]) {
    await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await places(page).filter({ hasText: "Server policies" }).click();
  await expect(page.getByText("Only super administrators change it.")).toBeVisible();
  await expect(page.getByRole("radio")).toHaveCount(0);
  await page.goto(`${world.server.url}/manager/databases/${company}`);
  await expect(page.getByText("Company")).toHaveCount(0);
  await places(page).filter({ hasText: "Audit" }).click();
  await expect(page.getByRole("row", { name: /Database created/ }).first()).toBeVisible();
  expect(refused, "nothing is asked that would be refused, for refusals are on record").toEqual([]);
});

test("who administers one database without a role sees databases alone", async ({ world }) => {
  const mia = await world.user({ username: "mia" });
  await world.database("Secret plans");
  const company = await world.database("Company");
  await world.assign(company, mia.id, "administrator");
  const page = await world.browser("mia", "/manager");
  await expect(page).toHaveURL(/\/manager\/databases$/);
  await expect(places(page)).toHaveText([/Databases\s*1/, "Approvals"]);
  await expect(page.getByText("Secret plans")).toHaveCount(0);
  await page.getByRole("row", { name: /Company/ }).click();
  await expect(page.getByRole("button", { name: "Permissions" })).toBeVisible();
  await expect(page.getByRole("button", { name: "More" }), "its keys belong to those with the role").toHaveCount(0);
  await page.goto(`${world.server.url}/manager/audit`);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
});

// rule: ux 19
test("who administers nothing is told whom to ask", async ({ world }) => {
  await world.user({ username: "ben" });
  const page = await world.browser("ben", "/manager");
  await expect(page.getByText("You administer no database. Ask an administrator of this server")).toBeVisible();
});

test("an account administrator changes accounts below their own rank only", async ({ world }) => {
  await world.user({ username: "ada", roles: ["account_administrator"] });
  await world.user({ username: "ben" });
  const page = await world.browser("ada", "/manager/users");
  await expect(places(page).filter({ hasText: "Audit" })).toHaveCount(0);
  await page.getByRole("row", { name: /root/ }).click();
  await expect(page.getByRole("heading", { name: "root" })).toBeVisible();
  await expect(page.getByRole("button", { name: "Disable" })).toHaveCount(0);
  await page.getByRole("row", { name: /ben/ }).click();
  await expect(page.getByRole("button", { name: "Disable" })).toBeVisible();
  await page.getByRole("button", { name: "Edit" }).click();
  await expect(page.getByRole("checkbox", { name: "Auditor" }), "roles are given by super administrators").toHaveCount(
    0,
  );
});

// rule: ux 18
test("Ctrl+K leads to people, databases, pages and events, and to nothing that one may not see", async ({ world }) => {
  const mia = await world.user({ username: "mia", full_name: "Mia Keller" });
  const company = await world.database("Company");
  await world.database("Secret plans");
  await world.assign(company, mia.id, "administrator");
  const page = await world.browser("root", "/manager");
  const field = page.getByRole("combobox", { name: "Search people, groups, databases, audit" });
  await page.keyboard.press("Control+k");
  await expect(field).toBeFocused();
  await page.keyboard.type("keller");
  await expect(page.getByRole("option", { name: /Mia Keller \(mia\)/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Mia Keller" })).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("revealed");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/manager\/audit\?event=revealed$/);

  const hers = await world.browser("mia", "/manager");
  await hers.keyboard.press("Control+k");
  await expect(hers.getByRole("option")).toHaveText([/Databases/, /Approvals/]);
  for (const q of ["secret", "root", "signed"]) {
    await hers.getByRole("combobox").fill(q);
    await expect(hers.getByText(`Nothing here matches “${q}”`)).toBeVisible();
  }
});
