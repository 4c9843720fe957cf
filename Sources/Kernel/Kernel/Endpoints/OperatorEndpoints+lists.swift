extension Runtime {
    func operatorRoutes() -> Outcome {
        var writer = JSONWriter(capacity: 8192)
        writer.object { writer in
            writer.key("routes")
            writer.array(RouteTable.routes.filter { $0.access != .operatorConsole }) { writer, route in
                writer.object { writer in
                    writer.key("method")
                    writer.string(route.method)
                    writer.key("path")
                    writer.string(route.pattern)
                    writer.key("access")
                    writer.string(route.accessText)
                    writer.key("public")
                    writer.bool(route.access == .public)
                    writer.key("summary")
                    writer.string(route.summary)
                }
            }
        }
        return .json(body: writer.bytes)
    }

    func operatorOpenAPI(_ call: AuthenticatedInvocation) throws -> Outcome {
        guard call.query.contains(where: { $0.name == "tenant" }) else {
            let all = ModelBuilder.build(capabilities: parts.catalog.capabilities, packs: []).model
            return .json(body: OpenAPIDocument.write(model: all, access: nil, version: parts.version, whole: true))
        }
        let model = try operatorTenantNamed(call).current.model
        return .json(body: OpenAPIDocument.write(model: model, access: nil, version: parts.version, whole: true))
    }

    func operatorTenants() throws -> Outcome {
        let entries = try parts.directory.control.tenants()
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("tenants")
            writer.array(entries) { $0.tenantEntry($1) }
        }
        return .json(body: writer.bytes)
    }

    func operatorTenant(_ call: AuthenticatedInvocation) throws -> Outcome {
        guard let id = TenantID(call.parameter("tenant")), try parts.directory.control.tenant(id) != nil else {
            throw KernelError(.notFound, "There is no tenant `\(InputDecoder.shown(call.parameter("tenant")))`.")
        }
        let view = try tenants.tenant(id).current
        var writer = JSONWriter()
        writer.object { writer in
            writer.members(of: view.entry)
            writer.key("zone")
            writer.string(view.state.zone)
            writer.key("currency")
            writer.string(view.state.currency)
            writer.key("language")
            writer.string(view.state.language)
            writer.key("capabilities")
            writer.array(view.model.capabilities) { $0.string($1) }
            writer.key("packs")
            writer.array(view.model.packs) { $0.packReference($1) }
            writer.key("model")
            writer.string(view.model.hash)
            writer.key("collections")
            writer.array(view.model.collections.keys.sorted()) { $0.string($1) }
        }
        return .json(body: writer.bytes)
    }

    /// Packs on offer, and packs that are on although their folder is not on offer any more.
    func operatorPacks() throws -> Outcome {
        let running = try parts.directory.control.tenants().map {
            ($0.id, try tenants.tenant($0.id).current.state.packs)
        }
        let offered = try parts.packs.offered()
        let enabled = Set(running.flatMap { $0.1.map(\.id) })
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("packs")
            writer.array(enabled.union(offered).sorted()) { writer, id in
                let versions = versions(of: id)
                let source = packSource(of: id, isOffered: offered.contains(id), running.flatMap(\.1))
                writer.object { writer in
                    writer.key("id")
                    writer.string(id)
                    writer.key("version")
                    if let version = source.version {
                        writer.string(version)
                    } else {
                        writer.null()
                    }
                    writer.key("title")
                    writer.string(source.title)
                    writer.key("tenants")
                    writer.array(running.filter { $0.1.contains { $0.id == id } }) { $0.string($1.0.raw) }
                    writer.key("versions")
                    writer.array(versions) { $0.string($1.description) }
                    writer.key("enabled")
                    writer.array(running.flatMap { tenant, packs in packs.filter { $0.id == id }.map { (tenant, $0) } })
                    {
                        writer,
                        pair in
                        writer.object { writer in
                            for (name, text) in [("tenant", pair.0.raw), ("version", pair.1.version)] {
                                writer.key(name)
                                writer.string(text)
                            }
                        }
                    }
                }
            }
        }
        return .json(body: writer.bytes)
    }

    /// The versions of a pack on offer that can be read, the highest first.
    private func versions(of id: String) -> [Version] {
        do {
            return try parts.packs.versions(of: id).compactMap { parts.packs.read($0).definition?.version }
                .sorted(by: >)
        } catch {
            // Its line says that it cannot be read.
            return []
        }
    }

    /// Version and title of a pack; one that cannot be read is told as such and hides no other.
    private func packSource(
        of id: String,
        isOffered: Bool,
        _ enabled: [TenantState.EnabledPack]
    ) -> (version: String?, title: String) {
        do {
            if isOffered, let place = try parts.packs.folder(of: id),
                let definition = parts.packs.read(place).definition
            {
                return (definition.version.description, definition.title.text())
            }
            if !isOffered, let pack = enabled.first(where: { $0.id == id }) {
                let definition = try tenants.library.definition(hash: pack.hash, id: id)
                return (pack.version, definition.title.text())
            }
            return (nil, "(has errors: kernel packs validate)")
        } catch {
            return (nil, "(cannot be read: kernel packs validate)")
        }
    }

    func operatorPack(_ call: AuthenticatedInvocation) throws -> Outcome {
        let changes = PackChanges(
            tenants: tenants,
            directory: parts.directory,
            packs: parts.packs,
            ids: ids,
            requestID: call.invocation.requestID
        )
        let pack = try changes.offered(call.parameter("pack")).definition
        let on = try parts.directory.control.tenants().filter { entry in
            try tenants.tenant(entry.id).current.state.packs.contains { $0.id == pack.id }
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.packSummary(pack)
            writer.key("tenants")
            writer.array(on) { $0.string($1.id.raw) }
        }
        return .json(body: writer.bytes)
    }

    func operatorCapabilities(_ call: AuthenticatedInvocation) throws -> Outcome {
        let named = call.query.contains { $0.name == "tenant" } ? try operatorTenantNamed(call).id : nil
        let platform = try parts.directory.control.tenant(.platform).map { [$0.id] } ?? []
        let ids = try named.map { [$0] } ?? parts.directory.control.tenants().map(\.id) + platform
        let entries = try ids.map { ($0, try tenants.tenant($0).current.model.capabilities) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("capabilities")
            writer.array(parts.catalog.capabilities + parts.catalog.platform) { writer, capability in
                let descriptor = capability.descriptor
                writer.object { writer in
                    writer.key("id")
                    writer.string(descriptor.id)
                    writer.key("version")
                    writer.string(descriptor.version.description)
                    writer.key("title")
                    writer.string(descriptor.title.text())
                    writer.key("core")
                    writer.bool(descriptor.isCore)
                    writer.key("provides")
                    writer.array(descriptor.provides) { $0.string($1.description) }
                    writer.key("requires")
                    writer.array(descriptor.requires) { $0.string($1.description) }
                    writer.key("tenants")
                    writer.array(entries.filter { $0.1.contains(descriptor.id) }) { $0.string($1.0.raw) }
                }
            }
        }
        return .json(body: writer.bytes)
    }
}

extension Route {
    /// Who may ask, as text.
    package var accessText: String {
        switch access {
        case .public: "public"
        case .session: "session"
        case .record(let verb): "permission <entity>.\(verb.rawValue)"
        case .permission(let id): "permission \(id)"
        case .anyWrite: "permission of each operation"
        case .move: "permission of the move"
        case .action: "permission of the action"
        case .operatorConsole: "operator"
        }
    }
}

extension JSONWriter {
    mutating func tenantEntry(_ entry: TenantEntry) {
        object { $0.members(of: entry) }
    }

    mutating func members(of entry: TenantEntry) {
        key("id")
        string(entry.id.raw)
        key("name")
        string(entry.name)
        key("status")
        string(entry.status)
        key("created_at")
        string(CalendarText.instant(entry.createdAt))
    }

    mutating func members(of industry: Industry) {
        if let category = industry.category {
            key("category")
            string(category)
        }
        key("naics")
        array(industry.naics) { $0.string($1) }
        key("sic")
        array(industry.sic) { $0.string($1) }
    }

    mutating func packSummary(_ pack: PackDefinition) {
        key("id")
        string(pack.id)
        key("version")
        string(pack.version.description)
        key("title")
        string(pack.title.text())
        key("description")
        string(pack.description?.text() ?? "")
        key("hash")
        string(pack.hash)
        if let industry = pack.industry {
            key("industry")
            object { $0.members(of: industry) }
        }
        key("requires")
        array(pack.requires) { $0.string($1.description) }
        key("entities")
        array(pack.entities) { $0.string($1.id.raw) }
        key("extends")
        array(pack.extensions) { $0.string($1.entity.raw) }
        key("roles")
        array(pack.roles) { $0.string($1.id) }
        key("permissions")
        array(pack.permissions) { $0.string($1.id) }
        key("settings")
        array(pack.settings) { $0.string($1.field.id) }
        key("seeds")
        object { writer in
            writer.key("reference")
            writer.int(Int64(pack.referenceSeeds.count))
            writer.key("demo")
            writer.int(Int64(pack.demoSeeds.count))
        }
    }
}
