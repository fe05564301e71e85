import { parseArgs } from "node:util";

export interface ServeOptions {
  readonly host: string;
  /** 0 for any that is free. */
  readonly port: number;
  /** The folder of the database. */
  readonly data: string;
  /** Further origins under which a proxy on this machine serves us. */
  readonly origins: readonly string[];
}

export const USAGE = `deno task start [options]

  --host NAME    address to listen on (HOST; default 127.0.0.1: this machine only)
  --port NUMBER  port to listen on (PORT; default 8000; 0 for any that is free)
  --data FOLDER  where runs are kept (default: data)
  --origin URL   the playground's address behind a proxy on this machine; can be repeated
  --help         this text

LANES_NO_INSTALL=1 keeps it from installing a graphics driver where there is none.`;

/** A command line that makes no sense. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * Reads the server's options.
 *
 * @param args The command line.
 * @param environment Looks up an environment variable.
 * @returns The options, or null if help is asked for.
 * @throws {UsageError} What is wrong with which option.
 */
export function parseOptions(args: string[], environment: (name: string) => string | undefined): ServeOptions | null {
  const values = parse(args);
  if (values.help) return null;
  return {
    host: values.host ?? (environment("HOST") || "127.0.0.1"),
    port: values.port === undefined
      ? parsePort(environment("PORT") || "8000", "PORT")
      : parsePort(values.port, "--port"),
    data: values.data ?? "data",
    origins: (values.origin ?? []).map(parseOrigin),
  };
}

function parse(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        host: { type: "string" },
        port: { type: "string" },
        data: { type: "string" },
        origin: { type: "string", multiple: true },
        help: { type: "boolean", short: "h" },
      },
    });
    return values;
  } catch (cause) {
    throw new UsageError((cause as Error).message, { cause });
  }
}

function parsePort(text: string, name: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new UsageError(`${name} must be a number from 0 to 65535, not ${JSON.stringify(text)}`);
}

function parseOrigin(text: string): string {
  const url = URL.parse(text);
  if (url && /^https?:$/.test(url.protocol)) return url.origin;
  throw new UsageError(`--origin must be an address such as https://lanes.example, not ${JSON.stringify(text)}`);
}
