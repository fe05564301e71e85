/** Readying a machine: what `deno task start` and `deno task test` do before their work. */
import { probeAdapter } from "./adapter.ts";
import { findBrowser } from "./browser.ts";
import { installCommand, installPackages, whyNotInstallable } from "./packages.ts";

export { probeAdapter } from "./adapter.ts";
export { findBrowser } from "./browser.ts";
export { buildScripts, type Bundle, bundlePage, ENTRIES } from "./bundle.ts";

/** Something outside of the project that it needs: how to find it, and which package brings it. */
export interface Requirement {
  /** For people: "WebGPU adapter". */
  readonly name: string;
  readonly packages: readonly string[];
  /** What it finds, in words, or null. */
  find(): Promise<string | null>;
}

export type Provision =
  | { readonly name: string; readonly found: string }
  | { readonly name: string; readonly found: null; readonly reason: string };

/** For the backend `webgpu`: a driver for a GPU, or Mesa's software one. */
export const ADAPTER: Requirement = {
  name: "WebGPU adapter",
  packages: ["mesa-vulkan-drivers", "libvulkan1"],
  find: probeAdapter,
};

/** For the tests of the page. */
export const BROWSER: Requirement = { name: "Chromium", packages: ["chromium"], find: findBrowser };

/**
 * Sees to it that a requirement is met, by installing its packages where it isn't and this machine lets us.
 *
 * @param requirement What is needed.
 * @param tell Is given each thing done or left undone, in one line.
 * @returns What was found, or why there is nothing, with the command that would help.
 */
export async function provide(requirement: Requirement, tell: (line: string) => void): Promise<Provision> {
  const { name, packages } = requirement;
  const found = await requirement.find();
  if (found !== null) return { name, found };
  const reason = await whyNotInstallable() ?? await install(requirement, tell);
  if (reason === null) {
    const after = await requirement.find();
    if (after !== null) return { name, found: after };
  }
  const remedy = `on Debian or Ubuntu: ${installCommand(packages)}`;
  const why = `no ${name}: ${reason ?? "still none after the installation"}; ${remedy}`;
  tell(why);
  return { name, found: null, reason: why };
}

async function install({ name, packages }: Requirement, tell: (line: string) => void): Promise<string | null> {
  tell(`no ${name}: installing ${packages.join(", ")} (LANES_NO_INSTALL=1 switches this off)`);
  try {
    await installPackages(packages);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Gives graphics drivers on Linux the folder that they ask for, without which they print warnings of no use to anyone. */
export function quietenDrivers(): void {
  if (Deno.build.os === "linux" && !Deno.env.get("XDG_RUNTIME_DIR")) Deno.env.set("XDG_RUNTIME_DIR", "/tmp");
}
