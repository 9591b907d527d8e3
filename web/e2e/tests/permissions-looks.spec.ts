/** Sealed access, periods, narrow pages, other people's changes, and what everybody can use. */
import { accessible } from "../axe.ts";
import { Company, cell, save } from "../permissions.ts";
import { expect, test } from "../world.ts";

test("no serious finding of axe on any of the pages, in light and dark", async ({ world }) => {
  const it = await Company.make(world);
  await it.rule("Servers", "Trainees", { read_entries: "deny", modify_entries: "allow" });
  const page = await it.open();
  await expect(page.getByRole("grid")).toBeVisible();
  await accessible(page, "the list");
  await page.goto(world.server.url + it.address("Trainees"));
  await page.getByRole("button", { name: "Customise" }).click();
  await page.getByRole("button", { name: "Deny: Print entries" }).click();
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await accessible(page, "General");
  await page.goto(world.server.url + it.address("Trainees", "objects", "Servers"));
  await expect(page.getByRole("grid")).toBeVisible();
  await accessible(page, "Entries and folders");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "all keys" }).click();
  await accessible(page, "the keys");
});

// rule: ux 23
test("where it is narrow, panes stand below each other and nothing is cut off", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  for (const width of [390, 900]) {
    await page.setViewportSize({ width, height: 844 });
    await expect(page.getByRole("grid")).toBeVisible();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, `${width} px`).toBeLessThanOrEqual(0);
    for (const button of await page.getByRole("grid").getByRole("button").all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0), "large enough to be hit").toBeGreaterThanOrEqual(24);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
  }
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Deny: See and use entries" }).click();
  await expect(page.getByRole("complementary")).toContainText("2 people lose");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByText("Saved.")).toBeVisible();
});

test("longer words of another language have their room", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  await page.evaluate(() => localStorage.setItem("strongroom.preferences", JSON.stringify({ language: "de" })));
  await page.reload();
  for (const width of [1360, 900, 390]) {
    await page.setViewportSize({ width, height: 844 });
    const grid = page.getByRole("grid", { name: "Rechte an Servers" });
    await expect(grid).toBeVisible();
    const cells = await grid.getByRole("row").nth(1).getByRole("gridcell").all();
    const boxes = await Promise.all(cells.map((one) => one.boundingBox()));
    const buttons = await Promise.all(
      ((await cells[0]?.getByRole("button").all()) ?? []).map((one) => one.boundingBox()),
    );
    const set = boxes[0];
    const right = Math.max(...buttons.map((box) => (box?.x ?? 0) + (box?.width ?? 0)));
    expect(right, `${width} px: the states stay in their frame`).toBeLessThanOrEqual(
      (set?.x ?? 0) + (set?.width ?? 0) + 1,
    );
    expect(right).toBeLessThanOrEqual(width);
    if (width === 1360) expect(right, "and beside what is in effect").toBeLessThanOrEqual(boxes[1]?.x ?? 0);
  }
});

test("a period counts, and one that ends before it begins is refused beside the field", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees");
  await page.getByLabel("Valid from").fill("2099-02-01T08:00");
  await page.getByLabel("Valid until").fill("2099-01-01T08:00");
  await expect(page.getByRole("alert")).toHaveText("The end lies before the beginning.");
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  await page.getByLabel("Valid until").fill("2099-03-01T08:00");
  await expect(page.getByRole("complementary")).toContainText("2 people lose");
  await save(page);
  const { items } = await world.root.ask("GET", `/databases/${it.db}/assignments`);
  const set = items.find((one: { principal: { id: string } }) => one.principal.id === it.id("Trainees"));
  expect([set.valid_from, set.valid_to]).toEqual(["2099-02-01T07:00:00Z", "2099-03-01T07:00:00Z"]);
  await expect(page.getByText(/^group · 2 people · .*2099 to .*2099$/)).toBeVisible();
});

test("what somebody else sets meanwhile arrives, and a refusal is told before it is tried", async ({ world }) => {
  const it = await Company.make(world);
  await it.assign("mia", { access_database: "allow", grant_admin_rights: "allow" });
  const page = await it.open("Trainees", "objects", "Servers", "mia");
  await expect(cell(page, "Modify entries")).toHaveAccessibleName(/in effect: not granted/);
  await it.rule("Servers", "Trainees", { modify_entries: "allow" });
  await expect(cell(page, "Modify entries")).toHaveAccessibleName(/set here: allowed; in effect: allowed here/);
  // Mia administers and does not read: she hands out no reading.
  await page.getByRole("treeitem", { name: /^Marketing:/ }).click();
  await page.getByRole("button", { name: "Allow: Read entries" }).click();
  await expect(page.getByRole("alert")).toContainText("You lack “Read entries” yourself");
  await expect(page.getByRole("button", { name: "Save" })).toBeDisabled();
  expect(await it.marks("Trainees", "Marketing")).toEqual({});
});

// rule: ux 1, 2
test("a policy that is disabled shows as denied from above", async ({ world }) => {
  const it = await Company.make(world);
  const { permissions } = await world.root.ask("GET", "/policies");
  await world.root.ask("PUT", "/policies", { permissions: { ...permissions, print_entries: "disabled" } });
  const page = await it.open("Trainees");
  await page.getByRole("button", { name: "Customise" }).click();
  await page.getByRole("button", { name: "Allow: Print entries" }).click();
  await expect(cell(page, "Print entries")).toHaveAccessibleName(
    /set here: allowed; in effect: denied from above; disabled by server policy/,
  );
});

// rule: ux 9
test("sealed access is told with its state and approvers, sealed again, opened and revoked", async ({ world }) => {
  const it = await Company.make(world);
  const seal = { approvers: [world.root.id], quorum: 1 };
  const grant = { object: it.id("Bank"), grantee: it.person("mia").id, permissions: ["access_entries"], seal };
  await world.root.ask("POST", `/databases/${it.db}/grants`, grant);
  const page = await it.open("mia", "sealed");
  const card = page.getByRole("article", { name: "Bank" });
  await expect(card).toContainText("sealed");
  await expect(card).toContainText("root (1 of 1)");
  await accessible(page, "Sealed access");
  await card.getByRole("button", { name: "Take the seal off" }).click();
  await expect(page.getByText("Now: taken off.")).toBeVisible();
  expect(await it.rights("mia", "Bank")).toEqual(["access_entries"]);
  await card.getByRole("button", { name: "Seal again" }).click();
  await expect(page.getByText("Now: sealed.")).toBeVisible();
  expect(await it.rights("mia", "Bank")).toEqual([]);
  await card.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByText("No access was granted")).toBeVisible();
  expect(await it.sees("mia").catch(() => "nothing"), "not even the database is there").toBe("nothing");
});

test("script in names is text, and nothing is told of those who may not be known", async ({ world }) => {
  const it = await Company.make(world);
  const evil = "<img src=x onerror=alert(1)>";
  it.ids.evil = await world.folder(it.db, evil);
  const group = await world.group(evil, [it.person("mia")]);
  await world.assign(it.db, group, "reader");
  const page = await world.browser("root", `/manager/databases/${it.db}/permissions/${group}/objects/${it.ids.evil}`);
  await expect(page.getByRole("heading", { name: evil }).first()).toBeVisible();
  await expect(page.locator("img")).toHaveCount(0);
  // Whoever does not administer is told nothing at all.
  const chris = await it.open("Trainees", "general", undefined, "chris");
  await expect(chris.getByText("Trainees")).toHaveCount(0);
  await expect(chris.getByRole("heading", { level: 2 })).toBeVisible();
});
