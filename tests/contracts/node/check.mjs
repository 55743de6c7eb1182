// Checks AsyncAPI documents and facts: `node check.mjs <folder>`.
//
// The folder holds `<service>.asyncapi.json`, `<type>.json` (the schemas of bodies) and
// `facts.jsonl` (one fact a line: headers and body). The parser of AsyncAPI's makers and their
// schema judge a document; they do not look into the examples of version 3, so those are held
// against their schemas here. Problems go to stdout, one a line; none means all is well.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Parser } from "@asyncapi/parser";
import specs from "@asyncapi/specs";
import Ajv from "ajv";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

const folder = process.argv[2];
const ERROR = 0;
const read = (name) => JSON.parse(readFileSync(join(folder, name), "utf8"));
const problem = (where, what) => process.stdout.write(`${where}: ${what}\n`);

function validator(Kind, options = {}) {
  const ajv = new Kind({ strict: false, allErrors: true, ...options });
  addFormats(ajv);
  ajv.addFormat("decimal", /^-?\d+(\.\d+)?(E[+-]?\d+)?$/);
  return ajv;
}

function judge(where, validate, value) {
  if (validate(value)) return;
  for (const error of validate.errors) {
    problem(where, `${error.instancePath || "/"} ${error.message}`);
  }
}

// The makers' schema brings the meta-schema it is written in along.
const itself = { meta: false, validateSchema: false };
const official = validator(Ajv, itself).compile(specs.schemas["3.0.0"]);
const parser = new Parser();
const messages = new Map();

for (const name of readdirSync(folder).filter((each) => each.endsWith(".asyncapi.json"))) {
  const document = read(name);
  judge(name, official, document);
  const { diagnostics } = await parser.parse(JSON.stringify(document));
  for (const found of diagnostics.filter((each) => each.severity === ERROR)) {
    problem(name, `${found.path.join("/")} ${found.message}`);
  }
  const ajv = validator(Ajv);
  ajv.addSchema({ components: document.components }, "document");
  for (const [title, message] of Object.entries(document.components.messages)) {
    const place = `${name}#/components/messages/${title}`;
    const at = `document#/components/messages/${title}`;
    const headers = ajv.compile({ $ref: `${at}/headers` });
    const payload = ajv.compile({ $ref: `${at}/payload` });
    messages.set(message.name, { headers, payload });
    if (!message.examples?.length) problem(place, "has no example");
    for (const example of message.examples ?? []) {
      judge(`${place} headers`, headers, example.headers);
      judge(`${place} payload`, payload, example.payload);
    }
  }
}

const bodies = validator(Ajv2020);
const bodyOf = new Map();
for (const name of readdirSync(folder).filter((each) => each.startsWith("vn.thidua."))) {
  const schema = read(name);
  bodyOf.set(schema.$id, bodies.compile(schema));
}

for (const line of readFileSync(join(folder, "facts.jsonl"), "utf8").split("\n")) {
  if (line === "") continue;
  const { headers, body } = JSON.parse(line);
  const message = messages.get(headers["ce-type"]);
  judge(`${headers["ce-id"]} headers`, message.headers, headers);
  judge(`${headers["ce-id"]} body`, message.payload, body);
  judge(`${headers["ce-id"]} ${headers["ce-dataschema"]}`, bodyOf.get(headers["ce-dataschema"]), body);
}
