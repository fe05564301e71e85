import { cpus } from "node:os";
import type { Environment } from "./types.ts";

/**
 * Describes the machine that this Deno runs on.
 *
 * @returns The environment; its GPU is found by `withGpu`. What permissions hide is "unknown".
 */
export function describeDeno(): Environment {
  return {
    cpu: known(() => cpus()[0].model.trim()),
    cores: navigator.hardwareConcurrency,
    os: operatingSystem(),
    deno: Deno.version.deno,
    v8: Deno.version.v8,
    gpu: null,
  };
}

function operatingSystem(): string {
  const { os, arch } = Deno.build;
  const pretty = () => Deno.readTextFileSync("/etc/os-release").match(/^PRETTY_NAME="?([^"\n]+)/m)![1];
  const name = os === "linux" ? known(pretty, "Linux") : `${os} ${known(() => Deno.osRelease(), "")}`.trim();
  return `${name} (${arch})`;
}

function known(look: () => string, otherwise = "unknown"): string {
  try {
    return look() || otherwise;
  } catch {
    return otherwise;
  }
}
