/** The house rules on structure: each looks at the graph and tells what breaks it. */
import { type Import, type Module, type ModuleGraph, reach } from "./module_graph.ts";

export interface Rule {
  /** What holds, as a sentence. */
  readonly name: string;
  /** @returns What breaks it, one line each. */
  check(graph: ModuleGraph): string[];
}

/** Which packages of `compute` a package may import, besides itself. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  "errors.ts": [],
  ir: ["errors.ts"],
  math: ["errors.ts", "ir"],
  lang: ["errors.ts", "ir", "math"],
  optimize: ["errors.ts", "ir", "math"],
  codegen: ["errors.ts", "ir", "math"],
  "pipeline.ts": ["errors.ts", "ir", "lang", "optimize", "codegen"],
  threading: ["errors.ts"],
  queue: ["errors.ts", "threading"],
  futures: ["errors.ts", "queue", "threading"],
  multiprocessing: ["errors.ts", "futures", "queue", "threading"],
  joblib: ["errors.ts", "futures", "multiprocessing", "queue", "threading"],
  quadrature: ["errors.ts", "futures"],
  timeit: ["errors.ts"],
  backends: ["errors.ts", "ir", "codegen", "pipeline.ts", "futures", "queue", "threading", "multiprocessing", "timeit"],
  compare: ["errors.ts", "ir", "math", "lang", "pipeline.ts", "backends", "timeit"],
  jit: ["errors.ts", "ir", "math", "pipeline.ts", "threading", "backends"],
  report: ["timeit", "compare"],
  bench: [
    ...["errors.ts", "lang", "pipeline.ts", "backends", "timeit", "compare", "report"],
    ...["threading", "queue", "futures", "joblib", "jit"],
  ],
};

/** Which top-level folders a folder may import at run time, besides itself. */
const FOLDER_MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  compute: [],
  server: ["compute"],
  ui: ["compute"],
};

/** Modules that are imported by themselves, past their package's mod.ts, and why. */
const LOADED_ALONE: readonly RegExp[] = [
  // By every worker, which has no use for the code generators beside them.
  /^compute\/codegen\/(target|\w+\/instantiate)\.ts$/,
  // By the page's own thread, which has no use for the backends beside it.
  /^compute\/(compare\/check|backends\/backend)\.ts$/,
  // By what runs on Deno only; a browser that loads the package can't load these.
  /_deno\.ts$/,
  /^compute\/compare\/process_port\.ts$/,
];

const MOST_LINES = 400;

/** The first two parts of a path below compute: its package. */
function packageOf(path: string): string | null {
  const [top, name] = path.split("/");
  return top === "compute" ? name : null;
}

function topOf(path: string): string {
  return path.split("/")[0];
}

function* edges(graph: ModuleGraph): Generator<[Module, Import]> {
  for (const module of graph.values()) for (const found of module.imports) yield [module, found];
}

/** One line for each import that breaks a rule. */
function breaches(graph: ModuleGraph, breaks: (module: Module, found: Import) => boolean): string[] {
  return [...edges(graph)].filter(([module, found]) => breaks(module, found))
    .map(([{ path }, { target }]) => `${path} imports ${target}`);
}

const isRuntime = (found: Import) => !found.typeOnly;
const isStatic = (found: Import) => !found.typeOnly && !found.dynamic;

/** The rules that hold for any project built like this one. */
export const RULES: readonly Rule[] = [
  {
    name: "compute imports neither server nor ui, the server no ui, and ui of the server only api_types.ts, for types",
    check: (graph) =>
      breaches(graph, ({ path }, { target, typeOnly }) => {
        const [from, to] = [topOf(path), topOf(target)];
        if (!(from in FOLDER_MAY_IMPORT) || from === to || !(to in FOLDER_MAY_IMPORT || to === "tests")) return false;
        if (from === "ui" && target === "server/api_types.ts") return !typeOnly;
        return !FOLDER_MAY_IMPORT[from].includes(to);
      }),
  },
  {
    name: "packages of compute import only those that they may",
    check: (graph) =>
      breaches(graph, ({ path }, { target }) => {
        const [from, to] = [packageOf(path), packageOf(target)];
        return from !== null && to !== null && from !== to && from in MAY_IMPORT && !MAY_IMPORT[from].includes(to);
      }),
  },
  {
    name: "backends never import each other: only backends/mod.ts composes them",
    check: (graph) => {
      const backendOf = (path: string) => path.match(/^compute\/backends\/(\w+)(?:\.ts$|\/)/)?.[1];
      const shared = ["backend", "mod", "engine"];
      return breaches(graph, ({ path }, { target }) => {
        const [from, to] = [backendOf(path), backendOf(target)];
        return from !== undefined && to !== undefined && from !== to && from !== "mod" && !shared.includes(to);
      });
    },
  },
  {
    name: "packages are imported through their mod.ts, but for their types and what is meant to be loaded alone",
    check: (graph) =>
      breaches(graph, ({ path }, { target, typeOnly }) => {
        const to = packageOf(target);
        const inside = to === null || to.endsWith(".ts") || packageOf(path) === to || topOf(path) === "tests";
        return !inside && !typeOnly && !target.endsWith("/mod.ts") && !LOADED_ALONE.some((name) => name.test(target));
      }),
  },
  { name: "there are no cycles", check: (graph) => findCycles(graph) },
  {
    name: `no file has more than ${MOST_LINES} lines`,
    check: (graph) =>
      [...graph.values()].filter(({ lines }) => lines > MOST_LINES).map(({ path, lines }) => `${path} has ${lines}`),
  },
  {
    name: "compute/mod.ts holds explicit exports, nothing else",
    check: (graph) =>
      (graph.get("compute/mod.ts")?.statements ?? []).filter((statement) => statement !== "ExportNamedDeclaration from")
        .map((statement) => `compute/mod.ts has an ${statement}`),
  },
  {
    name: "modules do nothing when imported, but for entry points",
    check: (graph) =>
      [...graph.values()].filter(({ path, statements }) =>
        ["compute", "server", "ui"].includes(topOf(path)) && !/(^|[/_])(worker|main)\.tsx?$/.test(path) &&
        statements.some((statement) => /^(Expression|For|While|Try|Block)/.test(statement))
      ).map(({ path }) => path),
  },
];

/** `Deno` only in the server, in tests, and in the files of compute that match one of these. */
export function denoOnlyIn(files: readonly RegExp[]): Rule {
  return {
    name: "Deno is named only by the server, tests, and the files that need processes or files",
    check: (graph) =>
      [...graph.values()].filter(({ path, usesDeno }) =>
        usesDeno && !["server", "tests"].includes(topOf(path)) && !files.some((file) => file.test(path))
      ).map(({ path }) => path),
  };
}

/**
 * What the browser loads names neither Deno nor Node.
 *
 * @param entries The modules that it starts from.
 * @param guarded Those that name Deno, but ask first whether it is there.
 */
export function freeOfDeno(entries: readonly string[], guarded: readonly string[]): Rule {
  return {
    name: "what the browser loads is free of Deno and node:",
    check: (graph) => {
      const reached = [...reach(graph, entries, isStatic)];
      const missing = entries.filter((path) => !graph.has(path)).map((path) => `${path} is not there`);
      const denos = reached.filter((path) => graph.get(path)?.usesDeno && !guarded.includes(path));
      return [...missing, ...denos, ...reached.filter((path) => path.startsWith("node:"))];
    },
  };
}

/** Each module that reaches itself at run time, with the import that closes the circle. */
function findCycles(graph: ModuleGraph): string[] {
  return breaches(graph, ({ path }, found) => isRuntime(found) && reach(graph, [found.target], isRuntime).has(path));
}
