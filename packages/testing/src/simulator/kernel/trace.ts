/**
 * What happened in a simulation, as one line an event, and one number for all of it: two runs of a seed have the same number, or
 * something read a clock, a chance or an order that the simulation does not own.
 */

/** Lines kept for the report of a run that failed. */
const TAIL_LINES = 40

export class Trace {
  readonly #write: ((line: string) => void) | undefined
  readonly #tail: string[] = []
  #high = 0x811c9dc5
  #low = 0x01000193
  lines = 0

  /** `write` gets every line as it happens; without it only the last ones are kept. */
  constructor(write?: (line: string) => void) {
    this.#write = write
  }

  add(nowMs: number, who: string, what: string): void {
    const line = `${nowMs.toFixed(3).padStart(12)}  ${who.padEnd(12)} ${what}`
    this.lines++
    let { high, low } = { high: this.#high, low: this.#low }
    for (let n = 0; n < line.length; n++) {
      const code = line.charCodeAt(n)
      high = Math.imul(high ^ code, 0x01000193)
      low = Math.imul(low ^ code, 0x5bd1e995)
    }
    this.#high = high
    this.#low = low ^ (high >>> 13)
    if (this.#write !== undefined) this.#write(line)
    if (this.#tail.push(line) > TAIL_LINES * 2) this.#tail.splice(0, TAIL_LINES)
  }

  /** 16 hexadecimal digits over every line so far. */
  get hash(): string {
    return [this.#high, this.#low].map(half => (half >>> 0).toString(16).padStart(8, '0')).join('')
  }

  /** The last lines. */
  get tail(): readonly string[] {
    return this.#tail.slice(-TAIL_LINES)
  }
}
