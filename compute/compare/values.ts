import type { JsonNumber } from "./types.ts";

/** A number as JSON can carry it. */
export function toJsonNumber(value: number): JsonNumber {
  return Number.isFinite(value) ? value : String(value) as JsonNumber;
}

/** The number that JSON carried. */
export function fromJsonNumber(value: JsonNumber): number {
  return Number(value);
}
