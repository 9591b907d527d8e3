import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

test("the editor, its popovers and the history have no serious fault for readers", async ({ world }) => {
  test.setTimeout(120_000);
  const { database, folders, entries, ben } = await company(world);
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  await world.root.ask("PATCH", object, { title: "Mail server", tags: ["mail"] }, { "if-match": "*" });
  const page = await world.browser(ben.username);
  await page.emulateMedia({ reducedMotion: "reduce" });
  const address = `${world.server.url}/db/${database}/folder/${folders.Servers}/entry`;
  await page.goto(`${address}/new`);
  await expect(page.getByRole("button", { name: "Credit card" })).toBeVisible();
  await accessible(page, "types");
  await page.goto(`${address}/${entries["Mail server"]}/edit`);
  await page.getByLabel("Password", { exact: true }).fill("something typed");
  await expect(page.getByText(/^Guessed|^Holds/)).toBeVisible();
  await page.getByRole("button", { name: "Add a field" }).click();
  await page.keyboard.type("Rack");
  await accessible(page, "custom");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await accessible(page, "editor");
  await page.getByRole("button", { name: "Make one: Password" }).click();
  await expect(page.getByText("Holds for centuries")).toBeVisible();
  await accessible(page, "generator");
  await page.goto(`${address}/${entries["Mail server"]}/history-1`);
  await expect(page.getByRole("table")).toBeVisible();
  await accessible(page, "history");
  await page.goto(`${address}/${entries["Mail server"]}`);
  await expect(page.getByText(/^You have a draft/)).toBeVisible();
  await accessible(page, "details");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${address}/${entries["Mail server"]}/edit`);
  await expect(page.getByText(/^This is your draft/)).toBeVisible();
  await accessible(page, "narrow");
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider, "nothing is wider than the page").toBeLessThanOrEqual(0);
});

const NASTY = `<script>globalThis.pwned=1</script><img src=x onerror=globalThis.pwned=1>"'&amp;{{7*7}}`;
const RTL = "abc \u202egnp.exe\u202c שלום עולם";

test("what looks like a program is text in every field, everywhere", async ({ world }) => {
  test.setTimeout(120_000);
  const { database, folders, ben } = await company(world);
  const long = `${NASTY} ${RTL} `.padEnd(500, "x");
  const body = {
    parent: folders.Servers,
    kind: "entry",
    type: "password",
    title: long,
    tags: [NASTY.slice(0, 100), RTL],
    category: NASTY,
    warning: { level: "info", text: `${NASTY}\n${RTL}` },
    fields: [
      { name: "username", value: NASTY },
      { name: "password", value: `${NASTY}\n${RTL}` },
      { name: "url", value: `javascript:${NASTY}` },
      { name: "notes", value: `${NASTY}\n${RTL}` },
      { name: NASTY.slice(0, 200), kind: "text", custom: true, value: RTL },
      { name: RTL, kind: "text", custom: true, secret: true, value: NASTY },
    ],
  };
  const { id } = await world.root.ask("POST", `/databases/${database}/objects`, body);
  const object = `/databases/${database}/objects/${id}`;
  await world.root.ask("PATCH", object, { title: `${RTL} ${NASTY}`.padEnd(500, "y") }, { "if-match": "*" });
  const terminal = await world.root.status("PATCH", object, { title: "\u001b[2J\u0007" });
  expect(terminal, "control characters are never stored").toBeGreaterThanOrEqual(400);
  await world.root.ask("PATCH", object, { title: long }, { "if-match": "*" });

  const page = await world.browser(ben.username);
  const address = `${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${id}`;
  await page.goto(address);
  await page
    .getByLabel("Attach a file")
    .first()
    .setInputFiles({
      name: `${NASTY.replaceAll("/", "-")}.svg`,
      mimeType: "image/svg+xml",
      buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
    });
  await expect(page.getByRole("link", { name: /^Download <script>/ })).toBeVisible();
  await expect(page.getByRole("article")).toContainText(NASTY);
  await expect(page.getByRole("article").locator("a[href^='javascript:']")).toHaveCount(0);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/nasty.png` });
  for (const name of await page.getByRole("button", { name: /^Show / }).all()) {
    await name.click();
  }
  await page.goto(`${address}/edit`);
  await expect(page.getByLabel("Title", { exact: true })).toHaveValue(long);
  await expect(page.getByLabel("User name")).toHaveValue(NASTY);
  await page.getByRole("button", { name: "Show Password to edit it" }).click();
  await expect(page.getByLabel("Password", { exact: true })).toHaveValue(`${NASTY}\n${RTL}`);
  await expect(page.getByLabel(RTL, { exact: true })).toBeVisible();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/nasty-edit.png` });
  await page.goto(`${address}/history-2`);
  await expect(page.getByRole("table")).toContainText(NASTY);
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/nasty-history.png` });
  expect(await page.evaluate(() => "pwned" in globalThis)).toBe(false);
});
