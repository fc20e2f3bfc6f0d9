// Whether a mean over seeds lies above another by more than chance explains, as builder/evidence/significance.py tells it.
"use strict";

const LEVEL = 0.05;
const MOST = 20_000; // ways to deal out the runs that are counted one by one
const SAME = 1e-9;

export const UNDECIDED = "too few seeds to tell";

/** The sum without an error of rounding but the last, as math.fsum: Shewchuk, 1997. */
export const exactSum = (numbers) => {
  const parts = [];
  for (let one of numbers) {
    let kept = 0;
    for (let other of parts) {
      if (Math.abs(one) < Math.abs(other)) [one, other] = [other, one];
      const high = one + other;
      const low = other - (high - one);
      if (low) parts[kept++] = low;
      one = high;
    }
    parts.length = kept;
    parts.push(one);
  }
  return parts.reduceRight((sum, part) => sum + part, 0);
};

const ratio = (difference, error) => (error ? difference / error : difference ? Math.sign(difference) * Infinity : 0);
const mean = (numbers) => exactSum(numbers) / numbers.length;

/** The mean, and the square of its standard error. */
const moments = (numbers) => {
  const middle = mean(numbers);
  return [middle, exactSum(numbers.map((one) => (one - middle) ** 2)) / (numbers.length - 1) / numbers.length];
};

const welch = (first, second) => {
  const [[one, error], [other, others]] = [moments(first), moments(second)];
  const below = error ** 2 / (first.length - 1) + others ** 2 / (second.length - 1);
  return [ratio(one - other, Math.sqrt(error + others)), below ? (error + others) ** 2 / below : Infinity];
};

const student = (gaps) => {
  const [middle, error] = moments(gaps);
  return ratio(middle, Math.sqrt(error));
};

const signs = (gaps) => {
  const found = exactSum(gaps) - SAME * exactSum(gaps.map(Math.abs));
  let count = 0;
  for (let way = 0; way < 2 ** gaps.length; way += 1)
    count += exactSum(gaps.map((one, place) => ((way >> place) & 1 ? -one : one))) >= found;
  return count / 2 ** gaps.length;
};

/** All ways to choose so many of some places. */
function* chosen(places, many, from = 0) {
  if (!many) yield [];
  else for (let first = from; first <= places - many; first += 1) for (const rest of chosen(places, many - 1, first + 1)) yield [first, ...rest];
}

const divisions = (first, second) => {
  const middle = mean([...first, ...second]);
  const every = [...first, ...second].map((one) => one - middle);
  let [found] = welch(every.slice(0, first.length), every.slice(first.length));
  if (Number.isFinite(found)) found -= SAME * Math.abs(found);
  let [count, total] = [0, 0];
  for (const places of chosen(every.length, first.length)) {
    const here = new Set(places);
    count += welch(every.filter((_, place) => here.has(place)), every.filter((_, place) => !here.has(place)))[0] >= found;
    total += 1;
  }
  return count / total;
};

/** The logarithm of the gamma function: Lanczos, 1964, with the coefficients of Numerical Recipes. */
const LANCZOS = [76.18009172947146, -86.50532032941677, 24.01409824083091, -1.231739572450155, 0.1208650973866179e-2, -0.5395239384953e-5];
const logGamma = (x) => {
  const sum = LANCZOS.reduce((all, one, place) => all + one / (x + place + 1), 1.000000000190015);
  return (x + 0.5) * Math.log(x + 5.5) - (x + 5.5) + Math.log((2.5066282746310005 * sum) / x);
};

/** The regularised incomplete beta function, by its continued fraction (DLMF 8.17.22). */
const beta = (x, a, b) => {
  if (x === 0 || x === 1) return x;
  if (x > (a + 1) / (a + b + 2)) return 1 - beta(1 - x, b, a);
  let fraction = 1;
  for (let m = 100; m > 0; m -= 1) {
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    fraction = 1 + even / (1 + odd / fraction);
  }
  fraction = 1 - ((a + b) * x) / (a + 1) / fraction;
  return Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / (a * fraction);
};

const beyond = (t, freedom) => {
  if (!Number.isFinite(t) || !Number.isFinite(freedom)) return t > 0 ? 0 : t < 0 ? 1 : 0.5;
  const tail = 0.5 * beta(freedom / (freedom + t * t), freedom / 2, 0.5);
  return t > 0 ? tail : 1 - tail;
};

const choose = (all, some) => Array.from({ length: some }).reduce((ways, _, place) => (ways * (all - place)) / (place + 1), 1);

/** Whether the mean of some runs lies above that of others; of paired ones the seeds come in the same order. */
export const exceeds = (first, second, paired) => {
  const dividable = Math.min(first.length, second.length) > 1;
  const ways = paired ? 2 ** first.length : dividable ? Math.round(choose(first.length + second.length, first.length)) : 1;
  const exact = ways <= MOST;
  if (exact && 1 / ways > LEVEL) return UNDECIDED;
  if (!paired) return (exact ? divisions(first, second) : beyond(...welch(first, second))) <= LEVEL;
  const gaps = first.map((one, place) => one - second[place]);
  return (exact ? signs(gaps) : beyond(student(gaps), gaps.length - 1)) <= LEVEL;
};
