import { defineConfig } from "@playwright/test";
import tests from "./playwright.config.ts";

/** One browser at a time, and no test's patience: these are figures, and nothing in them fails for being slow. */
export default defineConfig({
  ...tests,
  testDir: "bench",
  testMatch: "*.bench.ts",
  workers: 1,
  retries: 0,
  fullyParallel: false,
  timeout: 600_000,
});
