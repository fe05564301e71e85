import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { instantiateDriver, instantiateJs, jsTarget } from "../../../compute/codegen/js/mod.ts";
import { interpret, type Kernel } from "../../../compute/ir/mod.ts";
import { parseKernel } from "../../../compute/lang/mod.ts";
import { mathFunctions, ownFunctions } from "../../../compute/math/mod.ts";
import { kernelArguments, kernelSources } from "../../generators.ts";
import { functionCase, languageCases } from "../conformance_cases.ts";
import { loopCases } from "../loop_cases.ts";

/** Runs a kernel by its driver and loops, each loop in blocks of the given size that follow one another. */
function run(kernel: Kernel, args: readonly number[], block = Infinity): number {
  const { driver, loops } = structuredClone(jsTarget.generate(kernel, { fastmath: false }));
  const requests = instantiateDriver(driver)(args);
  const runner = instantiateJs(loops);
  let next = requests.next();
  while (!next.done) {
    const { loop, start, count, captures, initial } = next.value;
    runner.bind(loop, captures);
    const accumulators = Float64Array.of(99, ...initial);
    for (let done = 0; done < count; done += block) {
      runner.run(loop, start + done, Math.min(block, count - done), accumulators, 1);
    }
    assertEquals(accumulators[0], 99, "what is before the offset stays");
    next = requests.next(accumulators.slice(1));
  }
  return next.value;
}

/** The text's own import is for people; a function's body can't have one. */
function evaluate(kernel: Kernel, args: readonly number[]): number {
  const { text } = jsTarget.generate(kernel, { fastmath: false });
  const name = /^function ([\w$]+)/m.exec(text)![1];
  const body = text.replace(/^import \{ [\w, ]+ \} from "lanes";\n/, "");
  return new Function(...Object.keys(ownFunctions), `${body}\nreturn ${name};`)(...Object.values(ownFunctions))(
    ...args,
  );
}

for (
  const { name, kernel, args } of [...languageCases, ...loopCases, ...[...mathFunctions.values()].map(functionCase)]
) {
  Deno.test(`js: ${name}, to the last bit`, () => {
    const parsed = parseKernel(kernel);
    for (const values of args) {
      const expected = interpret(parsed, values);
      assertEquals(run(parsed, values), expected, `loops on ${values}`);
      assertEquals(run(parsed, values, 1024), expected, `blocks on ${values}`);
      if (values.every((value) => Math.abs(value) < 2 ** 52)) {
        assertEquals(evaluate(parsed, values), expected, `text on ${values}`);
      }
    }
  });
}

Deno.test("js: random kernels, to the last bit", () => {
  fc.assert(
    fc.property(kernelSources(), kernelArguments(40), (source, args) => {
      const kernel = parseKernel(source);
      const expected = interpret(kernel, args);
      assert(Object.is(run(kernel, args), expected), source);
      assert(Object.is(evaluate(kernel, args), expected), source);
    }),
    { numRuns: 300 },
  );
});
