import {
  type Kernel,
  type OperationName,
  type Parallel,
  readKernel,
  type Region,
  RegionBuilder,
  type Type,
  writeKernel,
} from "../../ir/mod.ts";
import { mathFunctions } from "../../math/mod.ts";
import { printDriver } from "../js/mod.ts";
import { parallelLoops, signatureOf } from "../target.ts";
import type { WasmCode } from "./code.ts";
import { compileWasm, instantiateWasm } from "./instantiate.ts";
import type { LoopLayout } from "./layout.ts";

/** What an image holds before the module, as JSON. */
interface Head {
  /** What stands around the loops, which the driver is printed from. */
  readonly outline: ReturnType<typeof writeKernel>;
  readonly layouts: readonly LoopLayout[];
  readonly costs: readonly number[];
}

/** Bytes of the length that an image begins with. */
const LENGTH = 4;

/**
 * Puts a code into bytes: the IR around its loops, where these keep what they read, and the module. No JavaScript is among
 * them.
 *
 * @param kernel The optimised kernel that the code was generated from.
 */
export function writeImage(kernel: Kernel, { bytes, loops, costs }: WasmCode): Uint8Array<ArrayBuffer> {
  const head: Head = { outline: writeKernel(outlineOf(kernel)), layouts: loops, costs };
  const text = new TextEncoder().encode(JSON.stringify(head));
  const image = new Uint8Array(LENGTH + text.length + bytes.length);
  new DataView(image.buffer).setUint32(0, text.length);
  image.set(text, LENGTH);
  image.set(bytes, LENGTH + text.length);
  return image;
}

/**
 * Makes a code of an image. It comes from checked IR and a module that WebAssembly confines, whatever the bytes are.
 *
 * @param image What `writeImage` made.
 * @param print Prints the code for people.
 * @throws {Error} If it is anything else.
 */
export function readImage(image: Uint8Array<ArrayBuffer>, print: () => string): WasmCode {
  const length = new DataView(image.buffer, image.byteOffset).getUint32(0);
  const text = new TextDecoder("utf-8", { fatal: true }).decode(image.subarray(LENGTH, LENGTH + length));
  const { outline, layouts, costs }: Head = JSON.parse(text);
  const kernel = readKernel(outline, mathFunctions);
  checkLayouts(kernel, layouts);
  if (costs.length !== layouts.length || !costs.every(Number.isFinite)) throw new TypeError("the costs are no numbers");
  const code = {
    get text() {
      return print();
    },
    driver: printDriver(kernel),
    costs,
    bytes: image.slice(LENGTH + length),
    loops: layouts,
  };
  // Fails where the module imports what it isn't given, or lacks a loop, or its memory is too small for the layout.
  instantiateWasm(compileWasm(code), code);
  return code;
}

function checkLayouts(kernel: Kernel, layouts: readonly LoopLayout[]): void {
  const loops = parallelLoops(kernel).map(signatureOf);
  const fits = layouts.length === loops.length &&
    layouts.every(({ reductions, captureCount, unroll }, k) =>
      captureCount === loops[k].captures.length && reductions.join() === loops[k].reductions.join() &&
      Number.isInteger(unroll)
    );
  if (!fits) throw new TypeError("the layouts are not those of the kernel's loops");
}

/** An operation that reads a value of each type; bits are never captured. */
const READ: Readonly<Record<Type, OperationName | null>> = { f64: "neg", bool: "not", i32: "fromI32", bits: null };

/** A kernel whose loops do no more than to read what they capture, in the same order. */
function outlineOf(kernel: Kernel): Kernel {
  const outline = ({ instructions, results }: Region): Region => ({
    instructions: instructions.map((instruction) => {
      switch (instruction.kind) {
        case "operation":
        case "call":
        case "guard":
          return instruction;
        case "if":
          return { ...instruction, then: outline(instruction.then), otherwise: outline(instruction.otherwise) };
        case "loop":
          return { ...instruction, test: outline(instruction.test), body: outline(instruction.body) };
        case "parallel":
          return emptied(instruction);
        default:
          throw new Error(`no outline of ${instruction satisfies never}`);
      }
    }),
    results,
  });
  return { ...kernel, body: outline(kernel.body) };
}

function emptied(loop: Parallel): Parallel {
  const body = new RegionBuilder();
  for (const value of signatureOf(loop).captures) {
    const operation = READ[value.type];
    if (!operation) throw new TypeError(`a loop can't capture ${value.type}`);
    body.operation(operation, [value]);
  }
  const results = loop.reductions.map(({ carried }) => carried);
  const reductions = loop.reductions.map((reduction) => ({ ...reduction, factor: undefined }));
  return { ...loop, reductions, body: body.finish(results), strip: undefined, near: undefined, fallback: undefined };
}
