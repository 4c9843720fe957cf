import assert from "node:assert/strict";
import test from "node:test";
import {
  Decimal, Money, Place, decimalText, evaluate, fromWire, isTrue, readDay, readDecimal, readInstant, readTime,
} from "../../Sources/Kernel/KernelConsole/Public/expressions.js";

const berlin = { first: 3600, changes: [[Date.UTC(2026, 2, 29, 1), 7200], [Date.UTC(2026, 9, 25, 1), 3600]] };

function context(values = {}, more = {}) {
  return {
    now: Date.UTC(2026, 10, 22, 18, 30),
    today: readDay("2026-11-22"),
    zone: berlin,
    me: "m1",
    member: (field) => ({ teams: ["t1"], active: true })[field],
    setting: (id) => ({ limit: 5n })[id],
    input: (id) => ({ rating: 4n })[id],
    rate: (card, line) => (card === "cleaning" && line === "hour" ? new Money(3000n, "EUR") : null),
    at: (entity, id) => (entity === "access.team" && id === "m1" ? VISITS[0] : null),
    record: {
      id: "r1",
      value: (names) => values[names.join(".")] ?? null,
      related: (relation) => (relation[3] === "visits" ? VISITS : []),
    },
    ...more,
  };
}

const VISITS = [["v1", 30n, "1.5"], ["v2", 90n, "2.25"], ["v3", null, null]].map(([id, minutes, price]) => {
  const values = { minutes, price: price === null ? null : readDecimal(price), order: "r1" };
  return { id, value: (names) => values[names[0]], related: () => [] };
});
const VISIT = ["far", 0, [], "visits", "order"];
const lit = (value, type) => (type ? ["lit", value, type] : ["lit", value]);

function shown(value) {
  if (value instanceof Decimal) return decimalText(value);
  if (value instanceof Money) return `${value.minor} ${value.currency}`;
  return typeof value === "bigint" ? `${value}n` : value;
}

const cases = [
  [["int_add", ["field", "rooms"], lit(1)], "8n"],
  [["int_add", lit(999), lit("999999999999999999", "int")], null],
  [["divide", lit(2), lit(3)], "0.666666667"],
  [["divide", lit(-2), lit(3)], "-0.666666667"],
  [["divide", lit(1), lit(0)], null],
  [["remainder", lit("-7.5", "decimal"), lit(2)], "-1.5"],
  [["multiply", lit("999999999.999999999", "decimal"), lit("999999999.999999999", "decimal")], "999999999999999998"],
  [["round", lit("2.345", "decimal"), lit(2)], "2.35"],
  [["round", lit("-12350", "decimal"), lit(-2)], "-12400"],
  [["round_to_int", lit("-2.5", "decimal")], "-3n"],
  [["floor", lit("-2.5", "decimal")], "-3n"],
  [["ceil", lit("-2.5", "decimal")], "-2n"],
  [["money", lit("12.345", "decimal"), lit("EUR")], "1235 EUR"],
  [["money", lit("12.5", "decimal"), lit("JPY")], "13 JPY"],
  [["money_add", ["rate", "cleaning", "hour"], lit("5 USD", "money")], null],
  [["money_percent", ["rate", "cleaning", "hour"], lit(19)], "570 EUR"],
  [["amount", ["rate", "cleaning", "hour"]], "30"],
  [["text_of_money", lit("-5 KWD", "money")], "-0.005 KWD"],
  [["hours", lit(5400, "duration")], "1.5"],
  [["least", lit(3), lit(2), lit(9)], "2n"],
  [["greatest", lit("\uffff"), lit("\u{1d11e}")], "\u{1d11e}"],
  [["lower", lit("ÀΣİ𐐀")], "àσİ𐐨"],
  [["upper", lit("àßﬁ𐐨")], "ÀßﬁŸ".slice(0, 3) + "𐐀"],
  [["trim", lit("\u00a0 x\u3000\u200b ")], "x\u3000\u200b"],
  [["length", lit("👨‍👩‍👧")], "5n"],
  [["concat", lit("a"), lit("b"), lit("c")], "abc"],
  [["ends_with", lit("e\u0301"), lit("é")], false],
  [["text_of_instant", ["now"]], "2026-11-22T18:30:00.000Z"],
  [["text_of_date", ["date_add_months", lit("2026-01-31", "date"), lit(1)]], "2026-02-28"],
  [["date_of_text", lit("2026-02-29")], null],
  [["text_of_time", ["local_time", ["now"]]], "19:30:00"],
  [["text_of_instant", ["instant_add_days", lit("2026-03-28T01:30:00.000Z", "datetime"), lit(1)]], "2026-03-29T01:30:00.000Z"],
  [["weekday", ["today"]], "7n"],
  [["distance_m", lit([52.520008, 13.404954], "geo"), lit([48.856613, 2.352222], "geo")], "877460n"],
  [["if", ["=", ["field", "nothing"], lit(null)], lit("none"), lit("some")], "none"],
  [["coalesce", ["field", "nothing"], ["setting", "limit"]], "5n"],
  [["in", lit("t1"), ["me", "teams"]], true],
  [["through", ["me"], "access.team", "minutes"], "30n"],
  [["through", ["field", "nothing"], "access.team", "minutes"], null],
  [["through", ["me"], "customers.site", "minutes"], null],
  [["in", ["field", "rooms"], ["list", lit(1), lit(7)]], true],
  [["=", ["field", "rooms"], lit("7.0", "decimal")], true],
  [["<", ["field", "nothing"], lit(1)], false],
  [["!=", ["field", "nothing"], lit(1)], false],
  [["contains", ["field", "nothing"], lit("x")], null],
  [["count", VISIT], "3n"],
  [["count", VISIT, [">", ["field", "minutes"], lit(60)]], "1n"],
  [["sum", VISIT, ["field", "minutes"], "int"], "120n"],
  [["avg_of", VISIT, ["field", "price"], "decimal"], "1.875"],
  [["max_of", VISIT, ["field", "price"], "decimal"], "2.25"],
  [["first", VISIT, ["int_negate", ["field", "minutes"]]], "v2"],
  [["all", VISIT, [">", ["field", "minutes"], lit(1)]], false],
  [["exists", VISIT, ["=", ["outer", 1, "rooms"], lit(7)]], true],
  [["sum", ["far", 0, [], "nobody", "x"], ["field", "x"], "money", "EUR"], "0 EUR"],
  [["sum", ["far", 0, [], "nobody", "x"], ["field", "x"], "money"], null],
  [["sum", ["parts", 0, [], "lines"], ["field", "fee"], "money"], "7 EUR"],
];

for (const [tree, expected] of cases) {
  test(JSON.stringify(tree), () => {
    const lines = fromWire([{ fee: { amount: 3, currency: "EUR" } }, { fee: { amount: "4", currency: "EUR" } }, {}], {
      fee: "money",
    });
    assert.equal(shown(evaluate(tree, context({ rooms: 7n, lines }))), expected);
  });
}

test("null is not true", () => {
  assert.equal(isTrue(["contains", lit(null), lit("x")], context()), false);
  assert.equal(isTrue(["not", ["contains", lit(null), lit("x")]], context()), true);
});

test("nobody has no teams", () => {
  assert.equal(evaluate(["in", lit("t1"), ["me", "teams"]], context({}, { me: null })), false);
});

test("an operation that is none is refused", () => {
  assert.throws(() => evaluate(["frobnicate", lit(1)], context()), /frobnicate/);
});

test("the wire is read", () => {
  assert.deepEqual(fromWire("12.50", "decimal"), new Decimal(12_500_000_000n));
  assert.deepEqual(fromWire({ lat: 1.5, lng: 2, accuracy: 7 }, "geo"), new Place(1.5, 2));
  assert.equal(fromWire("9007199254740993", "int"), 9007199254740993n);
  assert.equal(fromWire(null, "int"), null);
  assert.equal(readInstant("1969-12-31T23:59:59.999Z"), -1);
  assert.equal(readTime("24:00"), null);
  assert.equal(readDay("2026-11-22\n"), null);
});
