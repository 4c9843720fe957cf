/// Where the characters of a text stand in a file that writes it otherwise: over several lines, or with escapes.
///
/// A run is characters that follow one another on one line. Offsets, lines and columns count Unicode scalars.
package struct SourceRuns: Hashable, Sendable {
    /// Characters one after the other, up to the next run's first.
    package struct Run: Hashable, Sendable {
        /// Of its first character in the text, from 0.
        package let offset: Int
        /// The line of its first character, from 1.
        package let line: Int
        /// The column of its first character, from 1.
        package let column: Int

        package init(offset: Int, line: Int, column: Int) {
            self.offset = offset
            self.line = line
            self.column = column
        }
    }

    private let runs: [Run]

    /// Runs by offset, the first at 0; `nil` where there is none.
    package init?(_ runs: [Run]) {
        guard runs.first?.offset == 0 else { return nil }
        self.runs = runs
    }

    /// The place of a part of the text, as far as it stands on one line; at least 1 long.
    package func span(at offset: Int, length: Int, in file: String) -> SourceSpan {
        let (line, column) = place(of: offset)
        var last = max(offset, offset + length - 1)
        while last > offset, place(of: last).line != line {
            // The last character before the line's end is one before the run that left it.
            last = (runs.last { $0.offset <= last }?.offset ?? offset + 1) - 1
        }
        let end = place(of: max(offset, last)).column
        return SourceSpan(file: file, line: line, column: column, length: max(1, end - column + 1))
    }

    private func place(of offset: Int) -> (line: Int, column: Int) {
        var low = 0
        var high = runs.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if runs[middle].offset <= offset { low = middle } else { high = middle }
        }
        return (runs[low].line, runs[low].column + max(0, offset - runs[low].offset))
    }
}
