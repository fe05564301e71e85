import { DatabaseSync, type StatementSync } from "node:sqlite";
import type { Environment, ResultRow } from "../../compute/compare/types.ts";
import type { ApiError, Run, RunEvent, RunRequest, RunStatus } from "../api_types.ts";
import { MIGRATIONS } from "./migrations.ts";

/** A run's event as kept: its id counts from 1 within the run. */
export interface StoredEvent {
  readonly id: number;
  readonly type: RunEvent["type"];
  /** The event but for its type, as JSON. */
  readonly data: string;
}

/** A row of the table of runs. */
interface RunRow {
  number: number;
  id: string;
  status: RunStatus;
  created_at: string;
  finished_at: string | null;
  request: string;
  environment: string | null;
  error: string | null;
}

export interface Ending {
  readonly status: Extract<RunStatus, "done" | "failed" | "cancelled">;
  readonly error?: ApiError["error"];
}

/** Runs with their results and events, in SQLite. Every method is one transaction; what it wrote survives a crash. */
export class RunStore implements Disposable {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();

  /**
   * Opens a database, or makes it.
   *
   * @param path The file, or ":memory:".
   * @throws {Error} If another server has it open, or it was written by a newer version.
   */
  constructor(path: string) {
    this.#database = new DatabaseSync(path);
    try {
      // Exclusive: a second server would take this one's running run for a crashed one's.
      this.#database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
      this.#migrate(path);
    } catch (error) {
      this.#database.close();
      if (!(error instanceof Error && error.message.includes("locked"))) throw error;
      throw new Error(`${path} is in use by another server: stop it, or choose another --data folder`, {
        cause: error,
      });
    }
  }

  #migrate(path: string): void {
    const version = Number(this.#database.prepare("PRAGMA user_version").get()!.user_version);
    if (version > MIGRATIONS.length) {
      throw new Error(`${path} was written by a newer version of Lanes: update it, or choose another --data folder`);
    }
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < version) continue;
      this.#transaction(() => this.#database.exec(`${step}; PRAGMA user_version = ${index + 1};`));
    }
  }

  /** Adds a queued run. */
  add(request: RunRequest): Run {
    const run: Run = {
      id: crypto.randomUUID(),
      status: "queued",
      createdAt: new Date().toISOString(),
      request,
      results: [],
    };
    this.#prepare("INSERT INTO runs (id, status, created_at, request) VALUES (?, ?, ?, ?)")
      .run(run.id, run.status, run.createdAt, JSON.stringify(request));
    return run;
  }

  get(id: string): Run | null {
    const row = this.#prepare("SELECT * FROM runs WHERE id = ?").get(id);
    return row ? this.#toRun(row as unknown as RunRow) : null;
  }

  /** The latest runs first. */
  recent(limit: number): Run[] {
    const rows = this.#prepare("SELECT * FROM runs ORDER BY number DESC LIMIT ?").all(limit);
    return rows.map((row) => this.#toRun(row as unknown as RunRow));
  }

  /** Ids of the runs in a state, the oldest first. */
  idsWith(status: RunStatus): string[] {
    return this.#prepare("SELECT id FROM runs WHERE status = ? ORDER BY number").all(status).map(({ id }) =>
      String(id)
    );
  }

  setRunning(id: string): void {
    this.#prepare("UPDATE runs SET status = 'running' WHERE id = ?").run(id);
  }

  setEnvironment(id: string, environment: Environment): void {
    this.#prepare("UPDATE runs SET environment = ? WHERE id = ?").run(JSON.stringify(environment), id);
  }

  addResult(id: string, result: ResultRow): void {
    this.#prepare(
      `INSERT INTO results (run, place, result)
       SELECT number, (SELECT count(*) FROM results WHERE run = number), ? FROM runs WHERE id = ?`,
    ).run(JSON.stringify(result), id);
  }

  /** Ends a run with its last event. Its progress is of no use to anyone then, so those events go. */
  finish(id: string, { status, error }: Ending, last: RunEvent): void {
    this.#transaction(() => {
      this.addEvent(id, last);
      this.#prepare("UPDATE runs SET status = ?, finished_at = ?, error = ? WHERE id = ?")
        .run(status, new Date().toISOString(), error ? JSON.stringify(error) : null, id);
      this.#prepare("DELETE FROM events WHERE type = 'progress' AND run = (SELECT number FROM runs WHERE id = ?)")
        .run(id);
    });
  }

  /** Notes an event under the run's next id. */
  addEvent(id: string, { type, ...data }: RunEvent): void {
    this.#prepare(
      `INSERT INTO events (run, id, type, data)
       SELECT number, (SELECT coalesce(max(events.id), 0) + 1 FROM events WHERE run = number), ?, ? FROM runs WHERE id = ?`,
    ).run(type, JSON.stringify(data), id);
  }

  /** A run's events after one of them, in order, at most `limit`. */
  eventsAfter(id: string, after: number, limit: number): StoredEvent[] {
    return this.#prepare(
      `SELECT id, type, data FROM events
       WHERE run = (SELECT number FROM runs WHERE id = ?) AND id > ? ORDER BY id LIMIT ?`,
    ).all(id, after, limit) as unknown as StoredEvent[];
  }

  /** Deletes the oldest finished runs beyond so many runs. */
  prune(kept: number): void {
    this.#prepare(
      `DELETE FROM runs WHERE status IN ('done', 'failed', 'cancelled')
       AND number <= (SELECT number FROM runs ORDER BY number DESC LIMIT 1 OFFSET ?)`,
    ).run(kept);
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#database.close();
  }

  #toRun(row: RunRow): Run {
    const results = this.#prepare("SELECT result FROM results WHERE run = ? ORDER BY place").all(row.number);
    return {
      id: row.id,
      status: row.status,
      createdAt: row.created_at,
      ...(row.finished_at && { finishedAt: row.finished_at }),
      request: JSON.parse(row.request),
      ...(row.environment && { environment: JSON.parse(row.environment) }),
      results: results.map(({ result }) => JSON.parse(String(result))),
      ...(row.error && { error: JSON.parse(row.error) }),
    };
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (!statement) this.#statements.set(sql, statement = this.#database.prepare(sql));
    return statement;
  }

  #transaction(work: () => void): void {
    this.#database.exec("BEGIN IMMEDIATE");
    try {
      work();
      this.#database.exec("COMMIT");
    } catch (error) {
      this.#database.exec("ROLLBACK");
      throw error;
    }
  }
}
