import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 12, 14, 21
test("an earlier version is compared, its secrets held open, restored and undone", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  const fields = [
    { name: "password", value: "the second one" },
    { name: "username", value: "admin" },
  ];
  await world.root.ask("PATCH", object, { title: "Mail server 2", fields }, { "if-match": "*" });
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await page.getByRole("button", { name: /^History/ }).click();
  await expect(page).toHaveURL(/\/history$/);
  await page.getByRole("button", { name: "Open version 1" }).click();
  await expect(page).toHaveURL(/\/history-1$/);
  const row = (name: string) => page.getByRole("row", { name });
  await expect(row("Title")).toContainText("Mail server");
  await expect(row("User name")).toContainText("root");
  await expect(row("User name")).toContainText("admin");
  await expect(page.getByText("the second one")).toHaveCount(0);
  const eye = page.getByRole("button", { name: "Show Password, Then" });
  await eye.hover();
  await page.mouse.down();
  await expect(page.getByText(/^Spelled: v, digit 7/)).toBeAttached();
  await page.waitForTimeout(500);
  await page.mouse.up();
  await expect(page.getByText(/^Spelled: v, digit 7/)).toHaveCount(0);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/history.png` });

  await page.getByRole("button", { name: "Restore this version" }).click();
  await expect(page.getByText("Version 1 was restored")).toBeVisible();
  const secret = async () => (await world.root.ask("POST", `${object}/reveal`, { purpose: "show" })).fields.password;
  expect(await secret()).toBe("v7Kt-q93mLx!Rw2");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText("The version from before is back.")).toBeVisible();
  expect(await secret()).toBe("the second one");
  expect((await world.root.ask("GET", object)).title).toBe("Mail server 2");
});

test("a second password is set, asked for, changed and taken away, with a list of what it covers", async ({
  world,
}) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("button", { name: "Second password", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByText("Covers 10 things below:")).toBeVisible();
  await expect(dialog.getByText("Mail server")).toBeVisible();
  await dialog.getByLabel("New second password").fill("covered well");
  await dialog.getByLabel("Repeat it").fill("covered well");
  await dialog.getByRole("button", { name: "Set a second password" }).click();
  await expect(page.getByText("The second password was set.")).toBeVisible();

  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  await page.getByLabel("User name").fill("behind it");
  await page.keyboard.press("Control+s");
  const prompt = page.getByRole("dialog", { name: "Second password" });
  await prompt.getByLabel("Second password").fill("wrong");
  await page.keyboard.press("Enter");
  await expect(prompt.getByText("The second password is not right.")).toBeVisible();
  await prompt.getByLabel("Second password").fill("covered well");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("article").getByText("behind it")).toBeVisible();

  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  const button = page.getByRole("button", { name: "Second password", exact: true });
  await button.click();
  await dialog.getByLabel("Present second password").fill("covered well");
  await dialog.getByLabel("New second password").fill("another one");
  await dialog.getByLabel("Repeat it").fill("another one");
  await dialog.getByRole("button", { name: "Change it" }).click();
  await expect(page.getByText("The second password was changed.")).toBeVisible();
  await button.click();
  await dialog.getByLabel("What is to be").selectOption("Take it away");
  await dialog.getByLabel("Present second password").fill("another one");
  await dialog.getByRole("button", { name: "Take it away" }).click();
  await expect(page.getByText("The second password was taken away.")).toBeVisible();
  expect((await world.root.ask("GET", `/databases/${database}/objects/${folders.Servers}`)).second_password).toBe(
    false,
  );
});
