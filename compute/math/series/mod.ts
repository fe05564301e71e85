export { complementaryErrorFunctionSeries, errorFunctionSeries } from "./error_function.ts";
export {
  exponentialMinusOneSeries,
  exponentialSeries,
  logarithmOfOnePlusSeries,
  logarithmSeries,
} from "./exponential.ts";
export {
  arccosineSeries,
  arcsineSeries,
  arctangentSeries,
  inverseHyperbolicCosineSeries,
  inverseHyperbolicSineSeries,
  inverseHyperbolicTangentSeries,
} from "./inverse.ts";
export { taylor } from "./neighbourhood.ts";
export { binomialSeries } from "./powers.ts";
export {
  cosineSeries,
  hyperbolicCosineSeries,
  hyperbolicSineSeries,
  sineSeries,
  tangentSeries,
} from "./trigonometric.ts";
