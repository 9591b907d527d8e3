import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 21
test("the bin says whence, by whom and until when; it gives back, and deletes for good what is typed", async ({
  world,
}) => {
  const { database, folders, entries, ben } = await company(world);
  await ben.ask("DELETE", `/databases/${database}/objects/${entries.Monitoring}`, undefined, { "if-match": "*" });
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/bin`);
  const bin = page.getByRole("listbox", { name: "Bin" });
  await expect(bin.getByRole("option")).toHaveText(
    /Monitoring.*from Servers · deleted by Ben Ebert, .* · kept until /s,
  );
  // What is deleted elsewhere comes in by itself.
  await ben.ask("DELETE", `/databases/${database}/objects/${entries["Backup host"]}`, undefined, { "if-match": "*" });
  await expect(bin.getByRole("option")).toHaveCount(2);
  await bin.getByRole("option", { name: /Monitoring/ }).click();
  await accessible(page, "the bin");
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/bin.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${process.env.SHOTS}/bin-390.png` });
    await page.setViewportSize({ width: 1360, height: 820 });
    await bin.getByRole("option", { name: /Monitoring/ }).click();
  }
  await page.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(page.getByText("“Monitoring” restored")).toBeVisible();
  await expect(bin.getByRole("option")).toHaveCount(1);
  const back = await world.root.ask("GET", `/databases/${database}/objects/${entries.Monitoring}`);
  expect(back.parent).toBe(folders.Servers);

  await bin.getByRole("option", { name: /Backup host/ }).click();
  await page.keyboard.press("Delete");
  const dialog = page.getByRole("dialog", { name: "Delete “Backup host” for good" });
  const sure = dialog.getByRole("button", { name: "Delete for good" });
  await expect(sure).toBeDisabled();
  await dialog.getByLabel("Type “Backup host” to confirm").fill("Backup host");
  await sure.click();
  await expect(page.getByText("The bin is empty")).toBeVisible();
});

// rule: ux 21
test("what has lost its folder comes back elsewhere; the bin is emptied by the name of its database", async ({
  world,
}) => {
  const { database, folders, entries } = await company(world);
  const drop = (id: string | undefined) =>
    world.root.ask("DELETE", `/databases/${database}/objects/${id}`, undefined, { "if-match": "*" });
  await drop(entries.Monitoring);
  await drop(folders.Servers);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/bin`);
  const bin = page.getByRole("listbox", { name: "Bin" });
  await bin.getByRole("option", { name: /Monitoring/ }).click();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Restore Monitoring" });
  await dialog.getByRole("treeitem", { name: "Sales" }).click();
  await accessible(page, "the dialog that restores elsewhere");
  await dialog.getByRole("button", { name: "Restore" }).click();
  await expect(page.getByText("“Monitoring” restored")).toBeVisible();
  const back = await world.root.ask("GET", `/databases/${database}/objects/${entries.Monitoring}`);
  expect(back.parent).toBe(folders.Sales);

  await page.getByRole("button", { name: "Empty the bin" }).click();
  await page.getByLabel("Type “Company” to confirm").fill("Company");
  await page.getByRole("dialog").getByRole("button", { name: "Empty the bin" }).click();
  await expect(page.getByText("10 deleted for good")).toBeVisible();
  await expect(page.getByText("The bin is empty")).toBeVisible();
});

test("nobody is offered what they may not do in the bin", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  await world.rule(database, folders.IT ?? "", ben.id, "reader");
  const drop = `/databases/${database}/objects/${entries.Monitoring}`;
  await world.root.ask("DELETE", drop, undefined, { "if-match": "*" });
  await world.root.ask("DELETE", `/databases/${database}/objects/${entries["House bank"]}`, undefined, {
    "if-match": "*",
  });
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/bin`);
  await page.getByRole("option", { name: /Monitoring/ }).click();
  await expect(page.getByRole("option")).toHaveCount(1);
  await expect(page.getByRole("button", { name: "Restore", exact: true })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Delete for good" })).toBeDisabled();
  await expect(page.getByRole("button", { name: "Empty the bin" })).toHaveCount(0);
});
