import type { Availability } from "../backend.ts";
import { DeviceLostError } from "./errors.ts";
import { NOT_EXACT, type Offer } from "./canary.ts";

/** What the shaders need of any device; a kernel may need more. */
const NEEDED: readonly (readonly [limit: keyof GPUSupportedLimits, least: number])[] = [
  ["maxComputeInvocationsPerWorkgroup", 64],
  ["maxComputeWorkgroupSizeX", 64],
  ["maxComputeWorkgroupsPerDimension", 1024],
  ["maxComputeWorkgroupStorageSize", 512],
  ["maxStorageBuffersPerShaderStage", 3],
  ["maxStorageBufferBindingSize", 2 ** 20],
];

/** Asked for at their largest: kernels of many reductions need them, and the defaults may be less. */
const RAISED = ["maxComputeWorkgroupStorageSize"] as const;

const SOFTWARE = /llvmpipe|lavapipe|swiftshader|softpipe|basic render|software/i;

/** An adapter that serves, and what to call it. */
export interface FoundAdapter {
  readonly adapter: GPUAdapter;
  readonly label: string;
  /** Whether a CPU plays the GPU. */
  readonly software: boolean;
}

/**
 * Looks for an adapter.
 *
 * @param gpu `navigator.gpu`, if there is one.
 * @returns The adapter; or why there is none that serves, and what to do.
 */
export async function findAdapter(gpu: GPU | undefined): Promise<FoundAdapter | { readonly reason: string }> {
  if (!gpu) {
    return {
      reason: "no navigator.gpu: this runtime has no WebGPU. Use Deno 2, or a browser with WebGPU (Chrome, Edge, " +
        "Safari 26, Firefox 141 or later) on https: or localhost",
    };
  }
  const adapter = await requestAdapter(gpu);
  if (!adapter) {
    return {
      reason: "no adapter: WebGPU is here, but no graphics driver that serves it. On Debian and Ubuntu, " +
        "`apt-get update && apt-get install -y mesa-vulkan-drivers` installs one in software; in a browser, see that " +
        "hardware acceleration is on",
    };
  }
  const label = labelOf(adapter.info);
  for (const [limit, least] of NEEDED) {
    const had = adapter.limits[limit] as number;
    if (had < least) return { reason: `limit too small: Lanes asks for ${limit} of ${least}, ${label} has ${had}` };
  }
  const software = Boolean(adapter.info.isFallbackAdapter) || SOFTWARE.test(label);
  return { adapter, label, software };
}

/** An adapter as a backend's availability tells of it, and what its device computes in. */
export function availabilityOf({ label, software }: FoundAdapter, { precisions, refused }: Offer): Availability {
  const name = software ? `${label}, a software adapter` : label;
  const spoilt = Object.entries(refused).filter(([, reason]) => reason.includes(NOT_EXACT));
  const verdicts = spoilt.map(([precision]) => `, ${precision} ${NOT_EXACT}`).join("");
  const detail = `${name}, computes in ${precisions.join(", ")}${verdicts}`;
  return { available: true, detail, precisions, refused };
}

/** A device, and whether its shaders may compute in f64: Deno doesn't list that among its features. */
export interface OpenDevice {
  readonly device: GPUDevice;
  readonly grantsF64: boolean;
}

/** Asked for where an adapter has them. */
const WANTED_FEATURES: readonly GPUFeatureName[] = ["timestamp-query"];

/** Deno grants it where the driver has it, but doesn't list it. No browser knows the word. */
const F64 = "shader-f64" as GPUFeatureName;

/**
 * Opens a device with the limits and features that kernels may need.
 *
 * @throws {DeviceLostError} If the adapter gives none.
 */
export async function requestDevice({ adapter }: FoundAdapter): Promise<OpenDevice> {
  const features = WANTED_FEATURES.filter((feature) => adapter.features.has(feature));
  const request = async (grantsF64: boolean): Promise<OpenDevice> => {
    const device = await adapter.requestDevice({
      label: "lanes",
      requiredFeatures: grantsF64 ? [...features, F64] : features,
      requiredLimits: Object.fromEntries(RAISED.map((limit) => [limit, adapter.limits[limit]])),
    });
    return { device, grantsF64 };
  };
  try {
    return await request(true).catch(() => request(false));
  } catch (error) {
    throw new DeviceLostError(error instanceof Error ? error.message : String(error));
  }
}

/** Some runtimes throw where others give null. */
async function requestAdapter(gpu: GPU): Promise<GPUAdapter | null> {
  try {
    return await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch {
    return null;
  }
}

/** Browsers tell little: whatever there is. */
function labelOf({ description, vendor, architecture, device }: GPUAdapterInfo): string {
  const parts = [vendor, architecture, device].filter((part) => part !== "");
  return description || parts.join(" ") || "an adapter without a name";
}
