/** Prints, as JSON, whether this machine has a WebGPU adapter. Run as its own process: see adapter.ts. */
if (import.meta.main) {
  const adapter = await navigator.gpu?.requestAdapter().catch(() => null);
  const detail = adapter && (adapter.info.description || adapter.info.vendor || "an adapter without a name");
  console.log(JSON.stringify({ detail: detail ?? null }));
}
