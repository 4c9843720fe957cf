/// The store's own tables.
///
/// Names have no `__`, which every table of an entity has.
enum SystemTables {
    /// What every tenant database has.
    static let tenant = SchemaHistory(migrations: [
        SchemaMigration(name: "meta, journal, idempotency, state", sql: meta + journal + idempotency + state + probe),
        SchemaMigration(name: "receipts", sql: receipts),
        SchemaMigration(name: "overlay", sql: overlay),
        SchemaMigration(name: "retired", sql: retired),
    ])

    /// What the control database has.
    static let control = SchemaHistory(migrations: [
        SchemaMigration(
            name: "meta, journal, tenants, identities, sessions, packs",
            sql: meta + journal + probe + control1
        )
    ])

    private static let meta = """
        CREATE TABLE meta(key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        """

    private static let journal = """
        CREATE TABLE journal(
          seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, principal TEXT NOT NULL, acting_as TEXT,
          request_id TEXT NOT NULL, entity TEXT NOT NULL, record TEXT NOT NULL, action TEXT NOT NULL,
          version INTEGER NOT NULL, details BLOB, salt BLOB, digest BLOB NOT NULL, hash BLOB NOT NULL
        ) STRICT;
        CREATE INDEX journal_record ON journal(entity, record, seq);

        """

    private static let idempotency = """
        CREATE TABLE idempotency(
          id INTEGER PRIMARY KEY, lookup INTEGER NOT NULL, principal TEXT NOT NULL, key TEXT NOT NULL,
          fingerprint BLOB NOT NULL, status INTEGER NOT NULL, headers BLOB NOT NULL, body BLOB NOT NULL,
          at INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX idempotency_lookup ON idempotency(lookup);

        """

    private static let state = """
        CREATE TABLE enabled_capability(position INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE) STRICT;
        CREATE TABLE enabled_pack(
          position INTEGER PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, hash TEXT NOT NULL,
          dormant INTEGER NOT NULL
        ) STRICT;
        CREATE TABLE setting(id TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

        """

    private static let probe = """
        CREATE TABLE probe(id INTEGER PRIMARY KEY, fill BLOB NOT NULL) STRICT;

        """

    /// What takes changes of packs back: the steps of the schema in the order they were taken, the rows in the order they
    /// were written.
    private static let receipts = """
        CREATE TABLE receipt(
          id TEXT NOT NULL PRIMARY KEY, position INTEGER NOT NULL UNIQUE, at INTEGER NOT NULL, action TEXT NOT NULL,
          subject TEXT NOT NULL, plan TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, status TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE receipt_step(
          receipt TEXT NOT NULL REFERENCES receipt(id) ON DELETE CASCADE, position INTEGER NOT NULL, step TEXT NOT NULL,
          PRIMARY KEY(receipt, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE receipt_row(
          receipt TEXT NOT NULL REFERENCES receipt(id) ON DELETE CASCADE, position INTEGER NOT NULL, tbl TEXT NOT NULL,
          op TEXT NOT NULL, key TEXT NOT NULL, version INTEGER, inverse TEXT NOT NULL, PRIMARY KEY(receipt, position)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX receipt_row_key ON receipt_row(receipt, tbl, key);

        """

    /// What the tenant changed of its packs' definitions: one row for each property.
    private static let overlay = """
        CREATE TABLE overlay(
          address TEXT NOT NULL, property TEXT NOT NULL, value TEXT NOT NULL, base TEXT NOT NULL,
          reverted INTEGER NOT NULL, PRIMARY KEY(address, property)
        ) STRICT, WITHOUT ROWID;

        """

    /// What packs retired and the store still holds: one row for each field or entity and the version that last had it.
    private static let retired = """
        CREATE TABLE retired(
          pack TEXT NOT NULL, entity TEXT NOT NULL, field TEXT NOT NULL, source TEXT NOT NULL, former TEXT NOT NULL,
          since INTEGER NOT NULL, until INTEGER, PRIMARY KEY(pack, entity, field, source)
        ) STRICT, WITHOUT ROWID;

        """

    private static let control1 = """
        CREATE TABLE tenant(
          id TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, created_at INTEGER NOT NULL, status TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE identity(
          id TEXT NOT NULL PRIMARY KEY, email TEXT NOT NULL UNIQUE, password_hash TEXT NOT NULL,
          created_at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE membership(
          identity TEXT NOT NULL REFERENCES identity(id) ON DELETE CASCADE, tenant TEXT NOT NULL,
          PRIMARY KEY(identity, tenant)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE session(
          id TEXT NOT NULL PRIMARY KEY, token_hash BLOB NOT NULL UNIQUE,
          identity TEXT NOT NULL REFERENCES identity(id) ON DELETE CASCADE, tenant TEXT NOT NULL, space TEXT NOT NULL,
          created_at INTEGER NOT NULL, last_seen INTEGER NOT NULL, expires_at INTEGER NOT NULL, user_agent TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX session_identity ON session(identity, created_at);
        CREATE INDEX session_expires ON session(expires_at);
        CREATE TABLE pack_source(
          hash TEXT NOT NULL PRIMARY KEY, id TEXT NOT NULL, version TEXT NOT NULL, at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE pack_file(
          id INTEGER PRIMARY KEY, hash TEXT NOT NULL REFERENCES pack_source(hash), path TEXT NOT NULL,
          content BLOB NOT NULL, UNIQUE(hash, path)
        ) STRICT;
        CREATE TABLE pending(
          id TEXT NOT NULL PRIMARY KEY, kind TEXT NOT NULL, tenant TEXT NOT NULL, payload TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE dirty(tenant TEXT NOT NULL PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
        CREATE TABLE journal_head(
          tenant TEXT NOT NULL PRIMARY KEY, seq INTEGER NOT NULL, hash BLOB NOT NULL, at INTEGER NOT NULL
        ) STRICT, WITHOUT ROWID;

        """
}
