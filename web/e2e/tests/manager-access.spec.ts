import { accessible } from "../axe.ts";
import { expect, test } from "../world.ts";

test("no page has a serious finding of accessibility", async ({ world }) => {
  test.setTimeout(120_000);
  const mia = await world.user({ username: "mia", full_name: "Mia Keller", roles: ["auditor"] });
  const ben = await world.user({ username: "ben" });
  const group = await world.group("Trainees", [mia]);
  const company = await world.database("Company");
  const closed = { name: "Finance", kind: "standard", master_password: "the master of this" };
  const { id } = await world.root.ask("POST", "/databases", closed);
  await world.root.ask("POST", `/databases/${id}/close`);
  await world.root.ask("PATCH", `/users/${ben.id}`, { enabled: false }, { "If-Match": "*" });
  await world.root.ask("POST", "/subscriptions", { events: ["exports"] });
  const page = await world.browser("root", "/manager");
  const paths = [
    "",
    `/databases/${company}`,
    "/databases/new",
    "/databases/import",
    `/users/${mia.id}`,
    "/users/new",
    `/groups/${group}`,
    "/groups/new",
    "/policies",
    "/licence",
    "/notifications",
    "/notifications/new",
    "/notifications/webhooks/new",
    "/audit",
    "/settings",
  ];
  for (const path of paths) {
    await page.goto(`${world.server.url}/manager${path}`);
    const dialog = /\/(new|import)$/.test(path);
    await expect(dialog ? page.getByRole("dialog") : page.getByRole("heading", { level: 1 })).toBeVisible();
    await accessible(page, path);
  }
  await page.goto(`${world.server.url}/manager/policies`);
  await page.getByRole("radiogroup", { name: "Read entries" }).getByRole("radio", { name: "Disabled" }).check();
  await page.getByRole("button", { name: "Save …" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await accessible(page, "policies to be saved");
});

// rule: ux 23
test("at 390 px the pages stack, and nothing sticks out", async ({ world }) => {
  const mia = await world.user({ username: "mia", full_name: "Mia Keller" });
  const page = await world.browser("root", "/manager/users");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["", "/databases", "/users", `/users/${mia.id}`, "/policies", "/audit", "/notifications"]) {
    await page.goto(`${world.server.url}/manager${path}`);
    await expect(page.getByRole("navigation", { name: "Server Manager" })).toBeVisible();
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide, path).toBeLessThanOrEqual(390);
  }
  await page.goto(`${world.server.url}/manager/users/${mia.id}`);
  await expect(page.getByRole("grid")).toHaveCount(0);
  await page.getByRole("button", { name: "Back" }).click();
  await expect(page.getByRole("row", { name: /mia/ })).toBeVisible();
});
