import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

test("a person finds an entry, looks at it and copies its password", async ({ world }) => {
  const { ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.getByRole("treeitem", { name: /^IT/ }).click();
  await page.getByRole("treeitem", { name: /^IT/ }).press("ArrowRight");
  await page.getByRole("treeitem", { name: /^Servers/ }).click();
  await page.getByRole("option", { name: /Mail server/ }).click();
  const details = page.getByRole("article", { name: "Mail server" });
  await expect(details.getByText("root", { exact: true })).toBeVisible();
  await expect(details.getByText("v7Kt")).toHaveCount(0);
  await details.getByRole("button", { name: "Copy Password" }).click();
  await expect(page.getByText(/^Password copied. Cleared after \d+ s$/)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("v7Kt-q93mLx!Rw2");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/client-light.png` });
  if (process.env.SHOTS) {
    await page.emulateMedia({ colorScheme: "dark" });
    await page.screenshot({ path: `${process.env.SHOTS}/client-dark.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${process.env.SHOTS}/client-narrow.png` });
  }
});

// rule: ux 14
test("a secret is shown while its eye is held, and logged once", async ({ world }) => {
  const { database, entries, ben } = await company(world);
  const page = await world.browser(ben.username, "/");
  await page.goto(`${world.server.url}/db/${database}/folder/root/entry/${entries["Mail server"]}`);
  const eye = page.getByRole("button", { name: "Show Password" });
  await eye.hover();
  await page.mouse.down();
  const secret = page.getByText("Spelled: v, digit 7, capital k, t, -,");
  await expect(secret).toBeAttached();
  await page.waitForTimeout(500);
  await page.mouse.up();
  await expect(secret).toHaveCount(0);
  await page.getByRole("button", { name: "Show Password" }).click();
  await expect(secret).toBeAttached();
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await expect(secret, "hidden when the page loses the focus").toHaveCount(0);
  const { items } = await world.root.ask("GET", `/audit?object=${entries["Mail server"]}&actor=${ben.id}`);
  const shows = items.filter((one: { details: { purpose?: string } }) => one.details.purpose === "show");
  expect(shows).toHaveLength(2);
});

test("what one may not see is nowhere on the page", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  await expect(page.getByRole("treeitem", { name: /^IT/ })).toBeVisible();
  await expect(page.getByText("Finance")).toHaveCount(0);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Banking}/entry/${entries["House bank"]}`);
  await expect(page.getByText("This entry is not here, or you may not see it")).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox").fill("bank");
  await expect(page.getByText("Nothing was found for “bank”")).toBeVisible();
});

test("what changes elsewhere is seen at once, and what rights end is gone", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await world.root.ask(
    "PATCH",
    `/databases/${database}/objects/${entries["Mail server"]}`,
    { title: "Post office" },
    { "if-match": "*" },
  );
  await expect(page.getByRole("article", { name: "Post office" })).toBeVisible();
  await expect(page.getByRole("option", { name: /Post office/ })).toBeVisible();
  await world.root.ask("DELETE", `/databases/${database}/objects/${folders.IT}/rules/${ben.id}`);
  await expect(page.getByText("This entry is not here, or you may not see it")).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^IT/ })).toHaveCount(0);
});

// rule: ux 18
test("keys do what people know", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("option", { name: /Backup host/ }).click();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("article", { name: "DNS registrar" })).toBeVisible();
  await page.keyboard.press("Control+c");
  await expect(page.getByText(/^Password copied/)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("secret of DNS registrar");
  await page.keyboard.press("Control+b");
  await expect(page.getByText("User name copied")).toBeVisible();
  await page.keyboard.press("End");
  await expect(page.getByRole("article", { name: "Telephone system" })).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("article")).toHaveCount(0);
});
