/** What every screen owes to everybody: room at any width and size, contrast, and a keyboard that is seen. */
import { accessible } from "../axe.ts";
import { fits, ringSeen } from "../fits.ts";
import { clientScreens, managerScreens, permissionScreens, type Screen, wholeScene } from "../walk.ts";
import { expect, test, type World } from "../world.ts";

const PARTS = { client: clientScreens, "Server Manager": managerScreens, permissions: permissionScreens };

/** 200 % zoom is half as many pixels for the page, each twice as large. */
const SIZES = {
  "200 % zoom": { width: 640, height: 400 },
  "900 px": { width: 900, height: 800 },
  "390 px": { width: 390, height: 844 },
};

/** Calls `look` on every screen, and tells of all that failed at once. */
async function each(screens: Screen[], page: Parameters<Screen["open"]>[0], look: (name: string) => Promise<void>) {
  for (const screen of screens) {
    await screen.open(page);
    await expect
      .soft(
        look(screen.name).then(() => "well"),
        screen.name,
      )
      .resolves.toBe("well");
  }
}

for (const [part, screens] of Object.entries(PARTS)) {
  for (const [size, viewport] of Object.entries(SIZES)) {
    // rule: ux 23
    test(`${part}: nothing is cut off, covered or out of reach at ${size}`, async ({ world }) => {
      test.setTimeout(180_000);
      const scene = await wholeScene(world);
      const page = await world.browser("root");
      await page.setViewportSize(viewport);
      await each(screens(world, scene), page, (name) => fits(page, `${name} at ${size}`));
    });
  }

  // rule: ux 1, 23
  test(`${part}: no serious finding with high contrast, in light and in dark`, async ({ world }) => {
    test.setTimeout(240_000);
    const scene = await wholeScene(world);
    const page = await world.browser("root");
    await page.emulateMedia({ reducedMotion: "reduce" });
    await each(screens(world, scene), page, (name) => accessible(page, name, "body", ["normal", "high"]));
  });

  for (const [look, media] of Object.entries({
    "forced colours": { forcedColors: "active", reducedMotion: "reduce" },
    "the usual look": { reducedMotion: "reduce" },
  } as const)) {
    // rule: ux 23
    test(`${part}: what has the keyboard is seen with ${look}`, async ({ world }) => {
      test.setTimeout(180_000);
      const scene = await wholeScene(world);
      const page = await world.browser("root");
      await page.emulateMedia(media);
      await each(screens(world, scene), page, (name) => ringSeen(page, name));
    });
  }
}

// rule: ux 23
test("with reduced motion nothing moves", async ({ world }) => {
  const scene = await wholeScene(world);
  const page = await moving(world);
  for (const screen of clientScreens(world, scene).slice(0, 5)) {
    await screen.open(page);
    const longest = await page.evaluate(() =>
      Math.max(
        ...[...document.querySelectorAll("*")].flatMap((one) => {
          const { transitionDuration, animationDuration } = getComputedStyle(one);
          return `${transitionDuration}, ${animationDuration}`.split(", ").map((time) => Number.parseFloat(time));
        }),
      ),
    );
    expect(longest, screen.name).toBeLessThan(0.01);
  }
});

async function moving(world: World) {
  const page = await world.browser("root");
  await page.emulateMedia({ reducedMotion: "reduce" });
  return page;
}
