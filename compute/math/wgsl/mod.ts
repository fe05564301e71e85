/** The functions in WGSL, in f32, for the records. Those too poor in WGSL itself are polynomials of our own. */
export * from "./trigonometric.ts";
export * from "./error_function.ts";
export * from "./exponential.ts";
export * from "./hyperbolic.ts";
export * from "./roots.ts";
export * from "./rounding.ts";
