/** How a secret is shown, and when it is hidden again. */
import type { Page } from "@playwright/test";
import { PASSWORD } from "../api.ts";
import { company } from "../scene.ts";
import { expect, test, type World } from "../world.ts";

async function beside(world: World, page: Page) {
  const scene = await company(world);
  await page.goto(`${world.server.url}/db/${scene.database}/folder/root/entry/${scene.entries["Mail server"]}`);
  return { scene, eye: page.getByRole("button", { name: "Show Password" }), secret: page.getByText(/^Spelled: v,/) };
}

/** The lines of the audit for what root was shown. */
async function shown(world: World, object: string | undefined): Promise<number> {
  const { items } = await world.root.ask("GET", `/audit?object=${object}`);
  return items.filter((one: { details: { purpose?: string } }) => one.details.purpose === "show").length;
}

// rule: ux 14
test("Space held on the eye shows a secret for as long, and is one line of the audit", async ({ world }) => {
  const page = await world.browser("root");
  const { scene, eye, secret } = await beside(world, page);
  await eye.focus();
  await page.keyboard.down("Space");
  await expect(secret).toBeAttached();
  await page.waitForTimeout(500);
  // A key that is held repeats itself.
  for (let n = 0; n < 3; n += 1) await page.keyboard.down("Space");
  await expect(secret).toBeAttached();
  await page.keyboard.up("Space");
  await expect(secret).toHaveCount(0);
  expect(await shown(world, scene.entries["Mail server"])).toBe(1);
  // A short press keeps it shown, for whoever can not hold; another one hides it.
  await page.keyboard.press("Space");
  await expect(secret).toBeAttached();
  await page.waitForTimeout(400);
  await expect(secret).toBeAttached();
  await page.keyboard.press("Space");
  await expect(secret).toHaveCount(0);
  expect(await shown(world, scene.entries["Mail server"])).toBe(2);
});

// rule: ux 14
test("what is shown is hidden after 20 seconds, and by the lock", async ({ world }) => {
  const page = await world.browser("root");
  await page.clock.install();
  const { eye, secret } = await beside(world, page);
  await eye.click();
  await expect(secret).toBeAttached();
  await page.clock.runFor(18_000);
  await expect(secret).toBeAttached();
  await page.clock.runFor(2_500);
  await expect(secret).toHaveCount(0);
  await expect(eye).toBeVisible();
  await eye.click();
  await expect(secret).toBeAttached();
  await page.keyboard.press("Alt+l");
  await expect(page.getByRole("heading", { name: "Locked" })).toBeVisible();
  await expect(secret).toHaveCount(0);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Unlock" }).click();
  await expect(eye, "it comes back hidden").toBeVisible();
  await expect(secret).toHaveCount(0);
});

// rule: ux 14
test("letters, digits and signs are told apart, by colour and where colours are the reader's by shape", async ({
  world,
}) => {
  const page = await world.browser("root");
  const { eye } = await beside(world, page);
  await eye.click();
  await expect(page.getByText("Spelled: v, digit 7, capital k, t, -, q,", { exact: false })).toBeAttached();
  const looks = () =>
    page.getByRole("article").evaluate((article) => {
      const walker = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
      const found: Record<string, string> = {};
      for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
        const kind = { v: "letter", "7": "digit", "-": "sign" }[node.textContent ?? ""];
        if (kind === undefined || node.parentElement === null) continue;
        const { color, fontWeight, textDecorationLine } = getComputedStyle(node.parentElement);
        found[kind] = document.documentElement.matches("[data-forced]") ? `${fontWeight} ${textDecorationLine}` : color;
      }
      return found;
    });
  const colours = await looks();
  expect(Object.keys(colours).sort()).toEqual(["digit", "letter", "sign"]);
  expect(new Set(Object.values(colours)).size).toBe(3);
  await page.emulateMedia({ forcedColors: "active" });
  await page.evaluate(() => {
    document.documentElement.dataset.forced = "";
  });
  expect(new Set(Object.values(await looks())).size).toBe(3);
});
