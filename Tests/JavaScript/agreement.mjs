// Evaluates many trees over many records: node agreement.mjs IN OUT (see BackEndAgreementTests).

import { readFileSync, writeFileSync } from "node:fs";
import { Decimal, Money, evaluate, fromWire } from "../../Sources/Kernel/KernelConsole/Public/expressions.js";

const input = JSON.parse(readFileSync(process.argv[2], "utf8"));
const { now, today, zone, fields, records, trees } = input;
const types = { id: "reference", version: "int", created_at: "datetime", ...fields };
const known = new Map();
for (const record of records) {
  const values = {};
  for (const [name, value] of Object.entries(record)) values[name] = fromWire(value, types[name]);
  known.set(record.id, values);
}

function values(name) {
  const types = input[`${name}_types`];
  return Object.fromEntries(Object.entries(input[name]).map(([field, value]) => [field, fromWire(value, types[field])]));
}

const [settings, member] = [values("settings"), values("member")];
const given = {
  now, today, zone, me: input.me,
  member: (field) => member[field],
  setting: (id) => settings[id],
  input: (id) => settings[`input_${id}`],
  rate: (card, line) => settings[`rate_${card.split(".").at(-1)}_${line}`],
  at: (entity, id) => (known.has(id) ? seen(known.get(id)) : null),
};

function follow(record, hops) {
  return hops.reduce((place, hop) => (place ? known.get(place[hop]) : undefined), record);
}

function seen(record) {
  return {
    id: record.id,
    value: (names) => follow(record, names.slice(0, -1))?.[names.at(-1)] ?? null,
    related: (relation) => related(record, relation).map(seen),
  };
}

function related(record, relation) {
  const all = [...known.values()];
  if (relation[0] === "tenant") return all;
  const [kind, , hops, name, field] = relation;
  const place = follow(record, hops);
  if (!place) return [];
  if (kind === "references") return all.filter((other) => place[name]?.includes(other.id));
  return all.filter((other) => other[field] === place.id || (Array.isArray(other[field]) && other[field].includes(place.id)));
}

/** As `CanonicalValue` in Swift: the tree's kinds of Number are told apart by the server, not here. */
function text(value, kind) {
  if (value === null) return "null";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "bigint") return `n${value * 1_000_000_000n}`;
  if (value instanceof Decimal) return `n${value.units}`;
  if (value instanceof Money) return `m${value.minor} ${value.currency}`;
  if (typeof value === "string") return `t${value}`;
  return typeof value === "number" ? `#${value}` : "several";
}

const results = trees.map((tree) =>
  [...known.values()].map((record) => text(evaluate(tree, { ...given, record: seen(record) }))),
);
writeFileSync(process.argv[3], JSON.stringify(results));
