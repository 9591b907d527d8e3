import type { Page } from "@playwright/test";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

interface EntryType {
  name: string;
  title: string;
  fields: { name: string; title: string; kind: string; secret: boolean }[];
}

const VALUES: Record<string, string> = {
  text: "a word",
  multiline: "first line\nsecond line",
  password: "p4ss word",
  url: "https://typed.example.org",
  email: "name@example.org",
  date: "2026-01-31",
  number: "8443",
  decimal: "12.50",
  totp: "JBSWY3DPEHPK3PXP",
};

/** Where the page has words of its own for what the server names. */
const OWN: Record<string, string> = { software_license: "Software licence", email: "E-mail" };
const titleOf = ({ name, title }: { name: string; title: string }) => OWN[name] ?? title;

async function fill(page: Page, field: EntryType["fields"][number]) {
  const form = page.getByRole("form");
  const input = form.getByLabel(titleOf(field), { exact: true });
  if (field.kind === "boolean") await input.selectOption("Yes");
  else if (field.kind !== "file") await input.fill(VALUES[field.kind] ?? "");
}

test("every type of entry can be made, and has what was typed", async ({ world }) => {
  test.setTimeout(180_000);
  const { database, folders, ben } = await company(world);
  const { items } = (await world.root.ask("GET", "/entry-types")) as { items: EntryType[] };
  expect(items.length).toBeGreaterThanOrEqual(13);
  const page = await world.browser(ben.username);
  for (const type of items) {
    await page.goto(`${world.server.url}/db/${database}/folder/${folders.Licences}/entry/new`);
    await page.getByRole("button", { name: titleOf(type), exact: true }).click();
    await page.getByLabel("Title", { exact: true }).fill(`One ${type.name}`);
    for (const field of type.fields) await fill(page, field);
    await page.keyboard.press("Control+s");
    const details = page.getByRole("article", { name: `One ${type.name}` });
    await expect(details).toBeVisible();
    for (const field of type.fields) {
      if (field.kind === "file") continue;
      await expect(
        details
          .getByRole("term")
          .filter({ hasText: titleOf(field) })
          .first(),
      ).toBeVisible();
      if (field.kind === "text") await expect(details.getByText("a word").first()).toBeVisible();
    }
    const id = /entry\/([^/]+)$/.exec(page.url())?.[1];
    const { fields } = await world.root.ask("POST", `/databases/${database}/objects/${id}/reveal`, { purpose: "show" });
    for (const field of type.fields.filter(({ secret }) => secret)) {
      expect(fields[field.name], `${type.name}.${field.name}`).toBe(VALUES[field.kind]);
    }
    const made = await world.root.ask("GET", `/databases/${database}/objects/${id}`);
    expect(made.type).toBe(type.name);
    for (const field of type.fields.filter(({ secret, kind }) => !secret && kind !== "file")) {
      const value = made.fields.find((one: { name: string }) => one.name === field.name)?.value;
      expect(value, `${type.name}.${field.name}`).toBe(field.kind === "boolean" ? "true" : VALUES[field.kind]);
    }
  }
});

test("fields of one's own are added, renamed, made secret and removed", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  for (const [name, value] of [
    ["Rack", "B7"],
    ["Door", "1234"],
  ] as const) {
    await page.getByRole("button", { name: "Add a field" }).click();
    const options = page.getByRole("dialog");
    await options.getByLabel("Name of the field").fill(name);
    if (name === "Door") await options.getByLabel("Secret").check();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("form").getByLabel(name, { exact: true })).toBeFocused();
    await page.keyboard.type(value);
  }
  await page.keyboard.press("Control+s");
  const details = page.getByRole("article", { name: "Mail server" });
  await expect(details.getByText("B7", { exact: true })).toBeVisible();
  await expect(details.getByText("1234")).toHaveCount(0);

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Name and kind of Door" }).click();
  await page.getByRole("dialog").getByLabel("Name of the field").fill("Gate");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Remove Rack" }).click();
  await page.keyboard.press("Control+s");
  await expect(details.getByText("Gate", { exact: true })).toBeVisible();
  await expect(details.getByText("Rack", { exact: true })).toHaveCount(0);
  const { fields } = await world.root.ask("POST", `${object}/reveal`, { purpose: "show", fields: ["Gate"] });
  expect(fields.Gate, "a secret that got another name is the same secret").toBe("1234");

  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByRole("button", { name: "Name and kind of Gate" }).click();
  await page.getByRole("dialog").getByLabel("Name of the field").fill("username");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Another field has this name.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
});

test("tags, category, importance, expiry, warning and the server-only mark are kept", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}/edit`);
  await page.getByLabel("Tags").fill("mail, core");
  await page.keyboard.press("Enter");
  await page.getByLabel("Category").fill("IT");
  await page.getByLabel("Importance").selectOption("High");
  await page.getByLabel("Expiry reminder").fill("2030-05-31");
  await page.getByLabel("Warning").selectOption("Must be confirmed");
  await page.getByLabel("What it says").fill("Ask Mia first");
  await page.getByLabel("Only on the server").check();
  await page.keyboard.press("Control+s");
  const details = page.getByRole("article");
  for (const text of ["Ask Mia first", "mail", "core", "IT", "High"]) {
    await expect(details.getByText(text, { exact: true })).toBeVisible();
  }
  expect(await world.root.ask("GET", object)).toMatchObject({
    tags: ["mail", "core"],
    category: "IT",
    importance: "high",
    valid_to: "2030-05-31T21:59:59Z",
    warning: { level: "confirm", text: "Ask Mia first" },
    online_only: true,
  });
});

test("what the server does not take is said beside the field, and nothing is lost", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/new/identity`);
  await page.getByLabel("Title", { exact: true }).fill("Somebody");
  await page.getByLabel("E-mail").fill("nobody");
  await page.keyboard.press("Control+s");
  await expect(page.getByText("This is no e-mail address.")).toBeVisible();
  await page.getByLabel("E-mail").fill("some@example.org");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("article", { name: "Somebody" })).toBeVisible();
});

test("the generator makes passwords of three kinds", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/new/password`);
  const password = page.getByLabel("Password", { exact: true });
  const open = () => page.getByRole("button", { name: "Make one: Password" }).click();
  const dialog = page.getByRole("dialog", { name: "New password" });
  const use = () => dialog.getByRole("button", { name: "Use this one" }).click();
  await open();
  await dialog.getByLabel("Length").fill("31");
  await dialog.getByLabel("Signs").uncheck();
  await dialog.getByLabel(/^Leave out what looks alike/).check();
  await expect(dialog.getByText("Holds for centuries")).toBeVisible();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/generator.png` });
  await use();
  await expect(password).toHaveValue(/^[A-HJ-NP-RT-Ya-km-np-z34679]{31}$/);
  const first = await password.inputValue();
  await open();
  await dialog.getByRole("button", { name: "Another one" }).click();
  await use();
  expect(await password.inputValue()).not.toBe(first);
  await open();
  await dialog.getByText("Passphrase").click();
  await use();
  await expect(password).toHaveValue(/^([a-z]+-){5}[a-z]+$/);
  await open();
  await dialog.getByRole("radio", { name: "Pattern" }).check();
  await dialog.getByRole("textbox", { name: "Pattern" }).fill("u{3}-d{5}");
  await use();
  await expect(password).toHaveValue(/^[A-Z]{3}-\d{5}$/);
});
