import { readFileSync } from "node:fs";
import { request } from "node:http";
import type { Page } from "@playwright/test";
import { PASSWORD, Person } from "../api.ts";
import { accessible } from "../axe.ts";
import { Server } from "../server.ts";
import { narrow, shot } from "../sharing.ts";
import { expect, test, watch } from "../world.ts";

/** Opens the one-time link and makes the first account. */
async function setUp(page: Page, server: Server): Promise<void> {
  await page.goto(`${server.url}/setup#${server.setupToken}`);
  await expect(page.getByRole("heading", { name: "Set up Strongroom" })).toBeVisible();
  await page.getByLabel("User name").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await expect(page.getByText("Guessed at once")).toBeVisible();
  await expect(page.getByRole("button", { name: "Make the account" })).toBeDisabled();
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByLabel("Repeat the password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
}

/** Saves the kit as a file, and gives back what is in it. */
async function saveKit(page: Page): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a file" }).click();
  return readFileSync(await (await download).path(), "utf8");
}

/** The field that asks for one word, and which word that is. */
async function asked(page: Page, kit: string) {
  const field = page.getByLabel(/^Word \d of the 7 words of the recovery code$/);
  const label = (await page.getByText(/^Word \d of the 7 words/).textContent()) ?? "";
  const words = (/Recovery code: (\S+)/.exec(kit)?.[1] ?? "").split("-");
  expect(words).toHaveLength(7);
  return { field, word: words[Number(/\d/.exec(label)?.[0]) - 1] ?? "" };
}

// rule: ux 22
test("the first run is one page: account, recovery kit, sample database, invite links", async ({ page, browser }) => {
  const server = await Server.start();
  watch(page);
  await setUp(page, server);
  await expect(page.getByRole("heading", { name: "Your recovery kit" })).toBeVisible();
  expect(page.url(), "the code is not left in the address").not.toContain(server.setupToken);
  await expect(page.getByText(`${server.folder}/data`), "where everything lies").toBeVisible();
  const code = (await page.getByLabel("Recovery code").textContent()) ?? "";
  await expect(page.getByRole("button", { name: "Go on" }), "not without saving it").toHaveCount(0);

  await shot(page, "first-run-kit");
  await accessible(page, "the recovery kit");
  const kit = await saveKit(page);
  for (const part of [code, server.url, "ada", `${server.folder}/data`, "server.key"]) expect(kit).toContain(part);
  await expect(page.getByText(code), "its word comes from what was saved").toHaveCount(0);
  const { field, word } = await asked(page, kit);
  await field.fill("wrong");
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByText("This is not that word. Look at what you saved.")).toBeVisible();
  await field.fill(word.toLowerCase());
  await page.getByRole("button", { name: "Go on" }).click();

  await expect(page.getByRole("heading", { name: "Everything is ready" })).toBeVisible();
  await expect(page.getByText("The server made its certificate itself, so browsers warn of it.")).toBeVisible();
  await expect(page.getByText("There is no add-on for browsers yet")).toBeVisible();
  await page.getByLabel("User name").fill("ben");
  await page.getByRole("button", { name: "Make the link" }).click();
  const link = (await page.getByLabel("Link for ben", { exact: true }).textContent()) ?? "";
  expect(link).toMatch(new RegExp(`^${server.url}/invite#ben:`));
  await page.getByLabel("User name").fill("BEN");
  await page.getByRole("button", { name: "Make the link" }).click();
  await expect(page.getByText("This name is taken.")).toBeVisible();
  // Opened where somebody is signed in, it is nobody's: neither in the address nor in the field that unlocks.
  const tried = await page.context().newPage();
  watch(tried);
  await tried.goto(link);
  await expect(tried.getByRole("button", { name: "Account: ada" })).toBeVisible();
  expect(tried.url()).toBe(`${server.url}/`);
  await tried.close();
  await accessible(page, "the end of the first run");
  await shot(page, "first-run-ready");
  await narrow(page, "first-run-ready");
  await page.setViewportSize({ width: 1360, height: 820 });

  const context = await browser.newContext();
  const ben = await context.newPage();
  watch(ben);
  await ben.goto(link);
  await expect(ben.getByText("You were invited as ben.")).toBeVisible();
  expect(ben.url(), "nothing of it is left in the address").toBe(`${server.url}/`);
  await ben.getByRole("button", { name: "Sign in" }).click();
  await expect(ben.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(ben.getByLabel("Present password"), "there is none to remember").toHaveCount(0);
  await ben.getByLabel("New password").fill("another long password");
  await ben.getByLabel("Repeat the password").fill("another long password");
  await ben.getByRole("button", { name: "Change the password" }).click();
  await expect(ben.getByRole("button", { name: "Account: ben" })).toBeVisible();
  await ben.getByRole("button", { name: "Account: ben" }).click();
  await ben.getByRole("menuitem", { name: "Sign out" }).click();
  await ben.goto(link);
  await ben.reload();
  await ben.goto("about:blank");
  await ben.goto(link);
  await ben.getByRole("button", { name: "Sign in" }).click();
  await expect(ben.getByRole("alert"), "the link works once").toHaveText("The name or the password is not right.");
  await context.close();

  await page.getByRole("link", { name: "Open “Sample”" }).click();
  await expect(page.getByRole("treeitem", { name: /^Office/ })).toBeVisible();
  await page.getByRole("treeitem", { name: /^Office/ }).click();
  await expect(page.getByRole("option", { name: /Router/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Account: ada" })).toBeVisible();
  await server.stop();
});

// rule: ux 22
test("a reload in the middle goes on where it was, with a code that works", async ({ page }) => {
  const server = await Server.start();
  watch(page);
  await setUp(page, server);
  const first = (await page.getByLabel("Recovery code").textContent()) ?? "";
  await page.reload();
  await expect(page.getByRole("heading", { name: "Your recovery kit" })).toBeVisible();
  await expect(page.getByText(`${server.folder}/data`)).toBeVisible();
  const second = (await page.getByLabel("Recovery code").textContent()) ?? "";
  expect(second, "the code of before opens nothing any more").not.toBe(first);
  const kit = await saveKit(page);
  expect(kit).toContain(second);
  await page.getByRole("button", { name: "Show the code again" }).click();
  await expect(page.getByLabel("Recovery code")).toHaveText(second);
  await saveKit(page);
  const { field, word } = await asked(page, kit);
  await field.fill(word);
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("heading", { name: "Everything is ready" })).toBeVisible();
  // What comes after the kit was saved does not make another, neither by a reload nor by whoever opens the address.
  await page.reload();
  await expect(page.getByRole("heading", { name: "Everything is ready" })).toBeVisible();
  const stranger = await page.context().newPage();
  watch(stranger);
  await stranger.goto(`${server.url}/welcome`);
  await expect(stranger.getByRole("button", { name: "Account: ada" })).toBeVisible();
  await expect(stranger).not.toHaveURL(/welcome/);

  const ada = await Person.signIn(server, "ada");
  const grace = { username: "grace", password: PASSWORD, must_change_password: false, roles: ["super_administrator"] };
  await ada.ask("POST", "/users", grace);
  const other = await Person.signIn(server, "grace");
  const reset = { password: "a password set by somebody else", must_change_password: false };
  await other.ask("PATCH", `/users/${ada.id}`, reset, { "if-match": "*" });
  const again = await Person.signIn(server, "ada", reset.password);
  const own = (await again.ask("GET", "/databases")).items.find((one: { kind: string }) => one.kind === "private");
  const open = `/databases/${own.id}/open`;
  expect(await again.status("POST", open, { recovery_code: first }), "the code of before").toBeGreaterThanOrEqual(400);
  expect(await again.status("POST", open, { recovery_code: second }), "the code of the kit").toBe(200);
  await server.stop();
});

/** Asks over plain HTTP, as a browser would that was given the address without its `s`. */
function inClear(url: string): Promise<{ status: number; text: string; location: string | undefined }> {
  return new Promise((done, fail) => {
    const asked = request(url.replace("https:", "http:"), (answer) => {
      let text = "";
      answer.on("data", (piece) => {
        text += String(piece);
      });
      answer.on("end", () => done({ status: answer.statusCode ?? 0, text, location: answer.headers.location }));
    });
    asked.on("error", fail);
    asked.end();
  });
}

// rule: ux 22
test("plain HTTP is refused with the reason", async ({ world }) => {
  const { status, text, location } = await inClear(`${world.server.url}/setup`);
  expect({ status, location }).toEqual({ status: 400, location: undefined });
  expect(text).toContain("This server speaks HTTPS only.");
});
