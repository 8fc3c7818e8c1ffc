// hcl.mjs PARSER FILE...: what Terraform's language says in the files, merged, as JSON; PARSER is @cdktf/hcl2json.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const [parser, ...files] = process.argv.slice(2);
const { parse } = createRequire(import.meta.url)(parser);

const merged = {};
for (const file of files) {
  for (const [kind, blocks] of Object.entries(await parse(file, readFileSync(file, "utf8")))) {
    merged[kind] = Array.isArray(blocks) ? [...(merged[kind] ?? []), ...blocks] : { ...merged[kind], ...blocks };
  }
}
console.log(JSON.stringify(merged));
