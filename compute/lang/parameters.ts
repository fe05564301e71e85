import type * as acorn from "acorn";
import { messages } from "./messages.ts";
import type { Source } from "./source.ts";
import type { FunctionNode, Variable } from "./syntax.ts";

/** What acorn-typescript leaves on a node with a type: `: number`. */
export interface Annotation {
  readonly typeAnnotation: { readonly type: string; readonly start: number; readonly end: number };
}

const TYPES: Readonly<Record<string, "f64" | "bool">> = { TSNumberKeyword: "f64", TSBooleanKeyword: "bool" };

/** The type of an annotation, where there is one. */
export function annotatedType(annotation: Annotation | undefined, source: Source): "f64" | "bool" | undefined {
  if (!annotation) return undefined;
  return TYPES[annotation.typeAnnotation.type] ?? source.reject(annotation.typeAnnotation, messages.annotation());
}

/** Makes the variable of a declared name. */
export function declareVariable(
  node: acorn.Identifier,
  options: { mutable: boolean; owner: FunctionNode | null; type?: "f64" | "bool" },
): Variable {
  return {
    kind: "variable",
    name: node.name,
    span: { start: node.start, end: node.start + node.name.length },
    ...options,
  };
}

/** Reads one parameter of a function: a name, and perhaps its type; a number where none is given. */
export function readParameter(node: acorn.Pattern, owner: FunctionNode, source: Source): Variable {
  switch (node.type) {
    case "Identifier": {
      const { typeAnnotation, optional } = node as { typeAnnotation?: Annotation; optional?: boolean };
      if (optional) source.reject(node, messages.parameterOptional());
      return declareVariable(node, { mutable: true, owner, type: annotatedType(typeAnnotation, source) ?? "f64" });
    }
    case "AssignmentPattern":
      return source.reject(node, messages.parameterDefault());
    case "RestElement":
      return source.reject(node, messages.parameterRest());
    default:
      return source.reject(node, messages.parameterPattern());
  }
}
