/** The checksum of the benchmarks: the sum mod 2^32, over a set of records, of the 32-bit FNV-1a of key and value bytes. */

const OFFSET = 0x811c9dc5
const PRIME = 0x01000193

export function fnv(bytes: Uint8Array, start: number, end: number, seed = OFFSET): number {
  let h = seed | 0
  for (let at = start; at < end; at++) h = Math.imul(h ^ bytes[at]!, PRIME)
  return h
}

export class Checksum {
  count = 0
  #sum = 0

  /** Adds one record: the FNV-1a of its key, then value, bytes. */
  add(hash: number): void {
    this.#sum = (this.#sum + hash) | 0
    this.count++
  }

  get hex(): string {
    return (this.#sum >>> 0).toString(16).padStart(8, '0')
  }
}
