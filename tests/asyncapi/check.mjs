// Reads documents by AsyncAPI's own parser, then holds the messages of each against it.
// Standard input: [{"document": text, "messages": [...]}]. Standard output: [{"diagnostics": [...], "mistakes": [...]}].
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.argv[2]}/`);
const { Parser } = require("@asyncapi/parser");
const Ajv = require("ajv").default ?? require("ajv");
const examine = async ({ document, messages }) => {
  const { document: parsed, diagnostics } = await new Parser().parse(document);
  const found = diagnostics.filter((each) => each.severity < 2).map((each) => `${each.path.join(".")}: ${each.message}`);
  if (!parsed) return { diagnostics: found, mistakes: [] };
  const schema = { ...JSON.parse(document), $ref: "#/components/schemas/Message" };
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const check = ajv.compile({ components: schema.components, $ref: schema.$ref });
  const mistakes = messages.map((each) => (check(each) ? "" : ajv.errorsText(check.errors)));
  return { diagnostics: found, mistakes };
};
const examined = [];
for (const each of JSON.parse(readFileSync(0, "utf8"))) examined.push(await examine(each));
console.log(JSON.stringify(examined));
