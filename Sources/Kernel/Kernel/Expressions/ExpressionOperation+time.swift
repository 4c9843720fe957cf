extension ExpressionOperation {
    /// Operations whose first operand is a day.
    func onDate(_ day: Int64, _ last: WideValue) -> WideValue {
        switch self {
        case .textOfDate: return .plain(.text(CalendarText.day(day)))
        case .year: return .plain(.int(CalendarText.civil(day).year))
        case .month: return .plain(.int(CalendarText.civil(day).month))
        case .day: return .plain(.int(CalendarText.civil(day).day))
        case .weekday: return .plain(.int(Int64(TenantCalendar.weekday(of: day))))
        case .startOfWeek: return .date(checked: Int128(day) + 1 - Int128(TenantCalendar.weekday(of: day)))
        case .startOfMonth: return .date(checked: Int128(day) + 1 - Int128(CalendarText.civil(day).day))
        default: break
        }
        switch (self, last) {
        case (.dateAddDays, .plain(.int(let days))): return .date(checked: Int128(day) + Int128(days))
        case (.dateAddMonths, .plain(.int(let months))): return Self.add(months: months, to: day)
        case (.daysBetween, .plain(.date(let other))): return .plain(.int(other - day))
        case (.least, .plain(.date(let other))): return .plain(.date(min(day, other)))
        case (.greatest, .plain(.date(let other))): return .plain(.date(max(day, other)))
        default: return .null
        }
    }

    /// The same day of another month, or its last where it has no such day.
    private static func add(months: Int64, to day: Int64) -> WideValue {
        let (year, month, dayOfMonth) = CalendarText.civil(day)
        let count = Int128(year) * 12 + Int128(month) - 1 + Int128(months)
        guard count >= 12, count < 120_000 else { return .null }
        let (newYear, newMonth) = (Int64(count / 12), Int64(count % 12) + 1)
        let last = CalendarText.lengthOfMonth(newMonth, year: newYear)
        return .date(
            checked: Int128(CalendarText.dayNumber(year: newYear, month: newMonth, day: min(dayOfMonth, last)))
        )
    }

    /// Operations whose first operand is a time of day or an instant.
    func onTime(_ first: WideValue, _ last: WideValue, _ zone: ZoneRules) -> WideValue {
        switch (self, first, last) {
        case (.textOfTime, .plain(.time(let seconds)), _): return .plain(.text(CalendarText.time(seconds)))
        case (.hour, .plain(.time(let seconds)), _): return .plain(.int(seconds / 3_600))
        case (.least, .plain(.time(let one)), .plain(.time(let other))): return .plain(.time(min(one, other)))
        case (.greatest, .plain(.time(let one)), .plain(.time(let other))): return .plain(.time(max(one, other)))
        case (_, .plain(.datetime(let instant, _)), _): return onInstant(instant, last, zone)
        default: return .null
        }
    }

    private func onInstant(_ instant: Int64, _ last: WideValue, _ zone: ZoneRules) -> WideValue {
        switch self {
        case .textOfInstant: return .plain(.text(CalendarText.instant(instant)))
        case .localDate: return .date(checked: Int128(zone.local(instant).day))
        case .localTime: return .plain(.time(zone.local(instant).milliseconds / 1_000))
        default: break
        }
        switch (self, last) {
        case (.instantAdd, .plain(.duration(let seconds))):
            return .instant(checked: Int128(instant) + Int128(seconds) * 1_000)
        case (.instantSubtract, .plain(.duration(let seconds))):
            return .instant(checked: Int128(instant) - Int128(seconds) * 1_000)
        case (.instantDifference, .plain(.datetime(let other, _))): return .plain(.duration((instant - other) / 1_000))
        case (.minutesBetween, .plain(.datetime(let other, _))): return .plain(.int((other - instant) / 60_000))
        case (.least, .plain(.datetime(let other, _))): return .plain(.datetime(min(instant, other), zone: nil))
        case (.greatest, .plain(.datetime(let other, _))): return .plain(.datetime(max(instant, other), zone: nil))
        case (.instantAddDays, .plain(.int)):
            return Self.moved(instant, zone) { ExpressionOperation.dateAddDays.onDate($0, last) }
        case (.instantAddMonths, .plain(.int)):
            return Self.moved(instant, zone) { ExpressionOperation.dateAddMonths.onDate($0, last) }
        default: return .null
        }
    }

    /// The same time on the clock of another day.
    private static func moved(_ instant: Int64, _ zone: ZoneRules, _ move: (Int64) -> WideValue) -> WideValue {
        let (day, milliseconds) = zone.local(instant)
        guard case .plain(.date(let target)) = move(day) else { return .null }
        return .instant(checked: Int128(zone.instant(day: target, milliseconds: milliseconds)))
    }
}
