export * from "./types.ts";
export {
  bitsOf,
  fromBits,
  type OperationName,
  type OperationRecord,
  operations,
  type PortableOperationName,
} from "./operations.ts";
export { constant, type NodeOptions, parameter, RegionBuilder } from "./builder.ts";
export { verify } from "./verifier.ts";
export { endlessLoop, GuardFailure, interpret, iterationCount, MOST_TURNS } from "./interpreter.ts";
export { printKernel } from "./print.ts";
export { type KernelData, readKernel, writeKernel } from "./transfer.ts";
export { structureOf } from "./structure.ts";
export { varyingIn } from "./uniformity.ts";
export { ValueNumbers } from "./value_numbers.ts";
export {
  type Fastmath,
  FASTMATH_FLAGS,
  type FastmathFlag,
  fastmathOf,
  type FastmathOption,
  flagsOf,
} from "./fastmath.ts";
