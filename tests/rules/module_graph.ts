/** Reads what modules import and use, with the parser of `deno lint`. */
import { dirname, join } from "node:path/posix";

export interface Import {
  /** Path below the root, or a bare specifier such as "node:path" or "preact". */
  readonly target: string;
  /** Whether nothing of it is there at run time. */
  readonly typeOnly: boolean;
  /** Whether it is an `import()`, which a guard may keep from happening. */
  readonly dynamic: boolean;
}

export interface Module {
  /** Below the root, with slashes: "compute/ir/types.ts". */
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  /** Whether its code, not only its types, names `Deno`. */
  readonly usesDeno: boolean;
  /** Kinds of its statements, e.g. "ExportNamedDeclaration"; with " from" where a module is named. */
  readonly statements: readonly string[];
}

export type ModuleGraph = ReadonlyMap<string, Module>;

/**
 * Parses modules.
 *
 * @param sources Their texts by path.
 * @returns The modules by path.
 */
export function readGraph(sources: ReadonlyMap<string, string>): ModuleGraph {
  return new Map([...sources].map(([path, text]) => [path, readModule(path, text)]));
}

/** Reads the TypeScript files below some folders of a root. */
export async function readSources(root: URL, folders: readonly string[]): Promise<Map<string, string>> {
  const sources = new Map<string, string>();
  for (const folder of folders) await readFolder(root, folder, sources);
  return sources;
}

/**
 * Follows imports from some modules.
 *
 * @param follow Which imports count.
 * @returns The paths of all that is reached, the start included.
 */
export function reach(graph: ModuleGraph, start: readonly string[], follow: (found: Import) => boolean): Set<string> {
  const reached = new Set<string>();
  const open = [...start];
  while (open.length > 0) {
    const path = open.pop()!;
    if (reached.has(path)) continue;
    reached.add(path);
    for (const found of graph.get(path)?.imports ?? []) if (follow(found)) open.push(found.target);
  }
  return reached;
}

/** The part of the linter's nodes that is read here. */
interface Node {
  readonly type: string;
  readonly parent?: Node;
  readonly source?: { readonly value?: unknown } | null;
  readonly importKind?: string;
  readonly exportKind?: string;
  readonly specifiers?: readonly { readonly importKind?: string }[];
  readonly body?: readonly Node[];
}

function readModule(path: string, text: string): Module {
  const imports: Import[] = [];
  const statements: string[] = [];
  let usesDeno = false;
  const add = (node: Node, typeOnly: boolean, dynamic = false) => {
    const specifier = node.source?.value;
    if (typeof specifier === "string") imports.push({ target: resolve(path, specifier), typeOnly, dynamic });
  };
  const plugin: Deno.lint.Plugin = {
    name: "graph",
    rules: {
      read: {
        create: () => ({
          Program: (node) => {
            for (const { type, source } of node.body as Node[]) statements.push(source ? `${type} from` : type);
          },
          ImportDeclaration: (node) => add(node as Node, isTypeImport(node as Node)),
          ExportNamedDeclaration: (node) => add(node as Node, node.exportKind === "type"),
          ExportAllDeclaration: (node) => add(node as Node, node.exportKind === "type"),
          ImportExpression: (node) => add(node as Node, false, true),
          Identifier: (node) => {
            if (node.name === "Deno" && !node.parent.type.startsWith("TS")) usesDeno = true;
          },
        }),
      },
    },
  };
  Deno.lint.runPlugin(plugin, path, text);
  return { path, lines: text.trimEnd().split("\n").length, imports, usesDeno, statements };
}

/** `import type {...}`, or an import whose every name is marked as a type. */
function isTypeImport({ importKind, specifiers = [] }: Node): boolean {
  return importKind === "type" ||
    specifiers.length > 0 && specifiers.every((specifier) => specifier.importKind === "type");
}

function resolve(from: string, specifier: string): string {
  return specifier.startsWith(".") ? join(dirname(from), specifier) : specifier;
}

async function readFolder(root: URL, folder: string, sources: Map<string, string>): Promise<void> {
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/`, root))) {
    const path = `${folder}/${name}`;
    if (isDirectory) await readFolder(root, path, sources);
    else if (/\.tsx?$/.test(name)) sources.set(path, await Deno.readTextFile(new URL(path, root)));
  }
}
