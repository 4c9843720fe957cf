import Kernel

extension SQLControlStore {
    package func putPackSource(hash: String, id: String, version: String, files: [String: [UInt8]]) throws {
        try write { connection, journal in
            let added = try connection.run(
                "INSERT INTO pack_source(hash, id, version, at) VALUES(?, ?, ?, ?) ON CONFLICT DO NOTHING",
                [.text(hash), .text(id), .text(version), .int(clock.now())]
            )
            guard added == 1 else { return }
            for (path, content) in files.sorted(by: { $0.key < $1.key }) {
                try connection.run(
                    "INSERT INTO pack_file(hash, path, content) VALUES(?, ?, ?)",
                    [.text(hash), .text(path), .blob(content)]
                )
            }
            try journal.append(facts("kernel.pack_source", "\(id) \(version) \(hash)", "stored"), on: connection)
        }
    }

    package func packVersions(of id: String) throws -> [(version: String, hash: String)] {
        try read { connection in
            try connection.rows(
                "SELECT version, hash FROM pack_source WHERE id = ? ORDER BY at DESC, hash",
                [.text(id)]
            ) { (version: $0.text(0), hash: $0.text(1)) }
        }
    }

    package func packSource(hash: String) throws -> [String: [UInt8]]? {
        try read { connection in
            guard try connection.first("SELECT 1 FROM pack_source WHERE hash = ?", [.text(hash)], { $0.int(0) }) != nil
            else { return nil }
            var files: [String: [UInt8]] = [:]
            try connection.query("SELECT path, content FROM pack_file WHERE hash = ?", [.text(hash)]) { row in
                files[row.text(0)] = row.blob(1)
            }
            return files
        }
    }
}
