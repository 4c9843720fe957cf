import Kernel

/// What a tenant may set, each read in one place.
enum Settings {
    /// How far back the `at` of the clock may lie, in hours (`Clock`).
    static let backHours = setting("time_clock_back_hours", .int(min: 0, max: 720), .int(72), "Clock: hours back")
    /// Whether nobody clocks out or submits without a note (`Clock`, move `submit`).
    static let noteRequired = setting("time_note_required", .bool, .bool(false), "Clock: note needed")
    /// Whether breaks count as work in totals (`Totals`).
    static let breaksPaid = setting("time_breaks_paid", .bool, .bool(false), "Totals: breaks are paid")
    /// What a day's total is rounded to, in minutes; 0 for not at all (`Totals`).
    static let roundingMinutes = setting(
        "time_rounding_minutes",
        .int(min: 0, max: 60),
        .int(0),
        "Totals: round a day to minutes"
    )
    /// Which way a day's total is rounded (`Totals`).
    static let rounding = setting(
        "time_rounding",
        .choice(["nearest", "up", "down"]),
        .text("nearest"),
        "Totals: which way to round"
    )
    /// The day on which weeks begin (`Totals`).
    static let weekStart = setting(
        "time_week_start",
        .choice(["monday", "saturday", "sunday"]),
        .text("monday"),
        "Totals: first day of the week"
    )

    static let all = [backHours, noteRequired, breaksPaid, roundingMinutes, rounding, weekStart]

    private static func setting(
        _ id: String,
        _ type: FieldType,
        _ value: Value,
        _ title: LocalizedText
    ) -> SettingDefinition {
        SettingDefinition(FieldDefinition(id, type, title: title, defaultValue: value), owner: .tenant)
    }
}

extension TenantScope {
    /// The value of a setting of this capability.
    func value(of setting: SettingDefinition) -> Value {
        self.setting(setting.field.id)
    }
}
