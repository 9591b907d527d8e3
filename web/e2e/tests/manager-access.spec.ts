import { createRequire } from "node:module";
import type { Browser, Page } from "@playwright/test";
import { PASSWORD } from "../api.ts";
import { expect, test, type World, watch } from "../world.ts";

const AXE = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary: string }[];
}

/** The page of `root` in a browser that takes a script from elsewhere: only so can its accessibility be looked at. */
async function examined(browser: Browser, world: World, colorScheme: "light" | "dark"): Promise<Page> {
  const context = await browser.newContext({ bypassCSP: true, colorScheme });
  const page = await context.newPage();
  watch(page);
  await page.goto(`${world.server.url}/manager`);
  await page.getByLabel("User name").fill("root");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  return page;
}

async function findings(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: AXE });
  const found = await page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: Finding[] }> } };
    return (await axe.run()).violations;
  });
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n")}`,
    );
}

for (const scheme of ["light", "dark"] as const) {
  test(`no page has a serious finding of accessibility, in ${scheme}`, async ({ world, browser }) => {
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
    const page = await examined(browser, world, scheme);
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
      // What fades in has its full colours only then.
      await page.waitForTimeout(300);
      expect(await findings(page), path).toEqual([]);
    }
    await page.goto(`${world.server.url}/manager/policies`);
    await page.getByRole("radiogroup", { name: "Read entries" }).getByRole("radio", { name: "Disabled" }).check();
    await page.getByRole("button", { name: "Save …" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await page.waitForTimeout(250);
    expect(await findings(page), "policies to be saved").toEqual([]);
    await page.context().close();
  });
}

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
