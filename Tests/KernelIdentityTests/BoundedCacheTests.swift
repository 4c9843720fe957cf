import Testing

@testable import KernelIdentity

struct BoundedCacheTests {
    @Test func `what was set is found, and removed with nil`() {
        var cache = BoundedCache<Int, String>(capacity: 10)
        cache[1] = "one"
        #expect(cache[1] == "one")
        cache[1] = "uno"
        #expect(cache[1] == "uno")
        cache[1] = nil
        #expect(cache[1] == nil)
        #expect(cache.count == 0)
    }

    @Test func `it never holds more than its capacity`() {
        var cache = BoundedCache<Int, Int>(capacity: 10)
        for number in 0..<1_000 {
            cache[number] = number
            #expect(cache.count <= 10)
        }
        #expect(cache[999] == 999)
        #expect(cache[0] == nil)
    }

    @Test func `what is asked for stays`() {
        var cache = BoundedCache<Int, Int>(capacity: 10)
        cache[-1] = 7
        for number in 0..<1_000 {
            cache[number] = number
            #expect(cache[-1] == 7)
        }
    }

    @Test func `setting what lies in the old generation leaves one value`() {
        var cache = BoundedCache<Int, Int>(capacity: 4)
        cache[1] = 1
        cache[2] = 2
        cache[3] = 3
        cache[1] = 10
        #expect(cache[1] == 10)
        cache[1] = nil
        #expect(cache[1] == nil)
    }

    @Test func `a capacity of nothing still works`() {
        var cache = BoundedCache<Int, Int>(capacity: 0)
        cache[1] = 1
        #expect(cache[1] == 1)
        cache[2] = 2
        cache[3] = 3
        #expect(cache.count <= 2)
    }
}
