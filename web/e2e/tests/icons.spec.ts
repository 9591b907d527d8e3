import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 18
test("an entry gets an icon by keyboard, and shows it in the list and the details", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("mia");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  await page.getByRole("button", { name: "Choose an icon" }).focus();
  await page.keyboard.press("Enter");
  const search = page.getByRole("combobox", { name: "Search icons" });
  await expect(search).toBeFocused();
  await accessible(page, "the icons", "[role=dialog]");
  await page.keyboard.type("no such thing");
  await expect(page.getByText("No icon of this name.")).toBeVisible();
  await search.fill("pro");
  await expect(page.getByRole("option", { name: "Processor" })).toBeVisible();
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("status").getByText("Protection")).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(search).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Choose an icon" })).toBeFocused();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  expect((await world.root.ask("GET", object)).icon).toBe("shield");
  await expect(page.getByRole("article", { name: "Mail server" }).locator("h2, svg.lucide-shield")).toHaveCount(2);
  const line = page.getByRole("option", { name: /^Mail server/ });
  await expect(line.locator("svg.lucide-shield")).toBeVisible();
});

// rule: ux 21
test("a folder gets an icon from its menu, shows it in the tree, and undo takes it back", async ({ world }) => {
  const { database, folders } = await company(world);
  await world.root.ask("PUT", `/databases/${database}/objects/${folders.Network}/second_password`, {
    new: "covered well",
  });
  const page = await world.browser("mia");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Network}`);
  await page.getByRole("button", { name: "What can be done here" }).click();
  await page.getByRole("menuitem", { name: "Choose an icon" }).click();
  await page.getByRole("option", { name: "Wireless" }).click();
  const prompt = page.getByRole("dialog", { name: "Second password" });
  await prompt.getByLabel("Second password").fill("covered well");
  await page.keyboard.press("Enter");
  await expect(page.getByText("“Network” has another icon.")).toBeVisible();
  const line = page.getByRole("treeitem", { name: /^Network/ });
  await expect(line.locator("svg.lucide-wifi")).toBeVisible();
  await expect(line.locator("svg.lucide-lock-keyhole"), "what is covered says so").toBeVisible();
  const object = `/databases/${database}/objects/${folders.Network}`;
  expect((await world.root.ask("GET", object)).icon).toBe("wifi");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(line.locator("svg.lucide-wifi")).toHaveCount(0);
  await expect.poll(async () => (await world.root.ask("GET", object)).icon ?? null).toBeNull();
});

test("what an import from KeePass chose is shown, and an icon that nobody knows is none", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const icon = (id: string | undefined, name: string) =>
    world.root.ask("PATCH", `/databases/${database}/objects/${id}`, { icon: name }, { "if-match": "*" });
  await icon(entries["Mail server"], "keepass:19");
  await icon(entries["Git hosting"], "constructor");
  const page = await world.browser("mia", `/db/${database}/folder/${folders.Servers}`);
  await expect(page.getByRole("option", { name: /^Mail server/ }).locator("svg.lucide-mail")).toBeVisible();
  await expect(page.getByRole("option", { name: /^Git hosting/ }).getByText("G", { exact: true })).toBeVisible();
});
