/** Where an address leads, and how one gets on from there. */
import { wholeScene } from "../walk.ts";
import { expect, test } from "../world.ts";

// rule: ux 19
test("an address that leads nowhere says so, with a way on", async ({ world }) => {
  const db = await world.database("Company");
  const mia = await world.user({ username: "mia" });
  await world.admit(db, mia.id);
  const page = await world.browser("root");
  const rights = `/manager/databases/${db}/permissions`;
  const nobody = "00000000-0000-4000-8000-000000000000";
  const addresses: [string, string][] = [
    [`${rights}/${mia.id}/entries/${nobody}`, "Permissions"],
    [`${rights}/${mia.id}/entries`, "Permissions"],
    [`/manager/databases/${nobody}/permissions`, "Databases"],
    [`/manager/databases/${nobody}`, "Databases"],
    ["/manager/nonsense", "To the start"],
    ["/nonsense/xyz", "To the start"],
    [`/db/${nobody}/folder/root`, "To the start"],
    ["/approvals/one/two", "To the start"],
    [`/find/${db}/${nobody}`, "To the start"],
  ];
  for (const [address, way] of addresses) {
    await page.goto(world.server.url + address);
    const main = page.getByRole("main");
    await expect(main.getByRole("heading", { name: "There is nothing here" }), address).toBeVisible();
    const link = main.getByRole("heading", { name: "There is nothing here" }).locator("..").getByRole("link");
    await expect(link, address).toHaveText(way);
    await link.click();
    await expect(main.getByRole("heading", { name: "There is nothing here" }), address).toHaveCount(0);
  }
});

// rule: ux 10
test("the Server Manager leads to the approvals, with how many wait", async ({ world }) => {
  await wholeScene(world);
  const page = await world.browser("root", "/manager");
  await page.getByRole("link", { name: "Approvals, 1 waits for you" }).click();
  await expect(page).toHaveURL(/\/manager\/approvals$/);
  await page.getByText("The bank asked for a letter.").first().click();
  await expect(page).toHaveURL(/\/manager\/approvals\/.+/);
  await page.getByRole("button", { name: "Approve" }).first().click();
  await expect(page.getByRole("link", { name: "Approvals", exact: true })).toBeVisible();
});

test("in German the actions of an entry stand in one row, and keys are called as on the keyboard", async ({
  world,
}) => {
  const { database, folders, entries } = await wholeScene(world);
  const page = await world.browser("root");
  await page.evaluate(() => localStorage.setItem("strongroom.preferences", JSON.stringify({ language: "de" })));
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  await expect(page.getByText("Strg K")).toBeVisible();
  await expect(page.getByText("Ctrl K")).toHaveCount(0);
  const article = page.getByRole("article", { name: "Mail server" });
  const first = await article.getByRole("button", { name: "Kopieren", exact: true }).first().boundingBox();
  const last = await article.getByRole("button", { name: "Weitere Aktionen" }).boundingBox();
  const middle = (box: typeof first) => (box?.y ?? 0) + (box?.height ?? 0) / 2;
  expect(Math.abs(middle(first) - middle(last))).toBeLessThan(4);
});
