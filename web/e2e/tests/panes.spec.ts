/** The panes and the rows: moved by keys, kept over a reload, tall and wide enough. */
import { clientScreens, managerScreens, wholeScene } from "../walk.ts";
import { expect, test } from "../world.ts";

// rule: ux 23
test("panes are resized by the keyboard, within bounds, and keep their size over a reload", async ({ world }) => {
  const { database, folders, entries } = await wholeScene(world);
  const page = await world.browser("root");
  const at = `${world.server.url}/db/${database}/folder/${folders.Servers}/entry/${entries["Mail server"]}`;
  await page.goto(at);
  const article = page.getByRole("article", { name: "Mail server" });
  await expect(article).toBeVisible();
  const wide = async () => Math.round((await article.boundingBox())?.width ?? 0);
  const before = await wide();
  const details = page.getByRole("separator", { name: "Width of the details" });
  const now = await details.getAttribute("aria-valuenow");
  await details.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("ArrowLeft");
  await expect(details).toHaveAttribute("aria-valuenow", String(Number(now) + 32));
  await expect.poll(wide, "the arrow widens it").toBe(before + 32);
  const navigation = page.getByRole("separator", { name: "Width of the navigation" });
  await navigation.focus();
  await page.keyboard.press("Home");
  const least = (await navigation.getAttribute("aria-valuemin")) ?? "";
  await page.keyboard.press("ArrowLeft");
  await expect(navigation, "never below what it needs").toHaveAttribute("aria-valuenow", least);
  await page.reload();
  await expect(details).toHaveAttribute("aria-valuenow", String(Number(now) + 32));
  await expect(navigation).toHaveAttribute("aria-valuenow", least);
  await expect.poll(wide).toBe(before + 32);
  await details.focus();
  await page.keyboard.press("Enter");
  await expect(details, "Enter sets it back").toHaveAttribute("aria-valuenow", now ?? "");
});

// rule: ux 23
test("rows are 36 px tall where that is chosen, at once and after a reload", async ({ world }) => {
  const { database, folders } = await wholeScene(world);
  const page = await world.browser("root", "/manager/users");
  const tall = async (role: "row" | "treeitem" | "option") =>
    (await page.getByRole(role).nth(2).boundingBox())?.height ?? 0;
  await expect(page.getByRole("row").nth(2)).toBeVisible();
  expect(await tall("row")).toBe(30);
  await page.getByRole("button", { name: /^Account/ }).click();
  await page.getByRole("menuitem", { name: "Appearance" }).click();
  await page.getByLabel("Rows").selectOption("comfortable");
  await page.keyboard.press("Escape");
  await expect.poll(() => tall("row")).toBe(36);
  await page.reload();
  await expect(page.getByRole("row").nth(2)).toBeVisible();
  expect(await tall("row")).toBe(36);
  await page.goto(`${world.server.url}/db/${database}/folder/${folders.Servers}`);
  await expect(page.getByRole("option").nth(2)).toBeVisible();
  expect(await tall("treeitem")).toBe(36);
  expect(await tall("option")).toBeGreaterThanOrEqual(36);
});

// rule: ux 23
test("what can be pressed is at least 24 px tall and wide in dense rows, too", async ({ world }) => {
  const scene = await wholeScene(world);
  const page = await world.browser("root");
  expect(await page.evaluate(() => document.documentElement.dataset.density)).toBe("dense");
  // Those that have every kind of thing to press between them.
  const wanted = ["an entry", "the editor", "the sharing dialog", "mails", "a search", "users", "a user", "a new user"];
  const screens = [...clientScreens(world, scene), ...managerScreens(world, scene)];
  const chosen = screens.filter(({ name }) => wanted.includes(name));
  expect(chosen.map(({ name }) => name)).toEqual(wanted);
  for (const screen of chosen) {
    await screen.open(page);
    const small = await page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>(
        "button, a[href], input, select, textarea, [role='treeitem'], [role='option'], [role='tab'], [role='radio']",
      );
      return (
        [...all]
          .filter((one) => one.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
          .filter((one) => one.closest(".unseen, [inert], [aria-hidden='true']") === null)
          // A link within a sentence is as tall as its line, and what is off the page until it has the focus is no target.
          .filter((one) => !(one.matches("a, button") && getComputedStyle(one).display === "inline"))
          .filter((one) => !one.matches("a[href='#content']"))
          .map((one) => {
            // A box to tick is pressed by its words, too.
            const labels = one instanceof HTMLInputElement && /checkbox|radio|file/.test(one.type) ? one.labels : null;
            const boxes = [one, ...(labels ?? [])].map((place) => place.getBoundingClientRect());
            const width = Math.max(...boxes.map((box) => box.width));
            const height = Math.max(...boxes.map((box) => box.height));
            const name = one.getAttribute("aria-label") ?? one.textContent ?? "";
            return { name: `${one.tagName} “${name.trim().slice(0, 30)}”`, width, height };
          })
          .filter(({ width, height }) => width > 0 && Math.min(width, height) < 23.99)
          .map(({ name, width, height }) => `${name} ${Math.round(width)} x ${Math.round(height)}`)
      );
    });
    expect.soft(small, screen.name).toEqual([]);
  }
});
