// Builds the vendored library of the HTML page: one script, its licences, and a record of what went into it.
import {createHash} from "node:crypto";
import {readFileSync, writeFileSync} from "node:fs";
import {build, version} from "esbuild";

const HERE = new URL(".", import.meta.url).pathname;
const VENDOR = new URL("../src/conflicts/formats/html/vendor/", import.meta.url);
const package_of = (name, file) => readFileSync(`${HERE}node_modules/${name}/${file}`, "utf8");

const built = await build({
  absWorkingDir: HERE,
  entryPoints: ["d3.js"],
  bundle: true,
  minify: true,
  charset: "utf8",
  format: "iife",
  globalName: "d3",
  legalComments: "none",
  metafile: true,
  target: "es2020",
  write: false,
});

const names = [...new Set(Object.keys(built.metafile.inputs).map((file) => /node_modules\/([^/]+)/.exec(file)?.[1]))];
const packages = Object.fromEntries(
  names
    .filter(Boolean)
    .sort()
    .map((name) => {
      const {version, license} = JSON.parse(package_of(name, "package.json"));
      if (license !== "ISC") throw new Error(`${name} is under ${license}: its notice must be added to the page`);
      return [name, {version, license}];
    }),
);

// The licence asks for its notices in all copies, and each page is a copy.
const notices = new Map();
for (const name of Object.keys(packages)) {
  const [copyright, ...terms] = package_of(name, "LICENSE").trim().split("\n");
  const text = terms.join("\n").trim();
  if (!notices.has(text)) notices.set(text, []);
  notices.get(text).push(`${name} ${packages[name].version}: ${copyright}`);
}
const licence = [...notices].map(([terms, who]) => `${who.join("\n")}\n\n${terms}\n`).join("\n\n");
const script = `/*!\n${licence}*/\n${built.outputFiles[0].text}`;
if (script.includes("</script") || script.includes("<!--")) throw new Error("the script cannot stand in a page");

const record = {
  file: "d3.js",
  sha256: createHash("sha256").update(script).digest("hex"),
  bundler: `esbuild ${version}`,
  packages,
};
writeFileSync(new URL("d3.js", VENDOR), script);
writeFileSync(new URL("LICENSE.txt", VENDOR), licence);
writeFileSync(new URL("manifest.json", VENDOR), `${JSON.stringify(record, null, 2)}\n`);
