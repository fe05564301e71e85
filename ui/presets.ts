/** What the page offers to start from. The first one is what a first visit shows. */

interface PresetBase {
  readonly id: string;
  readonly title: string;
  /** The integral's exact value, and how to write it, where it has a short name. */
  readonly exact?: { readonly value: number; readonly text?: string };
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
];

export const presets: readonly Preset[] = [...integrandPresets, ...kernelPresets];
