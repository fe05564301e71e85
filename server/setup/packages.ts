/** Installing Debian packages, where that is possible and allowed. */

const NOT_DEBIAN = "installing it is known for Debian and Ubuntu only";
const STEPS = ["update", "install"] as const;

/** The command that a person types to install the packages by hand. */
export function installCommand(packages: readonly string[]): string {
  const apt = Deno.build.os === "linux" && Deno.uid() !== 0 ? "sudo apt-get" : "apt-get";
  return `${apt} update && ${apt} install -y --no-install-recommends ${packages.join(" ")}`;
}

/**
 * Tells why packages can't be installed from here.
 *
 * @returns The reason, or null where they can be.
 */
export async function whyNotInstallable(): Promise<string | null> {
  const off = Deno.env.get("LANES_NO_INSTALL");
  if (off !== undefined && off !== "" && off !== "0") return "LANES_NO_INSTALL is set";
  if (Deno.build.os !== "linux") return NOT_DEBIAN;
  const release = await Deno.readTextFile("/etc/os-release").catch(() => "");
  if (!/^ID(_LIKE)?=.*\b(debian|ubuntu)\b/m.test(release)) return NOT_DEBIAN;
  if (Deno.uid() !== 0) return "installing needs root";
  return null;
}

/**
 * Installs Debian packages without asking anything.
 *
 * @param packages Their names.
 * @throws {Error} With the last lines of apt-get, if it fails.
 */
export async function installPackages(packages: readonly string[]): Promise<void> {
  for (const step of STEPS) {
    const args = step === "update" ? ["-q", "update"] : ["-q", "-y", "--no-install-recommends", "install", ...packages];
    const { code, stdout, stderr } = await new Deno.Command("apt-get", {
      args: ["-o", "DPkg::Lock::Timeout=120", ...args],
      env: { DEBIAN_FRONTEND: "noninteractive" },
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).output();
    if (code !== 0) {
      const decoder = new TextDecoder();
      const lines = `${decoder.decode(stdout)}\n${decoder.decode(stderr)}`.trim().split("\n").slice(-3).join(" / ");
      throw new Error(`apt-get ${step} failed with status ${code}: ${lines}`);
    }
  }
}
