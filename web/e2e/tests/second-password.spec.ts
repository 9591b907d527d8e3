import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

test("a whole database gets a second password, another one, and none again", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const mail = `/databases/${database}/objects/${entries["Mail server"]}`;
  const page = await world.browser("root", `/db/${database}/folder/root`);
  const button = page.getByRole("button", { name: "Second password", exact: true });
  await expect(button).toHaveAttribute("aria-pressed", "false");
  await button.click();
  const dialog = page.getByRole("dialog", { name: "Second password: Company" });
  await expect(dialog.getByText("Covers 19 things below:")).toBeVisible();
  await expect(dialog.getByLabel("Present second password"), "there is none").toHaveCount(0);
  await accessible(page, "the second password of a database", "[role=dialog]");
  await dialog.getByLabel("New second password").fill("covered well");
  await dialog.getByLabel("Repeat it").fill("covered well");
  await dialog.getByRole("button", { name: "Set a second password" }).click();
  await expect(page.getByText("The second password was set.")).toBeVisible();
  await expect(button).toHaveAttribute("aria-pressed", "true");
  expect((await world.root.ask("GET", mail)).second_password_at).toBe(database);
  await expect(page.getByRole("listbox").getByText("Second password")).toHaveCount(4);

  await button.click();
  await dialog.getByLabel("Present second password").fill("wrong");
  await dialog.getByLabel("New second password").fill("another one");
  await dialog.getByLabel("Repeat it").fill("another one");
  await dialog.getByRole("button", { name: "Change it" }).click();
  await expect(dialog.getByRole("alert")).toHaveText("The second password is not right.");
  await expect(dialog.getByLabel("New second password"), "nothing typed is lost").toHaveValue("another one");
  await dialog.getByLabel("Present second password").fill("covered well");
  await dialog.getByRole("button", { name: "Change it" }).click();
  await expect(page.getByText("The second password was changed.")).toBeVisible();

  await button.click();
  await dialog.getByLabel("What is to be").selectOption("Take it away");
  await dialog.getByLabel("Present second password").fill("another one");
  await dialog.getByRole("button", { name: "Take it away" }).click();
  await expect(page.getByText("The second password was taken away.")).toBeVisible();
  await expect(button).toHaveAttribute("aria-pressed", "false");
  expect((await world.root.ask("GET", mail)).second_password).toBe(false);

  const mia = await world.browser("mia", `/db/${database}/folder/${folders.IT}`);
  await expect(mia.getByRole("heading", { name: "IT", level: 1 })).toBeVisible();
  await mia.goto(`${world.server.url}/db/${database}/folder/root`);
  await expect(mia.getByRole("listbox").getByText("IT", { exact: true })).toBeVisible();
  await expect(mia.getByRole("button", { name: "Second password" }), "only for whoever may").toHaveCount(0);
});

test("of an empty database it is told whether it has one", async ({ world }) => {
  const database = await world.database("Empty");
  await world.root.ask("PUT", `/databases/${database}/second_password`, { new: "there already" });
  const page = await world.browser("root", `/db/${database}/folder/root`);
  const button = page.getByRole("button", { name: "Second password", exact: true });
  await expect(button).toHaveAttribute("aria-pressed", "true");
  await button.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("What is to be").selectOption("Take it away");
  await dialog.getByLabel("Present second password").fill("there already");
  await dialog.getByRole("button", { name: "Take it away" }).click();
  await expect(page.getByText("The second password was taken away.")).toBeVisible();
  await expect(button).toHaveAttribute("aria-pressed", "false");
});

test("a folder, a tag and a move below one ask for it", async ({ world }) => {
  const database = await world.database("Company");
  const room = await world.folder(database, "Room");
  await world.entry(database, room, "Covered", { password: "one" });
  const free = await world.entry(database, null, "Free", { password: "two" });
  await world.root.ask("PUT", `/databases/${database}/objects/${room}/second_password`, { new: "covered well" });
  const page = await world.browser("root", `/db/${database}/folder/${room}`);
  const unlock = async () => {
    const dialog = page.getByRole("dialog", { name: "Second password" });
    await expect(dialog.getByText("“Room” is encrypted with a second password.")).toBeVisible();
    await dialog.getByLabel("Second password").fill("covered well");
    await dialog.getByRole("button", { name: "Unlock" }).click();
  };
  const list = page.getByRole("listbox");
  await expect(list.getByRole("option")).toHaveCount(1);
  await page.getByRole("treeitem", { name: /^Room/ }).click({ button: "right" });
  await page.getByRole("menuitem", { name: "New folder" }).click();
  await page.getByRole("dialog", { name: "New folder" }).getByLabel("Name").fill("Inner");
  await page.getByRole("button", { name: "Make the folder" }).click();
  await unlock();
  await expect(list.getByRole("option", { name: /Inner/ })).toBeVisible();

  // Given once it is remembered; after a reload it is asked for again.
  await page.reload();
  await list.getByRole("option", { name: /Covered/ }).click();
  await list.press("Shift+ArrowUp");
  await page.getByRole("button", { name: "Tags" }).click();
  const tags = page.getByRole("dialog", { name: /^Tags of/ });
  await tags.getByLabel("New tag").fill("old");
  await tags.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Second password" });
  await dialog.getByLabel("Second password").fill("covered well");
  await dialog.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByText("Tags of 2 entries and folders changed")).toBeVisible();
  await expect(list.getByText("old", { exact: true }).or(list.getByText("Second password")).first()).toBeVisible();

  await page.goto(`${world.server.url}/db/${database}/folder/root`);
  await list.getByRole("option", { name: /Free/ }).dragTo(page.getByRole("treeitem", { name: /^Room/ }));
  await unlock();
  await expect
    .poll(async () => (await world.root.ask("GET", `/databases/${database}/objects/${free}`)).parent)
    .toBe(room);
  expect((await world.root.ask("GET", `/databases/${database}/objects/${free}`)).second_password).toBe(true);
});
