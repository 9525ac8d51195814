// Bundles GraphiQL into ../assets/explorer, which is committed: building the server needs no Node.
import { copyFile, mkdir, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const out = new URL("../assets/explorer/", import.meta.url).pathname;
await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const { metafile } = await build({
  entryPoints: { explorer: "src/main.jsx" },
  outdir: out,
  bundle: true,
  minify: true,
  metafile: true,
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

// The licences ask to go along with the code.
const folders = Object.keys(metafile.inputs).flatMap((path) => path.match(/^.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
const notices = new Map();
for (const folder of [...new Set(folders)].sort()) {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, "utf8"));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? (await readFile(`${folder}/${file}`, "utf8")).trim() : `License: ${license}`;
  notices.set(text, [...(notices.get(text) ?? []), `${name} ${version}`]);
}
const licences = [...notices].map(([text, packages]) => `${packages.join("\n")}\n\n${text}\n`);
await writeFile(`${out}licences.txt`, licences.join(`\n${"-".repeat(80)}\n\n`));
