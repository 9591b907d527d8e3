import { company } from "../scene.ts";
import { expect, test } from "../world.ts";

// rule: ux 15
test("use comes before sight: open, then copy, then show", async ({ world }) => {
  const { database, entries, ben } = await company(world);
  const page = await world.browser(ben.username);
  const at = (title: string) => `${world.server.url}/db/${database}/folder/root/entry/${entries[title]}`;
  await page.goto(at("Mail server"));
  const details = page.getByRole("article", { name: "Mail server" });
  const names = () =>
    details
      .getByRole("button")
      .evaluateAll((all) => all.map((one) => one.getAttribute("aria-label") ?? one.textContent));
  await expect(details.getByRole("button", { name: "Open" })).toBeEnabled();
  const order = await names();
  expect(order[0], "the first thing in the pane").toBe("Open");
  expect(order[1]).toBe("Copy");
  expect(order.indexOf("Copy Password")).toBeLessThan(order.indexOf("Show Password"));
  expect(order.indexOf("Copy One-time code")).toBeLessThan(order.indexOf("Show the code"));
  await details.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(page.getByText(/^Password copied/)).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("v7Kt-q93mLx!Rw2");

  await page.goto(at("LDAP bind account"));
  const without = page.getByRole("article", { name: "LDAP bind account" });
  await expect(without.getByRole("button").first(), "nothing to open: copying comes first").toHaveText("Copy");
  await expect(without.getByRole("button", { name: "Open" })).toHaveCount(0);
});

// rule: ux 15
test("who may use an entry and not read it is offered no copy and no sight, and is told why", async ({ world }) => {
  const { database, folders, entries } = await company(world);
  const eve = await world.user({ username: "eve" });
  await world.admit(database, eve.id);
  await world.rule(database, folders.Servers ?? "", eve.id, "use");
  const page = await world.browser("eve");
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`);
  const details = page.getByRole("article", { name: "Mail server" });
  await expect(details.getByRole("button").first()).toHaveText("Open");
  await expect(details.getByText("That is a hurdle, not a wall:")).toBeVisible();
  await expect(details.getByRole("button", { name: "Copy User name" }), "what is no secret is copied").toBeVisible();
  for (const name of ["Copy Password", "Show Password", "Copy One-time code", "Show the code"]) {
    await expect(details.getByRole("button", { name }), name).toHaveCount(0);
  }
  await expect(details.getByRole("button", { name: "Copy", exact: true })).toHaveCount(0);
  await expect(page.getByRole("option", { name: /Mail server/ })).toContainText("Use only");
  await page.evaluate(() => navigator.clipboard.writeText("as before"));
  await page.getByRole("option", { name: /Mail server/ }).click();
  await page.keyboard.press("Control+c");
  await expect(page.getByText("You may use this entry, not read it, so there is nothing to copy.")).toBeVisible();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe("as before");
  const read = { purpose: "show" };
  const path = `/databases/${database}/objects/${entries["Mail server"]}`;
  expect(await eve.status("POST", `${path}/reveal`, read), "and the server holds to it").toBe(403);
  expect(await eve.status("GET", `${path}/who`), "nor is it told who reads it").toBe(403);
});
