/**
 * Trying again: how long to wait, until when, and what a protocol error looks like once it has become a failure for a caller.
 *
 * Waits grow from the first to the largest and vary by a fifth, so that clients which failed together do not come back
 * together. Source: KIP-580.
 */
import { type Clock, describeError, MoldauError, type Random, sleep } from '@moldau/protocol'

export interface BackoffOptions {
  /** The first wait, ms. */
  readonly retryBackoffMs: number
  /** The longest wait, ms. */
  readonly retryBackoffMaxMs: number
}

/** The wait before attempt `attempt` (0 for the first retry). */
export function backoffMs(options: BackoffOptions, random: Random, attempt: number): number {
  const grown = Math.min(options.retryBackoffMaxMs, options.retryBackoffMs * 2 ** Math.min(attempt, 30))
  return grown * (0.8 + (random.nextUint32() / 4294967296) * 0.4)
}

/** A point in time until which something may be tried. */
export class Deadline {
  readonly #clock: Clock
  readonly atMs: number

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock
    this.atMs = clock.monotonicMs() + timeoutMs
  }

  get restMs(): number {
    return Math.max(0, this.atMs - this.#clock.monotonicMs())
  }

  get isOver(): boolean {
    return this.#clock.monotonicMs() >= this.atMs
  }
}

/** The failure that a Kafka error code stands for: `code` is Kafka's name of it. */
export function failureOf(errorCode: number, what: string, message?: string | null): MoldauError {
  const { name, retriable, text } = describeError(errorCode)
  const detail = message === undefined || message === null || message === '' ? text : message
  return new MoldauError(name, what, { detail, retriable })
}

export interface RetryContext {
  readonly clock: Clock
  readonly random: Random
  readonly backoff: BackoffOptions
  /** Whether whoever tries was closed: nothing is tried again then. */
  readonly isClosed?: boolean
}

/**
 * Runs `attempt` until it succeeds, fails for good, or the deadline has passed; then the last failure is thrown.
 * A failure is tried again when it says that it is retriable.
 */
export async function retrying<T>(
  context: RetryContext,
  deadline: Deadline,
  attempt: (n: number) => Promise<T>,
): Promise<T> {
  for (let n = 0; ; n++) {
    try {
      return await attempt(n)
    } catch (error) {
      if (!(error instanceof MoldauError) || !error.retriable || isOver(context)) throw error
      const waitMs = backoffMs(context.backoff, context.random, n)
      if (deadline.restMs <= waitMs) throw error
      await sleep(context.clock, waitMs)
      if (isOver(context)) throw error
    }
  }
}

function isOver(context: RetryContext): boolean {
  return context.isClosed ?? false
}
