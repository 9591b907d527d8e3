import { expect, test } from "../world.ts";

const OPEN = { name: "Open the database" };

// rule: ux 6, 21
test("a policy set to disabled warns, and stops the super administrator too", async ({ world }) => {
  const company = await world.database("Company");
  const entry = await world.entry(company, null, "Mail server", { password: "a secret" });
  const reveal = () => world.root.status("POST", `/databases/${company}/objects/${entry}/reveal`, { purpose: "show" });
  const page = await world.browser("root", "/manager/policies");
  const print = page.getByRole("radiogroup", { name: "Print entries" });
  await expect(print.getByRole("radio", { name: "Not defined" })).toBeChecked();
  await expect(page.getByText("also from administrators")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Save …" })).toBeDisabled();

  await print.getByRole("radio", { name: "Disabled" }).check();
  await expect(page.getByText("Taken from everybody at once, also from administrators")).toBeVisible();
  await page.getByRole("radiogroup", OPEN).getByRole("radio", { name: "Disabled" }).check();
  await expect(page.getByText("2 changes not saved")).toBeVisible();
  expect(await reveal()).toBe(200);
  expect((await world.root.ask("GET", "/policies")).permissions.print_entries, "nothing before the save").toBe(
    "not_defined",
  );

  await page.getByRole("button", { name: "Save …" }).click();
  const dialog = page.getByRole("dialog", { name: "Save these policies?" });
  await expect(dialog.getByRole("listitem")).toHaveText([
    /Open the database\s*Not defined → Disabled/,
    /Print entries\s*Not defined → Disabled/,
  ]);
  await expect(dialog.getByText("Disabled applies also to the administrators")).toBeVisible();
  await expect(dialog.getByText("Nobody can open any database any more")).toBeVisible();
  await dialog.getByRole("button", { name: "Save policies" }).click();
  await expect(page.getByText("The policies were saved.")).toBeVisible();
  expect(await reveal(), "the super administrator reads no more").not.toBe(200);

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("radiogroup", OPEN).getByRole("radio", { name: "Not defined" })).toBeChecked();
  expect(await reveal()).toBe(200);
});

test("defaults come back as changes to look at, and to save", async ({ world }) => {
  const before = await world.root.ask("GET", "/policies");
  before.permissions.export_entries = "disabled";
  before.permissions.auto_fill = "not_defined";
  await world.root.ask("PUT", "/policies", before);
  const page = await world.browser("root", "/manager");
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention).toContainText("Disabled for everybody, administrators included: Export entries.");
  await attention.getByRole("link", { name: "Look at it" }).click();
  await page.getByRole("button", { name: "Restore defaults" }).click();
  await expect(page.getByText("2 changes not saved")).toBeVisible();
  await page.getByRole("button", { name: "Save …" }).click();
  await page.getByRole("button", { name: "Save policies" }).click();
  await expect(page.getByText("Nothing changed")).toBeVisible();
  const { permissions } = await world.root.ask("GET", "/policies");
  expect([permissions.export_entries, permissions.auto_fill]).toEqual(["not_defined", "enabled"]);
});

test("policies are changed by keyboard alone", async ({ world }) => {
  const page = await world.browser("root", "/manager/policies");
  const group = page.getByRole("radiogroup", { name: "Synchronise" });
  await group.getByRole("radio", { checked: true }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(group.getByRole("radio", { name: "Disabled" })).toBeChecked();
  const save = page.getByRole("button", { name: "Save …" });
  for (let tabs = 0; tabs < 12 && !(await save.evaluate((it) => it === document.activeElement)); tabs += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  const go = dialog.getByRole("button", { name: "Save policies" });
  for (let tabs = 0; tabs < 6 && !(await go.evaluate((it) => it === document.activeElement)); tabs += 1) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.press("Enter");
  await expect(page.getByText("The policies were saved.")).toBeVisible();
  expect((await world.root.ask("GET", "/policies")).permissions.synchronize).toBe("disabled");
});
