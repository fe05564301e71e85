/** An integrand with its range, as the bench's lists have them; bounds may be constant expressions. */
export interface SuiteKernel {
  readonly id: string;
  readonly expr: string;
  readonly from: string;
  readonly to: string;
  /** The integral's exact value. */
  readonly exact?: number;
}

/** From a single division to a function of functions: what compilers are compared by here. */
export const INTEGRANDS: readonly SuiteKernel[] = [
  { id: "cos", expr: "cos(x)", from: "0", to: "pi/2", exact: 1 },
  { id: "gauss", expr: "exp(-x*x)", from: "0", to: "4", exact: 0.886226911789569 },
  { id: "pi", expr: "4/(1+x*x)", from: "0", to: "1", exact: Math.PI },
  { id: "damped", expr: "sin(x)*exp(-x/8)", from: "0", to: "32", exact: 0.968328073531581 },
  { id: "log", expr: "log(1+x)/(1+x*x)", from: "0", to: "1", exact: 0.27219826128795027 },
  { id: "sqrt", expr: "sqrt(x)", from: "0", to: "1", exact: 2 / 3 },
  { id: "pow", expr: "pow(x, x)", from: "0", to: "1", exact: 0.7834305107121344 },
  { id: "atan", expr: "atan(sqrt(2+x*x))/((1+x*x)*sqrt(2+x*x))", from: "0", to: "1", exact: 0.5140418958900708 },
  {
    id: "nested",
    expr: "cos(cos(x)+3*sin(x)+2*cos(2*x)+3*cos(3*x)+3*sin(2*x))",
    from: "0",
    to: "pi",
    exact: 0.8386763426944296,
  },
  { id: "tanh", expr: "tanh(3*x-1)*x", from: "0", to: "1", exact: 0.311845024130168 },
];
