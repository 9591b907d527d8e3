import { Company } from "../permissions.ts";
import { test } from "../world.ts";

test("shots", async ({ world }) => {
  const it = await Company.make(world);
  const page = await it.open("Trainees", "objects", "Servers");
  await page.setViewportSize({ width: 1360, height: 820 });
  await page.waitForTimeout(1500);
  await page.getByRole("button", { name: "Allow: Modify entries" }).click();
  await page.getByRole("button", { name: "Deny: Delete entries" }).click();
  await page.waitForTimeout(800);
  await page.screenshot({ path: "/tmp/t/p1.png" });
  await page.emulateMedia({ colorScheme: "dark" });
  await page.screenshot({ path: "/tmp/t/p2.png" });
  await page.goto(world.server.url + it.address("Trainees"));
  await page.waitForTimeout(800);
  await page.screenshot({ path: "/tmp/t/p3.png" });
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto(world.server.url + it.address());
  await page.waitForTimeout(800);
  await page.screenshot({ path: "/tmp/t/p4.png" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(world.server.url + it.address("Trainees", "objects", "Servers"));
  await page.waitForTimeout(800);
  await page.screenshot({ path: "/tmp/t/p5.png" });
});
