// Event stores of others, asked to append as the benchmark asks ours: `node append.mjs PEER URL`.
// Says "ready", then for each line "CALLERS EACH" how many appends a second they reached.

import { readFileSync } from "node:fs";
import { randomUUID } from "node:crypto";
import { createInterface } from "node:readline";
import { performance } from "node:perf_hooks";
import pg from "pg";

const [peer, url] = process.argv.slice(2);
const CONNECTIONS = 8;
const SQL = new URL("node_modules/@eventide/message-db/database/", import.meta.url);
// What its own install script runs, but for the extension, whose one function is built in today.
const FILES = [
  "schema/message-store",
  "types/message",
  "tables/messages",
  "functions/message-store-version",
  "functions/hash-64",
  "functions/acquire-lock",
  "functions/category",
  "functions/is-category",
  "functions/id",
  "functions/cardinal-id",
  "functions/stream-version",
  "functions/write-message",
  "indexes/messages-id",
  "indexes/messages-stream",
  "indexes/messages-category",
];

const data = {
  name: "Vụ Tổ chức cán bộ",
  short_name: "Vụ TCCB",
  kind: "vu",
  legal_personality: false,
  founded_on: "1992-10-20",
  parent_id: null,
};
const metadata = {
  timestamp: "2026-11-26T17:40:45.556433Z",
  originator_topic: "unit",
  actor: "tests",
  correlation: "a-correlation",
  causation: "covenant:7",
  traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
};

async function emmett() {
  const { getPostgreSQLEventStore } = await import("@event-driven-io/emmett-postgresql");
  const { STREAM_DOES_NOT_EXIST } = await import("@event-driven-io/emmett");
  const pool = new pg.Pool({ connectionString: url, max: CONNECTIONS });
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  const expected = { expectedStreamVersion: STREAM_DOES_NOT_EXIST };
  return (id) =>
    store.appendToStream(`unit-${id}`, [{ type: "unit.registered", data, metadata }], expected);
}

async function messageDb() {
  const setting = new pg.Client({ connectionString: url });
  await setting.connect();
  await setting.query("CREATE SCHEMA IF NOT EXISTS message_store; SET search_path TO message_store, public");
  for (const file of FILES) {
    await setting.query(readFileSync(new URL(`${file}.sql`, SQL), "utf-8"));
  }
  await setting.end();
  const pool = new pg.Pool({
    connectionString: url,
    max: CONNECTIONS,
    options: "-c search_path=message_store,public",
  });
  const write = {
    name: "write",
    text: "SELECT write_message($1::varchar, $2::varchar, $3::varchar, $4::jsonb, $5::jsonb, $6::bigint)",
  };
  const written = [JSON.stringify(data), JSON.stringify(metadata)];
  return (id) =>
    pool.query({ ...write, values: [randomUUID(), `unit-${id}`, "unit.registered", ...written, -1] });
}

async function rate(append, callers, each) {
  const began = performance.now();
  const caller = async () => {
    for (let turn = 0; turn < each; turn += 1) await append(randomUUID());
  };
  await Promise.all(Array.from({ length: callers }, caller));
  return (callers * each * 1000) / (performance.now() - began);
}

const append = await { emmett, "message-db": messageDb }[peer]();
console.log("ready");
for await (const line of createInterface({ input: process.stdin })) {
  const [callers, each] = line.split(" ").map(Number);
  console.log(await rate(append, callers, each));
}
process.exit(0);
