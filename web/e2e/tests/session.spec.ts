import { PASSWORD } from "../api.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

test("a wrong password is told, and what was typed as a name stays", async ({ world }) => {
  const page = await world.blank();
  await page.getByLabel("User name").fill("root");
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert")).toHaveText("The name or the password is not right.");
  await expect(page.getByLabel("User name")).toHaveValue("root");
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue("");
});

test("whoever was given a password chooses an own one first", async ({ world }) => {
  await world.root.ask("POST", "/users", { username: "mia", password: PASSWORD, must_change_password: true });
  const page = await world.blank();
  await page.getByLabel("User name").fill("mia");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await page.getByLabel("Present password").fill(PASSWORD);
  await page.getByLabel("New password").fill("another long password");
  await page.getByLabel("Repeat the password").fill("another long password");
  await page.getByRole("button", { name: "Change the password" }).click();
  await expect(page.getByRole("button", { name: "Account: mia" })).toBeVisible();
});

test("locking ends the session, and only the same person comes back to the same place", async ({ world }) => {
  const page = await world.browser("root", "/manager");
  await page.getByRole("button", { name: "Account: root" }).click();
  await page.getByRole("menuitem", { name: "Lock" }).click();
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  const answer = await page.request.get(`${world.server.url}/api/v1/auth/session`);
  expect(answer.status(), "nothing can be read while it is locked").toBe(401);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByRole("button", { name: "Account: root" })).toBeVisible();
  await expect(page).toHaveURL(/\/manager$/);
});

test("a session that an administrator ends is over on the page too", async ({ world }) => {
  const page = await world.browser("root");
  const { items } = await world.root.ask("GET", "/auth/sessions");
  const web = items.find((one: { client: string }) => one.client === "web");
  await world.root.ask("DELETE", `/auth/sessions/${web.id}`);
  await page.getByRole("button", { name: "Account: root" }).click();
  await page.getByRole("menuitem", { name: "Sessions" }).click();
  await expect(page.getByText("Your session has ended.")).toBeVisible();
});

test("the page speaks German to whoever wants it", async ({ world }) => {
  const page = await world.browser("root");
  await page.getByRole("button", { name: "Account: root" }).click();
  await page.getByRole("menuitem", { name: "Appearance" }).click();
  await page.getByLabel("Language").selectOption("Deutsch");
  await expect(page.getByRole("dialog", { name: "Darstellung" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Konto: root" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
});

test("nothing of one person is left for the next at the same browser", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const entry = `/databases/${database}/objects/${entries["Mail server"]}`;
  await world.root.ask("PUT", `${entry}/second_password`, { new: "a second password" });
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Backup host"]}`);
  await page.getByRole("button", { name: "Copy Password" }).click();
  await expect(page.getByText(/^Password copied/)).toBeVisible();
  await page.getByRole("option", { name: /Mail server/ }).click();
  await page.getByRole("article", { name: "Mail server" }).getByRole("button", { name: "Copy Password" }).click();
  await expect(page.getByRole("dialog", { name: "Second password" })).toBeVisible();
  const { items } = await world.root.ask("GET", `/auth/sessions?user=${ben.id}`);
  const web = items.find((one: { client: string }) => one.client === "web");
  await world.root.ask("DELETE", `/auth/sessions/${web.id}`);
  await page.getByRole("dialog").getByLabel("Second password").fill("a second password");
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByRole("heading", { name: /^Sign in to/ })).toBeVisible();
  await expect(page.getByText(/^Password copied/), "told to somebody else").toHaveCount(0);
  await page.getByLabel("User name").fill("root");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(page.getByRole("dialog"), "asked of somebody else").toHaveCount(0);
  await page.getByRole("article", { name: "Mail server" }).getByRole("button", { name: "Copy Password" }).click();
  await expect(page.getByRole("dialog", { name: "Second password" }), "not remembered from before").toBeVisible();
});

test("a question that is open when the page locks is not asked of the next person", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const entry = `/databases/${database}/objects/${entries["Mail server"]}`;
  await world.root.ask("PUT", `${entry}/second_password`, { new: "a second password" });
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await page.getByRole("button", { name: "Copy Password" }).click();
  await expect(page.getByRole("dialog", { name: "Second password" })).toBeVisible();
  await page.keyboard.press("Alt+l");
  await page.getByRole("button", { name: "Sign in as somebody else" }).click();
  await page.getByLabel("User name").fill("root");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page
    .getByRole("button", { name: "Unlock" })
    .or(page.getByRole("button", { name: "Sign in" }))
    .first()
    .click();
  await expect(page.getByRole("button", { name: "Account: root" })).toBeVisible();
  await expect(page.getByRole("article", { name: "Mail server" })).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
