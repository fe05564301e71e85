/** What the page offers to start from. The first one is what a first visit shows. */

interface PresetBase {
  readonly id: string;
  readonly title: string;
  /** The integral's exact value, and how to write it, where it has a short name. */
  readonly exact?: { readonly value: number; readonly text?: string };
  /** How far from it 20,000 samples may be; 0.002 if absent. */
  readonly tolerance?: number;
}

export interface IntegrandPreset extends PresetBase {
  readonly from: string;
  readonly to: string;
  readonly expr: string;
}

export interface KernelPreset extends PresetBase {
  /** Absent for kernels without `a` and `b`. */
  readonly from?: string;
  readonly to?: string;
  readonly kernel: string;
}

export type Preset = IntegrandPreset | KernelPreset;

export const integrandPresets: readonly IntegrandPreset[] = [
  {
    id: "pi",
    title: "4/(1+x²), which gives π",
    expr: "4/(1+x*x)",
    from: "0",
    to: "1",
    exact: { value: Math.PI, text: "π" },
  },
  { id: "cos", title: "cos, from the lecture", expr: "cos(x)", from: "0", to: "pi/2", exact: { value: 1 } },
  { id: "gauss", title: "Gaussian bell", expr: "exp(-x*x)", from: "0", to: "4", exact: { value: 0.88622691178956895 } },
  {
    id: "damped",
    title: "Damped oscillation",
    expr: "sin(x)*exp(-x/8)",
    from: "0",
    to: "32",
    exact: { value: 0.968328073531581 },
  },
  {
    id: "log",
    title: "A logarithm",
    expr: "log(1+x)/(1+x*x)",
    from: "0",
    to: "1",
    exact: { value: (Math.PI / 8) * Math.LN2, text: "π ln 2 / 8" },
  },
  { id: "sqrt", title: "Square root", expr: "sqrt(x)", from: "0", to: "1", exact: { value: 2 / 3, text: "2/3" } },
  {
    id: "pow",
    title: "x to the power x",
    expr: "pow(x, x)",
    from: "0",
    to: "1",
    exact: { value: 0.78343051071213441 },
  },
  {
    id: "atan",
    title: "Ahmed's integral",
    expr: "atan(sqrt(2+x*x))/((1+x*x)*sqrt(2+x*x))",
    from: "0",
    to: "1",
    exact: { value: 5 * Math.PI ** 2 / 96, text: "5π²/96" },
  },
  {
    id: "nested",
    title: "Nested cosines",
    expr: "cos(cos(x)+3*sin(x)+2*cos(2*x)+3*cos(3*x)+3*sin(2*x))",
    from: "0",
    to: "pi",
    exact: { value: 0.83867634269442959 },
  },
  {
    id: "tanh",
    title: "A hyperbolic tangent",
    expr: "tanh(3*x-1)*x",
    from: "0",
    to: "1",
    exact: { value: 0.31184502413016882 },
  },
  {
    id: "piecewise",
    title: "A tent, by a condition",
    expr: "x < 1 ? x : 2 - x",
    from: "0",
    to: "2",
    exact: { value: 1 },
  },
];

export const kernelPresets: readonly KernelPreset[] = [
  {
    id: "integrate",
    title: "The lecture’s loop",
    from: "0",
    to: "pi/2",
    exact: { value: 1 },
    kernel: `(a: number, b: number, n: number) => {
  let acc = 0;
  const step = (b - a) / n;
  for (const i of prange(n)) {
    acc += Math.cos(a + i * step) * step;
  }
  return acc;
}`,
  },
  {
    id: "midpoint",
    title: "Midpoint rule: a better sum",
    from: "0",
    to: "pi/2",
    exact: { value: 1 },
    kernel: `(a: number, b: number, n: number) => {
  const step = (b - a) / n;
  let acc = 0;
  for (const i of prange(n)) {
    const x = a + (i + 0.5) * step;
    acc += Math.cos(x);
  }
  return acc * step;
}`,
  },
  {
    id: "wallis",
    title: "Wallis: π as a product",
    exact: { value: Math.PI, text: "π" },
    kernel: `// 2 * (2/1 * 2/3) * (4/3 * 4/5) * ...
(n: number) => {
  let product = 2;
  for (const i of prange(1, n + 1)) {
    const square = 4 * i * i;
    product *= square / (square - 1);
  }
  return product;
}`,
  },
  {
    id: "circle",
    title: "Points in a circle",
    exact: { value: Math.PI, text: "π" },
    kernel: `// Points spread evenly by a two-dimensional golden ratio.
(n: number) => {
  let inside = 0;
  for (const i of prange(n)) {
    const x = (i * 0.7548776662466927) % 1;
    const y = (i * 0.5698402909980532) % 1;
    if (x * x + y * y < 1) {
      inside += 1;
    }
  }
  return 4 * inside / n;
}`,
  },
  {
    id: "random",
    title: "π by Monte Carlo",
    exact: { value: Math.PI, text: "π" },
    tolerance: 0.05,
    kernel: `// random(seed, i) is number i of the sequence seed.
(n: number) => {
  let inside = 0;
  for (const i of prange(n)) {
    const x = random(1, 2 * i);
    const y = random(1, 2 * i + 1);
    if (x * x + y * y < 1) inside += 1;
  }
  return 4 * inside / n;
}`,
  },
  {
    id: "mandelbrot",
    title: "Area of the Mandelbrot set",
    exact: { value: 1.506591856 },
    tolerance: 0.05,
    kernel: `// The points of an even grid that stay bounded for 256 turns.
(n: number) => {
  const side = Math.ceil(Math.sqrt(n));
  let inside = 0;
  for (const i of prange(side * side)) {
    const re = -2 + 2.5 * ((i % side) + 0.5) / side;
    const im = 1.25 * (Math.floor(i / side) + 0.5) / side;
    let x = 0;
    let y = 0;
    let k = 0;
    while (k < 256 && x * x + y * y < 4) {
      const next = x * x - y * y + re;
      y = 2 * x * y + im;
      x = next;
      k += 1;
    }
    if (k === 256) inside += 1;
  }
  return 2 * 2.5 * 1.25 * inside / (side * side);
}`,
  },
  {
    id: "variance",
    title: "Variance, in two passes",
    exact: { value: 1 / 12, text: "1/12" },
    kernel: `// Of n random numbers: the second loop needs what the first one found.
(n: number) => {
  let sum = 0;
  for (const i of prange(n)) sum += random(2, i);
  const mean = sum / n;
  let squares = 0;
  for (const i of prange(n)) squares += (random(2, i) - mean) ** 2;
  return squares / n;
}`,
  },
  {
    id: "bessel",
    title: "Bessel function J₀, by its series",
    from: "0",
    to: "10",
    exact: { value: 1.0670113039567363 },
    kernel: `// The integral of J₀: each sample adds up terms until they no longer count.
const j0 = (x: number) => {
  const square = x * x / 4;
  let term = 1;
  let sum = 1;
  for (let k = 1; Math.abs(term) > 1e-17; k++) {
    term *= -square / (k * k);
    sum += term;
  }
  return sum;
};

export default (a: number, b: number, n: number) => {
  const step = (b - a) / n;
  let acc = 0;
  for (const i of prange(n)) acc += j0(a + (i + 0.5) * step) * step;
  return acc;
};`,
  },
  {
    id: "primes",
    title: "Primes below n",
    kernel: `const isPrime = (k: number) => {
  if (k < 4) return k > 1;
  if (k % 2 === 0) return false;
  for (let d = 3; d * d <= k; d += 2) {
    if (k % d === 0) return false;
  }
  return true;
};

export default (n: number) => {
  let count = 0;
  for (const k of prange(n)) {
    if (isPrime(k)) count += 1;
  }
  return count;
};`,
  },
  {
    id: "option",
    title: "Price of a call option, by Monte Carlo",
    exact: { value: 10.450583572185565 },
    tolerance: 0.5,
    kernel: `// Black and Scholes: strike and price 100, rate 5 %, volatility 20 %, one year.
(n: number) => {
  let payoff = 0;
  for (const i of prange(n)) {
    const radius = Math.sqrt(-2 * Math.log(1 - random(3, 2 * i)));
    const normal = radius * Math.cos(2 * Math.PI * random(3, 2 * i + 1));
    const price = 100 * Math.exp(0.05 - 0.2 ** 2 / 2 + 0.2 * normal);
    payoff += Math.max(price - 100, 0);
  }
  return Math.exp(-0.05) * payoff / n;
}`,
  },
  {
    id: "lyapunov",
    title: "Lyapunov exponent of the logistic map",
    exact: { value: Math.LN2, text: "ln 2" },
    tolerance: 0.02,
    kernel: `// x becomes 4 x (1 - x), 64 times from each of n starts: how fast neighbours part.
(n: number) => {
  let sum = 0;
  for (const i of prange(n)) {
    let x = random(4, i);
    for (let k = 0; k < 64; k++) {
      sum += Math.log(Math.abs(4 - 8 * x));
      x = 4 * x * (1 - x);
    }
  }
  return sum / (64 * n);
}`,
  },
];

export const presets: readonly Preset[] = [...integrandPresets, ...kernelPresets];
