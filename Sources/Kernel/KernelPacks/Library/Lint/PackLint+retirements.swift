import Kernel

extension PackLint {
    /// Something is retired and nothing says for how long it is kept (P812).
    mutating func retirements() {
        for retirement in pack.retirements where retirement.keepDays == nil {
            let message = "nothing says how long what is in `\(retirement.name)` is kept"
            warn(.retireWithoutKeep, message, at: retirement.span, hint: "such as `keep: 180d`")
        }
    }
}
