import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 18
test("a new entry is made by keys alone, and a secret that nobody touched is not sent", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Alt+n");
  await expect(page.getByRole("button", { name: "Password", exact: true })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Title")).toBeFocused();
  await page.keyboard.type("Jump host");
  await page.keyboard.press("Tab");
  await page.keyboard.type("jump");
  await page.keyboard.press("Tab");
  await page.keyboard.type("first secret");
  await page.keyboard.press("Control+s");
  const details = page.getByRole("article", { name: "Jump host" });
  await expect(details).toBeVisible();
  await expect(page.getByRole("option", { name: /Jump host/ })).toBeVisible();
  await expect(details.getByRole("button", { name: "Edit" })).toBeFocused();

  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/edit$/);
  await page.getByLabel("User name").fill("gate");
  const sent = page.waitForRequest((request) => request.method() === "PATCH");
  await page.keyboard.press("Control+s");
  expect((await sent).postDataJSON()).toEqual({ fields: [{ name: "username", value: "gate" }] });
  await expect(details.getByText("gate", { exact: true })).toBeVisible();
});

// rule: ux 14
test("a secret is fetched only when it is wanted, and what was seen is no change", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  const reveals: string[] = [];
  page.on("request", (request) => request.url().endsWith("/reveal") && reveals.push(request.url()));
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  const password = page.getByLabel("Password", { exact: true });
  await expect(password).toHaveValue("");
  expect(reveals).toEqual([]);
  await page.getByRole("button", { name: "Show Password to edit it" }).click();
  await expect(password).toHaveValue("v7Kt-q93mLx!Rw2");
  await expect(password).toHaveAttribute("type", "text");
  await page.evaluate(() => window.dispatchEvent(new Event("blur")));
  await expect(password).toHaveAttribute("type", "password");
  await page.keyboard.press("Escape");
  await expect(page).not.toHaveURL(/edit$/);
  const { revision } = await world.root.ask("GET", `/databases/${database}/objects/${entries["Mail server"]}`);
  expect(revision).toBe(1);
});

// rule: ux 18
test("E on a line of the list edits it, for whoever may", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("option", { name: /Git hosting/ }).click();
  await page.keyboard.press("e");
  await expect(page.getByRole("form", { name: "Edit Git hosting" })).toBeVisible();
  await page.goto(`${world.server.url}/db/${database}/folder/root`);
  await expect(page.getByRole("option").first()).toBeVisible();
  await page.keyboard.press("Alt+n");
  await expect(page.getByRole("button", { name: "Credit card" }), "nobody adds where they may not").toHaveCount(0);
});

// rule: ux 12
test("rights that end while the form is open lose nothing", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  await page.getByLabel("User name").fill("typed");
  await world.root.ask("DELETE", `/databases/${database}/objects/${folders.IT}/rules/${ben.id}`);
  await expect(page.getByRole("alert")).toContainText("This entry is not here any more");
  await expect(page.getByLabel("User name")).toHaveValue("typed");
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  await world.rule(database, folders.IT ?? "", ben.id, "editor");
  await expect(page.getByRole("button", { name: "Save" })).toBeEnabled();
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article").getByText("typed", { exact: true })).toBeVisible();
});
