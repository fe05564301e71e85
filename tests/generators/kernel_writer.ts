import { ExpressionWriter, type Range } from "./expression_writer.ts";
import type { Decisions, Vocabulary } from "./vocabulary.ts";

/** Writes a random kernel of `a`, `b` and `n`. */
export class KernelWriter {
  readonly #lines: string[] = [];
  #indent = 1;
  #names = 0;

  constructor(readonly decisions: Decisions, readonly vocabulary: Partial<Vocabulary>) {}

  /** The kernel's text: a bare function, or a module with a helper. */
  write(): string {
    const { decisions } = this;
    const helper = decisions.once(4) ? this.#helper() : "";
    const scope = this.#scope();
    scope.declare({ text: "a", range: [-3, 3] });
    scope.declare({ text: "b", range: [-3, 3] });
    scope.declareExact("n");
    this.#line("const step = (b - a) / n;");
    scope.declare({ text: "step", range: [-6, 6] });
    this.#locals(scope, decisions.pick(2));
    const loops = 1 + decisions.pick(2);
    for (let k = 0; k < loops; k++) this.#loop(scope, helper !== "");
    if (scope.conditions && decisions.once(5)) {
      this.#line(`if (${scope.condition(1)}) return ${scope.number(2).text};`);
    }
    this.#line(`return ${scope.number(2).text};`);
    const kernel = `(a: number, b: number, n: number) => {\n${this.#lines.join("\n")}\n}`;
    return helper ? `${helper}\nexport default ${kernel};\n` : kernel;
  }

  #helper(): string {
    const scope = this.#scope();
    scope.declare({ text: "x", range: [-3, 3] });
    return `const f = (x: number) => ${scope.number(3).text};`;
  }

  #loop(scope: ExpressionWriter, hasHelper: boolean): void {
    const { decisions } = this;
    const reductions = Array.from({ length: 1 + decisions.pick(3) }, () => {
      const kind = decisions.choose(["sum", "product"] as const);
      const name = this.#name(kind);
      this.#line(`let ${name} = ${scope.fit(scope.number(1), [-2, 2]).text};`);
      return { kind, name };
    });
    this.#line(`for (const i of prange(${decisions.choose(["n", "1, n", "n, n + 5", "n - 3"])})) {`);
    this.#block(() => {
      const body = this.#scope(scope);
      body.declareExact("i");
      this.#line(`const x = ${decisions.choose(["a + i * step", "a + (i + 0.5) * step", "i / n"])};`);
      body.declare({ text: "x", range: [-15, 15] });
      if (hasHelper) {
        const name = this.#name("y");
        this.#line(`const ${name} = f(${body.fit({ text: "x", range: [-15, 15] }, [-3, 3]).text});`);
        body.declare({ text: name, range: [-1000, 1000] });
      }
      this.#locals(body, decisions.pick(3));
      for (const reduction of reductions) this.#update(reduction, body);
    });
    this.#line("}");
    for (const { kind, name } of reductions) {
      // A sum over n bounded terms; a product of up to 200 factors near 1.
      scope.declare(kind === "sum" ? { text: `(${name} / n)`, range: [-100, 100] } : { text: name, range: [-20, 20] });
    }
  }

  #update({ kind, name }: { kind: "sum" | "product"; name: string }, scope: ExpressionWriter): void {
    const { decisions } = this;
    const range: Range = kind === "sum" ? [-10, 10] : [0.99, 1.01];
    const update = () => {
      const operator = decisions.choose(kind === "sum" ? ["+=", "-="] : ["*=", "/="]);
      const value = scope.fit(scope.number(3), range).text;
      const spelling = operator === "+=" && decisions.once(4) ? `${name} = ${name} +` : `${name} ${operator}`;
      this.#line(`${spelling} ${value};`);
    };
    const shapes = [
      update,
      update,
      () => {
        update();
        update();
      },
      () => this.#if(scope, update),
      () => this.#if(scope, update, update),
    ];
    decisions.choose(scope.conditions ? shapes : shapes.slice(0, 3))();
  }

  /** Some variables, a few of them changed under a condition. */
  #locals(scope: ExpressionWriter, count: number): void {
    const range: Range = [-10, 10];
    for (let k = 0; k < count; k++) {
      const name = this.#name("t");
      const changes = scope.conditions && this.decisions.once(3);
      this.#line(`${changes ? "let" : "const"} ${name} = ${scope.fit(scope.number(2), range).text};`);
      scope.declare({ text: name, range });
      if (changes) {
        this.#if(
          scope,
          () => this.#line(`${name} = ${scope.fit(scope.number(2), range).text};`),
          this.decisions.once(2) ? () => this.#line(`${name} *= 0.5;`) : undefined,
        );
      }
    }
  }

  #if(scope: ExpressionWriter, then: () => void, otherwise?: () => void): void {
    this.#line(`if (${scope.condition(1)}) {`);
    this.#block(then);
    if (otherwise) {
      this.#line("} else {");
      this.#block(otherwise);
    }
    this.#line("}");
  }

  #scope(parent?: ExpressionWriter): ExpressionWriter {
    return new ExpressionWriter(this.decisions, this.vocabulary, parent);
  }

  #name(stem: string): string {
    return `${stem}${this.#names++}`;
  }

  #block(write: () => void): void {
    this.#indent++;
    write();
    this.#indent--;
  }

  #line(text: string): void {
    this.#lines.push("  ".repeat(this.#indent) + text);
  }
}
