/**
 * The arrays that batches are built in, used again: a fresh one costs 0.3 ns a byte (zeroes, page faults, garbage), one that
 * was just sent is still in the processor's cache.
 *
 * Arrays come in powers of two, at least 1 KiB. What is kept is bounded; beyond that arrays are garbage as usual.
 *
 *  1. An array is given back only by who knows that nobody reads it: a batch whose only attempt was answered.
 */

const SMALLEST_BITS = 10
const KEPT_BYTES_MAX = 8 * 1024 * 1024

export class BatchArrays {
  /** Free arrays by the logarithm of their size. */
  readonly #free: Uint8Array[][] = []
  #keptBytes = 0

  /** An array of at least `bytes` bytes; its content is whatever was there. */
  take(bytes: number): Uint8Array {
    const bits = Math.max(SMALLEST_BITS, 32 - Math.clz32(Math.max(bytes, 1) - 1))
    const array = this.#free[bits]?.pop()
    if (array === undefined) return new Uint8Array(2 ** bits)
    this.#keptBytes -= array.length
    return array
  }

  /** Takes back an array that `take` gave, or a view of one. */
  give(bytes: Uint8Array): void {
    const array = new Uint8Array(bytes.buffer)
    if (this.#keptBytes + array.length > KEPT_BYTES_MAX) return
    this.#keptBytes += array.length
    const bits = 31 - Math.clz32(array.length)
    this.#free[bits] ??= []
    this.#free[bits].push(array)
  }
}
