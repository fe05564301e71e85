import type { Backend } from "../backends/backend.ts";
import type { Environment } from "./types.ts";

/** What a browser tells of itself; an injected `navigator`. */
export interface BrowserNavigator {
  readonly userAgent: string;
  readonly hardwareConcurrency: number;
}

/** Browsers by what their user agent holds, the most telling first: all of them call themselves Safari. */
const BROWSERS = [["Edg", "Edge"], ["OPR", "Opera"], ["Firefox", "Firefox"], ["Chrome", "Chrome"], [
  "Version",
  "Safari",
]] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iOS"],
  ["iPad", "iPadOS"],
  ["Windows", "Windows"],
  [
    "Mac OS X",
    "macOS",
  ],
  ["CrOS", "ChromeOS"],
  ["Linux", "Linux"],
] as const;

/**
 * Describes the browser that this runs in.
 *
 * @param navigator The page's or worker's `navigator`.
 * @returns The environment; its GPU is found by `withGpu`.
 */
export function describeBrowser(navigator: BrowserNavigator): Environment {
  const { userAgent, hardwareConcurrency } = navigator;
  const [token, browser] = BROWSERS.find(([token]) => userAgent.includes(`${token}/`)) ?? ["", "a browser"];
  const version = userAgent.match(new RegExp(`${token}/(\\d+)`))?.[1];
  return {
    cpu: "not told by the browser",
    cores: hardwareConcurrency,
    os: SYSTEMS.find(([token]) => userAgent.includes(token))?.[1] ?? "unknown",
    deno: null,
    v8: null,
    browser: token && version ? `${browser} ${version}` : browser,
    gpu: null,
  };
}

/**
 * Adds the GPU's name, as the backend that would compute on it gives it.
 *
 * @param environment An environment, its GPU known or not.
 * @param backends All backends.
 * @returns The environment, its `gpu` null where there is none.
 */
export async function withGpu(environment: Environment, backends: readonly Backend[]): Promise<Environment> {
  if (environment.gpu !== null) return environment;
  const gpu = backends.find((backend) => backend.target === "wgsl");
  const availability = await gpu?.available();
  return availability?.available ? { ...environment, gpu: availability.detail ?? "unnamed" } : environment;
}
