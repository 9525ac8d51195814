// Bundles GraphiQL into ../assets/explorer, which is committed: building the server needs no Node.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = new URL("../assets/explorer/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

await build({
  entryPoints: { explorer: "src/main.jsx" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  jsx: "automatic",
  legalComments: "none",
  charset: "utf8",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".woff": "dataurl", ".woff2": "dataurl", ".ttf": "dataurl", ".svg": "dataurl" },
});
for (const file of ["index.html", "page.css"]) await copyFile(`src/${file}`, `${out}${file}`);

// The fonts are three quarters of the style sheet; every system has its own.
const sheet = `${out}explorer.css`;
await writeFile(sheet, (await readFile(sheet, "utf8")).replaceAll(/@font-face\{[^}]*\}/g, ""));
