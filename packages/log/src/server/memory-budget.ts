/**
 * Bytes that the connections of a server hold together: of requests that are being read or answered, or of answers that their peers do
 * not take.
 *
 *  1. Whoever asks is served while anything is free, however much it asks for: one large frame never waits for ever, and what is held
 *     exceeds the limit by less than one frame.
 *  2. Who waits is served in the order of asking.
 * Source: KIP-72 (queued.max.request.bytes), Kafka's `SimpleMemoryPool`.
 */

export class MemoryBudget {
  readonly maxBytes: number
  #usedBytes = 0
  #waiting: { readonly bytes: number; readonly granted: () => void }[] = []

  constructor(maxBytes: number) {
    this.maxBytes = maxBytes
  }

  get usedBytes(): number {
    return this.#usedBytes
  }

  get freeBytes(): number {
    return Math.max(0, this.maxBytes - this.#usedBytes)
  }

  /** Takes bytes at once, or calls `granted` when they are taken. @returns what to call to wait no longer; `undefined` when taken */
  ask(bytes: number, granted: () => void): (() => void) | undefined {
    if (this.#waiting.length === 0 && this.freeBytes > 0) {
      this.#usedBytes += bytes
      return undefined
    }
    const entry = { bytes, granted }
    this.#waiting.push(entry)
    return () => {
      this.#waiting = this.#waiting.filter(one => one !== entry)
    }
  }

  /** Takes bytes that are there already, whether or not there is room. */
  take(bytes: number): void {
    this.#usedBytes += bytes
  }

  give(bytes: number): void {
    this.#usedBytes -= bytes
    while (this.#waiting.length > 0 && this.freeBytes > 0) {
      const next = this.#waiting.shift()!
      this.#usedBytes += next.bytes
      next.granted()
    }
  }
}

/** What all connections of one server share. */
export class ServerMemory {
  readonly requests: MemoryBudget
  readonly answers: MemoryBudget

  constructor(requestBytesMax = 256 * 1024 * 1024, answerBytesMax = 128 * 1024 * 1024) {
    this.requests = new MemoryBudget(requestBytesMax)
    this.answers = new MemoryBudget(answerBytesMax)
  }
}
