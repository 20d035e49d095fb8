/**
 * One side of a comparison: a broker that is asked by a script, and what it answered in words that two brokers can share.
 *
 *  1. What a broker chooses (producer ids, member ids) is named by the order in which it first appears.
 *  2. What says "later" is asked again: Kafka says it where our log waits, and while it loads a coordinator.
 *  3. What Kafka does after its answer (markers, completion) is waited for, so that both sides are at rest between steps.
 */
import type { Cluster, Link } from '@moldau/client'
import {
  type ApiKey,
  ErrorCode,
  type Partially,
  type RequestOf,
  type ResponseOf,
  requestOf,
} from '@moldau/protocol'

const CODES = new Map<number, string>(Object.entries(ErrorCode).map(([name, code]) => [code, name]))

const LATER = new Set<number>([
  ErrorCode.CONCURRENT_TRANSACTIONS,
  ErrorCode.COORDINATOR_LOAD_IN_PROGRESS,
  ErrorCode.COORDINATOR_NOT_AVAILABLE,
  ErrorCode.NOT_COORDINATOR,
  ErrorCode.NOT_ENOUGH_REPLICAS,
])

/** The name of an error code. */
export const nameOf = (code: number): string => CODES.get(code) ?? String(code)

export class Side {
  readonly #link: Link
  readonly #ids = new Map<number, string>()
  readonly #restMs: number
  readonly answers: string[] = []

  private constructor(link: Link, restMs: number) {
    this.#link = link
    this.#restMs = restMs
  }

  /** `restMs`: how long the parts of this broker may take to hear of new topics from each other. */
  static async on(cluster: Cluster, restMs = 0): Promise<Side> {
    await cluster.update()
    return new Side(cluster.anyLink(), restMs)
  }

  async rest(): Promise<void> {
    if (this.#restMs > 0) await new Promise(resolve => setTimeout(resolve, this.#restMs))
  }

  /** Lets what was set off come to rest. */
  pause(): Promise<void> {
    return new Promise(resolve => setTimeout(resolve, this.#restMs > 0 ? 300 : 8))
  }

  /** `lane`: a connection of its own, for what may have to wait. */
  ask<K extends ApiKey>(
    key: K,
    version: number,
    given: Partially<RequestOf<K>>,
    lane = 'answers',
  ): Promise<ResponseOf<K>> {
    const limits = { minVersion: version, maxVersion: version, lane, timeoutMs: 300_000 }
    return this.#link.request('admin', key, requestOf(key, given), limits)
  }

  /** Asks until the answer is not "later" (2). */
  async insist<T>(attempt: () => Promise<T>, codeOf: (answer: T) => number): Promise<T> {
    for (let tries = 0; ; tries++) {
      const answer = await attempt()
      if (!LATER.has(codeOf(answer)) || tries === 300) return answer
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  /** A broker's own number, named (1). */
  idName(id: number): string {
    if (id < 0) return 'none'
    let name = this.#ids.get(id)
    if (name === undefined) {
      name = `p${this.#ids.size}`
      this.#ids.set(id, name)
    }
    return name
  }

  say(what: string): void {
    this.answers.push(what)
  }
}
