/** What the tests of sharing and of seals have in common. */
import type { Page } from "@playwright/test";
import { company } from "./scene.ts";
import type { World } from "./world.ts";

/** The company with somebody who shares (mia, who may grant and seal), and somebody from outside (eve). */
export async function scene(world: World) {
  const all = await company(world);
  const mail = all.entries["Mail server"] ?? "";
  const eve = await world.user({ username: "eve", full_name: "Eve Stern" });
  await world.rule(all.database, mail, all.mia.id, "full");
  const at = `/db/${all.database}/folder/root/entry/${mail}`;
  return { ...all, mail, eve, at };
}

/** Chooses somebody in a search for people. */
export async function choose(page: Page, label: string, name: string): Promise<void> {
  const field = page.getByRole("combobox", { name: label });
  await field.fill(name);
  await page
    .getByRole("option", { name: new RegExp(`^.*${name}`) })
    .first()
    .click();
}

/** Opens the dialog of sharing. */
export async function shareDialog(page: Page) {
  await page.getByRole("button", { name: "Share", exact: true }).click();
  return page.getByRole("dialog", { name: /^Share/ });
}

/** A picture for whoever looks, where `SHOTS` names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  if (!process.env.SHOTS) return;
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-light.png` });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-dark.png` });
  await page.emulateMedia({ colorScheme: "light" });
}

/** The same on a telephone; panes stack then, and what was open in another stack is closed. */
export async function narrow(page: Page, name: string): Promise<void> {
  if (!process.env.SHOTS) return;
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `${process.env.SHOTS}/${name}-narrow.png` });
}

interface Sealed {
  quorum?: number;
  approvers: string[];
}

/** Something that mia shared with eve under a seal. */
export async function sealed(world: World, { quorum = 1, approvers }: Sealed) {
  const all = await scene(world);
  const seal = { approvers, quorum };
  const body = { object: all.mail, grantee: all.eve.id, permissions: ["access_entries", "read_entries"], seal };
  const grant = await all.mia.ask("POST", `/databases/${all.database}/grants`, body);
  const act = (event: string, reason?: string) =>
    all.eve.ask("POST", `/databases/${all.database}/grants/${grant.id}/seal/${event}`, { reason });
  return { ...all, grant, act };
}
