/** Finds what is cut off, covered or out of reach on a page, and where nobody sees what has the keyboard. */
import { expect, type Page } from "@playwright/test";

/** Asks that the page is no wider than its window, and that everything that can be pressed can be reached and seen. */
export async function fits(page: Page, what: string): Promise<void> {
  const found = await page.evaluate(() => {
    const faults: string[] = [];
    const wide = document.documentElement.scrollWidth - innerWidth;
    if (wide > 0) faults.push(`the page is ${wide} px wider than its window`);
    const name = (one: Element) =>
      `${one.tagName.toLowerCase()} “${(one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 40)}”`;
    const over = [...document.querySelectorAll("[role='dialog'], [role='alertdialog']")].filter(
      (one) => one.closest("[role='region']") === null,
    );
    const root = over[over.length - 1] ?? document.body;
    const pressed = root.querySelectorAll<HTMLElement>(
      "button, a[href], input, select, textarea, [role='tab'], [role='radio'], [role='checkbox']",
    );
    for (const one of pressed) {
      if (!one.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      // What is only for readers, and the link that shows when it has the keyboard.
      if (one.closest(".unseen, [inert], [aria-hidden='true']") !== null || one.matches("main ~ a, a[href='#content']"))
        continue;
      // A box that is hidden behind its label: the label is what one presses.
      const own = one.getBoundingClientRect();
      const target =
        own.width < 4 || getComputedStyle(one).clipPath !== "none" || getComputedStyle(one).opacity === "0"
          ? (one.closest("label") ?? one.parentElement ?? one)
          : one;
      target.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
      const box = target.getBoundingClientRect();
      if (box.width === 0) continue;
      const sticksOut =
        box.left < -0.5 ||
        box.right > innerWidth + 0.5 ||
        box.top < -0.5 ||
        (box.bottom > innerHeight + 0.5 && box.height < innerHeight);
      if (sticksOut) {
        faults.push(`${name(one)} is out of the window: ${[box.left, box.top, box.right, box.bottom].map(Math.round)}`);
        continue;
      }
      const at = document.elementFromPoint(box.left + box.width / 2, box.top + Math.min(box.height, innerHeight) / 2);
      const hit = at !== null && (target.contains(at) || at.contains(target) || at.closest("label")?.contains(target));
      if (!hit) faults.push(`${name(one)} is covered by ${at === null ? "nothing" : name(at)}`);
      if (one.matches("button, a[href]") && getComputedStyle(one).textOverflow !== "ellipsis") {
        const cut = one.scrollWidth - one.clientWidth;
        if (cut > 1 && one.clientWidth > 0 && getComputedStyle(one).overflowX !== "visible")
          faults.push(`${name(one)} is cut off by ${cut} px`);
      }
    }
    for (const one of root.querySelectorAll<HTMLElement>("h1, h2, h3, p, label, dt, dd, td, th, legend, b, small")) {
      if (!one.checkVisibility({ visibilityProperty: true })) continue;
      const style = getComputedStyle(one);
      if (one.closest(".unseen") !== null || style.overflowX === "visible" || style.textOverflow === "ellipsis")
        continue;
      if (style.overflowX === "auto" || style.overflowX === "scroll" || style.clipPath !== "none") continue;
      if (one.scrollWidth - one.clientWidth > 1) faults.push(`${name(one)} is cut off`);
    }
    return faults;
  });
  expect(found, what).toEqual([]);
}

/** Goes along the page with Tab, and asks that each place that has the keyboard looks like it. */
export async function ringSeen(page: Page, what: string, steps = 14): Promise<void> {
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press("Tab");
    const unseen = await page.evaluate(() => {
      const one = document.activeElement;
      if (one === null || one === document.body) return null;
      const forced = matchMedia("(forced-colors: active)").matches;
      const shows = (at: Element) => {
        const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(at);
        const clear = outlineColor === "rgba(0, 0, 0, 0)" && !forced;
        const ring = outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 1 && !clear;
        return ring || (!forced && boxShadow !== "none");
      };
      // The frame around a field, the label of a hidden box, or the line of a list that is active.
      const around = [one, one.parentElement, one.parentElement?.parentElement, one.closest("label")];
      const active = one.getAttribute("aria-activedescendant");
      const places = [...around, active === null ? null : document.getElementById(active)];
      if (places.some((place) => place != null && shows(place))) return null;
      const handle = one.getAttribute("role") === "separator";
      if (handle && !forced) return null;
      return `${one.tagName.toLowerCase()} ${one.getAttribute("role") ?? ""} “${(one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 40)}”`;
    });
    expect(unseen, `${what}: has the keyboard and does not look like it`).toBeNull();
  }
}
