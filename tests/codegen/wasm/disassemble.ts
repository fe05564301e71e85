import wabt from "wabt";

const tools = await wabt();
const features = { simd: true, relaxed_simd: true };

/** What WABT reads in a binary module, as text without our names. */
export function disassemble(bytes: Uint8Array): string {
  const module = tools.readWasm(bytes, { ...features, readDebugNames: false });
  try {
    module.validate();
    return module.toText({ foldExprs: false, inlineExport: false });
  } finally {
    module.destroy();
  }
}

/** What WABT assembles of a module's text. */
export function assemble(text: string): Uint8Array {
  const module = tools.parseWat("module.wat", text, features);
  try {
    module.validate();
    return module.toBinary({ write_debug_names: false }).buffer;
  } finally {
    module.destroy();
  }
}
