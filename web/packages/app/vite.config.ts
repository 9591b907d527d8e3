import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/** Writes each text asset once more, compressed as well as can be: the server sends it as it is. */
function brotli(): Plugin {
  return {
    name: "brotli",
    apply: "build",
    // Files on disk, and not the bundle: other plugins change that to its very end.
    writeBundle(options, bundle) {
      for (const name of Object.keys(bundle).filter((name) => /\.(js|css|svg|json)$/.test(name))) {
        const file = join(options.dir ?? "dist", name);
        const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY };
        writeFileSync(`${file}.br`, brotliCompressSync(readFileSync(file), { params }));
      }
    },
  };
}

/** What every page is built from. Icons are not among them: each page takes its own. */
const LIBRARIES =
  /node_modules[\\/](react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack|@base-ui|@floating-ui)[\\/]/;

export default defineConfig({
  plugins: [react(), brotli()],
  build: {
    target: "es2023",
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    // The dictionaries of zxcvbn, fetched when a password is first typed.
    chunkSizeWarningLimit: 1_000,
    cssCodeSplit: true,
    rolldownOptions: {
      // In one piece: it takes less than in many, and stays in the browser over most releases.
      output: {
        codeSplitting: {
          groups: [
            { name: "libraries", test: LIBRARIES },
            { name: "people", test: /principal-picker/ },
          ],
        },
      },
    },
  },
  server: {
    proxy: { "/api": { target: process.env.STRONGROOM_URL ?? "https://127.0.0.1:8443", secure: false } },
  },
  test: { environment: "happy-dom", include: ["src/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
