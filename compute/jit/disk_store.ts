import type { CodeStore } from "../pipeline.ts";
import { sha256 } from "./sha256.ts";

/** Bytes of the digest that an entry begins with. */
const DIGEST = 32;

/** The packages that decide what code a kernel becomes. */
const COMPILER = ["ir", "lang", "math", "optimize", "codegen"];

/**
 * Keeps code in files, one an entry: a SHA-256 of its key and its bytes, then the bytes. A file that is damaged, cut short, or another key's fails the digest and is written anew. Files appear whole, by
 * renaming, so that programs may write at the same time. Where the directory can't be read or written, nothing is kept.
 */
export class DiskStore implements CodeStore {
  readonly #directory: string;
  readonly #compiler: string;

  /** @param compiler What tells this compiler's code from that of others. */
  constructor(directory: string, compiler: string) {
    this.#directory = directory;
    this.#compiler = compiler;
  }

  load(key: string): Uint8Array<ArrayBuffer> | null {
    const digest = this.#digestOf(key);
    try {
      const entry = Deno.readFileSync(this.#pathOf(digest));
      const bytes = entry.slice(DIGEST);
      const expected = sha256(digest, bytes);
      return entry.length > DIGEST && expected.every((byte, k) => byte === entry[k]) ? bytes : null;
    } catch {
      return null;
    }
  }

  save(key: string, bytes: Uint8Array): void {
    const digest = this.#digestOf(key);
    const path = this.#pathOf(digest);
    const unfinished = `${path}.${crypto.randomUUID()}`;
    try {
      Deno.mkdirSync(this.#directory, { recursive: true, mode: 0o700 });
      const entry = new Uint8Array(DIGEST + bytes.length);
      entry.set(sha256(digest, bytes));
      entry.set(bytes, DIGEST);
      Deno.writeFileSync(unfinished, entry, { mode: 0o600 });
      Deno.renameSync(unfinished, path);
    } catch {
      // A full or forbidden disk costs the next program its time, and this one nothing.
      try {
        Deno.removeSync(unfinished);
      } catch {
        // It was never made.
      }
    }
  }

  #digestOf(key: string): Uint8Array {
    return sha256(new TextEncoder().encode(`${this.#compiler}\n${key}`));
  }

  #pathOf(digest: Uint8Array): string {
    return `${this.#directory}/${digest.toHex()}.lanes`;
  }
}

let opened: DiskStore | null | undefined;

/**
 * Opens this user's store: in `$LANES_CACHE_DIR`, else in `lanes` within the system's directory for caches.
 *
 * @returns Null where there is no Deno, no such directory, or no permission to use it (none is asked for).
 */
export function openDiskStore(): DiskStore | null {
  if (opened !== undefined) return opened;
  if (typeof Deno === "undefined") return opened = null;
  const directory = cacheDirectory();
  const compiler = directory && isGranted("read", directory) && isGranted("write", directory) && describeCompiler();
  return opened = directory && compiler ? new DiskStore(directory, compiler) : null;
}

function isGranted(name: "read" | "write", path: string | URL): boolean {
  return Deno.permissions.querySync({ name, path }).state === "granted";
}

/** A variable of the environment, if it may be read and isn't empty. */
function variable(name: string): string | undefined {
  const { state } = Deno.permissions.querySync({ name: "env", variable: name });
  return (state === "granted" && Deno.env.get(name)) || undefined;
}

/** The systems' own places for caches, by the XDG Base Directory Specification, and by Apple's and Microsoft's rules. */
const PLACES: Readonly<Record<string, readonly { readonly base: string; readonly path: string }[]>> = {
  windows: [{ base: "LOCALAPPDATA", path: "lanes" }],
  darwin: [{ base: "HOME", path: "Library/Caches/lanes" }],
  others: [{ base: "XDG_CACHE_HOME", path: "lanes" }, { base: "HOME", path: ".cache/lanes" }],
};

function cacheDirectory(): string | undefined {
  const own = variable("LANES_CACHE_DIR");
  if (own) return own;
  for (const { base, path } of PLACES[Deno.build.os] ?? PLACES.others) {
    const folder = variable(base);
    if (folder) return `${folder}/${path}`;
  }
  return undefined;
}

/**
 * Tells this compiler from others, by the sizes and times of change of its modules, as ccache does: to read them all
 * would take as long as to generate the code of a kernel. What is loaded from elsewhere has its version in its address.
 */
function describeCompiler(): string | undefined {
  const here = new URL(import.meta.url);
  if (here.protocol !== "file:") return here.href;
  const compute = new URL("../", here);
  const found: string[] = [];
  const walk = (folder: URL): void => {
    for (const { name, isDirectory } of Deno.readDirSync(folder)) {
      const path = new URL(isDirectory ? `${name}/` : name, folder);
      if (isDirectory) {
        walk(path);
      } else {
        const { size, mtime } = Deno.statSync(path);
        found.push(`${path.href.slice(compute.href.length)} ${size} ${mtime?.getTime()}`);
      }
    }
  };
  try {
    if (!isGranted("read", compute)) return undefined;
    COMPILER.forEach((name) => walk(new URL(`${name}/`, compute)));
    return found.toSorted().join("\n");
  } catch {
    // In a bundle there is no such folder.
    return undefined;
  }
}
