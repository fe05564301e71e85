import type { Form } from "./forms.ts";

/** What is wrong with a text, and what to write instead. One place for all wording. */
export interface Message {
  readonly message: string;
  readonly hint?: string;
}

type Type = "f64" | "bool";

/** A name as a message shows it: no longer than a reader wants. */
function quote(name: string): string {
  return `'${name.length > 40 ? `${name.slice(0, 37)}...` : name}'`;
}

const say = (message: string, hint?: string): Message => ({ message, hint });
const kindOf = (type: string) => type === "bool" ? "a boolean" : "a number";
const plural = (count: number, noun: string) => `${count === 0 ? "no" : count} ${noun}${count === 1 ? "" : "s"}`;
const perhaps = (nearest: string | undefined, otherwise?: string) => nearest ? `did you mean ${nearest}?` : otherwise;

const PRANGE_FORM = "write: for (const i of prange(n)) { ... }";

/** Every message but those for unsupported syntax, which `unsupported.ts` lists. */
export const messages = {
  // The text as a whole.
  tooLong: (length: number, limit: number) =>
    say(`the text has ${length} characters, more than the ${limit} allowed`, "shorten it"),
  tooDeep: (limit: number) =>
    say(`this is nested more than ${limit} levels deep`, "split it up: name its parts with const"),
  tooLarge: (limit: number) =>
    say(`the kernel has more than ${limit} operations, its helper functions inlined`, "shorten it"),
  empty: ({ name, shape }: Form) => say(`there is no ${name} here: the text is empty`, `write ${shape}`),
  endsEarly: () => say("the text ends too early", "a bracket may be left open, or an operand may be missing"),
  tooHard: () => say("this takes too long to parse", "put types and functions into declarations of their own"),
  unexpected: (what: string) => say(`unexpected ${quote(what)}`, unexpectedHint(what)),
  unexpectedCharacter: (what: string) => say(`unexpected character ${quote(what)}`, SPELLINGS.get(what)),
  juxtaposed: () => say("an operator is missing after the number", "to multiply, write *"),
  syntax: (detail: string) => say(detail),
  duplicate: (name: string) => say(`${quote(name)} is declared twice`, "rename one of them"),
  duplicateParameter: (name: string) => say(`two parameters are called ${quote(name)}`, "rename one of them"),
  keyword: (name: string) => say(`${quote(name)} is a keyword of the language`, "choose another name"),

  // What the text should hold.
  shape: ({ name, shape }: Form) => say(`this is not ${name === "integrand" ? "an" : "a"} ${name}`, `write ${shape}`),
  integrandParameters: () => say("an integrand is a function of one number", "write it as (x) => ..."),
  whichKernel: () =>
    say("there is more than one function, and none is the default export", "write export default before the kernel"),
  topLevel: () => say("beside the kernel stand constants and helper functions alone", "move this into the kernel"),
  exportList: () => say("export lists are not supported", "write export default before the kernel"),
  defaultNotFunction: () =>
    say("the default export is not a function", "export the kernel: export default (a, b) => ..."),
  nativeFunction: () =>
    say("this function is built in and has no source text", "wrap it in a function: (x) => Math.cos(x)"),

  // Names.
  unknownName: (name: string, nearest: string | undefined, { sees }: Form) =>
    say(`there is no ${quote(name)} here`, perhaps(nearest, sees)),
  unknownFunction: (name: string, nearest?: string) =>
    say(
      `there is no function ${quote(name)} here`,
      perhaps(nearest, "a kernel can call Math's functions and helpers written beside it"),
    ),
  unknownMathFunction: (name: string, nearest?: string) =>
    say(`Math.${name} is not a function that kernels can call`, perhaps(nearest && `Math.${nearest}`)),
  notOfMath: (name: string) => say(`JavaScript's Math has no ${name}`, `write ${name}(x)`),
  unknownMathConstant: (name: string, nearest?: string) =>
    say(`there is no number Math.${name}`, perhaps(nearest && `Math.${nearest}`)),
  unknownProperty: (what: string) => say(`kernels don't know ${quote(what)}`, "only Math has properties"),
  random: () =>
    say(
      "Math.random gives another value each time, a kernel must not",
      "write random(seed, i), which depends on the index alone",
    ),
  imported: (name: string) =>
    say(`${quote(name)} is imported, and a kernel can't use imports`, "write the function beside the kernel"),
  functionAsValue: (name: string) => say(`${quote(name)} is a function, not a number`, `call it: ${name}(x)`),
  prangeAsValue: () => say("prange is only for loops", PRANGE_FORM),
  notFunction: (name: string) => say(`${quote(name)} is not a function`, "to multiply, write *"),
  notCallable: () => say("only functions can be called, by their name", "for example cos(x) or Math.cos(x)"),
  arity: (name: string, wanted: number, given: number) =>
    say(`${name} takes ${plural(wanted, "argument")}, not ${given}`, variadicHint(name, wanted, given)),
  atLeastOne: (name: string) => say(`${name} needs at least one argument`),
  assignedConst: (name: string) => say(`${quote(name)} is a const and can't change`, `declare it with let ${name}`),
  assignedFunction: (name: string) => say(`${quote(name)} is a function and can't change`),
  assignedOuter: (name: string) =>
    say(`a helper function can't change ${quote(name)} of the function around it`, "return the new value instead"),
  assignedBuiltIn: (name: string) => say(`${quote(name)} is built in and can't change`, "declare a variable: let"),
  assignTarget: () => say("only a variable can be assigned"),
  beforeDefinition: (name: string) =>
    say(`${quote(name)} is used before its definition`, "move the definition before this use"),
  noValueYet: (name: string) =>
    say(`${quote(name)} may have no value here`, `give it one where it is declared: let ${name} = 0`),
  recursion: (name: string) => say(`${quote(name)} calls itself, which a kernel can't`, "write it as a loop"),

  caret: () => say("^ is not a power here (JavaScript's ^ is a bitwise operation)", "write a power as x ** 2"),

  // Types.
  needsNumber: (given: string) =>
    say(`a number is needed here, not ${kindOf(given)}`, given === "bool" ? "write condition ? 1 : 0" : undefined),
  needsBoolean: () => say("a condition is needed here, not a number", "compare it: x !== 0"),
  branchTypes: (then: string, otherwise: string) =>
    say(`one branch gives ${kindOf(then)}, the other ${kindOf(otherwise)}`, "both must give the same"),
  changedType: (name: string, from: Type, to: string) =>
    say(`${quote(name)} is ${kindOf(from)} and can't become ${kindOf(to)}`, "use another variable"),
  chainedComparison: () => say("comparisons can't be chained", "join two with &&: 0 < x && x < 1"),
  comparedTypes: () => say("a number is compared with a boolean", "compare numbers with numbers"),
  annotation: () => say("this type is not known to kernels", "the types are number and, within a kernel, boolean"),
  parameterType: () => say("a kernel's parameters are numbers", "write number, or leave the type out"),
  resultType: (wanted: string, given: string) => say(`this returns ${kindOf(given)}, not ${kindOf(wanted)}`),
  kernelResult: () => say("a kernel returns a number, not a boolean", "write condition ? 1 : 0"),
  notNumber: (what: string) => say(`${what} is not a number`, "kernels compute with numbers and booleans alone"),

  // Functions.
  asyncFunction: () => say("async functions are not supported in kernels", "a kernel computes at once: drop async"),
  generatorFunction: () => say("generators are not supported in kernels", "a kernel returns one number"),
  parameterDefault: () => say("parameters can't have defaults", "pass every argument"),
  parameterOptional: () => say("parameters can't be optional", "leave out the ?"),
  parameterRest: () => say("rest parameters are not supported", "name each parameter"),
  parameterPattern: () => say("parameters can't be taken apart", "name each parameter"),
  missingReturn: (name: string) => say(`${quote(name)} ends without returning a number`, "end it with return ..."),
  emptyReturn: () => say("return gives no value", "write return and the result"),
  returnInLoop: () => say("return can't leave a parallel loop", "assign to a reduction, and return after the loop"),

  // Statements.
  pattern: () => say("taking values apart is not supported in kernels", "declare each variable by itself"),
  variableKind: (kind: string) => say(`${kind} is not supported in kernels`, "write const or let"),
  statement: () => say("this statement is not supported in kernels"),
  uselessExpression: () => say("this computes a value that nothing uses", "assign it, or return it"),
  logicalAssignment: () => say("this assignment is not supported in kernels", "write x = ..."),

  // Loops.
  forOf: () => say("for ... of runs over prange", PRANGE_FORM),
  forRange: (name: string) => say(`for ... of runs over prange, not ${name}`, PRANGE_FORM),
  forOutside: () => say("a loop must declare its own index", PRANGE_FORM),
  prangeArguments: (given: number) => say(`prange takes n, or start and stop, not ${plural(given, "argument")}`),
  prangeStep: () =>
    say("prange has no step", "loop over prange(count) and compute the index: const k = start + i * step"),
  breakInRange: () =>
    say(
      "break can't leave a parallel loop, whose iterations run in any order",
      "write continue, or an if around what follows",
    ),
  endless: () => say("this loop never ends", "give it a condition, or a break or return within"),
  race: (name: string) =>
    say(
      `${quote(name)} is assigned in a parallel loop, whose iterations run in any order`,
      `declare it inside the loop, or make it a reduction: ${name} += ..., ${name} *= ... or ${name} = Math.min(${name}, ...)`,
    ),
  comparedReduction: (name: string, extreme: "min" | "max") =>
    say(
      `${quote(name)} is compared and assigned in a parallel loop, whose iterations run in any order`,
      `write it as a reduction: ${name} = Math.${extreme}(${name}, ...)`,
    ),
  reductionRead: (name: string) =>
    say(
      `${quote(name)} is a reduction and can't be read inside its loop`,
      "iterations run in any order: read it after the loop",
    ),
  reductionOperators: (name: string) =>
    say(
      `${quote(name)} is reduced in two ways in one loop`,
      "use += and -= alone, *= and /= alone, Math.min alone or Math.max alone; or two variables",
    ),
  reductionOperator: (name: string, operator: string) =>
    say(
      `${quote(name)} can't be a reduction with ${operator}`,
      "reductions are += and -=, *= and /=, and Math.min and Math.max",
    ),
} as const;

/** What people write for what has a sign of its own here. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["×", "write *"],
  ["·", "write *"],
  ["⋅", "write *"],
  ["÷", "write /"],
  ["−", "write -"],
  ["–", "write -"],
  ["²", "write ** 2"],
  ["³", "write ** 3"],
  ["√", "write sqrt(x)"],
  ["∞", "write Infinity"],
  ["≤", "write <="],
  ["≥", "write >="],
  ["≠", "write !=="],
  ["¬", "write !"],
  ["∧", "write &&"],
  ["∨", "write ||"],
]);

const UNEXPECTED: ReadonlyMap<string, string> = new Map([
  ["**", "a sign before ** is ambiguous: write (-x) ** 2 or -(x ** 2)"],
  ["|", "for an absolute value, write abs(x)"],
  ["=", "to compare, write ==="],
]);

function unexpectedHint(token: string): string | undefined {
  const follows = /^[\p{L}\p{N}_$(]/u.test(token);
  return UNEXPECTED.get(token) ?? (follows ? "an operator may be missing before it; to multiply, write *" : undefined);
}

function variadicHint(name: string, wanted: number, given: number): string | undefined {
  return name === "hypot" && wanted === 2 && given > 2 ? "nest them: hypot(hypot(x, y), z)" : undefined;
}
