import type { Parallel, ReductionKind } from "../../ir/mod.ts";
import { signatureOf } from "../target.ts";

/** Where one loop keeps what it reads and writes: byte addresses in the module's memory. */
export interface LoopLayout {
  readonly reductions: readonly ReductionKind[];
  /** Captured values, 8 bytes each. */
  readonly captures: number;
  readonly captureCount: number;
  /** The reductions of the last run, 8 bytes each. */
  readonly partials: number;
  /** The state of the strip's tables, zero after binding: see `TABLE_STATE_BYTES`. */
  readonly tableState: number;
  /** Pairs of iterations in one turn of the main loop. */
  readonly unroll: number;
  /** What the pairs of a turn carry, when the turns are done: `unroll` vectors for each reduction and for guards. */
  readonly vectors: number;
  /** The strip's tables, one after the other, 8 bytes an entry. */
  readonly tables: number;
  readonly end: number;
}

/**
 * The tables' state: an i32, how many entries are filled; and 16 bytes further a mask of the lanes in which a guard of
 * the tables failed.
 */
export const TABLE_STATE_BYTES = 32;
export const TABLE_FAILURES = 16;

/** Bytes of a WebAssembly page. */
export const PAGE_BYTES = 65536;

/** Lays out a loop's memory from an address on. */
export function layOut(loop: Parallel, unroll: number, from: number): LoopLayout {
  const { captures, reductions } = signatureOf(loop);
  const captureAddress = align(from);
  const partials = captureAddress + 8 * captures.length;
  const tableState = align(partials + 8 * reductions.length);
  const vectors = tableState + TABLE_STATE_BYTES;
  const tables = vectors + 16 * unroll * (reductions.length + 1);
  const tableBytes = loop.strip ? 8 * loop.strip.length * loop.strip.entries.length : 0;
  return {
    reductions,
    captures: captureAddress,
    captureCount: captures.length,
    partials,
    tableState,
    unroll,
    vectors,
    tables,
    end: tables + tableBytes,
  };
}

/** Rounds an address up to the size of a vector. */
function align(address: number): number {
  return Math.ceil(address / 16) * 16;
}
