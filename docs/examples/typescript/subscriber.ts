// A subscriber of Thi Đua with the official NATS client: nothing of Thi Đua's own code is used.
//
//     npm ci
//     node subscriber.ts --server nats://subscriber:<password>@host:4222 --state my.sqlite
//
// It reads the log with batched direct gets: the server keeps nothing for it, so there is nothing
// to lose there. Its own position lies in the SQLite file, in the transaction of what it does with
// a fact, so each fact takes effect once. Exit codes: 0 stopped, or `--once` and all is read; 2
// nonsense was asked; 3 a gap; 4 another store.

import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { jetstreamManager, type DirectStreamAPI, type StoredMsg } from "@nats-io/jetstream";
import { connect } from "@nats-io/transport-node";

const STREAM = "THIDUA";
const BATCH = 256;
const POLL_MILLISECONDS = 500;
const ANSWER_MILLISECONDS = 5000;
const GAP = 3;
const OTHER_STORE = 4;
const SCHEMA = `
CREATE TABLE IF NOT EXISTS reading (
    only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER NOT NULL, id TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS sources (
    source TEXT PRIMARY KEY, epoch TEXT, position INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS facts (
    id TEXT PRIMARY KEY, type TEXT NOT NULL, subject TEXT NOT NULL, time TEXT NOT NULL,
    data TEXT NOT NULL);
`;

/** Why it cannot go on. */
class Stop extends Error {
  readonly code: number;

  constructor(code: number, reason: string) {
    super(reason);
    this.code = code;
  }
}

/** How far a source was read. The epoch is unknown until its first fact is seen. */
type Place = { epoch: string | null; position: number };

/** What is missing of a source: the highest position seen beyond it, and what to say of it. */
type Gap = { beyond: number; said: string };

type Batch = { facts: StoredMsg[]; atEnd: boolean };

const header = (fact: StoredMsg, name: string): string => {
  const value = fact.header.get(name);
  if (value === "") throw new Error(`sequence ${fact.seq} has no header ${name}`);
  return value;
};
const idOf = (fact: StoredMsg) => header(fact, "ce-id");
const sourceOf = (fact: StoredMsg) => idOf(fact).split(":")[0] ?? "";
const say = (text: string) => process.stderr.write(`${text}\n`);

/** Follows the chain of positions of each source, and says when it breaks. */
class Subscriber {
  readonly #state: DatabaseSync;
  readonly #since: Date | null;
  readonly #subject: string;
  readonly #places = new Map<string, Place>();
  readonly #gaps = new Map<string, Gap>();
  // Where the next batch begins: with the last fact that was seen, to know it again.
  #sequence = 0;
  #id = "";
  #searched = false;

  constructor(
    state: DatabaseSync,
    since: Date | null,
    after: Map<string, number>,
    source: string | undefined,
  ) {
    this.#state = state;
    this.#since = since;
    this.#subject = source === undefined ? "thidua.>" : `thidua.${source}.>`;
    state.exec(SCHEMA);
    const reading = state.prepare("SELECT sequence, id FROM reading").get();
    if (reading !== undefined) {
      this.#sequence = Number(reading.sequence);
      this.#id = String(reading.id);
    }
    for (const [name, position] of after) this.#places.set(name, { epoch: null, position });
    for (const row of state.prepare("SELECT source, epoch, position FROM sources").all()) {
      const epoch = row.epoch === null ? null : String(row.epoch);
      this.#places.set(String(row.source), { epoch, position: Number(row.position) });
    }
  }

  /** Read until told to stop, or once to the end. Throws `Stop`. */
  async run(log: DirectStreamAPI, stopped: AbortSignal, once: boolean): Promise<void> {
    while (!stopped.aborted) {
      const batch = await this.#batch(log);
      if (batch !== null) {
        this.#receive(batch.facts);
        if (batch.atEnd && this.#gaps.size > 0) {
          this.#search();
          continue;
        }
        if (batch.atEnd && once) return;
      }
      if (batch === null || batch.atEnd) {
        await sleep(POLL_MILLISECONDS, null, { signal: stopped }).catch(() => null);
      }
    }
  }

  /** The next facts; null while the server is away, or when the reading begins anew. */
  async #batch(log: DirectStreamAPI): Promise<Batch | null> {
    const fromTime = this.#sequence === 0 && this.#since !== null && this.#places.size === 0;
    const begin =
      fromTime && this.#since !== null
        ? { start_time: this.#since }
        : { seq: Math.max(this.#sequence, 1) };
    const facts: StoredMsg[] = [];
    const ended = Promise.withResolvers<boolean>();
    const patience = setTimeout(() => ended.resolve(false), ANSWER_MILLISECONDS);
    const reading = await log.getBatch(STREAM, {
      ...begin,
      batch: BATCH,
      next_by_subj: this.#subject,
      callback: (done, fact) => {
        if (done === null) facts.push(fact);
        else ended.resolve(done.err === undefined);
      },
    });
    const whole = await ended.promise;
    clearTimeout(patience);
    reading.stop();
    if (!whole) {
      say("the server does not answer; trying again");
      return null;
    }
    const atEnd = (facts.at(-1)?.pending ?? 0) === 0;
    return this.#knows(facts) ? { facts: facts.slice(this.#sequence === 0 ? 0 : 1), atEnd } : null;
  }

  /** Whether a batch begins with the fact it has to; if that is gone, all is read again. */
  #knows(facts: StoredMsg[]): boolean {
    const [first] = facts;
    if (this.#sequence === 0) return true;
    if (first !== undefined && first.seq === this.#sequence && idOf(first) === this.#id) return true;
    say("the stream was made anew; reading it from its first fact");
    this.#sequence = 0;
    this.#id = "";
    return false;
  }

  /** Take the facts that continue their source's chain, in one transaction. */
  #receive(facts: StoredMsg[]): void {
    const taken: StoredMsg[] = [];
    this.#state.exec("BEGIN IMMEDIATE");
    try {
      for (const fact of facts) {
        if (this.#continues(fact)) {
          this.#take(fact);
          taken.push(fact);
        }
        this.#sequence = fact.seq;
        this.#id = idOf(fact);
      }
      // While something is missing, a restart has to look for it from before the gap.
      if (this.#gaps.size === 0 && this.#sequence > 0) {
        this.#searched = false;
        this.#state
          .prepare("REPLACE INTO reading VALUES (1, ?, ?)")
          .run(this.#sequence, this.#id);
      }
      this.#state.exec("COMMIT");
    } catch (error) {
      this.#state.exec("ROLLBACK");
      throw error;
    }
    for (const fact of taken) {
      const line = {
        id: idOf(fact),
        type: header(fact, "ce-type"),
        subject: header(fact, "ce-subject"),
        data: fact.json(),
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    }
  }

  /** Whether a fact is the next of its source. Throws `Stop` for another store's. */
  #continues(fact: StoredMsg): boolean {
    const source = sourceOf(fact);
    const position = Number(header(fact, "thidua-position"));
    const previous = Number(header(fact, "thidua-previous"));
    const epoch = header(fact, "thidua-epoch");
    let place = this.#places.get(source);
    if (place === undefined) {
      if (this.#since !== null && new Date(header(fact, "ce-time")) < this.#since) return false;
      place = { epoch: null, position: this.#since === null ? 0 : previous };
      this.#places.set(source, place);
    }
    if (place.epoch !== null && place.epoch !== epoch) {
      throw new Stop(
        OTHER_STORE,
        `${idOf(fact)} is of store ${epoch}, ${source} was read from store ${place.epoch}: the ` +
          "store was replaced, so its positions are others. Find out why; to read the new one " +
          "from its first fact, begin with a new state file",
      );
    }
    place.epoch = epoch;
    if (position <= place.position) {
      this.#sameAsBefore(fact);
      return false;
    }
    if (previous !== place.position) {
      const missing = `${place.position + 1} to ${previous}`;
      const said = `${source}: positions ${missing} are missing before ${idOf(fact)}`;
      this.#gaps.set(source, {
        beyond: position,
        said: this.#gaps.get(source)?.said ?? said,
      });
      return false;
    }
    return true;
  }

  /** A repetition is harmless; another fact in the same position is another history. */
  #sameAsBefore(fact: StoredMsg): void {
    const row = this.#state.prepare("SELECT time FROM facts WHERE id = ?").get(idOf(fact));
    const time = header(fact, "ce-time");
    if (row === undefined || row.time === time) return;
    throw new Stop(
      OTHER_STORE,
      `${idOf(fact)} is of ${time} and was of ${row.time}: the store was set back and written ` +
        "anew. Begin with a new state file",
    );
  }

  /** What this subscriber does with a fact: put your own effect here. */
  #take(fact: StoredMsg): void {
    const source = sourceOf(fact);
    const place = this.#places.get(source);
    if (place === undefined) throw new Error(`${source} was never seen`);
    place.position = Number(header(fact, "thidua-position"));
    this.#state
      .prepare("INSERT INTO facts VALUES (?, ?, ?, ?, ?)")
      .run(
        idOf(fact),
        header(fact, "ce-type"),
        header(fact, "ce-subject"),
        header(fact, "ce-time"),
        fact.string(),
      );
    this.#state
      .prepare("REPLACE INTO sources VALUES (?, ?, ?)")
      .run(source, place.epoch, place.position);
    if (place.position >= (this.#gaps.get(source)?.beyond ?? Infinity)) this.#gaps.delete(source);
  }

  /** Look in the whole stream, once, for what is missing. Throws `Stop` if it is not there. */
  #search(): void {
    if (this.#searched) {
      const said = [...this.#gaps.values()].map((gap) => gap.said).join("; ");
      throw new Stop(
        GAP,
        `${said}. Ask the operator to publish them again (\`thidua relay republish\`), then ` +
          "start this again: it goes on from there",
      );
    }
    this.#searched = true;
    this.#sequence = 0;
    this.#id = "";
  }
}

function asked() {
  const { values } = parseArgs({
    options: {
      server: { type: "string" }, // nats://user:password@host:port
      state: { type: "string" }, // the SQLite file with the position
      source: { type: "string" }, // one service only: covenant
      after: { type: "string", multiple: true, default: [] }, // covenant:120, the last known
      since: { type: "string" }, // 2024-03-12T00:00:00+07:00
      once: { type: "boolean", default: false }, // stop at the end of the log
    },
  });
  const { server, state } = values;
  if (server === undefined || state === undefined) throw new Error("--server and --state are needed");
  const since = values.since === undefined ? null : new Date(values.since);
  if (since !== null && Number.isNaN(since.valueOf())) throw new Error("--since is no time");
  const after = new Map<string, number>();
  for (const text of values.after) {
    const [source = "", position] = text.split(":");
    if (!/^\d+$/.test(position ?? "")) throw new Error(`--after ${text} is no position`);
    after.set(source, Number(position));
  }
  return { ...values, server, state, since, after };
}

async function main(): Promise<number> {
  let wanted: ReturnType<typeof asked>;
  try {
    wanted = asked();
  } catch (error) {
    say(`${error}`);
    return 2;
  }
  const stopped = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) process.on(name, () => stopped.abort());
  const server = new URL(wanted.server);
  const user = decodeURIComponent(server.username);
  const client = await connect({
    servers: server.host,
    ...(user === "" ? {} : { user, pass: decodeURIComponent(server.password) }),
    inboxPrefix: `_INBOX_${user === "" ? "anybody" : user}`,
    maxReconnectAttempts: -1,
    waitOnFirstConnect: true,
  });
  const state = new DatabaseSync(wanted.state);
  try {
    const { direct } = await jetstreamManager(client, { checkAPI: false });
    const subscriber = new Subscriber(state, wanted.since, wanted.after, wanted.source);
    await subscriber.run(direct, stopped.signal, wanted.once);
    return 0;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    say(error.message);
    return error.code;
  } finally {
    state.close();
    await client.close();
  }
}

process.exitCode = await main();
