/** The five signs of what is in effect: their contrast, measured, wherever they stand; and the way back after a save. */
import type { Page } from "@playwright/test";
import { Company, cell } from "../permissions.ts";
import { expect, test } from "../world.ts";

const LOOKS = ["allowed_above", "allowed_here", "denied_above", "denied_here", "not_granted"];

/** Every sign on the page: its look, its contrast, and whether anything around it is transparent. */
async function signs(page: Page) {
  return page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
    function bright(colour: string): number {
      if (canvas === null) return 0;
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [r = 0, g = 0, b = 0] = canvas.getImageData(0, 0, 1, 1).data;
      const [red, green, blue] = [r, g, b].map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      }) as [number, number, number];
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    }
    const contrast = (a: string, b: string) => {
      const [light, dark] = [bright(a), bright(b)].sort((x, y) => y - x) as [number, number];
      return (light + 0.05) / (dark + 0.05);
    };
    const clear = (colour: string) => colour === "transparent" || colour === "rgba(0, 0, 0, 0)";
    return [...document.querySelectorAll<HTMLElement>("[data-look][title]")].map((sign) => {
      const around: HTMLElement[] = [];
      for (let at: HTMLElement | null = sign; at !== null; at = at.parentElement) around.push(at);
      const grounds = around.map((one) => getComputedStyle(one).backgroundColor).filter((colour) => !clear(colour));
      const { color, backgroundColor, borderTopColor } = getComputedStyle(sign);
      const filled = !clear(backgroundColor);
      const edge = clear(borderTopColor) ? 21 : contrast(borderTopColor, grounds[filled ? 1 : 0] ?? "white");
      return {
        look: sign.dataset.look ?? "",
        word: sign.title,
        filled,
        shape: sign.querySelector("svg")?.innerHTML ?? "",
        contrast: Math.min(contrast(color, grounds[0] ?? "white"), edge),
        solid: around.every((one) => getComputedStyle(one).opacity === "1"),
      };
    });
  });
}

// rule: ux 1
test("each of the five looks has a contrast of 4.5 to 1 everywhere, in light, dark and high contrast", async ({
  world,
}) => {
  const it = await Company.make(world);
  await it.rule("Servers", "Trainees", { delete_entries: "deny", modify_entries: "allow" });
  const page = await it.open("Trainees", "objects", "Servers");
  await expect(cell(page, "Delete entries")).toHaveAccessibleName(/denied here/);
  for (const colorScheme of ["light", "dark"] as const) {
    for (const contrast of ["normal", "high"]) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.evaluate((wanted) => {
        document.documentElement.dataset.contrast = wanted;
      }, contrast);
      // Colours that are on their way to the new ones are measured when they are there.
      await page.waitForTimeout(300);
      const all = await signs(page);
      expect([...new Set(all.map(({ look }) => look))].sort()).toEqual(LOOKS);
      const how = `${colorScheme}, ${contrast} contrast`;
      expect(
        all.filter((sign) => sign.contrast < 4.5 || !sign.solid).map((sign) => `${sign.look} ${sign.contrast}`),
        how,
      ).toEqual([]);
    }
  }
  // Filled is set here, outlined comes from above; a check, a cross and a dash.
  const one = new Map((await signs(page)).map((sign) => [sign.look, sign]));
  const filled = LOOKS.filter((look) => one.get(look)?.filled);
  expect(filled).toEqual(["allowed_here", "denied_here"]);
  expect(one.get("allowed_here")?.shape).toBe(one.get("allowed_above")?.shape);
  expect(one.get("denied_here")?.shape).toBe(one.get("denied_above")?.shape);
  expect(new Set(LOOKS.map((look) => one.get(look)?.shape)).size).toBe(3);
  expect(new Set(LOOKS.map((look) => one.get(look)?.word)).size).toBe(5);
});

// rule: ux 6
test("Undo is offered for ten seconds after a save", async ({ world }) => {
  const it = await Company.make(world);
  const page = await world.browser("root");
  await page.clock.install();
  await page.goto(world.server.url + it.address("Trainees", "objects", "Servers"));
  await page.getByRole("button", { name: "Split" }).click();
  await page.getByRole("button", { name: "Allow: Add entries" }).click();
  await expect(page.getByText("1 change not saved")).toBeVisible();
  await page.clock.runFor(2_000);
  await expect(page.getByRole("complementary")).toContainText("2 people gain");
  await page.keyboard.press("Control+s");
  const undo = page.getByRole("button", { name: "Undo" });
  await expect(undo).toBeVisible();
  await page.clock.runFor(9_000);
  await expect(undo).toBeVisible();
  await page.clock.runFor(2_000);
  await expect(undo).toHaveCount(0);
  expect(await it.marks("Trainees", "Servers")).toEqual({ add_entries: "allow" });
});
