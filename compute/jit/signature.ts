/**
 * What a parameter takes, in the names of WebAssembly: `f64` any number, `i32` an integer from -2^31 to 2^31 - 1, `u32`
 * one from 0 to 2^32 - 1.
 */
export type ParameterType = "f64" | "i32" | "u32";

/** Whether a number is of a type, and what to say where it isn't. */
const TYPES: Readonly<Record<ParameterType, { readonly takes: (value: number) => boolean; readonly range: string }>> = {
  f64: { takes: () => true, range: "a number" },
  // -0 is no integer of a machine: its sign would be lost.
  i32: { takes: (value) => Object.is(value | 0, value), range: "an integer from -2^31 to 2^31 - 1" },
  u32: { takes: (value) => Object.is(value >>> 0, value), range: "an integer from 0 to 2^32 - 1" },
};

/** Checks a call's arguments. */
export type ArgumentCheck = (args: readonly unknown[]) => void;

/**
 * Makes the check of a kernel's arguments.
 *
 * @param name The kernel's name, for messages.
 * @param parameters Its parameters' names.
 * @param signature Their types; without it, all take any number.
 * @returns A function that throws a `TypeError` for too many, too few or what isn't a number, and a `RangeError` for a
 * number that isn't of its parameter's type.
 * @throws {TypeError} If the signature doesn't fit the parameters, or names no type.
 */
export function argumentCheck(
  name: string,
  parameters: readonly string[],
  signature?: readonly ParameterType[],
): ArgumentCheck {
  const types = signature && checkSignature(name, parameters, signature);
  return (args) => {
    if (args.length !== parameters.length) {
      throw new TypeError(`${name} takes ${listed(parameters)}, not ${args.length}`);
    }
    for (let k = 0; k < args.length; k++) {
      if (typeof args[k] !== "number") {
        throw new TypeError(
          `${name} computes with numbers: its argument ${parameters[k]} is of type ${typeof args[k]}`,
        );
      }
    }
    if (!types) return;
    const wrong = types.findIndex((type, k) => !TYPES[type].takes(args[k] as number));
    if (wrong < 0) return;
    const value = Object.is(args[wrong], -0) ? "-0" : args[wrong];
    throw new RangeError(
      `${name} takes ${TYPES[types[wrong]].range} as its argument ${parameters[wrong]}, of type ${
        types[wrong]
      }: it is ${value}`,
    );
  };
}

function listed(parameters: readonly string[]): string {
  return parameters.length === 0 ? "no arguments" : `${parameters.length} (${parameters.join(", ")})`;
}

function checkSignature(
  name: string,
  parameters: readonly string[],
  signature: readonly ParameterType[],
): readonly ParameterType[] {
  const known = Object.keys(TYPES).join(", ");
  if (!Array.isArray(signature)) {
    throw new TypeError(
      `a signature is a list of types, one for each parameter, such as ["f64", "i32"]: it is ${signature}`,
    );
  }
  if (signature.length !== parameters.length) {
    throw new TypeError(`${name} takes ${listed(parameters)}, but its signature has ${signature.length} types`);
  }
  const wrong = signature.findIndex((type) => !Object.hasOwn(TYPES, type));
  if (wrong >= 0) {
    throw new TypeError(
      `there is no type ${signature[wrong]}, as the signature has it for ${parameters[wrong]}: there are ${known}`,
    );
  }
  return [...signature];
}
