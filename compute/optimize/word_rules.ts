import { constant, type OperationName, operations, type RegionBuilder, type Value } from "../ir/mod.ts";

/** The words of an integer's 64 bits in two's complement, by the operation that takes them. */
export const HALVES = ["toI32", "toUpperI32"] as const;
export type Half = typeof HALVES[number];

/** What a word of an operation's value is made from. */
export interface WordParts {
  readonly into: RegionBuilder;
  readonly operands: readonly Value[];
  /** The first operand as it is now, for a `select`. */
  readonly condition: Value;
  /** A word of an operand. */
  readonly word: (half: Half, operand: Value) => Value;
  /** The lower word of the operation's value. */
  readonly low: () => Value;
}

type WordRule = (parts: WordParts) => Value;

const integer = (value: number) => constant(value, "i32");
const ZERO = integer(0);
const isZero = (value: Value) => value.kind === "constant" && value.value === 0;

/** An operation on words, computed here where its operands are constants, and not at all where one is 0. */
function compute(into: RegionBuilder, operation: OperationName, x: Value, y: Value): Value {
  if (x.kind === "constant" && y.kind === "constant") {
    return integer(operations[operation].evaluate(x.value, y.value) as number);
  }
  const [left, right] = [isZero(x), isZero(y)];
  if ((left || right) && (operation === "mulI32" || operation === "mulHighU32" || operation === "andI32")) return ZERO;
  if (right && operation !== "mulI32") return x;
  if (left && (operation === "addI32" || operation === "orI32" || operation === "xorI32")) return y;
  return into.operation(operation, [x, y]);
}

const lower = (operation: OperationName): WordRule => ({ into, operands: [x, y], word }) =>
  compute(into, operation, word("toI32", x), word("toI32", y));

const choose = (half: Half): WordRule => ({ into, operands: [, x, y], condition, word }) =>
  into.operation("selectI32", [condition, word(half, x), word(half, y)]);

/** x + y: the lower words carry where both have their last bit set, or one has and the sum hasn't. */
const addUpper: WordRule = ({ into, operands: [x, y], word, low }) => {
  const [a, b] = [word("toI32", x), word("toI32", y)];
  const missing = compute(into, "xorI32", low(), integer(-1));
  const passed = compute(into, "andI32", compute(into, "orI32", a, b), missing);
  const carry = compute(into, "ushrI32", compute(into, "orI32", compute(into, "andI32", a, b), passed), integer(31));
  return compute(into, "addI32", compute(into, "addI32", word("toUpperI32", x), word("toUpperI32", y)), carry);
};

/** x - y, of words: they borrow where y alone has its last bit set, or the difference has and x alone hasn't. */
function difference(into: RegionBuilder, [x, y]: Value[], [a, b]: Value[], low: Value): Value {
  const lacking = compute(into, "xorI32", a, integer(-1));
  const passed = compute(into, "andI32", compute(into, "orI32", lacking, b), low);
  const own = compute(into, "andI32", lacking, b);
  const borrow = compute(into, "ushrI32", compute(into, "orI32", own, passed), integer(31));
  return compute(into, "subI32", compute(into, "subI32", x, y), borrow);
}

const subUpper: WordRule = ({ into, operands, word, low }) => {
  const [upper, lower] = (["toUpperI32", "toI32"] as const).map((half) => operands.map((value) => word(half, value)));
  return difference(into, upper, lower, low());
};

const negUpper: WordRule = ({ into, operands: [x], word, low }) =>
  difference(into, [ZERO, word("toUpperI32", x)], [ZERO, word("toI32", x)], low());

const mulUpper: WordRule = ({ into, operands: [x, y], word }) => {
  const [a, b] = [word("toI32", x), word("toI32", y)];
  const crossed = [[a, word("toUpperI32", y)], [word("toUpperI32", x), b]].map(([one, other]) =>
    compute(into, "mulI32", one, other)
  );
  return crossed.reduce((sum, product) => compute(into, "addI32", sum, product), compute(into, "mulHighU32", a, b));
};

/** How the words of integers follow from those of what they are made from. */
export const wordRules: Readonly<Record<Half, { readonly [name in OperationName]?: WordRule }>> = {
  toI32: {
    add: lower("addI32"),
    sub: lower("subI32"),
    mul: lower("mulI32"),
    neg: ({ into, operands: [x], word }) => compute(into, "subI32", ZERO, word("toI32", x)),
    select: choose("toI32"),
  },
  toUpperI32: { add: addUpper, sub: subUpper, mul: mulUpper, neg: negUpper, select: choose("toUpperI32") },
};
