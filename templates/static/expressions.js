// The small expressions of claims and numbers, computed again from records as they lie beside a page. What is written
// here is what builder/evidence/expressions.py reads; what there is not is thrown as an Error.
"use strict";
import { exactSum, exceeds, UNDECIDED } from "./significance.js";

const TOKEN =
  /\s*(?:(?<number>(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:e[+-]?\d+)?)(?![\p{L}_:-]*:\p{L})|(?<name>(?:[\p{L}\d_][\p{L}\d_-]*:)?[\p{L}_][\p{L}\d_]*)|"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<sign>\*\*|\/\/|<=|>=|==|!=|[-+*/%<>()[\],.:=]))/duy;

const tokens = (text) => {
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < text.trimEnd().length) {
    const one = TOKEN.exec(text);
    if (!one) throw new Error(`cannot be read: ${text}`);
    const { number, name, double, single, sign } = one.groups;
    if (number !== undefined) found.push({ value: Number(number.replaceAll("_", "")) });
    else if (double !== undefined || single !== undefined) found.push({ value: double ?? single });
    else found.push({ name, sign });
  }
  return found;
};

const mean = (numbers) => exactSum(numbers) / numbers.length;

/** The mean over several runs: of numbers, of lists item by item; what is the same in all is left as it is. */
const meanOf = (all) => {
  if (all.every((one) => JSON.stringify(one) === JSON.stringify(all[0]))) return all[0];
  if (Array.isArray(all[0])) return all[0].map((_, place) => meanOf(all.map((one) => one[place])));
  if (all.some((one) => one === null)) return null;
  if (all.some((one) => typeof one !== "number")) throw new Error("is no number");
  return mean(all);
};

const spread = (all) => {
  if (Array.isArray(all[0])) return all[0].map((_, place) => spread(all.map((one) => one[place])));
  const middle = mean(all);
  return Math.sqrt(exactSum(all.map((one) => (one - middle) ** 2)) / (all.length - 1));
};

const extreme = (pick) => (all) =>
  Array.isArray(all[0]) ? all[0].map((_, place) => extreme(pick)(all.map((one) => one[place]))) : pick(...all);

const OVER_SEEDS = { spread, lowest: extreme(Math.min), highest: extreme(Math.max) };

const joined = (parts, keys) =>
  Object.fromEntries(keys.map((key) => [key, meanOf(parts.map((one) => one[key]))]));

/** The points of a sweep, each as a record of its own. */
const pointsOf = (record) => {
  const { over, values, rows, series } = record.points;
  const groups = new Map();
  rows.forEach((row, number) => {
    const settings = Object.fromEntries(over.map((name, place) => [name, row[place]]));
    const [seed, ...given] = row.slice(over.length);
    const trial = {
      settings,
      seed,
      values: Object.fromEntries(values.map((name, place) => [name, given[place]])),
      series: Object.fromEntries(Object.entries(series).map(([name, each]) => [name, each[number]])),
      seconds: given[values.length],
      when: given[values.length + 1],
    };
    const key = JSON.stringify(row.slice(0, over.length));
    groups.set(key, [...(groups.get(key) ?? []), trial]);
  });
  return [...groups.values()].map((trials) => ({
    settings: { ...record.settings, ...trials[0].settings },
    own: trials[0].settings,
    values: joined(trials.map((one) => one.values), values),
    series: joined(trials.map((one) => one.series), Object.keys(series)),
    seconds: Math.round(trials.reduce((sum, one) => sum + one.seconds, 0) * 100) / 100,
    when: trials.map((one) => one.when).sort().at(-1),
    seeds: trials[0].seed === null ? [] : trials,
  }));
};

/** The points that are named by their settings, or by where a value is highest or lowest among those. */
const chosen = (record, wanted) => {
  const { highest, lowest, ...settings } = wanted;
  const all = pointsOf(record).filter((point) =>
    Object.entries(settings).every(([name, value]) => JSON.stringify(point.own[name]) === JSON.stringify(value)),
  );
  if (!all.length) throw new Error("there is no such point");
  const by = highest ?? lowest;
  if (by === undefined) return all;
  const better = (one, best) => (highest ? one > best : one < best);
  return [all.reduce((best, one) => (better(one.values[by], best.values[by]) ? one : best))];
};

const partOf = (record, names) => {
  const [first, second] = names;
  if (names.length === 2 && first === "settings" && second in record.settings) return record.settings[second];
  if (names.length !== 1) throw new Error(`there is no ${names.join(".")}`);
  for (const part of [record.values, record.series]) if (part && Object.hasOwn(part, first)) return part[first];
  if (first === "seeds") return Math.max(1, record.seeds?.length ?? 0);
  if (first === "seconds" || first === "when") return record[first];
  throw new Error(`there is no ${first}`);
};

/** What a name stands for: a value of one record, or a list of what each of several points has. */
const read = ({ records, names }) => {
  const values = records.map((one) => partOf(one, names));
  return values.length === 1 ? values[0] : values;
};

const flat = (values) => (values.length === 1 && Array.isArray(values[0]) ? values[0] : values);
const largest = (values) => values.reduce((best, one) => (one > best ? one : best));
const least = (values) => values.reduce((best, one) => (one < best ? one : best));

/** As Python rounds: to the even one of two that are equally near. */
const rounded = (number, digits = 0) => {
  const scaled = number * 10 ** digits;
  if (Math.abs(scaled % 1) === 0.5) return (2 * Math.round(scaled / 2)) / 10 ** digits;
  return digits > 0 ? Number(number.toFixed(digits)) : Math.round(scaled) / 10 ** digits;
};

const FUNCTIONS = {
  abs: Math.abs,
  argmax: (series) => series.indexOf(largest(series)),
  len: (series) => series.length,
  max: (...values) => largest(flat(values)),
  mean: (...values) => mean(flat(values)),
  min: (...values) => least(flat(values)),
  round: rounded,
  sum: (values) => values.reduce((sum, one) => sum + one, 0),
};

/** What is left of a division, with the sign of the divisor as in Python. */
const left = (one, other) => {
  const rest = one % other;
  return rest && rest < 0 !== other < 0 ? rest + other : rest;
};

const ARITHMETIC = {
  "+": (one, other) => one + other,
  "-": (one, other) => one - other,
  "*": (one, other) => one * other,
  "/": (one, other) => one / other,
  "//": (one, other) => Math.round((one - left(one, other)) / other),
  "%": left,
  "**": (one, other) => one ** other,
};

/** What two answers come to: the one that decides, or that neither can. */
const joinedBy = (values, decides) => {
  if (values.some((one) => one !== UNDECIDED && Boolean(one) === decides)) return decides;
  return values.includes(UNDECIDED) ? UNDECIDED : !decides;
};

const same = (left, right) => JSON.stringify(left) === JSON.stringify(right);
const COMPARISONS = {
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
  "==": same,
  "!=": (left, right) => !same(left, right),
};

/** As Python takes a slice. */
const sliced = (series, start, stop, step = 1) => {
  const places = [...series.keys()];
  const from = (end, otherwise) => (end === undefined ? otherwise : end < 0 ? end + series.length : end);
  const [first, last] = step > 0 ? [from(start, 0), from(stop, series.length)] : [from(start, series.length - 1), from(stop, -1)];
  const order = step > 0 ? places.filter((one) => one >= first && one < last) : places.reverse().filter((one) => one <= first && one > last);
  return order.filter((_, number) => number % Math.abs(step) === 0).map((place) => series[place]);
};

/** An expression over records, by their names; as in Python, with a tolerance of claims. */
class Reading {
  constructor(text, records, tolerance) {
    Object.assign(this, { tokens: tokens(text), records, tolerance, place: 0 });
  }

  get whole() {
    const value = this.either();
    if (this.place < this.tokens.length) throw new Error("goes on where it should end");
    return value;
  }

  /** Go past the next token where it is one of these signs or words. */
  next(...wanted) {
    const token = this.tokens[this.place];
    const said = token?.sign ?? token?.name;
    if (said === undefined || !wanted.includes(said)) return undefined;
    this.place += 1;
    return said;
  }

  must(sign) {
    if (!this.next(sign)) throw new Error(`lacks ${sign}`);
  }

  either() {
    let value = this.both();
    while (this.next("or")) value = joinedBy([value, this.both()], true);
    return value;
  }

  both() {
    let value = this.not();
    while (this.next("and")) value = joinedBy([value, this.not()], false);
    return value;
  }

  not() {
    if (!this.next("not")) return this.comparison();
    const value = this.not();
    return value === UNDECIDED ? value : !value;
  }

  comparison() {
    let left = this.sum();
    let holds;
    let sign;
    while ((sign = this.next(...Object.keys(COMPARISONS)))) {
      const right = this.sum();
      if (left === UNDECIDED || right === UNDECIDED) throw new Error("compares with an answer that there is not");
      const numbers = typeof left === "number" && typeof right === "number";
      const near = this.tolerance && numbers && Number(Math.abs(left - right).toFixed(12)) <= this.tolerance;
      holds = (holds ?? true) && (near ? sign !== "!=" : COMPARISONS[sign](left, right));
      left = right;
    }
    return holds ?? left;
  }

  sum() {
    let value = this.product();
    let sign;
    while ((sign = this.next("+", "-"))) value = this.computed(sign, value, this.product());
    return value;
  }

  product() {
    let value = this.negative();
    let sign;
    while ((sign = this.next("*", "/", "//", "%"))) value = this.computed(sign, value, this.negative());
    return value;
  }

  negative() {
    if (this.next("-")) return -this.number(this.negative());
    const base = this.part();
    return this.next("**") ? this.computed("**", base, this.negative()) : base;
  }

  number(value) {
    if (typeof value !== "number") throw new Error("is no number");
    return value;
  }

  computed(sign, left, right) {
    const value = ARITHMETIC[sign](this.number(left), this.number(right));
    if (!Number.isFinite(value)) throw new Error("is not a real number");
    return value;
  }

  /** A name, a number, a call or what stands between brackets, with the items that are taken of it. */
  part() {
    let value = this.atom();
    while (this.next("[")) value = this.item(value);
    return value;
  }

  item(series) {
    if (!Array.isArray(series)) throw new Error("is no series");
    const ends = [undefined];
    while (!this.next("]")) {
      if (this.next(":")) ends.push(undefined);
      else ends[ends.length - 1] = this.either();
    }
    const value = ends.length > 1 ? sliced(series, ...ends) : series.at(ends[0]);
    if (value === undefined) throw new Error("has no such item");
    return value;
  }

  atom() {
    const token = this.tokens[this.place++];
    if (!token) throw new Error("ends too early");
    if ("value" in token) return token.value;
    if (token.sign === "(") {
      const value = this.either();
      this.must(")");
      return value;
    }
    if (!token.name) throw new Error(`has ${token.sign} where it should not`);
    if (token.name === "True" || token.name === "False") return token.name === "True";
    return this.next("(") ? this.call(token.name) : read(this.named(token.name));
  }

  call(name) {
    if (Object.hasOwn(OVER_SEEDS, name)) {
      const { records, names } = this.named(this.tokens[this.place++].name);
      this.must(")");
      const each = records[0].seeds?.map((one) => partOf(one, names)) ?? [];
      return each.length ? OVER_SEEDS[name](each) : partOf(records[0], names);
    }
    if (name === "exceeds") {
      const first = this.overSeeds();
      this.must(",");
      const second = this.overSeeds();
      this.must(")");
      const places = first.seeds.map((seed) => second.seeds.indexOf(seed));
      const paired = places.length > 1 && places.length === second.seeds.length && !places.includes(-1);
      return exceeds(first.each, paired ? places.map((place) => second.each[place]) : second.each, paired);
    }
    if (name === "undecided") {
      const value = this.either();
      this.must(")");
      return value === UNDECIDED;
    }
    if (!Object.hasOwn(FUNCTIONS, name)) throw new Error(`there is no ${name}()`);
    const given = [];
    while (!this.next(")")) {
      given.push(this.either());
      this.next(",");
    }
    return FUNCTIONS[name](...given);
  }

  /** The seeds of a value, or of an item of a series, and what it is with each. */
  overSeeds() {
    const { records, names } = this.named(this.tokens[this.place++]?.name);
    const [record] = records;
    const runs = record.seeds?.length ? record.seeds : [record];
    const start = this.place;
    const each = runs.map((one) => {
      let value = partOf({ settings: record.settings, ...one }, names);
      this.place = start;
      while (this.next("[")) value = this.item(value);
      return this.number(value);
    });
    return { seeds: runs.map((one) => one.seed ?? null), each };
  }

  /** A record, or points of a sweep, and the names behind it: `cnn.settings.epochs`. */
  named(name) {
    if (!Object.hasOwn(this.records, name)) throw new Error(`there is no record ${name}`);
    let records = [this.records[name]];
    if (this.tokens[this.place]?.sign === "[") {
      this.place += 1;
      const wanted = {};
      while (!this.next("]")) {
        const setting = this.tokens[this.place++].name;
        this.must("=");
        const word = this.tokens[this.place];
        const bare = word?.name && word.name !== "True" && word.name !== "False";
        wanted[setting] = bare ? this.tokens[this.place++].name : this.sum();
        this.next(",");
      }
      records = chosen(records[0], wanted);
    }
    const names = [];
    while (this.next(".")) names.push(this.tokens[this.place++].name);
    return { records, names };
  }
}

/** The value of an expression over records by their names. */
export const evaluate = (text, records, tolerance = 0) => new Reading(text, records, tolerance).whole;
