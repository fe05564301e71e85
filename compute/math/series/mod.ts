export {
  exponentialMinusOneSeries,
  exponentialSeries,
  logarithmOfOnePlusSeries,
  logarithmSeries,
} from "./exponential.ts";
export { taylor } from "./neighbourhood.ts";
export { binomialSeries, reciprocalSeries } from "./powers.ts";
export {
  arctangentSeries,
  cosineSeries,
  hyperbolicCosineSeries,
  hyperbolicSineSeries,
  sineSeries,
  tangentSeries,
} from "./trigonometric.ts";
