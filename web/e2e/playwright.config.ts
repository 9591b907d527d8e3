import { defineConfig } from "@playwright/test";

/** Debian's Chromium, without anything that looks for a network. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "tests",
  timeout: 60_000,
  expect: { timeout: 10_000 },
  workers: 2,
  // A machine that has much else to do is no fault of the app; what needed a second try is listed as flaky.
  retries: 1,
  fullyParallel: true,
  forbidOnly: true,
  reporter: [["list"]],
  outputDir: "test-results",
  use: {
    ignoreHTTPSErrors: true,
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1360, height: 820 },
    screenshot: "only-on-failure",
    permissions: ["clipboard-read", "clipboard-write"],
    launchOptions: { executablePath: process.env.STRONGROOM_CHROMIUM ?? "/usr/bin/chromium", args: ARGUMENTS },
  },
});
