/** The pictures of the README, made of the running program: with `STRONGROOM_SCREENS=docs/screens` put where it shows them. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type Company, company } from "../scene.ts";
import { expect, test, type World } from "../world.ts";

/** What makes the pictures worth a look: a seal, a lock, an end, and a trainee who may do less. */
async function life(world: World, it: Company): Promise<void> {
  const db = `/databases/${it.database}`;
  const soon = new Date(Date.now() + 6 * 86_400_000).toISOString();
  const any = { "if-match": "*" };
  await world.root.ask("PATCH", `${db}/objects/${it.entries["Hypervisor 1"]}`, { valid_to: soon }, any);
  await world.root.ask("PATCH", `${db}/objects/${it.entries["Git hosting"]}`, { tags: ["code"] }, any);
  const sealed = {
    object: it.entries["House bank"],
    grantee: it.ben.id,
    permissions: ["access_entries", "read_entries"],
  };
  const seal = { approvers: [world.root.id], quorum: 1 };
  await world.root.ask("POST", `${db}/grants`, { ...sealed, seal });
  await it.mia.ask("POST", `${db}/objects/${it.entries["Backup host"]}/lock`);
  const trainees = await world.group("Trainees", [it.ben]);
  await world.admit(it.database, trainees);
  const marks = { permissions: { modify_entries: "allow", add_entries: "allow", delete_entries: "deny" } };
  await world.root.ask("PUT", `${db}/objects/${it.folders.Servers}/rules/${trainees}`, marks);
}

async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env.STRONGROOM_SCREENS ?? test.info().outputPath();
  mkdirSync(folder, { recursive: true });
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.screenshot({ path: join(folder, `${name}-${colorScheme}.png`), animations: "disabled" });
  }
}

test("the main screens", async ({ world }) => {
  const it = await company(world);
  await life(world, it);
  const page = await world.browser("root");
  await page.goto(
    `${world.server.url}/db/${it.database}/folder/${it.folders.Servers}/entry/${it.entries["Mail server"]}`,
  );
  await expect(
    page.getByRole("article", { name: "Mail server" }).getByText("root", { exact: true }).first(),
  ).toBeVisible();
  await picture(page, "client");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await picture(page, "sharing");
  await page.goto(`${world.server.url}/manager/databases/${it.database}/permissions`);
  await page.getByText("Trainees").first().click();
  await page.getByRole("link", { name: "Entries and folders" }).click();
  await page.getByRole("treeitem", { name: /^IT/ }).click();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("treeitem", { name: /^Servers/ }).click();
  await picture(page, "permissions");
  await page.goto(`${world.server.url}/manager/users`);
  await expect(page.getByText("Mia Keller")).toBeVisible();
  await picture(page, "users");
});
