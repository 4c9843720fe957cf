/// The statements, on the product's own tables.
///
/// What the product writes for a work order is written here too: record, words, idempotency row, journal row.
enum Query: Int {
    case begin, commit, savepoint, release, rollback
    case point, list, customer, version, insert, update, words
    case findKey, keepKey, purgeKeys, journal, journalHead

    var sql: String {
        switch self {
        case .begin: "BEGIN IMMEDIATE"
        case .commit: "COMMIT"
        case .savepoint: "SAVEPOINT member"
        case .release: "RELEASE member"
        case .rollback: "ROLLBACK TO member"
        case .point: "\(Self.select) WHERE w.id = ? AND w.deleted_at IS NULL"
        case .list:
            """
            \(Self.select) WHERE w.deleted_at IS NULL AND w.work_orders__priority = ? \
            ORDER BY w.id DESC LIMIT ?
            """
        case .customer: "SELECT 1 FROM customers__customer WHERE id = ? AND deleted_at IS NULL"
        case .version:
            "SELECT version, work_orders__notes FROM work_orders__work_order WHERE id = ? AND deleted_at IS NULL"
        case .insert:
            """
            INSERT INTO work_orders__work_order(id, version, created_at, updated_at, created_by, updated_by, owner, state, \
            search_row, work_orders__title, work_orders__number, work_orders__description, work_orders__customer, \
            work_orders__priority, work_orders__starts, work_orders__ends, work_orders__notes, \
            work_orders__estimated_value, work_orders__estimated_value__currency, cleaning__service_types) \
            VALUES (?1, 1, ?2, ?2, ?3, ?3, ?3, 'draft', ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, \
            '["general_cleaning"]')
            """
        case .update:
            """
            UPDATE work_orders__work_order SET version = ?, updated_at = ?, updated_by = ?, work_orders__notes = ? \
            WHERE id = ?
            """
        case .words: "INSERT INTO search(record, words) VALUES(?, ?)"
        case .findKey:
            """
            SELECT fingerprint, status, body FROM idempotency \
            WHERE lookup = ? AND principal = ? AND key = ? ORDER BY id DESC LIMIT 1
            """
        case .keepKey:
            """
            INSERT INTO idempotency(lookup, principal, key, fingerprint, status, headers, body, at) \
            VALUES(?, ?, ?, ?, ?, ?, ?, ?)
            """
        case .purgeKeys:
            "DELETE FROM idempotency WHERE id IN (SELECT id FROM idempotency ORDER BY id LIMIT 4) AND at <= ?"
        case .journal:
            """
            INSERT INTO journal(seq, at, principal, request_id, entity, record, action, version, details, salt, digest, \
            hash) VALUES(?, ?, ?, ?, 'work-orders.work_order', ?, ?, ?, ?, ?, ?, ?)
            """
        case .journalHead: "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
        }
    }

    private static let select = """
        SELECT w.id, w.version, w.created_at, w.updated_at, w.created_by, w.updated_by, w.owner, w.state, \
        w.work_orders__title, w.work_orders__number, w.work_orders__description, w.work_orders__customer, \
        w.work_orders__site, w.work_orders__priority, w.work_orders__starts, w.work_orders__ends, \
        w.work_orders__actual_start, w.work_orders__actual_end, w.work_orders__team, \
        (SELECT json_group_array(m) FROM (SELECT a.work_orders__member AS m FROM work_orders__assignment a \
        WHERE a.work_orders__work_order = w.id AND a.deleted_at IS NULL ORDER BY a.id)), w.work_orders__notes, \
        w.work_orders__hold_reason, w.work_orders__estimated_value, w.work_orders__estimated_value__currency, \
        w.work_orders__actual_cost, w.work_orders__actual_cost__currency, w.cleaning__service_types, \
        (SELECT s.cleaning__area_m2 FROM customers__site s WHERE s.id = w.work_orders__site), w.cleaning__rating, \
        w.cleaning__inspection_remark FROM work_orders__work_order w
        """
}
