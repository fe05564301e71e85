import { assert, assertEquals } from "@std/assert";
import { loadPage } from "../../../server/page.ts";
import { addressEntries, bundlePage, ENTRIES } from "../../../server/setup/bundle.ts";

Deno.test("the page is built once, with every entry", async () => {
  const { hash, folder } = await bundlePage();
  assertEquals(await bundlePage(), { hash, folder, cached: true });
  const { files } = await loadPage(folder, hash);
  for (const name of Object.keys(ENTRIES)) {
    const file = files.get(`assets/${name}.js`);
    assert(file && file.bytes.length > 100 && file.packed, name);
  }
});

Deno.test("all that the page's template refers to is there", async () => {
  const { hash, folder } = await bundlePage();
  const { files } = await loadPage(folder, hash);
  const template = new TextDecoder().decode(files.get("index.html")!.bytes);
  const addresses = [...template.matchAll(/(?:src|href)="\/([^"]+)"/g)].map(([, path]) => path);
  assert(addresses.length >= 2);
  for (const address of addresses) assert(files.has(address.replace(`${hash}/`, "")), address);
});

Deno.test("the script fits a quick first visit", async () => {
  const { hash, folder } = await bundlePage();
  const { files } = await loadPage(folder, hash);
  const packed = files.get("assets/main.js")!.packed!.length;
  assert(packed < 400 * 1024, `${packed} bytes`);
});

Deno.test("addresses of entries become those of their bundles, others stay", () => {
  const url = (address: string) => `new Worker(new URL(${address},import.meta.url))`;
  assertEquals(addressEntries(url('"./thread_worker.ts"')), url('"./thread_worker.js"'));
  assertEquals(addressEntries(url("`../futures/thread_worker.ts`")), url("`./thread_worker.js`"));
  assertEquals(addressEntries(url('"./process_worker.ts"')), url('"./process_worker.ts"'));
});
