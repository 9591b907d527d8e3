import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessible } from "../axe.ts";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

const KDBX = new URL("../../../crates/formats/tests/fixtures/Format400.kdbx", import.meta.url).pathname;

const ROWS = `name,login,secret,website,group
Coffee machine,kitchen,hot & strong,https://coffee.example.org,Kitchen
<script>alert(1)</script>,root,"a,b",https://x.example.org,Kitchen
Git hosting,mia,other,https://git.example.org,
`;

function csv(text = ROWS) {
  return { name: "table.csv", mimeType: "text/csv", buffer: Buffer.from(text) };
}

// rule: ux 20
test("a table is looked at, its columns are put right, it comes in, and goes again", async ({ world }) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Marketing}`);
  await page.getByRole("button", { name: "Import" }).click();
  await accessible(page, "the page that imports");
  await page.getByLabel("File to import").setInputFiles(csv());
  await expect(page.getByText("It goes into Marketing.")).toBeVisible();
  await page.getByRole("button", { name: "See what would come in" }).click();
  await expect(page.getByText("This is a file of the kind Table (CSV).")).toBeVisible();
  await expect(page.getByText("It goes into Company / Marketing.")).toBeVisible();
  await expect(page, "the waiting file has an address").toHaveURL(/import\/[0-9a-f-]{36}$/);
  const columns = page.getByRole("region", { name: /^Columns of the table/ });
  await columns.getByLabel("What the column name holds").selectOption("title");
  await columns.getByLabel("What the column login holds").selectOption("username");
  await columns.getByLabel("What the column secret holds").selectOption("password");
  await columns.getByLabel("What the column website holds").selectOption("url");
  await columns.getByLabel("What the column group holds").selectOption("folder");
  await columns.getByRole("button", { name: "Read it like this" }).click();
  const come = page.getByRole("region", { name: "What would come in" });
  await expect(come).toContainText("3entries");
  await expect(page.getByText("hot & strong"), "no secret is a sample").toHaveCount(0);
  await expect(columns.getByText("<script>alert(1)</script>")).toBeVisible();
  await accessible(page, "what would come in");
  if (process.env.SHOTS) {
    await page.screenshot({ path: `${process.env.SHOTS}/import.png` });
    await page.setViewportSize({ width: 390, height: 844 });
    await page.screenshot({ path: `${process.env.SHOTS}/import-390.png` });
    await page.setViewportSize({ width: 1360, height: 820 });
  }
  // It is kept by the server: the page may be loaded anew.
  await page.reload();
  await page.getByRole("button", { name: "Import 3 entries" }).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await page.getByRole("button", { name: "Show them" }).click();
  await page.getByRole("tree").focus();
  await page.keyboard.press("ArrowRight");
  await page.getByRole("treeitem", { name: /^Kitchen/ }).click();
  await expect(page.getByRole("option", { name: /Coffee machine/ })).toBeVisible();
  await expect(page.getByRole("option", { name: /<script>alert\(1\)<\/script>/ })).toBeVisible();

  await page.goto(`${world.server.url}/db/${database}/import`);
  const earlier = page.getByRole("region", { name: "Your imports" });
  await expect(earlier.getByText("done")).toBeVisible();
  await earlier.getByRole("button", { name: "Undo" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo import" });
  await expect(dialog.getByText(/^4 folders and entries of this import go, for good/)).toBeVisible();
  await accessible(page, "the dialog that undoes");
  await dialog.getByRole("button", { name: "Remove them" }).click();
  await expect(page.getByText("4 were removed, 0 stayed.").first()).toBeVisible();
  await expect(page.getByRole("treeitem", { name: /^Marketing 0/ })).toBeVisible();
});

// rule: ux 20
test("what is there already is said, and left out where one wants that", async ({ world }) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/import?folder=${folders.Servers}`);
  const table = "title,username,password,url\nGit hosting,mia,other,https://git.example.org\nNew one,x,y,\n";
  await page.getByLabel("File to import").setInputFiles(csv(table));
  await page.getByRole("button", { name: "See what would come in" }).click();
  const choice = page.getByLabel("1 are there already");
  await choice.selectOption("skip");
  await page.getByRole("button", { name: "Import 1 entry" }).click();
  await expect(page.getByRole("heading", { name: "Imported" })).toBeVisible();
  await expect(page.getByText("1 entries of the file did not.")).toBeVisible();
});

test("a file that is no import, or wants a password, says so and keeps what was chosen", async ({ world }) => {
  const { database } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/import`);
  const junk = { name: "junk.bin", mimeType: "application/octet-stream", buffer: Buffer.from([0, 1, 2, 3, 255, 254]) };
  await page.getByLabel("File to import").setInputFiles(junk);
  await page.getByRole("button", { name: "See what would come in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /\w/ })).toBeVisible();
  await page.getByLabel("File to import").setInputFiles(KDBX);
  await page.getByLabel("Password of the file").fill("not this one");
  await page.getByRole("button", { name: "See what would come in" }).click();
  await expect(page.getByText("The master password is not right.")).toBeVisible();
  await page.getByLabel("Password of the file").fill("t");
  await page.getByRole("button", { name: "See what would come in" }).click();
  await expect(page.getByText("This is a file of the kind KeePass (kdbx).")).toBeVisible();
});

// rule: ux 20
test("a large file does not make the page stall", async ({ world }) => {
  const { database } = await company(world);
  const path = join(mkdtempSync(join(tmpdir(), "strongroom-import-")), "large.csv");
  const line = `Entry of a very large table,somebody,${"x".repeat(200)},https://large.example.org\n`;
  writeFileSync(path, `title,username,notes,url\n${line.repeat(Math.ceil(50_000_000 / line.length))}`);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/import`);
  await page.getByLabel("File to import").setInputFiles(path);
  await page.evaluate(() => {
    const state = { beats: 0 };
    Object.assign(window, { state });
    setInterval(() => {
      state.beats += 1;
    }, 10);
  });
  await page.getByRole("button", { name: "See what would come in" }).click();
  await expect(page.getByRole("progressbar")).toBeVisible();
  await expect(page.getByRole("progressbar").or(page.getByRole("alert").filter({ hasText: /\w/ }))).toBeVisible();
  await page.waitForTimeout(4_000);
  const beats = await page.evaluate(() => (window as unknown as { state: { beats: number } }).state.beats);
  expect(beats, "the page did other things while it was sent").toBeGreaterThan(20);
});

// rule: ux 20
test("an import goes on without its page; undoing leaves what somebody changed", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const rows = Array.from({ length: 3_000 }, (_, at) => `Device ${at},user${at},secret ${at}`);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/import?folder=${folders.Network}`);
  await page.getByLabel("File to import").setInputFiles(csv(`title,username,password\n${rows.join("\n")}\n`));
  await page.getByRole("button", { name: "See what would come in" }).click();
  await page.getByRole("button", { name: "Import 3,000 entries" }).click();
  await expect(page.getByRole("button", { name: "Import 3,000 entries" })).toHaveCount(0);
  await page.goto("about:blank");
  await page.goto(`${world.server.url}/db/${database}/import`);
  const earlier = page.getByRole("region", { name: "Your imports" });
  await expect(earlier.getByText("done")).toBeVisible({ timeout: 30_000 });
  const found = await world.root.ask("GET", `/search?q=${encodeURIComponent('"Device 17"')}`);
  const one = found.items.find(({ title }: { title: string }) => title === "Device 17");
  const change = { title: "Device seventeen" };
  await world.root.ask("PATCH", `/databases/${database}/objects/${one.id}`, change, { "if-match": "*" });
  // Undoing takes the right to remove for good, which an editor of a folder has not.
  await earlier.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  await page.keyboard.press("Escape");
  await world.assign(database, ben.id, "administrator");
  await earlier.getByRole("button", { name: "Undo" }).click();
  const dialog = page.getByRole("dialog", { name: "Undo import" });
  await expect(dialog.getByText(/^2,999 folders and entries of this import go, for good. 1 stay/)).toBeVisible();
  await dialog.getByRole("button", { name: "Remove them" }).click();
  await expect(page.getByText("2,999 were removed, 1 stayed.").first()).toBeVisible();
});

test("exported is what one reads, as a file that opens", async ({ world }) => {
  const { database, folders } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("listbox", { name: "Servers" }).focus();
  await page.keyboard.press("Home");
  await page.keyboard.press("Shift+ArrowDown");
  await page
    .getByRole("toolbar", { name: /chosen$/ })
    .getByRole("button", { name: "Export" })
    .click();
  const dialog = page.getByRole("dialog", { name: "Export 2 entries" });
  await expect(dialog.getByRole("button", { name: "Export" })).toBeDisabled();
  await accessible(page, "the dialog that exports");
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/export.png` });
  await dialog.getByLabel(/^Table \(CSV\)/).check();
  await expect(dialog.getByText("This file is not encrypted")).toBeVisible();
  const waiting = page.waitForEvent("download");
  await dialog.getByRole("button", { name: "Export" }).click();
  const stream = await (await waiting).createReadStream();
  let text = "";
  for await (const piece of stream) text += String(piece);
  expect(text).toContain("secret of Backup host");
  expect(text).not.toContain("secret of Git hosting");
  await expect(page.getByText(/^\d+ entries and folders exported$/)).toBeVisible();
});

test("what is printed is read for printing, and forgotten when it is closed", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await page.getByRole("article").getByRole("button", { name: "More actions" }).click();
  await page.getByRole("menuitem", { name: "Print" }).click();
  await page.getByRole("button", { name: "Read them and show the page" }).click();
  const sheet = page.getByRole("dialog", { name: "Page to print" });
  await expect(sheet.getByText("v7Kt-q93mLx!Rw2")).toBeVisible();
  await accessible(page, "the page to print", "[role='dialog']");
  await page.emulateMedia({ media: "print" });
  await expect(page.getByRole("button", { name: "Close" })).toBeHidden();
  await expect(page.getByRole("tree")).toBeHidden();
  await expect(sheet.getByText("v7Kt-q93mLx!Rw2")).toBeVisible();
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/print.png` });
  await page.emulateMedia({ media: null });
  await page.getByRole("button", { name: "Close" }).click();
  await expect(page.getByText("v7Kt-q93mLx!Rw2")).toHaveCount(0);
  const { items } = await world.root.ask("GET", `/audit?object=${entries["Mail server"]}`);
  const purposes = items.map((one: { details: { purpose?: string } }) => one.details.purpose).filter(Boolean);
  expect(purposes).toEqual(["print"]);
});

test("who may not export or print is not offered it", async ({ world }) => {
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await page.getByRole("article").getByRole("button", { name: "More actions" }).click();
  await expect(page.getByRole("menuitem", { name: "Move", exact: true })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Print" })).toHaveCount(0);
  await expect(page.getByRole("menuitem", { name: "Export" })).toHaveCount(0);
});
