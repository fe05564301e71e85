import { extname, join, relative } from "node:path";

/** A file of the page, as it is sent. */
export interface PageFile {
  readonly type: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** The same, gzipped, where that pays. */
  readonly packed?: Uint8Array<ArrayBuffer>;
}

/** The built page: index.html and the files below assets/, by their path below the folder. */
export interface Page {
  readonly hash: string;
  readonly files: ReadonlyMap<string, PageFile>;
}

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".map": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".webmanifest": "application/manifest+json",
};

/**
 * Reads a built page into memory: it is small, and no request can reach for another file.
 *
 * @param folder Holds index.html, assets/, and a `.gz` beside what is worth packing.
 * @param hash Of its content.
 */
export async function loadPage(folder: string, hash: string): Promise<Page> {
  const files = new Map<string, PageFile>();
  const contents = new Map<string, Uint8Array<ArrayBuffer>>();
  await readBelow(folder, folder, contents);
  for (const [path, bytes] of contents) {
    const type = TYPES[extname(path)];
    if (type) files.set(path, { type, bytes, packed: contents.get(`${path}.gz`) });
  }
  return { hash, files };
}

async function readBelow(root: string, folder: string, contents: Map<string, Uint8Array<ArrayBuffer>>): Promise<void> {
  for await (const entry of Deno.readDir(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory) await readBelow(root, path, contents);
    else contents.set(relative(root, path), await Deno.readFile(path));
  }
}
