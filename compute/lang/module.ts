import type * as acorn from "acorn";
import { ownFunctions } from "../math/mod.ts";
import { spanOf } from "./expressions.ts";
import type { Program } from "./lower.ts";
import { messages } from "./messages.ts";
import { parseText } from "./parse.ts";
import { Scope } from "./scope.ts";
import type { Source } from "./source.ts";
import { type AnyFunction, type BlockContext, functionIn, readBlock, readFunction } from "./statements.ts";
import type { FunctionNode } from "./syntax.ts";
import { UNSUPPORTED } from "./unsupported.ts";

/** What may stand beside a kernel. */
const DECLARATIONS: ReadonlySet<string> = new Set(["VariableDeclaration", "FunctionDeclaration", "EmptyStatement"]);

/** What a kernel without a name is called. */
const ANONYMOUS = "kernel";

/**
 * Reads the text of a kernel: a module whose default export it is, or a function alone, helpers beside it.
 */
export function readProgram(source: Source): Program {
  const scope = new Scope(null, null);
  const context: BlockContext = { source, scope, depth: 0, parallel: false, loop: null };
  const nodes: acorn.AnyNode[] = [];
  const candidates: Candidate[] = [];
  const { body } = parseText(source);
  for (const node of body) {
    const written = node.type === "ExpressionStatement" && functionIn(node.expression);
    if (written) candidates.push({ node: written, exported: false });
    else if (node.type === "ImportDeclaration") readImport(node, scope);
    else if (node.type === "ExportDefaultDeclaration") addDefault(node, nodes, candidates, source);
    else if (node.type === "ExportNamedDeclaration") addNamed(node, nodes, source);
    else if (DECLARATIONS.has(node.type) || "directive" in node) nodes.push(node);
    else rejectBeside(node, body.length, source);
  }
  const constants = readBlock(nodes, context);
  const helpers = nodes.flatMap((node) => declaredNames(node)).map((name) => scope.find(name))
    .filter((binding): binding is FunctionNode => binding?.kind === "function");
  const kernel = chooseKernel(candidates, helpers, context);
  return { kernel, constants, helpers: helpers.filter((helper) => helper !== kernel) };
}

function rejectBeside(node: acorn.AnyNode, count: number, source: Source): never {
  const alone = messages.shape(source.form);
  source.reject(node, UNSUPPORTED[node.type] ?? (count > 1 ? messages.topLevel() : alone));
}

/** A function that may be the kernel: its node, or the name that is exported. */
interface Candidate {
  readonly node: AnyFunction | acorn.Identifier;
  readonly exported: boolean;
}

function chooseKernel(candidates: Candidate[], helpers: FunctionNode[], context: BlockContext): FunctionNode {
  const { source, scope } = context;
  const exported = candidates.filter((candidate) => candidate.exported);
  const [chosen, another] = exported.length > 0 ? exported : candidates;
  if (another) return source.reject(another.node, messages.whichKernel());
  if (!chosen) {
    if (helpers.length === 1) return helpers[0];
    if (helpers.length === 0) return source.reject({ start: 0, end: 0 }, messages.shape(source.form));
    return source.reject(helpers[1].span, messages.whichKernel());
  }
  const { node } = chosen;
  if (node.type === "Identifier") {
    const binding = scope.find(node.name);
    return binding?.kind === "function" ? binding : source.reject(node, messages.defaultNotFunction());
  }
  const name = "id" in node && node.id ? node.id.name : ANONYMOUS;
  const { function: kernel, readBody } = readFunction(node, name, context);
  readBody();
  return kernel;
}

function readImport(node: acorn.ImportDeclaration, scope: Scope): void {
  for (const specifier of node.specifiers) {
    const imported = specifier.type === "ImportSpecifier" && specifier.imported.type === "Identifier"
      ? specifier.imported.name
      : "";
    // By its own name it means the same without the import.
    if (Object.hasOwn(ownFunctions, imported) && specifier.local.name === imported) continue;
    scope.declare({ kind: imported === "prange" ? "prange" : "import", name: specifier.local.name });
  }
}

function addDefault(
  node: acorn.ExportDefaultDeclaration,
  nodes: acorn.AnyNode[],
  candidates: Candidate[],
  source: Source,
): void {
  const { declaration } = node;
  if (declaration.type === "FunctionDeclaration" && declaration.id) {
    nodes.push(declaration as acorn.FunctionDeclaration);
    candidates.push({ node: declaration.id, exported: true });
    return;
  }
  const written = declaration.type === "Identifier" ? declaration : functionIn(declaration as acorn.AnyNode);
  if (!written) return source.reject(declaration, messages.defaultNotFunction());
  candidates.push({ node: written, exported: true });
}

function addNamed(node: acorn.ExportNamedDeclaration, nodes: acorn.AnyNode[], source: Source): void {
  if (!node.declaration) source.reject(spanOf(node), messages.exportList());
  nodes.push(node.declaration!);
}

function declaredNames(node: acorn.AnyNode): string[] {
  if (node.type === "FunctionDeclaration") return [node.id!.name];
  if (node.type !== "VariableDeclaration") return [];
  return node.declarations.flatMap(({ id }) => id.type === "Identifier" ? [id.name] : []);
}
