/**
 * The lecture's running example: the left Riemann sum of a function, in one loop or in parts on an executor.
 *
 * @module
 */
export { integrate, type QuadratureOptions } from "./integrate.ts";
export { type AsyncQuadratureOptions, integrateAsync } from "./integrate_async.ts";
