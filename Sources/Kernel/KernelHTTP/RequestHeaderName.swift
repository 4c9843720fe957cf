/// The request headers that the host reads; all others are dropped without being copied.
enum RequestHeaderName {
    case authorization, contentEncoding, contentLength, contentType, cookie, expect, forwardedFor, forwardedHost,
        forwardedProto, host
    case idempotencyKey, ifMatch, ifNoneMatch, lastEventID, origin, requestID, requestedWith, secFetchSite,
        transferEncoding
    case upgrade, userAgent

    /// Finds a header by its length first, so that a name costs at most a few comparisons.
    init?(_ name: String) {
        guard let found = Self.candidates(name.utf8.count).first(where: { Self.matches(name, $0.0) }) else {
            return nil
        }
        self = found.1
    }

    private typealias Candidate = (StaticString, RequestHeaderName)

    private static let byLength: [[Candidate]] = {
        let all: [Candidate] = [
            ("authorization", .authorization), ("content-encoding", .contentEncoding),
            ("content-length", .contentLength), ("content-type", .contentType),
            ("cookie", .cookie), ("expect", .expect), ("x-forwarded-for", .forwardedFor),
            ("x-forwarded-host", .forwardedHost), ("x-forwarded-proto", .forwardedProto), ("host", .host),
            ("idempotency-key", .idempotencyKey), ("x-idempotency-key", .idempotencyKey), ("if-match", .ifMatch),
            ("if-none-match", .ifNoneMatch), ("last-event-id", .lastEventID), ("origin", .origin),
            ("x-request-id", .requestID),
            ("x-requested-with", .requestedWith), ("sec-fetch-site", .secFetchSite),
            ("transfer-encoding", .transferEncoding), ("upgrade", .upgrade), ("user-agent", .userAgent),
        ]
        var table: [[Candidate]] = Array(repeating: [], count: 18)
        for one in all { table[one.0.utf8CodeUnitCount].append(one) }
        return table
    }()

    private static func candidates(_ length: Int) -> [Candidate] {
        length < byLength.count ? byLength[length] : []
    }

    /// Compares without regard to ASCII case; the lengths are equal.
    private static func matches(_ name: String, _ lower: StaticString) -> Bool {
        lower.withUTF8Buffer { expected in
            zip(name.utf8, expected).allSatisfy { byte, wanted in
                let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
                return (isUpper ? byte | 0x20 : byte) == wanted
            }
        }
    }
}
