// Evaluates the JSON trees of expressions, as `/api/model` has them, with the results of the server to the last digit.
//
// Values: null · true and false · an int or a duration in seconds as BigInt · Decimal (units of 10^-9) · Money · text,
// a choice and a reference as string · a date as its day number, a time in seconds, an instant in milliseconds, all Number ·
// Place · several references or choices as an array of strings · the parts of a list as an array of objects.
// No result of an operation reaches 10^18 either way: it is null. Every rounding is half away from zero.

import { lowerCase, upperCase } from "./expressions-case.js";

/** An exact decimal of 9 places. */
export class Decimal {
  /** @param {bigint} units of 10^-9 */
  constructor(units) {
    this.units = units;
  }
}

/** An amount in minor units. */
export class Money {
  /** @param {bigint} minor @param {string} currency */
  constructor(minor, currency) {
    this.minor = minor;
    this.currency = currency;
  }
}

/** A point on the earth, in degrees. */
export class Place {
  /** @param {number} latitude @param {number} longitude */
  constructor(latitude, longitude) {
    this.latitude = latitude;
    this.longitude = longitude;
  }
}

const ONE = 1_000_000_000n;
const LIMIT = 10n ** 18n;
const DAY = 86_400_000;
const FIRST_DAY = dayNumber(1, 1, 1);
const LAST_DAY = dayNumber(9999, 12, 31);

/**
 * The value of a tree.
 *
 * `context` has `now` (milliseconds), `today` (day number), `zone` (`{ first, changes: [[from, offset], ...] }` in
 * milliseconds and seconds), `me` (id or null), and functions `member(field)`, `setting(id)`, `input(id)`,
 * `rate(card, line)`, `at(entity, id)` (the live record, or null); `record` has `id`, `value(names)` and `related(relation)`, which gives records of the same kind.
 */
export function evaluate(tree, context) {
  return new Evaluation(context, [context.record]).value(tree);
}

/** Whether a condition is true; null is not. */
export function isTrue(tree, context) {
  return evaluate(tree, context) === true;
}

class Evaluation {
  constructor(context, records) {
    this.context = context;
    this.records = records;
  }

  value(tree) {
    const [head, ...rest] = tree;
    switch (head) {
      case "lit": return literal(tree);
      case "field": return this.record(0).value(rest);
      case "outer": return this.record(rest[0]).value(rest.slice(1));
      case "me": return this.me(rest);
      case "through": return this.through(rest[0], rest[1], rest.slice(2));
      case "setting": return this.context.setting(rest[0]) ?? null;
      case "input": return this.context.input(rest[0]) ?? null;
      case "rate": return this.context.rate(rest[0], rest[1]) ?? null;
      case "now": return this.context.now;
      case "today": return this.context.today;
      case "and": return rest.every((item) => this.value(item) === true);
      case "or": return rest.some((item) => this.value(item) === true);
      case "not": return this.value(rest[0]) !== true;
      case "in": return this.isMember(rest[0], rest[1]);
      case "if": return this.choose(rest);
      case "coalesce": return this.coalesce(rest);
      case "contains": return this.texts(rest, (whole, part) => whole.includes(part));
      case "starts_with": return this.texts(rest, (whole, part) => whole.startsWith(part));
      case "=": case "!=": case "<": case "<=": case ">": case ">=":
        return this.compare(head, rest[0], rest[1]);
      case "exists": case "all": case "count": case "first": case "sum": case "min_of": case "max_of": case "avg_of":
        return this.aggregate(head, rest);
      default:
        return apply(head, rest.map((item) => this.value(item)), this.context.zone);
    }
  }

  record(outer) {
    return this.records[this.records.length - 1 - outer];
  }

  me(names) {
    if (this.context.me === null || this.context.me === undefined) return null;
    return names.length === 0 ? this.context.me : this.context.member(names[0]) ?? null;
  }

  /** A field of the record that a value of the context refers to. */
  through(origin, entity, names) {
    const id = this.value(origin);
    const record = id === null ? null : this.context.at(entity, id);
    return record?.value(names) ?? null;
  }

  compare(operator, left, right) {
    const value = this.value(left);
    if (right[0] === "lit" && right[1] === null) {
      if (operator === "=") return isNone(value);
      return operator === "!=" && !isNone(value);
    }
    return holds(operator, value, this.value(right));
  }

  isMember(item, list) {
    const value = this.value(item);
    if (value === null) return false;
    if (list[0] === "list") return list.slice(1).some((element) => holds("=", value, literal(element)));
    const several = this.value(list);
    return Array.isArray(several) && several.includes(value);
  }

  choose(nodes) {
    for (let index = 0; index + 1 < nodes.length; index += 2) {
      if (this.value(nodes[index]) === true) return this.value(nodes[index + 1]);
    }
    return this.value(nodes[nodes.length - 1]);
  }

  coalesce(nodes) {
    for (const node of nodes) {
      const value = this.value(node);
      if (!isNone(value)) return value;
    }
    return null;
  }

  texts([whole, part], test) {
    const [a, b] = [this.value(whole), this.value(part)];
    return a === null || b === null ? null : test(a, b);
  }

  aggregate(name, [relation, body, kind, currency]) {
    const several = this.related(relation);
    const inner = (record) => new Evaluation(this.context, [...this.records, record]);
    const asked = (record) => body === undefined || inner(record).value(body) === true;
    switch (name) {
      case "exists": return several.some(asked);
      case "all": return several.every(asked);
      case "count": return BigInt(several.filter(asked).length);
      case "first": return first(several.map((record) => [record.id, inner(record).value(body)]));
      default: return total(name, several.map((record) => inner(record).value(body)), kind, currency);
    }
  }

  related(relation) {
    if (relation[0] === "tenant") return this.records[0].related(relation);
    const record = this.record(relation[1]);
    if (relation[0] !== "parts") return record.related(relation);
    const [, , hops, field] = relation;
    return (record.value([...hops, field]) ?? []).map((part) => ({
      id: null,
      value: (names) => part[names[0]] ?? null,
      related: () => [],
    }));
  }
}

/**
 * A value of the wire as one of expressions. `type` is the word of the field's type, or for a list its fields' types by id.
 * A 64-bit number may come as a text or a BigInt: a Number holds 53 bits.
 */
export function fromWire(value, type) {
  if (value === null || value === undefined) return null;
  switch (type) {
    case "int": case "duration": return BigInt(value);
    case "decimal": return readDecimal(value);
    case "money": return new Money(BigInt(value.amount), value.currency);
    case "date": return readDay(value);
    case "time": return readTime(value);
    case "datetime": return readInstant(value);
    case "geo": return new Place(value.lat, value.lng);
    default: return typeof type === "object" ? value.map((part) => partFromWire(part, type)) : value;
  }
}

function partFromWire(part, types) {
  return Object.fromEntries(Object.entries(types).map(([id, type]) => [id, fromWire(part[id], type)]));
}

function literal([, value, type]) {
  switch (type) {
    case undefined: return typeof value === "number" ? BigInt(value) : value;
    case "int": case "duration": return BigInt(value);
    case "decimal": return readDecimal(value);
    case "date": return readDay(value);
    case "time": return readTime(value);
    case "datetime": return readInstant(value);
    case "money": {
      const [minor, currency] = value.split(" ");
      return new Money(BigInt(minor), currency);
    }
    case "geo": return new Place(value[0], value[1]);
    default: return value;
  }
}

// MARK: Comparison

function isNone(value) {
  return value === null || (Array.isArray(value) && value.length === 0);
}

/** Whether two values stand so to each other; false for null. */
export function holds(operator, left, right) {
  if (left === null || right === null) return false;
  const order = compare(left, right);
  switch (operator) {
    case "=": return order === 0;
    case "!=": return order !== 0;
    case "<": return order === -1;
    case "<=": return order === -1 || order === 0;
    case ">": return order === 1;
    default: return order === 1 || order === 0;
  }
}

/** -1, 0 or 1; `undefined` for values that differ and have no order. */
function compare(left, right) {
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  if (left instanceof Money && right instanceof Money) {
    return left.currency === right.currency ? order(left.minor, right.minor) : undefined;
  }
  if (isNumber(left) && isNumber(right)) return order(units(left), units(right));
  if (typeof left === "boolean" && left === right) return 0;
  if (typeof left === "number" && typeof right === "number") return order(left, right);
  return undefined;
}

function order(left, right) {
  return left < right ? -1 : left > right ? 1 : 0;
}

/** By Unicode scalar value; JavaScript's `<` compares UTF-16 units, where scalars above U+FFFF come before U+E000. */
function compareText(left, right) {
  let index = 0;
  while (index < left.length && index < right.length) {
    const [a, b] = [left.codePointAt(index), right.codePointAt(index)];
    if (a !== b) return a < b ? -1 : 1;
    index += a > 0xffff ? 2 : 1;
  }
  return order(left.length, right.length);
}

// MARK: Numbers

function isNumber(value) {
  return typeof value === "bigint" || value instanceof Decimal;
}

function units(value) {
  return typeof value === "bigint" ? value * ONE : value.units;
}

function absolute(number) {
  return number < 0n ? -number : number;
}

/** `a * b / divisor`, rounded half away from zero; null for a divisor of 0. */
function ratio(a, b, divisor) {
  if (divisor === 0n) return null;
  const product = a * b;
  const size = absolute(divisor);
  // With an odd divisor no remainder is a half, and half of it rounded down never rounds up too soon.
  const quotient = (absolute(product) + size / 2n) / size;
  return product < 0n !== divisor < 0n ? -quotient : quotient;
}

function decimal(units) {
  return units === null || absolute(units) >= LIMIT * ONE ? null : new Decimal(units);
}

function whole(number) {
  return number === null || absolute(number) >= LIMIT ? null : number;
}

function money(minor, currency) {
  return minor === null || absolute(minor) >= LIMIT ? null : new Money(minor, currency);
}

function floorDivide(a, b) {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}

function rounded(number, places) {
  if (places >= 9n) return decimal(number);
  if (places < -18n) return new Decimal(0n);
  const step = 10n ** (9n - places);
  return decimal(ratio(number, 1n, step) * step);
}

/** A decimal as text without zeros at its end. */
export function decimalText(value) {
  let [digits, scale] = [absolute(value.units), 9];
  while (scale > 0 && digits % 10n === 0n) [digits, scale] = [digits / 10n, scale - 1];
  return (value.units < 0n ? "-" : "") + scaled(digits, scale);
}

function scaled(digits, scale) {
  const text = String(digits).padStart(scale + 1, "0");
  return scale === 0 ? text : `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** A decimal from its text. */
export function readDecimal(text) {
  const [whole, places = ""] = text.split(".");
  return new Decimal(BigInt(whole + places.padEnd(9, "0")));
}

const NO_MINOR = new Set(
  "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF".split(" "),
);
const THREE_PLACES = new Set("BHD IQD JOD KWD LYD OMR TND".split(" "));

/** Decimal places of a currency; null for what has not the form of one. */
function places(currency) {
  if (!/^[A-Z]{3}$/.test(currency) || currency.length !== 3) return null;
  return NO_MINOR.has(currency) ? 0 : THREE_PLACES.has(currency) ? 3 : 2;
}

function moneyText(value) {
  const scale = places(value.currency);
  if (scale === null) return null;
  return `${value.minor < 0n ? "-" : ""}${scaled(absolute(value.minor), scale)} ${value.currency}`;
}

// MARK: Several

function total(name, all, kind, currency) {
  const values = all.filter((value) => value !== null);
  if (name === "min_of" || name === "max_of") return extreme(name === "min_of" ? "<" : ">", values);
  let sum = 0n;
  let known = currency ?? null;
  for (const value of values) {
    if (value instanceof Money) {
      if (known !== null && known !== value.currency) return null;
      known = value.currency;
      sum += value.minor;
    } else {
      sum += kind === "decimal" ? units(value) : value;
    }
  }
  const isAverage = name === "avg_of";
  if (isAverage) {
    if (values.length === 0) return null;
    sum = ratio(kind === "int" ? sum * ONE : sum, 1n, BigInt(values.length));
  }
  if (kind === "money") return known === null ? null : money(sum, known);
  return kind === "decimal" || (kind === "int" && isAverage) ? decimal(sum) : whole(sum);
}

function extreme(operator, values) {
  if (values.some((value) => value instanceof Money && value.currency !== values[0].currency)) return null;
  return values.reduce((best, value) => (best === null || holds(operator, value, best) ? value : best), null);
}

function first(pairs) {
  let best = null;
  for (const pair of pairs) {
    if (best === null || precedes(pair, best)) best = pair;
  }
  return best === null ? null : best[0];
}

function precedes([id, key], [other, otherKey]) {
  if ((key === null) !== (otherKey === null)) return otherKey === null;
  if (holds("<", key, otherKey)) return true;
  return !holds(">", key, otherKey) && id < other;
}

// MARK: Operations

/** An operation on values; null where one of them is. */
function apply(name, values, zone) {
  if (values.some((value) => value === null)) return null;
  const operation = OPERATIONS[name];
  if (operation === undefined) throw new Error(`There is no operation ${name}`);
  if (CHAINS.has(name)) {
    return values.slice(1).reduce((left, right) => (left === null ? null : operation(left, right, zone)), values[0]);
  }
  return operation(values[0], values[1], zone);
}

const CHAINS = new Set([
  "int_add", "add", "money_add", "duration_add", "int_multiply", "multiply", "concat", "least", "greatest",
]);

function amounts(a, b, work) {
  return a.currency === b.currency ? work(a.minor, b.minor, a.currency) : null;
}

const OPERATIONS = {
  decimal: (a) => decimal(units(a)),
  int_add: (a, b) => whole(a + b),
  int_subtract: (a, b) => whole(a - b),
  int_multiply: (a, b) => whole(a * b),
  int_remainder: (a, b) => (b === 0n ? null : whole(a % b)),
  int_negate: (a) => whole(-a),
  int_abs: (a) => whole(absolute(a)),
  add: (a, b) => decimal(units(a) + units(b)),
  subtract: (a, b) => decimal(units(a) - units(b)),
  multiply: (a, b) => decimal(ratio(units(a), units(b), ONE)),
  divide: (a, b) => decimal(ratio(units(a), ONE, units(b))),
  remainder: (a, b) => (units(b) === 0n ? null : decimal(units(a) % units(b))),
  percent: (a, b) => decimal(ratio(units(a), units(b), ONE * 100n)),
  negate: (a) => decimal(-units(a)),
  abs: (a) => decimal(absolute(units(a))),
  round: (a, b) => rounded(units(a), b),
  round_to_int: (a) => whole(ratio(units(a), 1n, ONE)),
  floor: (a) => whole(floorDivide(units(a), ONE)),
  ceil: (a) => whole(-floorDivide(-units(a), ONE)),

  money: (a, currency) => {
    const scale = places(currency);
    return scale === null ? null : money(ratio(units(a), 10n ** BigInt(scale), ONE), currency);
  },
  amount: (a) => {
    const scale = places(a.currency);
    return scale === null ? null : decimal(ratio(a.minor, ONE, 10n ** BigInt(scale)));
  },
  currency: (a) => a.currency,
  money_add: (a, b) => amounts(a, b, (x, y, currency) => money(x + y, currency)),
  money_subtract: (a, b) => amounts(a, b, (x, y, currency) => money(x - y, currency)),
  money_ratio: (a, b) => amounts(a, b, (x, y) => decimal(ratio(x, ONE, y))),
  money_multiply: (a, b) => money(ratio(a.minor, units(b), ONE), a.currency),
  money_divide: (a, b) => money(ratio(a.minor, ONE, units(b)), a.currency),
  money_percent: (a, b) => money(ratio(a.minor, units(b), ONE * 100n), a.currency),
  money_negate: (a) => money(-a.minor, a.currency),
  money_abs: (a) => money(absolute(a.minor), a.currency),

  duration_add: (a, b) => whole(a + b),
  duration_subtract: (a, b) => whole(a - b),
  duration_multiply: (a, b) => whole(ratio(a, units(b), ONE)),
  duration_divide: (a, b) => whole(ratio(a, ONE, units(b))),
  duration_ratio: (a, b) => decimal(ratio(a, ONE, b)),
  duration_negate: (a) => whole(-a),
  duration_abs: (a) => whole(absolute(a)),
  minutes: (a) => decimal(ratio(a, ONE, 60n)),
  hours: (a) => decimal(ratio(a, ONE, 3600n)),

  least: (a, b) => {
    if (a instanceof Money && a.currency !== b.currency) return null;
    return holds(">", a, b) ? b : a;
  },
  greatest: (a, b) => {
    if (a instanceof Money && a.currency !== b.currency) return null;
    return holds("<", a, b) ? b : a;
  },

  lower: lowerCase,
  upper: upperCase,
  trim: (a) => a.replace(SPACE_BEFORE, "").replace(SPACE_AFTER, ""),
  length: (a) => BigInt([...a].length),
  concat: (a, b) => a + b,
  ends_with: (a, b) => a.endsWith(b),
  text_of_bool: (a) => String(a),
  text_of_int: (a) => String(a),
  text_of_decimal: (a) => decimalText(new Decimal(units(a))),
  text_of_money: moneyText,
  text_of_date: dayText,
  text_of_time: timeText,
  text_of_instant: instantText,
  date_of_text: readDay,
  time_of_text: readTime,

  local_date: (a, _, zone) => checkedDay(local(a, zone).day),
  local_time: (a, _, zone) => Math.floor(local(a, zone).milliseconds / 1000),
  year: (a) => BigInt(civil(a).year),
  month: (a) => BigInt(civil(a).month),
  day: (a) => BigInt(civil(a).day),
  weekday: (a) => BigInt(weekday(a)),
  hour: (a) => BigInt(Math.floor(a / 3600)),
  days_between: (a, b) => BigInt(b - a),
  minutes_between: (a, b) => BigInt(Math.trunc((b - a) / 60_000)),
  instant_add: (a, b) => checkedInstant(BigInt(a) + b * 1000n),
  instant_subtract: (a, b) => checkedInstant(BigInt(a) - b * 1000n),
  instant_difference: (a, b) => BigInt(Math.trunc((a - b) / 1000)),
  date_add_days: addDays,
  date_add_months: addMonths,
  instant_add_days: (a, b, zone) => moved(a, zone, (day) => addDays(day, b)),
  instant_add_months: (a, b, zone) => moved(a, zone, (day) => addMonths(day, b)),
  start_of_week: (a) => checkedDay(a + 1 - weekday(a)),
  start_of_month: (a) => checkedDay(a + 1 - civil(a).day),

  distance_m: distance,
};

const SPACE = "\\u0009-\\u000d\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACE_BEFORE = new RegExp(`^[${SPACE}]+`, "u");
const SPACE_AFTER = new RegExp(`[${SPACE}]+$`, "u");

// MARK: Days and instants

function dayNumber(year, month, day) {
  const shifted = month > 2 ? year : year - 1;
  const leaps = Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400);
  const fromMarch = Math.floor((153 * ((month + 9) % 12) + 2) / 5);
  return shifted * 365 + leaps + fromMarch + day - 1 - 719_468;
}

function civil(days) {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const day = shifted - era * 146_097;
  const year = Math.floor(
    (day - Math.floor(day / 1460) + Math.floor(day / 36_524) - Math.floor(day / 146_096)) / 365,
  );
  const ofYear = day - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const month = Math.floor((5 * ofYear + 2) / 153);
  const civilMonth = month < 10 ? month + 3 : month - 9;
  return {
    year: era * 400 + year + (civilMonth <= 2 ? 1 : 0),
    month: civilMonth,
    day: ofYear - Math.floor((153 * month + 2) / 5) + 1,
  };
}

/** 1 for Monday to 7 for Sunday. */
function weekday(day) {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

function lengthOfMonth(month, year) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function checkedDay(day) {
  return day >= FIRST_DAY && day <= LAST_DAY ? day : null;
}

function checkedInstant(instant) {
  return instant >= BigInt(FIRST_DAY * DAY) && instant < BigInt((LAST_DAY + 1) * DAY) ? Number(instant) : null;
}

function addDays(day, count) {
  const sum = BigInt(day) + count;
  return sum >= BigInt(FIRST_DAY) && sum <= BigInt(LAST_DAY) ? Number(sum) : null;
}

/** The same day of another month, or its last where it has no such day. */
function addMonths(day, count) {
  const date = civil(day);
  const months = BigInt(date.year * 12 + date.month - 1) + count;
  if (months < 12n || months >= 120_000n) return null;
  const [year, month] = [Math.floor(Number(months) / 12), (Number(months) % 12) + 1];
  return checkedDay(dayNumber(year, month, Math.min(date.day, lengthOfMonth(month, year))));
}

/** Milliseconds east of UTC. */
function offset(instant, zone) {
  let [low, high] = [0, zone.changes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (zone.changes[middle][0] <= instant) low = middle + 1;
    else high = middle;
  }
  return (low === 0 ? zone.first : zone.changes[low - 1][1]) * 1000;
}

/** The day and the milliseconds since its midnight on the clock. */
function local(instant, zone) {
  const clock = instant + offset(instant, zone);
  const day = Math.floor(clock / DAY);
  return { day, milliseconds: clock - day * DAY };
}

/** The same time on the clock of another day: the first where clocks show it twice, as without the skip where they skip it. */
function moved(instant, zone, move) {
  const clock = local(instant, zone);
  const day = move(clock.day);
  if (day === null) return null;
  const wanted = day * DAY + clock.milliseconds;
  const [before, after] = [offset(wanted - DAY, zone), offset(wanted + DAY, zone)];
  let found = wanted - before;
  if (offset(wanted - before, zone) !== before && offset(wanted - after, zone) === after) found = wanted - after;
  return checkedInstant(BigInt(found));
}

function pad(number, length = 2) {
  return String(number).padStart(length, "0");
}

function dayText(day) {
  const date = civil(day);
  return `${pad(date.year, 4)}-${pad(date.month)}-${pad(date.day)}`;
}

function timeText(seconds) {
  return `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`;
}

function instantText(instant) {
  const day = Math.floor(instant / DAY);
  const rest = instant - day * DAY;
  return `${dayText(day)}T${timeText(Math.floor(rest / 1000))}.${pad(rest % 1000, 3)}Z`;
}

/** A day number from `YYYY-MM-DD`; null for anything else. */
export function readDay(text) {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (match === null || match[0].length !== text.length) return null;
  const [year, month, day] = match.slice(1).map(Number);
  const isPossible = year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= lengthOfMonth(month, year);
  return isPossible ? dayNumber(year, month, day) : null;
}

/** Seconds from `HH:MM` or `HH:MM:SS`; null for anything else. */
export function readTime(text) {
  const match = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (match === null || match[0].length !== text.length) return null;
  const [hour, minute, second] = [match[1], match[2], match[3] ?? "0"].map(Number);
  return hour < 24 && minute < 60 && second < 60 ? hour * 3600 + minute * 60 + second : null;
}

/** Milliseconds from `YYYY-MM-DDTHH:MM:SS.mmmZ`, the form of the wire. */
export function readInstant(text) {
  return readDay(text.slice(0, 10)) * DAY + readTime(text.slice(11, 19)) * 1000 + Number(text.slice(20, 23));
}

// MARK: Distance. Sine and the others from the four operations and the square root, which have one result everywhere.

function distance(from, to) {
  const degree = 0.017453292519943295;
  const north = sine(((to.latitude - from.latitude) * degree) / 2);
  const east = sine(((to.longitude - from.longitude) * degree) / 2);
  const scale = cosine(from.latitude * degree) * cosine(to.latitude * degree);
  const haversine = north * north + scale * east * east;
  const chord = haversine <= 0 ? 0 : haversine >= 1 ? 1 : Math.sqrt(haversine);
  return BigInt(Math.trunc(2 * 6_371_008.8 * arcSine(chord) + 0.5));
}

function sine(angle) {
  let [term, sum] = [angle, angle];
  for (let step = 1; step <= 14; step += 1) {
    const n = 2 * step;
    term = (-term * angle * angle) / (n * (n + 1));
    sum += term;
  }
  return sum;
}

function cosine(angle) {
  let [term, sum] = [1, 1];
  for (let step = 1; step <= 14; step += 1) {
    const n = 2 * step;
    term = (-term * angle * angle) / ((n - 1) * n);
    sum += term;
  }
  return sum;
}

function arcSine(value) {
  let small = value;
  for (let step = 0; step < 4; step += 1) small = small / Math.sqrt(2 * (1 + Math.sqrt(1 - small * small)));
  let [term, sum] = [small, small];
  for (let step = 1; step <= 12; step += 1) {
    const n = 2 * step;
    term = (term * small * small * (n - 1) * (n - 1)) / (n * (n + 1));
    sum += term;
  }
  return sum * 16;
}
