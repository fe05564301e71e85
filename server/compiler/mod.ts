export { Compiler } from "./compiler.ts";
