/** What the processes' tests have run elsewhere. */
import { type Connection, EOFError } from "../../compute/multiprocessing/mod.ts";

export function nothing(): void {}

export function add(connection: Connection, left: number, right: number): void {
  connection.send(left + right);
}

export function exit(code: number): void {
  Deno.exit(code);
}

export function fail(message: string): void {
  throw new RangeError(message);
}

export function failLater(): Promise<never> {
  queueMicrotask(() => {
    throw new Error("left behind");
  });
  return new Promise(() => {});
}

/** Says that it is there, and never ends by itself, nor lets its event loop turn. */
export function spin(connection: Connection): void {
  connection.send("spinning");
  while (true);
}

/** Says that it is there, and goes on until its connection ends. */
export async function hold(connection: Connection): Promise<void> {
  connection.send("there");
  await connection.pollAsync();
}

/** Sends back what it receives, until the end. */
export async function echo(connection: Connection): Promise<void> {
  for await (const message of connection) connection.send(message);
}

/** The lecture's: answers until it is told to stop. */
export async function ponger(connection: Connection): Promise<void> {
  while (true) {
    const message = await connection.recvAsync();
    if (message === "stop") return;
    connection.send(`${message} pong`);
  }
}

export function send(connection: Connection, ...messages: unknown[]): void {
  for (const message of messages) connection.send(message);
}

/** Receives to the end, and tells how it came. */
export async function receiveAll(input: Connection, output: Connection): Promise<void> {
  const received: unknown[] = [];
  try {
    while (true) received.push(await input.recvAsync());
  } catch (error) {
    output.send({ received, ended: error instanceof EOFError, name: (error as Error).name });
  }
}

export async function permissions(connection: Connection): Promise<void> {
  const names = ["read", "write", "net", "env", "run", "sys", "ffi"] as const;
  const states = await Promise.all(names.map((name) => Deno.permissions.query({ name })));
  connection.send(states.map(({ state }) => state));
}

export function apply(connection: Connection, f: (x: number) => number, x: number): void {
  connection.send(f(x));
}

export function double(x: number): number {
  return 2 * x;
}

export function print(...values: unknown[]): void {
  console.log(...values);
}

/** Writes what is no message to where the messages go, and stays. */
export async function garble(): Promise<never> {
  Deno.stdout.writeSync(new Uint8Array([0, 0, 0, 2, 77, 77]));
  return await new Promise(() => setInterval(() => {}, 1000));
}
