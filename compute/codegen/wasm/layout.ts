import type { Parallel, ReductionKind, Strip } from "../../ir/mod.ts";
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
  readonly near?: NearLayout;
  readonly end: number;
}

/** Where a loop's near body keeps what it reads. */
export interface NearLayout {
  /** As of a loop. */
  readonly tableState: number;
  readonly tables: number;
  /** The strips' invariants, 8 bytes a strip, for `MOST_STRIPS` one after the other. */
  readonly headers: number;
  /** Masks of the strips: all ones where no guard failed. */
  readonly valid: number;
  /** The iterations that its last run did, an i32. */
  readonly done: number;
  /** Pairs of iterations in one turn. */
  readonly unroll: number;
}

/** How many strips' headers are computed at a time. */
export const MOST_STRIPS = 64;

/**
 * The tables' state: an i32, how many entries are filled; and 16 bytes further a mask of the lanes in which a guard of
 * the tables failed.
 */
export const TABLE_STATE_BYTES = 32;
export const TABLE_FAILURES = 16;

/** Bytes of a WebAssembly page. */
export const PAGE_BYTES = 65536;

/** Lays out a loop's memory from an address on. */
export function layOut(loop: Parallel, unroll: number, nearUnroll: number, from: number): LoopLayout {
  const { captures, reductions } = signatureOf(loop);
  const captureAddress = align(from);
  const partials = captureAddress + 8 * captures.length;
  const tableState = align(partials + 8 * reductions.length);
  const vectors = tableState + TABLE_STATE_BYTES;
  const tables = vectors + 16 * unroll * (reductions.length + 1);
  const nearStart = tables + tableBytes(loop.strip);
  const near = loop.near && layOutNear(loop.near.strip, nearUnroll, nearStart);
  return {
    reductions,
    captures: captureAddress,
    captureCount: captures.length,
    partials,
    tableState,
    unroll,
    vectors,
    tables,
    near,
    end: near && loop.near ? near.tables + tableBytes(loop.near.strip) : nearStart,
  };
}

function layOutNear(strip: Strip, unroll: number, from: number): NearLayout {
  const headers = from + TABLE_STATE_BYTES;
  const valid = headers + 8 * MOST_STRIPS * strip.invariants.length;
  const done = valid + 8 * MOST_STRIPS;
  return { tableState: from, headers, valid, done, tables: done + 16, unroll };
}

function tableBytes(strip: Strip | undefined): number {
  return strip ? 8 * strip.length * strip.entries.length : 0;
}

/** Rounds an address up to the size of a vector. */
function align(address: number): number {
  return Math.ceil(address / 16) * 16;
}
