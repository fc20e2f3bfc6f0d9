// Runs a network in the reader's page, in plain JavaScript: the plan and the weights that the build made of its ONNX
// file (builder/results/network.py). Numbers are 32 bits, as in PyTorch, and every tensor's shape is known beforehand.

const size = (shape) => shape.reduce((product, length) => product * length, 1);

/** How far apart neighbours along each axis lie. */
const strides = (shape) => shape.map((_, axis) => size(shape.slice(axis + 1)));

/** Numbers of half precision, as 32 bits. */
function widened(halves) {
  const numbers = new Float32Array(halves.length);
  for (let i = 0; i < halves.length; i++) {
    const [exponent, fraction] = [(halves[i] >> 10) & 31, halves[i] & 1023];
    const value = exponent ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
    numbers[i] = halves[i] >> 15 ? -value : value;
  }
  return numbers;
}

/** What a file in the format of safetensors holds: its tensors by name, and the plan. */
function opened(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const { __metadata__: told, ...parts } = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const tensors = Object.entries(parts).map(([name, { dtype, shape, data_offsets: [from, to] }]) => {
    const bytes = buffer.slice(8 + length + from, 8 + length + to);
    return [name, { shape, data: dtype === "F16" ? widened(new Uint16Array(bytes)) : new Float32Array(bytes) }];
  });
  return { plan: JSON.parse(told.plan), weights: new Map(tensors) };
}

/** The error function, by Abramowitz and Stegun 7.1.26 refined with one step of its derivative: within 1e-7. */
function erf(x) {
  const [size, sign] = [Math.abs(x), Math.sign(x)];
  if (size > 6) return sign;
  if (size < 2.5) {
    let [term, sum] = [size, size]; // the series of Taylor
    for (let n = 1; Math.abs(term) > 1e-12; n++) sum += (term *= -(size * size) / n) / (2 * n + 1);
    return (sign * sum * 2) / Math.sqrt(Math.PI);
  }
  let fraction = 0; // the continued fraction of the rest
  for (let n = 30; n > 0; n--) fraction = n / 2 / (size + fraction);
  return sign * (1 - Math.exp(-size * size) / Math.sqrt(Math.PI) / (size + fraction));
}

const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const between = (x, low, high) => Math.min(high, Math.max(low, x));

/** By operator, what is done to each number, given the attributes. */
const POINTWISE = {
  Abs: () => Math.abs,
  Celu: ({ alpha = 1 }) => (x) => (x > 0 ? x : alpha * Math.expm1(x / alpha)),
  Clip: ({ min = -Infinity, max = Infinity }) => (x) => between(x, min, max),
  Elu: ({ alpha = 1 }) => (x) => (x > 0 ? x : alpha * Math.expm1(x)),
  Erf: () => erf,
  Exp: () => Math.exp,
  Gelu: ({ approximate }) =>
    approximate === "tanh"
      ? (x) => 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)))
      : (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  HardSigmoid: ({ alpha = 0.2, beta = 0.5 }) => (x) => between(alpha * x + beta, 0, 1),
  HardSwish: () => (x) => x * between(x / 6 + 0.5, 0, 1),
  LeakyRelu: ({ alpha = 0.01 }) => (x) => (x < 0 ? alpha * x : x),
  Log: () => Math.log,
  Mish: () => (x) => x * Math.tanh(x > 20 ? x : Math.log1p(Math.exp(x))),
  Neg: () => (x) => -x,
  Reciprocal: () => (x) => 1 / x,
  Relu: () => (x) => (x > 0 ? x : 0),
  Selu: ({ alpha = 1.6732632423543772, gamma = 1.0507009873554805 }) => (x) => gamma * (x > 0 ? x : alpha * Math.expm1(x)),
  Sigmoid: () => sigmoid,
  Softplus: () => (x) => (x > 20 ? x : Math.log1p(Math.exp(x))),
  Softsign: () => (x) => x / (1 + Math.abs(x)),
  Sqrt: () => Math.sqrt,
  Tanh: () => Math.tanh,
};

const OF_TWO = {
  Add: (a, b) => a + b,
  Div: (a, b) => a / b,
  Equal: (a, b) => Number(a === b),
  Greater: (a, b) => Number(a > b),
  GreaterOrEqual: (a, b) => Number(a >= b),
  Less: (a, b) => Number(a < b),
  LessOrEqual: (a, b) => Number(a <= b),
  Max: Math.max,
  Min: Math.min,
  Mul: (a, b) => a * b,
  PRelu: (a, b) => (a < 0 ? a * b : a),
  Pow: Math.pow,
  Sub: (a, b) => a - b,
};

/** For each number of a tensor of one shape in order, calls `visit` with its place and that in the others. */
function along(shape, steps, visit) {
  const at = new Array(shape.length).fill(0);
  const places = steps.map(() => 0);
  for (let place = 0, count = size(shape); place < count; place++) {
    visit(place, places);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const back = ++at[axis] === shape[axis];
      for (let i = 0; i < places.length; i++) places[i] += back ? -steps[i][axis] * (shape[axis] - 1) : steps[i][axis];
      if (!back) break;
      at[axis] = 0;
    }
  }
}

/** The steps along a shape of a tensor that is broadcast to it. */
function broadcast(from, to) {
  const own = strides(from);
  return to.map((_, axis) => {
    const mine = axis - (to.length - from.length);
    return mine < 0 || from[mine] === 1 ? 0 : own[mine];
  });
}

function ofTwo(operation, a, b, shape) {
  const data = new Float32Array(size(shape));
  along(shape, [broadcast(a.shape, shape), broadcast(b.shape, shape)], (place, [one, other]) => {
    data[place] = operation(a.data[one], b.data[other]);
  });
  return data;
}

/** Images, and what is said of windows over them, in two dimensions where there may be one. */
function windows({ shape }, step, kernel) {
  const flat = shape.length === 3; // one dimension: of height 1
  const two = (given, of) => (given ? (flat ? [of, given[0]] : given) : [of, of]);
  const pads = step.pads ?? [];
  const [top, left] = flat ? [0, pads[0] ?? 0] : [pads[0] ?? 0, pads[1] ?? 0];
  const [height, width] = flat ? [1, shape[2]] : shape.slice(2);
  const [[kh, kw], [sy, sx], [dy, dx]] = [two(kernel, 1), two(step.strides, 1), two(step.dilations, 1)];
  return { channels: shape[1], height, width, kh, kw, sy, sx, dy, dx, top, left };
}

/** Images with a border of zeros, so that no window ends beyond them. */
function bordered({ data }, planes, { height, width, top, left }, tall, broad) {
  const numbers = new Float32Array(planes * tall * broad);
  for (let row = 0; row < planes * height; row++) {
    const to = (Math.floor(row / height) * tall + (row % height) + top) * broad + left;
    numbers.set(data.subarray(row * width, row * width + Math.min(width, broad - left)), to);
  }
  return numbers;
}

/** Convolution: every channel of the input adds its share to every channel of the output. */
function conv([input, weight, bias], step, shape) {
  const window = windows(input, step, weight.shape.slice(2));
  const { kh, kw, sy, sx, dy, dx } = window;
  const [outputs, ofGroup] = weight.shape;
  const [columns, rows] = [shape.at(-1), shape.length === 3 ? 1 : shape[2]];
  const tall = Math.max((rows - 1) * sy + (kh - 1) * dy + 1, window.top + window.height);
  const broad = Math.max((columns - 1) * sx + (kw - 1) * dx + 1, window.left + window.width);
  const numbers = bordered(input, window.channels, window, tall, broad);
  const offsets = Array.from({ length: kh * kw }, (_, tap) => Math.floor(tap / kw) * dy * broad + (tap % kw) * dx);
  const add = offsets.length === 9 ? addNine : addAny;
  const data = new Float32Array(size(shape));
  const perGroup = outputs / (step.group ?? 1);
  for (let output = 0; output < outputs; output++) {
    const plane = data.subarray(output * rows * columns, (output + 1) * rows * columns);
    if (bias) plane.fill(bias.data[output]);
    for (let channel = 0; channel < ofGroup; channel++) {
      const image = (Math.floor(output / perGroup) * ofGroup + channel) * tall * broad;
      const from = (output * ofGroup + channel) * offsets.length;
      const factors = weight.data.subarray(from, from + offsets.length);
      add(plane, columns, numbers, image, [sy * broad, sx], factors, offsets);
    }
  }
  return data;
}

/** Add to a plane what the taps of a kernel make of another. */
function addAny(data, columns, numbers, from, [down, across], factors, offsets) {
  offsets.forEach((offset, tap) => {
    const factor = factors[tap];
    for (let to = 0, row = from + offset; to < data.length; row += down) {
      for (let at = row, end = to + columns; to < end; at += across) data[to++] += factor * numbers[at];
    }
  });
}

/** The same for kernels of 3 x 3, which most are: three times as fast. */
function addNine(data, columns, numbers, from, [down, across], factors, offsets) {
  const [f0, f1, f2, f3, f4, f5, f6, f7, f8] = factors;
  const [o0, o1, o2, o3, o4, o5, o6, o7, o8] = offsets;
  for (let to = 0, row = from; to < data.length; row += down) {
    for (let at = row, end = to + columns; to < end; at += across) {
      data[to++] +=
        f0 * numbers[at + o0] + f1 * numbers[at + o1] + f2 * numbers[at + o2] +
        f3 * numbers[at + o3] + f4 * numbers[at + o4] + f5 * numbers[at + o5] +
        f6 * numbers[at + o6] + f7 * numbers[at + o7] + f8 * numbers[at + o8];
    }
  }
}

/** Transposed convolution: every pixel of the input adds the kernel, times itself, to the output. */
function convTranspose([input, weight, bias], step, shape) {
  const { channels, height, width, kh, kw, sy, sx, dy, dx, top, left } = windows(input, step, weight.shape.slice(2));
  const [columns, rows] = [shape.at(-1), shape.length === 3 ? 1 : shape[2]];
  const [groups, perGroup] = [step.group ?? 1, weight.shape[1]];
  const data = new Float32Array(size(shape));
  for (let output = 0; output < shape[1]; output++) {
    const plane = output * rows * columns;
    if (bias) data.fill(bias.data[output], plane, plane + rows * columns);
    const group = Math.floor(output / perGroup);
    for (let channel = (group * channels) / groups; channel < ((group + 1) * channels) / groups; channel++) {
      for (let tap = 0; tap < kh * kw; tap++) {
        const factor = weight.data[(channel * perGroup + (output % perGroup)) * kh * kw + tap];
        const [down, across] = [Math.floor(tap / kw) * dy - top, (tap % kw) * dx - left];
        for (let y = 0; y < height; y++) {
          const row = y * sy + down;
          if (row < 0 || row >= rows) continue;
          const from = (channel * height + y) * width;
          for (let x = 0; x < width; x++) {
            const column = x * sx + across;
            if (column >= 0 && column < columns) data[plane + row * columns + column] += factor * input.data[from + x];
          }
        }
      }
    }
  }
  return data;
}

/** Pooling: `take` gets what was found so far and a number, `give` that and how many there were. */
function pool([input], step, shape, { start, take, give }) {
  const kernel = step.kernel_shape ?? input.shape.slice(2);
  const { height, width, kh, kw, sy, sx, dy, dx, top, left } = windows(input, step, kernel);
  const [columns, rows] = [shape.at(-1), shape.length === 3 ? 1 : shape[2]];
  const data = new Float32Array(size(shape));
  const [below, right] = step.pads ? (shape.length === 3 ? [0, step.pads[1]] : step.pads.slice(2)) : [0, 0];
  for (let place = 0; place < data.length; place++) {
    const [plane, row, column] = [Math.floor(place / (rows * columns)), Math.floor(place / columns) % rows, place % columns];
    let [found, inside, padded] = [start, 0, 0];
    for (let tap = 0; tap < kh * kw; tap++) {
      const y = row * sy - top + Math.floor(tap / kw) * dy;
      const x = column * sx - left + (tap % kw) * dx;
      if (y < height + below && x < width + right) padded++; // what rounding up the shape adds is no padding
      if (y < 0 || y >= height || x < 0 || x >= width) continue;
      found = take(found, input.data[(plane * height + y) * width + x]);
      inside++;
    }
    data[place] = give(found, step.count_include_pad ? padded : inside);
  }
  return data;
}

const MAX = { start: -Infinity, take: Math.max, give: (found) => found };
const SUM = { start: 0, take: (found, x) => found + x, give: (found) => found };
const LENGTH = { start: 0, take: (found, x) => found + x * x, give: Math.sqrt };
const MEAN = { ...SUM, give: (found, count) => found / count };

/** What is left when some axes are made one. */
function reduce([input], step, shape, { start, take, give }) {
  const rank = input.shape.length;
  const axes = (step.axes ?? input.shape.map((_, axis) => axis)).map((axis) => (axis + rank) % rank);
  const left = input.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  const found = new Float64Array(size(shape)).fill(start);
  along(input.shape, [broadcast(left, input.shape)], (place, [to]) => (found[to] = take(found[to], input.data[place])));
  return Float32Array.from(found, (one) => give(one, input.data.length / found.length));
}

/** Some rows of neighbours, each made another by `change`, which gets the row and where it begins. */
function rows(data, length, change) {
  const changed = new Float32Array(data.length);
  for (let from = 0; from < data.length; from += length) changed.set(change(data.subarray(from, from + length), from), from);
  return changed;
}

/** Zero mean and unit variance. */
function normal(row, epsilon) {
  const mean = row.reduce((sum, x) => sum + x, 0) / row.length;
  const variance = row.reduce((sum, x) => sum + (x - mean) ** 2, 0) / row.length;
  const scale = 1 / Math.sqrt(variance + epsilon);
  return row.map((x) => (x - mean) * scale);
}

/** Probabilities, or their logarithms, along an axis. */
function softmax([input], { axis = -1 }, logarithm) {
  const { shape, data } = input;
  const apart = strides(shape).at(axis);
  const [length, result] = [shape.at(axis), new Float32Array(data.length)];
  for (let place = 0; place < data.length; place++) {
    if (Math.floor(place / apart) % length) continue; // no beginning
    const each = Array.from({ length }, (_, i) => data[place + i * apart]);
    const highest = Math.max(...each);
    const sum = each.reduce((all, x) => all + Math.exp(x - highest), 0);
    each.forEach((x, i) => {
      const said = x - highest - Math.log(sum);
      result[place + i * apart] = logarithm ? said : Math.exp(said);
    });
  }
  return result;
}

/** Products of the last two axes; those before are broadcast. */
function matMul([a, b], shape) {
  const [one, other] = [a.shape.length > 1 ? a.shape : [1, ...a.shape], b.shape.length > 1 ? b.shape : [...b.shape, 1]];
  const [m, k, n] = [one.at(-2), one.at(-1), other.at(-1)];
  const many = shape.slice(0, Math.max(one.length, other.length) - 2);
  const data = new Float32Array(size(shape));
  along(many, [one, other].map((each) => broadcast(each.slice(0, -2), many)), (place, [first, second]) => {
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        for (let i = 0; i < k; i++) sum += a.data[first * m * k + row * k + i] * b.data[second * k * n + i * n + column];
        data[(place * m + row) * n + column] = sum;
      }
    }
  });
  return data;
}

/** A x B + C, each of A and B as it is or transposed. */
function gemm([a, b, c], { alpha = 1, beta = 1, transA = 0, transB = 0 }, shape) {
  const [m, n] = shape;
  const k = a.shape[transA ? 0 : 1];
  const data = c ? ofTwo((_, x) => beta * x, { shape, data: new Float32Array(m * n) }, c, shape) : new Float32Array(m * n);
  const [rowOf, downA] = transA ? [1, m] : [k, 1];
  const [columnOf, downB] = transB ? [k, 1] : [1, n];
  for (let row = 0; row < m; row++) {
    for (let column = 0; column < n; column++) {
      let sum = 0;
      for (let i = 0; i < k; i++) sum += a.data[row * rowOf + i * downA] * b.data[column * columnOf + i * downB];
      data[row * n + column] += alpha * sum;
    }
  }
  return data;
}

/** Images of another size, by the nearest pixel or between the four nearest. */
function resize([input], { mode = "nearest", coordinate_transformation_mode: form }, shape) {
  const [height, width] = input.shape.length === 3 ? [1, input.shape[2]] : input.shape.slice(2);
  const [rows, columns] = shape.length === 3 ? [1, shape[2]] : shape.slice(2);
  const places = (from, to) =>
    Array.from({ length: to }, (_, i) => {
      if (mode === "nearest") return [Math.floor((i * from) / to), Math.floor((i * from) / to), 0];
      const at = form === "align_corners" ? (to > 1 ? (i * (from - 1)) / (to - 1) : 0) : ((i + 0.5) * from) / to - 0.5;
      const first = between(Math.floor(at), 0, from - 1);
      return [first, Math.min(first + 1, from - 1), between(at - first, 0, 1)];
    });
  const [down, across] = [places(height, rows), places(width, columns)];
  const data = new Float32Array(size(shape));
  for (let plane = 0, to = 0; to < data.length; plane++) {
    const at = (y, x) => input.data[(plane * height + y) * width + x];
    for (const [y, below, fy] of down) {
      for (const [x, right, fx] of across) {
        const [above, under] = [at(y, x) + fx * (at(y, right) - at(y, x)), at(below, x) + fx * (at(below, right) - at(below, x))];
        data[to++] = above + fy * (under - above);
      }
    }
  }
  return data;
}

/** A part of a tensor: from where along each axis, and by which steps. */
function part({ shape: from, data }, starts, steps, shape) {
  const own = strides(from);
  const begin = starts.reduce((sum, start, axis) => sum + start * own[axis], 0);
  const result = new Float32Array(size(shape));
  along(shape, [own.map((stride, axis) => stride * steps[axis])], (place, [at]) => (result[place] = data[begin + at]));
  return result;
}

function slice([input], { starts, axes = starts.map((_, i) => i), steps = starts.map(() => 1) }, shape) {
  const [begin, by] = [input.shape.map(() => 0), input.shape.map(() => 1)];
  axes.forEach((given, i) => {
    const axis = (given + input.shape.length) % input.shape.length;
    const length = input.shape[axis];
    const start = starts[i] < 0 ? starts[i] + length : starts[i];
    begin[axis] = between(start, 0, steps[i] < 0 ? length - 1 : length);
    by[axis] = steps[i];
  });
  return part(input, begin, by, shape);
}

/** Parts of a tensor one behind the other along an axis, at places that `put` is told. */
function beside(tensors, axis, shape, put) {
  const rank = shape.length;
  const which = (axis + rank) % rank;
  const own = strides(shape);
  let begin = 0;
  tensors.forEach((tensor, number) => {
    along(tensor.shape, [own], (place, [at]) => put(number, place, begin + at));
    begin += tensor.shape[which] * own[which];
  });
}

function pad([input], { pads, value = 0, axes = input.shape.map((_, i) => i) }, shape) {
  const own = strides(shape);
  const rank = input.shape.length;
  const begin = axes.reduce((sum, axis, i) => sum + pads[i] * own[(axis + rank) % rank], 0);
  const data = new Float32Array(size(shape)).fill(value);
  along(input.shape, [own], (place, [at]) => (data[begin + at] = input.data[place]));
  return data;
}

/** By operator, the numbers that it gives, of its inputs, its step and the shape of its output. */
const OPERATORS = {
  AveragePool: (inputs, step, shape) => pool(inputs, step, shape, MEAN),
  BatchNormalization: ([input, scale, bias, mean, variance], { epsilon = 1e-5 }) => {
    const plane = size(input.shape.slice(2));
    return rows(input.data, plane, (row, from) => {
      const i = (from / plane) % input.shape[1];
      const factor = scale.data[i] / Math.sqrt(variance.data[i] + epsilon);
      return row.map((x) => (x - mean.data[i]) * factor + bias.data[i]);
    });
  },
  Concat: (inputs, { axis }, shape) => {
    const data = new Float32Array(size(shape));
    beside(inputs, axis, shape, (number, place, at) => (data[at] = inputs[number].data[place]));
    return data;
  },
  Conv: conv,
  ConvTranspose: convTranspose,
  DepthToSpace: ([{ shape: [, , height, width], data }], { blocksize: r, mode }, [, channels]) => {
    const plane = height * width;
    const apart = mode === "CRD" ? [r * r * plane, r * plane, plane] : [plane, r * channels * plane, channels * plane];
    const [channel, down, across] = apart;
    const result = new Float32Array(data.length);
    const visit = (place, [at]) => (result[place] = data[at]);
    along([channels, height, r, width, r], [[channel, width, down, 1, across]], visit);
    return result;
  },
  Expand: ([input], step, shape) => ofTwo((a) => a, input, input, shape),
  Gather: ([input], { indices, axis = 0 }, shape) => {
    const [length, behind] = [input.shape.at(axis), strides(input.shape).at(axis)];
    const chosen = [indices].flat(Infinity).map((index) => (index < 0 ? index + length : index));
    return Float32Array.from({ length: size(shape) }, (_, place) => {
      const [before, which] = [Math.floor(place / behind / chosen.length), Math.floor(place / behind) % chosen.length];
      return input.data[(before * length + chosen[which]) * behind + (place % behind)];
    });
  },
  Gemm: gemm,
  GlobalAveragePool: (inputs, step, shape) => pool(inputs, {}, shape, MEAN),
  GlobalMaxPool: (inputs, step, shape) => pool(inputs, {}, shape, MAX),
  InstanceNormalization: ([input, scale, bias], { epsilon = 1e-5 }) => {
    const plane = size(input.shape.slice(2));
    return rows(input.data, plane, (row, from) => {
      const i = (from / plane) % input.shape[1];
      return normal(row, epsilon).map((x) => x * scale.data[i] + bias.data[i]);
    });
  },
  LayerNormalization: ([input, scale, bias], { axis = -1, epsilon = 1e-5 }) =>
    rows(input.data, size(input.shape.slice(axis)), (row) =>
      normal(row, epsilon).map((x, i) => x * scale.data[i] + (bias ? bias.data[i] : 0)),
    ),
  LogSoftmax: (inputs, step) => softmax(inputs, step, true),
  MatMul: (inputs, step, shape) => matMul(inputs, shape),
  MaxPool: (inputs, step, shape) => pool(inputs, step, shape, MAX),
  Pad: pad,
  ReduceL2: (inputs, step, shape) => reduce(inputs, step, shape, LENGTH),
  ReduceMax: (inputs, step, shape) => reduce(inputs, step, shape, MAX),
  ReduceMean: (inputs, step, shape) => reduce(inputs, step, shape, MEAN),
  ReduceSum: (inputs, step, shape) => reduce(inputs, step, shape, SUM),
  Resize: resize,
  Slice: slice,
  Softmax: (inputs, step) => softmax(inputs, step, false),
  Transpose: ([input], { perm = input.shape.map((_, i) => input.shape.length - 1 - i) }, shape) => {
    const own = strides(input.shape);
    const data = new Float32Array(size(shape));
    along(shape, [perm.map((axis) => own[axis])], (place, [at]) => (data[place] = input.data[at]));
    return data;
  },
  Where: where,
};

/** Of each pair of numbers the one that a condition chooses. */
function where([condition, one, other], step, shape) {
  const data = new Float32Array(size(shape));
  const steps = [condition, one, other].map((each) => broadcast(each.shape, shape));
  along(shape, steps, (place, [c, a, b]) => (data[place] = condition.data[c] ? one.data[a] : other.data[b]));
  return data;
}

/** Do one step: add what it gives to the tensors. */
function take(step, tensors, shapes) {
  const { operator, inputs, outputs } = step;
  const given = inputs.map((name) => tensors.get(name));
  const [shape, first] = [shapes[outputs[0]], given[0]];
  if (operator === "Split") {
    const parts = outputs.map((name) => ({ shape: shapes[name], data: new Float32Array(size(shapes[name])) }));
    beside(parts, step.axis ?? 0, first.shape, (number, place, at) => (parts[number].data[place] = first.data[at]));
    outputs.forEach((name, number) => tensors.set(name, parts[number]));
    return;
  }
  let data;
  if (operator === "View") data = first.data;
  else if (operator in POINTWISE) data = first.data.map(POINTWISE[operator](step));
  else if (operator in OF_TWO) {
    data = given.slice(1).reduce((left, right) => {
      const so = left.shape ? left : { shape, data: left };
      return ofTwo(OF_TWO[operator], so, right, shape);
    }, first);
  } else data = OPERATORS[operator](given, step, shape);
  tensors.set(outputs[0], { shape, data });
}

/** A network of the bytes of its file: what runs it, its plan, and its weights. */
export function network(buffer) {
  const { plan, weights } = opened(buffer);
  /** All tensors by name, for the numbers of an input in order. */
  const run = (numbers) => {
    const tensors = new Map(weights);
    tensors.set(plan.input, { shape: plan.shapes[plan.input], data: Float32Array.from(numbers) });
    for (const step of plan.steps) take(step, tensors, plan.shapes);
    return tensors;
  };
  return { plan, weights, run, output: (numbers) => run(numbers).get(plan.output) };
}
