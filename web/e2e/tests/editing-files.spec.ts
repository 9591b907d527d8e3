import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, createWriteStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

const MIB = 1024 * 1024;
let folder = "";
test.beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "strongroom-files-"));
});
test.afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A file of `size` bytes that is not all the same. */
async function make(name: string, size: number): Promise<string> {
  const path = join(folder, name);
  const out = createWriteStream(path);
  const piece = Buffer.alloc(MIB, "strongroom ");
  for (let left = size; left > 0; left -= piece.length) {
    piece.writeUInt32LE(left >>> 0, 0);
    if (!out.write(left < piece.length ? piece.subarray(0, left) : piece)) await once(out, "drain");
  }
  out.end();
  await once(out, "close");
  return path;
}

async function digest(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path)) hash.update(piece as Buffer);
  return hash.digest("hex");
}

test("a file of 100 MiB is attached with progress while the page stays quick, and comes back the same", async ({
  world,
}) => {
  test.setTimeout(240_000);
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  const path = await make("large.bin", 100 * MIB);
  await page.evaluate(() => {
    const seen = { beats: 0 };
    Object.assign(globalThis, { seen });
    setInterval(() => {
      seen.beats += 1;
    }, 10);
  });
  await page.getByLabel("Attach a file").first().setInputFiles(path);
  await expect(page.getByRole("progressbar", { name: "Uploading large.bin" })).toBeVisible();
  await expect(page.getByText(/^[\d.]+ MiB of 100 MiB$|^Being encrypted/)).toBeVisible();
  await expect(page.getByRole("link", { name: "Download large.bin" })).toBeVisible({ timeout: 180_000 });
  const beats = await page.evaluate(() => (globalThis as unknown as { seen: { beats: number } }).seen.beats);
  expect(beats, "the page did other things meanwhile").toBeGreaterThan(20);

  const starting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download large.bin" }).click();
  const download = await starting;
  expect(download.suggestedFilename()).toBe("large.bin");
  expect(await digest(await download.path())).toBe(await digest(path));
});

test("a file that is too large is refused in plain words, and one on its way can be cancelled", async ({ world }) => {
  test.setTimeout(120_000);
  const { database, folders, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await page
    .getByLabel("Attach a file")
    .first()
    .setInputFiles(await make("huge.bin", 100 * MIB + 1));
  await expect(page.getByText(/^This file is too large/)).toBeVisible({ timeout: 60_000 });
  await page.getByRole("button", { name: "Close: huge.bin" }).click();

  const client = await page.context().newCDPSession(page);
  await client.send("Network.enable");
  const slow = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 100_000 };
  await client.send("Network.emulateNetworkConditions", slow);
  await page
    .getByLabel("Attach a file")
    .first()
    .setInputFiles(await make("slow.bin", 20 * MIB));
  await page.getByRole("button", { name: "Cancel slow.bin" }).click();
  await expect(page.getByText("slow.bin")).toHaveCount(0);
  const { items } = await world.root.ask("GET", `/databases/${database}/objects/${entries["Mail server"]}/attachments`);
  expect(items).toEqual([]);
});

test("files are dropped on the pane, behind a second password too, and deleted by their name", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const object = `/databases/${database}/objects/${entries["Mail server"]}`;
  await world.root.ask("PUT", `${object}/second_password`, { new: "covered well" });
  const page = await world.browser("root");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  const transfer = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["one"], "ä <b>one</b>.txt"));
    data.items.add(new File(["two"], "two.txt"));
    return data;
  });
  const pane = page.getByRole("article", { name: "Mail server" });
  await pane.dispatchEvent("dragover", { dataTransfer: transfer });
  await pane.dispatchEvent("drop", { dataTransfer: transfer });
  const prompt = page.getByRole("dialog", { name: "Second password" });
  await prompt.getByLabel("Second password").fill("covered well");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("link", { name: "Download ä <b>one</b>.txt" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Download two.txt" })).toBeVisible();

  const starting = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download two.txt" }).click();
  const download = await starting;
  expect(await digest(await download.path())).toBe(createHash("sha256").update("two").digest("hex"));
  await page.getByRole("button", { name: "Delete two.txt" }).click();
  const dialog = page.getByRole("dialog", { name: "Delete this file?" });
  await expect(dialog.getByRole("button", { name: "Delete" })).toBeDisabled();
  await dialog.getByRole("textbox").fill("two.txt");
  await dialog.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("two.txt was deleted")).toBeVisible();
  await expect(page.getByRole("link", { name: "Download two.txt" })).toHaveCount(0);
});

test("a field of the kind file names one of the attachments", async ({ world }) => {
  const { database, folders, ben } = await company(world);
  const page = await world.browser(ben.username);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/new/document`);
  await page.getByLabel("Title", { exact: true }).fill("Contract");
  await page.keyboard.press("Control+s");
  await page
    .getByLabel("Attach a file")
    .first()
    .setInputFiles(await make("contract.pdf", 2_000));
  await expect(page.getByRole("link", { name: "Download contract.pdf" })).toBeVisible();
  await page.getByRole("button", { name: "Edit" }).click();
  await page.getByLabel("File", { exact: true }).selectOption("contract.pdf");
  await page.keyboard.press("Control+s");
  await expect(page.getByRole("definition").filter({ hasText: "contract.pdf" })).toBeVisible();
});
