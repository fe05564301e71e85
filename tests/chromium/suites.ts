/** The suites that hold for a GPU, as a worker of a page: what Deno runs on its adapter, a browser runs on its own. */
import { runSuites } from "./runner.ts";
import "../codegen/wgsl_test.ts";
import "../codegen/wgsl_loops_test.ts";
import "../codegen/wgsl_integers_test.ts";
import "../codegen/wgsl_random_test.ts";
import "../backends/examples_test.ts";
import "../backends/webgpu_test.ts";
import "../backends/webgpu_faults_test.ts";

await runSuites();
