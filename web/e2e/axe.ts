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

/** Asks for no serious finding on the page as it is now (or in one part of it), in light and in dark. */
export async function accessible(page: Page, what: string, part = "body"): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    // What comes into sight is half transparent for a moment, and would be found too pale.
    await page.waitForTimeout(400);
    await page.evaluate(SOURCE);
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
    expect(told, `${what}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null });
}
