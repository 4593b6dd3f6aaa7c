// Reads a document by AsyncAPI's own parser, then holds each message against it.
// Standard input: {"document": text, "messages": [...]}. Standard output: {"diagnostics": [...], "mistakes": [...]}.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(`${process.argv[2]}/`);
const { Parser } = require("@asyncapi/parser");
const Ajv = require("ajv").default ?? require("ajv");
const { document, messages } = JSON.parse(readFileSync(0, "utf8"));
const { document: parsed, diagnostics } = await new Parser().parse(document);
const found = diagnostics.filter((each) => each.severity < 2).map((each) => `${each.path.join(".")}: ${each.message}`);
const mistakes = [];
if (parsed) {
  const schema = { ...JSON.parse(document), $ref: "#/components/schemas/Message" };
  const ajv = new Ajv({ strict: false, validateFormats: false });
  const check = ajv.compile({ components: schema.components, $ref: schema.$ref });
  for (const each of messages) mistakes.push(check(each) ? "" : ajv.errorsText(check.errors));
}
console.log(JSON.stringify({ diagnostics: found, mistakes }));
