import { ExpressionWriter, type Range } from "./expression_writer.ts";
import type { Lines } from "./lines.ts";
import type { Decisions, Vocabulary } from "./vocabulary.ts";

/** What the statements of a block may do, beside declaring variables of their own. */
export interface Surroundings {
  /** The ways out of the block. */
  readonly exits: readonly Exit[];
  /** Updates a reduction of a parallel loop around, if there is one. */
  readonly update?: (scope: ExpressionWriter) => void;
  /** Whether a parallel loop is around, so that one in the block runs serially. */
  readonly parallel: boolean;
}

export type Exit = "break" | "continue" | "return" | "return condition";

/** Where the variables lie that statements change from turn to turn. */
const LOCAL: Range = [-10, 10];

/** Writes random statements: variables, branches, and loops that run in order and are left in many ways. */
export class StatementWriter {
  readonly #tame: boolean;
  readonly #loops: boolean;

  constructor(
    readonly decisions: Decisions,
    readonly vocabulary: Partial<Vocabulary>,
    readonly lines: Lines,
  ) {
    this.#tame = (vocabulary.style ?? "tame") === "tame";
    this.#loops = (vocabulary.loops ?? true) && (vocabulary.conditions ?? true);
  }

  scope(parent?: ExpressionWriter): ExpressionWriter {
    return new ExpressionWriter(this.decisions, this.vocabulary, parent);
  }

  /** Some variables, a few of them changed under a condition or in a loop. */
  locals(scope: ExpressionWriter, count: number, around: Surroundings, depth = 1): void {
    for (let k = 0; k < count; k++) {
      if (this.#loops && depth > 0 && this.decisions.once(3)) {
        this.#loop(scope, around, depth);
        continue;
      }
      if (this.#loops && depth > 0 && this.decisions.once(6)) {
        this.if(scope, () => this.locals(this.scope(scope), 1, around, depth - 1));
        if (around.exits.length > 0) this.#exit(scope, around.exits);
        continue;
      }
      const name = this.lines.name("t");
      const changes = scope.conditions && this.decisions.once(3);
      this.lines.add(`${changes ? "let" : "const"} ${name} = ${scope.fit(scope.number(2), LOCAL).text};`);
      scope.declare({ text: name, range: LOCAL });
      if (changes) {
        this.if(
          scope,
          () => this.lines.add(`${name} = ${scope.fit(scope.number(2), LOCAL).text};`),
          this.decisions.once(2) ? () => this.lines.add(`${name} *= 0.5;`) : undefined,
        );
      }
    }
  }

  if(scope: ExpressionWriter, then: () => void, otherwise?: () => void): void {
    this.lines.branches(scope.condition(1), then, otherwise);
  }

  #loop(scope: ExpressionWriter, around: Surroundings, depth: number): void {
    const rules = [this.#sequential, this.#sequential];
    if (around.parallel) rules.push(this.#serialRange);
    this.decisions.choose(rules).call(this, scope, around, depth);
  }

  /** A loop of a few turns that changes a number and perhaps a condition. */
  #sequential(scope: ExpressionWriter, around: Surroundings, depth: number): void {
    const { decisions, lines } = this;
    const [counter, value] = [lines.name("j"), lines.name("w")];
    const flag = decisions.once(3) ? lines.name("flag") : null;
    const count = scope.count();
    lines.add(`let ${value} = ${scope.fit(scope.number(1), LOCAL).text};`);
    if (flag) lines.add(`let ${flag} = ${scope.condition(1)};`);
    const body = this.scope(scope);
    body.declareExact(counter);
    body.declare({ text: value, range: LOCAL });
    if (flag) body.declareCondition(flag);
    const extra = decisions.once(3) ? ` ${decisions.choose(["&&", "&&", "||"])} ${body.condition(1)}` : "";
    const bounded = (test: string) =>
      extra.startsWith(" ||") ? `${counter} < 9 && (${test}${extra})` : `${test}${extra}`;
    const inner = { ...around, exits: [...around.exits.filter((exit) => exit.startsWith("return")), ...LOOP_EXITS] };
    const turn = () => this.#turn(body, { value, flag }, inner, depth - 1);
    const counted = () => {
      lines.add(decisions.choose([`${counter}++;`, `${counter} += 1;`, `${counter} = ${counter} + 1;`]));
      turn();
    };
    const shape = decisions.pick(4);
    if (shape === 1) {
      lines.add(`let ${counter} = 0;`);
      lines.block(`while (${bounded(`${counter} < ${count}`)}) {`, counted);
    } else if (shape === 2) {
      lines.add(`let ${counter} = 0;`);
      lines.block("do {", counted, `} while (${bounded(`${counter} < ${count}`)});`);
    } else if (shape === 3) {
      // A second variable, whose update is seen after the loop, and no test but an exit.
      const second = lines.name("m");
      lines.add(`let ${second} = 1;`);
      body.declareExact(second);
      lines.block(`for (let ${counter} = 0;; ${counter}++, ${second} += 2) {`, () => {
        lines.add(`if (!(${bounded(`${counter} < ${count}`)})) break;`);
        turn();
      });
      scope.declareExact(second);
    } else {
      const update = decisions.choose([`${counter}++`, `${counter} += 1`, `${counter} += 2`]);
      lines.block(`for (let ${counter} = 0; ${bounded(`${counter} < ${count}`)}; ${update}) {`, turn);
    }
    if (shape === 1 || shape === 2) scope.declareExact(counter);
    scope.declare({ text: value, range: LOCAL });
    if (flag) scope.declareCondition(flag);
  }

  /** A loop over prange inside of another, which reduces into a variable of its own and perhaps those around it. */
  #serialRange(scope: ExpressionWriter, around: Surroundings, depth: number): void {
    const { decisions, lines } = this;
    const [index, sum] = [lines.name("k"), lines.name("sum")];
    lines.add(`let ${sum} = ${scope.fit(scope.number(1), [-2, 2]).text};`);
    const bounds = decisions.choose([scope.count(), `1, ${scope.count()}`]);
    const body = this.scope(scope);
    body.declareExact(index);
    lines.block(`for (const ${index} of prange(${bounds})) {`, () => {
      const inner: Surroundings = { ...around, exits: ["continue"], parallel: true };
      this.locals(body, decisions.pick(2), inner, depth - 1);
      if (decisions.once(3)) this.#exit(body, ["continue"]);
      const kind = decisions.choose(["+=", "-="]);
      lines.add(`${sum} ${kind} ${body.fit(body.number(2), [-1, 1]).text};`);
      if (around.update && decisions.once(2)) around.update(body);
    });
    scope.declare({ text: sum, range: LOCAL });
  }

  /** What a loop does in each turn. */
  #turn(
    scope: ExpressionWriter,
    carried: { value: string; flag: string | null },
    around: Surroundings,
    depth: number,
  ): void {
    const { decisions } = this;
    const step = (inner = scope) => this.#step(inner, carried.value);
    const rules: (() => void)[] = [
      step,
      step,
      () => this.#exit(scope, around.exits, step),
      () => this.#exit(scope, around.exits, step),
      () => this.if(scope, step, decisions.once(2) ? step : undefined),
      () => this.locals(scope, 1, around, depth),
    ];
    const { update } = around;
    if (update) {
      rules.push(() => update(scope), () => this.if(scope, () => update(scope)));
    }
    const { flag } = carried;
    if (flag) rules.push(() => this.lines.add(`${flag} = ${scope.condition(1)};`));
    const count = 1 + decisions.pick(4);
    for (let k = 0; k < count; k++) decisions.choose(rules)();
    if (decisions.once(12)) this.lines.add(`${decisions.choose(LOOP_EXITS)};`);
  }

  /** Leaves in a branch, perhaps in both, perhaps after something else. */
  #exit(scope: ExpressionWriter, exits: readonly Exit[], step?: () => void): void {
    const { decisions } = this;
    const leave = () => {
      if (step && decisions.once(3)) step();
      this.#leave(scope, decisions.choose(exits));
    };
    const shapes: (() => void)[] = [
      () => this.if(scope, leave),
      () => this.if(scope, leave, leave),
      () => this.if(scope, () => this.if(scope, leave)),
      () => this.if(scope, leave, () => this.if(scope, leave)),
    ];
    if (step) shapes.push(() => this.if(scope, leave, step), () => this.if(scope, step, leave));
    decisions.choose(shapes)();
  }

  #leave(scope: ExpressionWriter, exit: Exit): void {
    if (exit === "return") this.lines.add(`return ${scope.fit(scope.number(1), LOCAL).text};`);
    else if (exit === "return condition") this.lines.add(`return ${scope.condition(1)};`);
    else this.lines.add(`${exit};`);
  }

  /** The next value of a variable; in tame texts it can't grow. */
  #step(scope: ExpressionWriter, name: string): void {
    const { decisions, lines } = this;
    const next = scope.fit(scope.number(2), [-5, 5]).text;
    if (this.#tame) return lines.add(`${name} = 0.5 * ${name} + ${next};`);
    lines.add(decisions.choose([
      `${name} = 0.5 * ${name} + ${next};`,
      `${name} = ${next};`,
      `${name} += ${next};`,
      `${name} *= ${next};`,
      `${name}--;`,
    ]));
  }
}

const LOOP_EXITS = ["break", "continue"] as const;
