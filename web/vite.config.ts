import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/app/",
  plugins: [svelte()],
  build: {
    // What the three kept browser engines have had since 2024, `light-dark()` and nesting among it.
    target: ["chrome123", "firefox121", "safari17.5"],
    // Inlined files would need `data:` in the content security policy.
    assetsInlineLimit: 0,
  },
  // `npm run dev` asks the product that `make run` has started.
  server: { proxy: { "/api": { target: process.env.API ?? "http://127.0.0.1:8000", changeOrigin: false } } },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
});
