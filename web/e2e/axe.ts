/** Finds what a page makes hard for people with readers, keyboards or weak sight. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, type Page } from "@playwright/test";

const SOURCE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Finding {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

/**
 * Waits until what was asked for is drawn, and nothing fades in or out any more: what is half transparent for a moment
 * would be found too pale.
 */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(drawn));
    await frame();
    await frame();
    const ends = document.getAnimations().filter((one) => one.effect?.getComputedTiming().endTime !== Infinity);
    await Promise.all(ends.map((one) => one.finished.catch(() => undefined)));
    await frame();
  });
}

type Contrast = "normal" | "high";

/** Asks for no serious finding on the page as it is now (or in one part of it), in light, in dark, and with more contrast. */
export async function accessible(
  page: Page,
  what: string,
  part = "body",
  contrasts: Contrast[] = ["normal"],
): Promise<void> {
  await page.evaluate(SOURCE);
  const before = await page.evaluate(() => document.documentElement.dataset.contrast);
  for (const contrast of contrasts) {
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      await page.evaluate((contrast) => {
        document.documentElement.dataset.contrast = contrast;
      }, contrast);
      await settled(page);
      // Initials and counts are hidden from readers; the rule takes them for labels all the same.
      const found = await page.evaluate(async (part) => {
        const { axe } = window as unknown as {
          axe: { run(where: string, options: object): Promise<{ violations: Finding[] }> };
        };
        return (await axe.run(part, { rules: { "label-content-name-mismatch": { enabled: false } } })).violations;
      }, part);
      const serious = found.filter(({ impact }) => impact === "serious" || impact === "critical");
      const told = serious.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(", ")}`,
      );
      expect(told, `${what}, ${colorScheme}, ${contrast} contrast`).toEqual([]);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  await page.evaluate((before) => {
    if (before !== undefined) document.documentElement.dataset.contrast = before;
  }, before);
}
