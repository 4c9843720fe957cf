import Kernel
import Testing

/// The Prometheus text format.
struct MetricsTests {
    private func text(_ metrics: Metrics) -> String {
        String(decoding: metrics.render(), as: UTF8.self)
    }

    @Test
    func `families and series stand in the order of their names`() {
        let metrics = Metrics()
        let second = metrics.counter("b_total", "Second.", labels: ["kind", "code"])
        second.add(1, "z", "1")
        second.add(2.5, "a", "2")
        second.add(1, "a", "1")
        metrics.gauge("a_now", "First.").set(-3)
        #expect(
            text(metrics) == """
                # HELP a_now First.
                # TYPE a_now gauge
                a_now -3
                # HELP b_total Second.
                # TYPE b_total counter
                b_total{kind="a",code="1"} 1
                b_total{kind="a",code="2"} 2.5
                b_total{kind="z",code="1"} 1

                """
        )
    }

    @Test
    func `a histogram counts cumulatively, bounds included`() {
        let metrics = Metrics()
        let histogram = metrics.histogram("t_seconds", "Time.", labels: ["p"], bounds: [0.1, 1])
        for value in [0.05, 0.1, 0.5, 7] { histogram.observe(value, "x") }
        #expect(
            text(metrics) == """
                # HELP t_seconds Time.
                # TYPE t_seconds histogram
                t_seconds_bucket{p="x",le="0.1"} 2
                t_seconds_bucket{p="x",le="1"} 3
                t_seconds_bucket{p="x",le="+Inf"} 4
                t_seconds_sum{p="x"} 7.65
                t_seconds_count{p="x"} 4

                """
        )
    }

    @Test
    func `a family without labels shows its zero`() {
        let metrics = Metrics()
        _ = metrics.counter("n_total", "N.")
        _ = metrics.histogram("h", "H.", bounds: [1])
        #expect(text(metrics).contains("n_total 0\n"))
        #expect(text(metrics).contains("h_bucket{le=\"1\"} 0\nh_bucket{le=\"+Inf\"} 0\nh_sum 0\nh_count 0\n"))
    }

    @Test
    func `label values and help texts are escaped`() {
        let metrics = Metrics()
        metrics.counter("n_total", "Back\\slash, \"quotes\" and\nline.", labels: ["v"]).add(1, "a\\b\"c\nd\u{e9}")
        #expect(text(metrics).contains("# HELP n_total Back\\\\slash, \"quotes\" and\\nline.\n"))
        #expect(text(metrics).contains("n_total{v=\"a\\\\b\\\"c\\nd\u{e9}\"} 1\n"))
    }

    @Test(
        arguments: [
            (Double.infinity, "+Inf"), (-Double.infinity, "-Inf"), (.nan, "NaN"), (1e14, "100000000000000"),
            (0.25, "0.25"), (1e300, "1e+300"),
        ]
    )
    func `numbers are spelled as Prometheus reads them`(value: Double, spelling: String) {
        let metrics = Metrics()
        metrics.gauge("g", "G.").set(value)
        #expect(text(metrics).contains("\ng \(spelling)\n"))
    }

    @Test
    func `a counter never goes down`() {
        let metrics = Metrics()
        let counter = metrics.counter("n_total", "N.")
        counter.add(2)
        counter.add(-1)
        counter.add(.nan)
        #expect(text(metrics).contains("n_total 2\n"))
    }

    @Test
    func `declaring a family again gives the same one`() {
        let metrics = Metrics()
        metrics.counter("n_total", "N.", labels: ["a"]).add(1, "x")
        metrics.counter("n_total", "N.", labels: ["a"]).add(1, "x")
        #expect(text(metrics).contains("n_total{a=\"x\"} 2\n"))
    }

    @Test
    func `series over the bound are counted together`() {
        let metrics = Metrics(seriesPerFamily: 2)
        let counter = metrics.counter("n_total", "N.", labels: ["a", "b"])
        for value in ["1", "2", "3", "4", "1"] { counter.add(1, value, "x") }
        #expect(
            text(metrics).hasSuffix(
                "n_total{a=\"1\",b=\"x\"} 2\nn_total{a=\"2\",b=\"x\"} 1\nn_total{a=\"other\",b=\"other\"} 2\n"
            )
        )
    }

    @Test
    func `a sampled gauge is read when rendered and may use the registry`() {
        let metrics = Metrics()
        let opened = metrics.counter("opened_total", "Opened.")
        metrics.gauge("open", "Open.") {
            opened.add()
            return 7
        }
        #expect(text(metrics).contains("\nopen 7\n"))
        #expect(text(metrics).contains("opened_total 2\n"))
    }

    @Test
    func `counting from many tasks loses nothing`() async {
        let metrics = Metrics()
        let counter = metrics.counter("n_total", "N.", labels: ["a"])
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for _ in 0..<1_000 { counter.add(1, String(task % 2)) }
                }
            }
        }
        #expect(text(metrics).hasSuffix("n_total{a=\"0\"} 4000\nn_total{a=\"1\"} 4000\n"))
    }
}
