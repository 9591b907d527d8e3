/** What stands where there is nothing: what to do now, or whom to ask. */
import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 19
test("a list without entries says what would be in it, and how it gets there", async ({ world }) => {
  const { database, folders } = await company(world);
  // Whoever made all of it has used it: somebody new has nothing to look back on.
  await world.user({ username: "ada", roles: ["super_administrator"] });
  const page = await world.browser("ada");
  const says: [string, RegExp][] = [
    ["favourites", /No favourites yet.*Press the star/s],
    ["recent", /Nothing was used yet.*Entries that you copy, reveal or fill in/s],
    ["expiring", /Nothing expires within 30 days.*show up here in time/s],
    [`db/${database}/bin`, /The bin is empty/],
    ["approvals", /Nothing waits for you/],
    ["notices", /No notices yet.*When somebody shares something/s],
  ];
  for (const [path, words] of says) {
    await page.goto(`${world.server.url}/${path}`);
    await expect(page.getByRole("main"), path).toContainText(words);
    await expect(page.getByRole("option"), "no bare list").toHaveCount(0);
  }
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Marketing}`);
  const empty = page.getByRole("region", { name: "Marketing" });
  await empty.getByRole("button", { name: "Import" }).click();
  await expect(page).toHaveURL(/\/import/);
  await page.goBack();
  await empty.getByRole("button", { name: "New entry" }).first().click();
  await expect(page).toHaveURL(/\/entry\/new/);
});

// rule: ux 19
test("a search without a result says what was searched, and that rights may be missing", async ({ world }) => {
  const { database, folders } = await company(world);
  const page = await world.browser("ben");
  await page.goto(`${world.server.url}/search?q=bank`);
  const main = page.getByRole("main");
  await expect(main).toContainText("Nothing was found for “bank”");
  await expect(main).toContainText("All databases that are open to you were searched");
  await expect(main).toContainText("you may lack rights; ask whoever administers the database");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await page.getByRole("button", { name: "What can be done here" }).click();
  await page.getByRole("menuitem", { name: "Search in here" }).click();
  await page.getByRole("searchbox").fill("nowhere");
  await expect(main).toContainText("Only this place was searched. What you have no rights to is never found");
  await page.getByRole("button", { name: "Search all folders" }).last().click();
  await expect(main).toContainText("All databases that are open to you were searched");
});

// rule: ux 19
test("who has no rights at all is told whom to ask, and no page of the manager is a bare table", async ({ world }) => {
  await world.user({ username: "eve" });
  const eve = await world.browser("eve");
  await expect(eve.getByText("No database is open to you yet")).toBeVisible();
  await expect(eve.getByText(/^Ask an administrator to give you access/)).toBeVisible();
  const root = await world.browser("root");
  for (const path of ["databases", "groups"]) {
    await root.goto(`${world.server.url}/manager/${path}`);
    const main = root.getByRole("main");
    await expect(main.getByText(/^(No|Nothing|Nobody) .*/).first(), path).toBeVisible();
    await expect(main.getByRole("button").first(), `${path}: with what can be done`).toBeVisible();
    await expect(main.getByRole("grid"), path).toHaveCount(0);
  }
});
