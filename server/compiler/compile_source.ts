import { KernelSyntaxError, UnsupportedError } from "../../compute/errors.ts";
import { compile, type KernelSource } from "../../compute/pipeline.ts";
import type { CompileRequest, CompileResponse } from "../api_types.ts";

/**
 * Compiles a kernel for its author to read.
 *
 * @param request Its text, as an integrand or as a kernel, and the precision of its WGSL.
 * @returns Its code for each target, or what is wrong with it.
 */
export function compileSource({ expr, kernel, fastmath, precision = "f32" }: CompileRequest): CompileResponse {
  const source: KernelSource = expr === undefined ? { kernel: kernel ?? "" } : { expr };
  try {
    const compiled = compile(source, { fastmath });
    return {
      ok: true,
      diagnostics: [],
      parameters: compiled.kernel.parameters.map(({ name }) => name),
      code: {
        js: compiled.js.text,
        wat: textOf(() => compiled.wasm.text, ";;"),
        wgsl: textOf(() => compiled.wgsl(precision).text, "//"),
      },
    };
  } catch (error) {
    if (error instanceof KernelSyntaxError) return { ok: false, diagnostics: [error.diagnostic] };
    throw error;
  }
}

/** A target that can't do the kernel says so in the place of its code, as a comment. */
function textOf(generate: () => string, comment: string): string {
  try {
    return generate();
  } catch (error) {
    if (error instanceof UnsupportedError) return error.message.replaceAll(/^/gm, `${comment} `);
    throw error;
  }
}
