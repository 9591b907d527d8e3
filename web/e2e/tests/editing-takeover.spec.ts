import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 11
test("who edits, and since when, is told; only whoever administers may take over, and the draft outlives it", async ({
  world,
}) => {
  const { database, folders, entries, ben } = await company(world);
  const at = `/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`;
  const mia = await world.browser("mia");
  await mia.goto(`${world.server.url}${at}/edit`);
  await mia.getByLabel("User name").fill("typed by mia");
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  await expect.poll(async () => (await world.root.ask("GET", object)).lock).not.toBeNull();
  const { lock } = await world.root.ask("GET", object);
  const since = new Intl.DateTimeFormat("en-GB", { timeStyle: "short", timeZone: "Europe/Berlin" });
  const time = since.format(new Date(lock.since));

  const page = await world.browser("ben");
  await page.goto(`${world.server.url}${at}/edit`);
  await expect(page.getByRole("form").getByText(new RegExp(`is editing since ${time}`))).toBeVisible();
  await expect(page.getByRole("form")).toBeVisible();
  await expect(page.getByRole("button", { name: "Take over" }), "an editor may not").toHaveCount(0);
  expect(await ben.status("DELETE", `${object}/lock?force=true`, {}), "nor by the server").toBe(403);
  await world.assign(database, ben.id, "administrator");
  await page.reload();
  await page.getByRole("button", { name: "Take over" }).click();

  const told = mia.getByText(/ took over| is editing since/).first();
  await expect(told).toBeVisible();
  await expect(mia.getByRole("region", { name: "Messages" })).toContainText(/^Edit lock: .*(took over|is editing)/);
  await expect(mia.getByLabel("User name")).toHaveValue("typed by mia");
  await mia.waitForTimeout(400);
  await mia.reload();
  await expect(mia.getByText(/^This is your draft of/)).toBeVisible();
  await expect(mia.getByLabel("User name"), "over a reload, too").toHaveValue("typed by mia");
});
