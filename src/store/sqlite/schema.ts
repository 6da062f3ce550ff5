import type { Database } from './database.ts';

/** Marks a database as one of VirtLab's: "VLab". */
const APPLICATION_ID = 0x564c_6162;

/**
 * What leads from each version of the schema to the next; never changed once it was shipped.
 *
 * `leaves`: contents of page tables, each once, called by a hash of it. `directories`: 32-bit numbers of leaves, 0 for
 * one of zeros. `rows`: all else of the worlds, each row with a checksum of its own. `facts`: what else
 * there is to remember. Of every table the numbers are
 * rows' own, so that what is readable of a damaged database can be found by counting.
 */
const MIGRATIONS: readonly string[] = [
  `CREATE TABLE leaves (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, data BLOB NOT NULL) STRICT;
   CREATE TABLE directories (number INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, leaves BLOB NOT NULL) STRICT;
   CREATE TABLE rows (
     number INTEGER PRIMARY KEY,
     slot TEXT NOT NULL, kind TEXT NOT NULL, key TEXT NOT NULL,
     checksum INTEGER NOT NULL, value BLOB NOT NULL,
     UNIQUE (slot, kind, key)
   ) STRICT;
   CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;`,
];

/** Makes a new database, or brings an older one up to date. Throws one sentence for one of a newer VirtLab. */
export function prepare(database: Database): void {
  // Room that is given back can be returned to the disk in place; to be said before there are tables.
  if (database.number('PRAGMA page_count') === 0) database.exec('PRAGMA auto_vacuum = INCREMENTAL');
  expectKnown(database, MIGRATIONS);
  database.exec('PRAGMA journal_mode = WAL');
  migrate(database);
}

/** Makes a new database's tables, or brings an older one's up to date. Throws one sentence for one of a newer VirtLab. */
export function migrate(database: Database, migrations = MIGRATIONS): void {
  const version = expectKnown(database, migrations);
  if (version === migrations.length) return;
  database.transaction(() => {
    for (const sql of migrations.slice(version)) database.exec(sql);
    database.exec(`PRAGMA user_version = ${migrations.length}; PRAGMA application_id = ${APPLICATION_ID}`);
  });
}

/** Version of the database's schema. */
function expectKnown(database: Database, migrations: readonly string[]): number {
  const version = database.number('PRAGMA user_version');
  if (version <= migrations.length) return version;
  throw new Error(`The file has version ${version}; this VirtLab reads versions up to ${migrations.length}.`);
}
