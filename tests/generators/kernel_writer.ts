import type { ExpressionWriter, Range } from "./expression_writer.ts";
import { Lines } from "./lines.ts";
import { type Exit, StatementWriter, type Surroundings } from "./statement_writer.ts";
import type { Decisions, Vocabulary } from "./vocabulary.ts";

type Kind = "sum" | "product" | "min" | "max";

interface Reduction {
  readonly kind: Kind;
  readonly name: string;
}

/** Where what joins a reduction lies in tame texts: once or twice an iteration, and in each turn of a loop there. */
const JOINING: Readonly<Record<Kind, { readonly iteration: Range; readonly turn: Range }>> = {
  sum: { iteration: [-10, 10], turn: [-0.1, 0.1] },
  product: { iteration: [0.99, 1.01], turn: [0.9999, 1.0001] },
  min: { iteration: [-10, 10], turn: [-10, 10] },
  max: { iteration: [-10, 10], turn: [-10, 10] },
};

const OPERATORS = { sum: ["+=", "-="], product: ["*=", "/="] } as const;

/** Writes a random kernel of `a`, `b` and `n`. */
export class KernelWriter {
  readonly #lines = new Lines();
  readonly #statements: StatementWriter;
  readonly #loops: boolean;

  constructor(readonly decisions: Decisions, readonly vocabulary: Partial<Vocabulary>) {
    this.#statements = new StatementWriter(decisions, vocabulary, this.#lines);
    this.#loops = (vocabulary.loops ?? true) && (vocabulary.conditions ?? true);
  }

  /** The kernel's text: a bare function, or a module with helpers. */
  write(): string {
    const { decisions } = this;
    const helpers = [
      ...(decisions.once(4) ? [this.#helper("f", "x", "return")] : []),
      ...(this.#loops && decisions.once(5) ? [this.#helper("p", "k", "return condition")] : []),
    ];
    const has = { f: helpers.some((text) => text.includes(" f =")), p: helpers.some((text) => text.includes(" p =")) };
    const scope = this.#statements.scope();
    scope.declare({ text: "a", range: [-3, 3] });
    scope.declare({ text: "b", range: [-3, 3] });
    scope.declareExact("n");
    this.#lines.add("const step = (b - a) / n;");
    scope.declare({ text: "step", range: [-6, 6] });
    this.#statements.locals(scope, decisions.pick(2), { exits: ["return"], parallel: false });
    const loops = 1 + decisions.pick(2);
    for (let k = 0; k < loops; k++) {
      if (this.#loops && decisions.once(5)) this.#repeated(scope, has);
      else this.#parallel(scope, has);
    }
    if (scope.conditions && decisions.once(5)) {
      this.#lines.add(`if (${scope.condition(1)}) return ${scope.number(2).text};`);
    }
    this.#lines.add(`return ${scope.number(2).text};`);
    const kernel = `(a: number, b: number, n: number) => {\n${this.#lines}\n}`;
    return helpers.length > 0 ? `${helpers.join("\n")}\nexport default ${kernel};\n` : kernel;
  }

  /** A helper of one number, whose loops return perhaps. */
  #helper(name: string, parameter: string, exit: Exit): string {
    const { decisions } = this;
    const lines = new Lines();
    const statements = new StatementWriter(decisions, this.vocabulary, lines);
    const scope = statements.scope();
    if (exit === "return") scope.declare({ text: parameter, range: [-3, 3] });
    else scope.declareExact(parameter);
    if (this.#loops) statements.locals(scope, decisions.pick(3), { exits: [exit], parallel: false });
    lines.add(`return ${exit === "return" ? scope.number(3).text : scope.condition(1)};`);
    return `const ${name} = (${parameter}: number) => {\n${lines}\n};`;
  }

  /** A parallel loop that is run several times, in order. */
  #repeated(scope: ExpressionWriter, has: { f: boolean; p: boolean }): void {
    const { decisions } = this;
    const lines = this.#lines;
    const [counter, value] = [lines.name("r"), lines.name("v")];
    lines.add(`let ${value} = ${scope.fit(scope.number(1), [-2, 2]).text};`);
    const body = this.#statements.scope(scope);
    body.declare({ text: value, range: [-10, 10] });
    body.declareExact(counter);
    lines.block(
      `for (let ${counter} = 0; ${counter} < ${decisions.choose(["2", "3", "(n & 1)"])}; ${counter}++) {`,
      () => {
        this.#parallel(body, has);
        lines.add(`${value} = 0.5 * ${value} + ${body.fit(body.number(1), [-5, 5]).text};`);
        if (decisions.once(3)) {
          lines.add(
            `if (${body.condition(1)}) ${decisions.choose(["break", "continue", "return a"])};`,
          );
        }
      },
    );
    scope.declare({ text: value, range: [-10, 10] });
  }

  #parallel(scope: ExpressionWriter, has: { f: boolean; p: boolean }): void {
    const { decisions } = this;
    const lines = this.#lines;
    const reductions = Array.from({ length: 1 + decisions.pick(3) }, (): Reduction => {
      const kind = decisions.choose(["sum", "product", "sum", "min", "max"] as const);
      const name = lines.name(kind);
      lines.add(`let ${name} = ${scope.fit(scope.number(1), [-2, 2]).text};`);
      return { kind, name };
    });
    lines.block(`for (const i of prange(${decisions.choose(["n", "1, n", "n, n + 5", "n - 3"])})) {`, () => {
      const body = this.#statements.scope(scope);
      body.declareExact("i");
      lines.add(`const x = ${decisions.choose(["a + i * step", "a + (i + 0.5) * step", "i / n"])};`);
      body.declare({ text: "x", range: [-15, 15] });
      if (has.f) {
        const name = lines.name("y");
        lines.add(`const ${name} = f(${body.fit({ text: "x", range: [-15, 15] }, [-3, 3]).text});`);
        body.declare({ text: name, range: [-1000, 1000] });
      }
      if (has.p) {
        const name = lines.name("q");
        lines.add(`const ${name} = p(${body.count()});`);
        body.declareCondition(name);
      }
      const around: Surroundings = {
        exits: ["continue"],
        parallel: true,
        update: (inner) => this.#join(decisions.choose(reductions), inner, "turn"),
      };
      this.#statements.locals(body, decisions.pick(3), around, 2);
      if (this.#loops && decisions.once(5)) lines.add(`if (${body.condition(1)}) continue;`);
      for (const reduction of reductions) this.#update(reduction, body);
    });
    for (const { kind, name } of reductions) {
      // A sum over n bounded terms; a product of up to 200 factors near 1.
      scope.declare(kind === "sum" ? { text: `(${name} / n)`, range: [-100, 100] } : { text: name, range: [-20, 20] });
    }
  }

  #update(reduction: Reduction, scope: ExpressionWriter): void {
    const { decisions } = this;
    const update = () => this.#join(reduction, scope, "iteration");
    const shapes = [
      update,
      update,
      () => {
        update();
        update();
      },
      () => this.#statements.if(scope, update),
      () => this.#statements.if(scope, update, update),
    ];
    decisions.choose(scope.conditions ? shapes : shapes.slice(0, 3))();
  }

  /** One more value for a reduction. */
  #join({ kind, name }: Reduction, scope: ExpressionWriter, when: "iteration" | "turn"): void {
    const { decisions } = this;
    const value = () => scope.fit(scope.number(when === "turn" ? 2 : 3), JOINING[kind][when]).text;
    if (kind === "min" || kind === "max") {
      const call = decisions.choose([
        () => `Math.${kind}(${name}, ${value()})`,
        () => `Math.${kind}(${value()}, ${name})`,
        () => `Math.${kind}(${name}, ${value()}, ${value()})`,
      ])();
      return this.#lines.add(`${name} = ${call};`);
    }
    const operator = decisions.choose<string>(OPERATORS[kind]);
    const spelling = operator === "+=" && decisions.once(4) ? `${name} = ${name} +` : `${name} ${operator}`;
    this.#lines.add(`${spelling} ${value()};`);
  }
}
