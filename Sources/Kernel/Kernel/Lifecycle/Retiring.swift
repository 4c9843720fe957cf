/// What one version of a pack retires of what another had, told at one moment of the tenant's calendar.
struct Retiring {
    let old: PackDefinition
    let new: PackDefinition
    let renames: NameChanges
    /// Milliseconds since 1970 UTC.
    let now: Int64
    /// IANA time zone.
    let zone: String

    /// What goes, as the tenant's state keeps it.
    ///
    /// What the old version never had is left out; so is what nothing is kept of, since it was computed.
    func things() -> [RetiredThing] {
        guard old.version < new.version else { return [] }
        let asked = new.retirements.filter { $0.applies(from: old.version, to: new.version) }
        let whole = Set(asked.filter { $0.field == nil }.map(\.entity))
        return asked.compactMap { retirement in
            let former = renames.entity(before: retirement.entity)
            if let field = retirement.field {
                let declared = old.field(field, of: former)
                guard let declared, declared.compute == nil, !whole.contains(retirement.entity) else { return nil }
            } else {
                guard old.entities.contains(where: { $0.id == former }) else { return nil }
            }
            return RetiredThing(
                pack: new.id,
                entity: retirement.entity.raw,
                field: retirement.field ?? "",
                source: old.hash,
                former: former.raw,
                since: now,
                until: retirement.keepDays.map(end)
            )
        }
    }

    /// The day of retiring is not counted: the data stays for so many whole days of the tenant's.
    private func end(_ days: Int64) -> Int64 {
        let calendar = TenantCalendar(zone: zone)
        return calendar.start(of: calendar.day(of: now) + days + 1)
    }
}

extension RetiredThing {
    /// From which day of the tenant's calendar on it may be dropped.
    func day(zone: String) -> String? {
        until.map { TenantCalendar.text(TenantCalendar(zone: zone).day(of: $0)) }
    }
}
