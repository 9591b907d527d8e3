/** What the web app costs in a real browser, with as many objects as a large company has in one database. */
import { writeFileSync } from "node:fs";
import type { CDPSession, Page } from "@playwright/test";
import { expect, test, type World } from "../world.ts";

const OBJECTS = Number(process.env.STRONGROOM_BENCH_OBJECTS ?? 100_000);
const FOLDERS = 1_000;

/** Half of the entries in one folder, where scrolling is long; the others in many. */
function table(): string {
  const lines = ["folder,title,username,password,url"];
  for (let index = 0; index < OBJECTS - FOLDERS; index += 1) {
    const folder = index % 2 === 0 ? "Everything" : `Group ${Math.floor(index / 2) % 40}/Folder ${index % FOLDERS}`;
    lines.push(`${folder},Entry number ${index},user${index},secret ${index},https://host${index}.example.org/login`);
  }
  return lines.join("\n");
}

async function fill(world: World): Promise<string> {
  const file = { name: "entries.csv", mimeType: "text/csv", buffer: Buffer.from(table()) };
  const { database } = await world.root.upload("/databases/import", { format: "csv", name: "Large", file });
  return database.id;
}

async function heap(client: CDPSession): Promise<number> {
  await client.send("HeapProfiler.collectGarbage");
  const { metrics } = await client.send("Performance.getMetrics");
  return metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0;
}

/** Milliseconds from pressing an arrow key to the frame after it, sorted. */
async function arrows(page: Page, presses: number): Promise<number[]> {
  await page.evaluate(() => {
    const times: number[] = [];
    Object.assign(window, { times });
    addEventListener(
      "keydown",
      () => {
        const begin = performance.now();
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => times.push(performance.now() - begin);
          channel.port2.postMessage(null);
        });
      },
      { capture: true },
    );
  });
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press("ArrowDown");
    await page.waitForTimeout(40);
  }
  const times = await page.evaluate(() => (window as unknown as { times: number[] }).times);
  return times.sort((a, b) => a - b);
}

/** Frames a second and the longest one while a list scrolls by wheel. */
async function scroll(page: Page): Promise<{ fps: number; longest: number }> {
  await page.getByRole("listbox").hover();
  const counted = page.evaluate(
    () =>
      new Promise<{ fps: number; longest: number }>((done) => {
        const begin = performance.now();
        let last = begin;
        let frames = 0;
        let longest = 0;
        const next = (now: number) => {
          longest = Math.max(longest, now - last);
          last = now;
          frames += 1;
          if (now - begin < 3_000) requestAnimationFrame(next);
          else done({ fps: (frames * 1000) / (now - begin), longest });
        };
        requestAnimationFrame(next);
      }),
  );
  for (let turn = 0; turn < 150; turn += 1) {
    await page.mouse.wheel(0, 400);
    await page.waitForTimeout(16);
  }
  return counted;
}

test("figures", async ({ world }) => {
  const database = await fill(world);
  const page = await world.browser("root");
  const client = await page.context().newCDPSession(page);
  await client.send("Performance.enable");
  const folder = (await world.root.ask("GET", `/databases/${database}/objects?limit=1000`)).items.find(
    (one: { title: string }) => one.title === "Everything",
  );
  const begin = Date.now();
  await page.goto(`${world.server.url}/db/${database}/folder/${folder.id}`, { waitUntil: "commit" });
  await page.getByRole("option").first().click();
  const interactive = Date.now() - begin;
  await expect(page.getByRole("button", { name: /Search 99.000 entries|Search \d/ })).toBeVisible();
  const half = new RegExp(`^${Math.round((OBJECTS - FOLDERS) / 2).toLocaleString("en-GB")} entries$`);
  await expect(page.getByText(half).first()).toBeVisible({ timeout: 60_000 });
  const whole = Date.now() - begin;
  const script = await page.evaluate(() =>
    (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
      .filter(({ name }) => name.endsWith(".js"))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
  );
  const heapBytes = await heap(client);
  const keys = await arrows(page, 100);
  const frames = await scroll(page);
  const figures = {
    objects: OBJECTS,
    script_bytes: script,
    interactive_ms: interactive,
    whole_ms: whole,
    heap_mib: Number((heapBytes / 1048576).toFixed(1)),
    arrow_p50_ms: Number(keys[Math.floor(keys.length / 2)]?.toFixed(1)),
    arrow_p99_ms: Number(keys[Math.floor(keys.length * 0.99)]?.toFixed(1)),
    scroll_fps: Number(frames.fps.toFixed(1)),
    scroll_longest_frame_ms: Number(frames.longest.toFixed(1)),
  };
  console.log(JSON.stringify(figures, null, 2));
  if (process.env.STRONGROOM_BENCH_OUT !== undefined) {
    writeFileSync(process.env.STRONGROOM_BENCH_OUT, JSON.stringify(figures));
  }
});
