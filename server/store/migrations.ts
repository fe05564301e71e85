/** The database's schema as steps; `user_version` counts those taken. Never change a step that was released. */
export const MIGRATIONS: readonly string[] = [
  `CREATE TABLE runs (
     number      INTEGER PRIMARY KEY AUTOINCREMENT,
     id          TEXT NOT NULL UNIQUE,
     status      TEXT NOT NULL CHECK (status IN ('queued', 'running', 'done', 'failed', 'cancelled')),
     created_at  TEXT NOT NULL,
     finished_at TEXT,
     request     TEXT NOT NULL,
     environment TEXT,
     error       TEXT
   ) STRICT;
   CREATE INDEX runs_by_status ON runs (status, number);
   CREATE TABLE results (
     run    INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
     place  INTEGER NOT NULL,
     result TEXT NOT NULL,
     PRIMARY KEY (run, place)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE events (
     run  INTEGER NOT NULL REFERENCES runs (number) ON DELETE CASCADE,
     id   INTEGER NOT NULL,
     type TEXT NOT NULL,
     data TEXT NOT NULL,
     PRIMARY KEY (run, id)
   ) STRICT, WITHOUT ROWID;`,
];
