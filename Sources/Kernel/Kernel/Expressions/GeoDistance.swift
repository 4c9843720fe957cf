/// Metres along the surface of a sphere of 6,371,008.8 m (the mean radius of WGS 84), by the haversine formula.
///
/// Sine, cosine and arc sine are worked out here from the four operations and the square root, which IEEE 754 rounds in one
/// way only: every back end has the same digits, which the libraries' functions do not promise.
enum GeoDistance {
    static func metres(
        _ from: (latitude: Double, longitude: Double),
        _ to: (latitude: Double, longitude: Double)
    ) -> Int64 {
        let degree = 0.017453292519943295
        let north = sine((to.latitude - from.latitude) * degree / 2)
        let east = sine((to.longitude - from.longitude) * degree / 2)
        let scale = cosine(from.latitude * degree) * cosine(to.latitude * degree)
        let haversine = north * north + scale * east * east
        let chord = haversine <= 0 ? 0 : haversine >= 1 ? 1 : haversine.squareRoot()
        let metres = 2 * 6_371_008.8 * arcSine(chord) + 0.5
        return metres.isFinite ? Int64(metres) : 0
    }

    /// Of -pi to pi, by its series.
    private static func sine(_ angle: Double) -> Double {
        var (term, sum) = (angle, angle)
        for step in 1...14 {
            let n = Double(2 * step)
            term = -term * angle * angle / (n * (n + 1))
            sum += term
        }
        return sum
    }

    private static func cosine(_ angle: Double) -> Double {
        var (term, sum) = (1.0, 1.0)
        for step in 1...14 {
            let n = Double(2 * step)
            term = -term * angle * angle / ((n - 1) * n)
            sum += term
        }
        return sum
    }

    /// Of 0 to 1: the angle is halved four times, then the series does.
    private static func arcSine(_ value: Double) -> Double {
        var small = value
        for _ in 0..<4 { small = small / (2 * (1 + (1 - small * small).squareRoot())).squareRoot() }
        var (term, sum) = (small, small)
        for step in 1...12 {
            let n = Double(2 * step)
            term = term * small * small * (n - 1) * (n - 1) / (n * (n + 1))
            sum += term
        }
        return sum * 16
    }
}
