/** KStream.mapAsync and mapValuesAsync: their limits. */
import { type Duration, durationMs } from '../duration.ts'
import { StreamsError } from '../failure.ts'
import type { Pair } from '../processors/map.ts'
import { type AsyncCall, type AsyncLimits, MapAsync } from '../processors/map-async.ts'
import { setKey, setValue } from '../records/task-record.ts'
import type { NamedOptions } from './options.ts'

/** How an asynchronous operator calls. */
export interface AsyncOptions extends NamedOptions {
  /** How many records of a task are in flight at most; default 16. */
  readonly concurrency?: number
  /** How long one attempt may take; default 5 s. */
  readonly timeout?: Duration
  /** How often a call that failed is repeated; default 0. */
  readonly retries?: number
  /** How long the first repetition waits; each further one twice as long as the one before. Default 100 ms. */
  readonly backoff?: Duration
  /** The longest wait between two attempts; default 10 s. */
  readonly maxBackoff?: Duration
}

function limitsOf(options: AsyncOptions): AsyncLimits {
  const { concurrency = 16, retries = 0 } = options
  const timeoutMs = durationMs(options.timeout ?? '5s', 'timeout')
  const backoffMs = durationMs(options.backoff ?? 100, 'backoff')
  const maxBackoffMs = durationMs(options.maxBackoff ?? '10s', 'maxBackoff')
  if (!Number.isSafeInteger(concurrency) || concurrency < 1)
    throw new StreamsError(
      'INVALID_ARGUMENT',
      `concurrency must be a whole number, at least 1: ${concurrency}`,
    )
  if (!Number.isSafeInteger(retries) || retries < 0)
    throw new StreamsError('INVALID_ARGUMENT', `retries must be a whole number, at least 0: ${retries}`)
  if (timeoutMs < 1) throw new StreamsError('INVALID_ARGUMENT', `timeout must be at least 1 ms: ${timeoutMs}`)
  if (backoffMs < 0 || maxBackoffMs < 0)
    throw new StreamsError('INVALID_ARGUMENT', 'backoff and maxBackoff must not be negative')
  return { concurrency, retries, timeoutMs, backoffMs, maxBackoffMs }
}

export function mapPairsAsync(call: AsyncCall, options: AsyncOptions): MapAsync {
  const take = (r: Parameters<typeof setKey>[0], answer: unknown): void => {
    const [key, value] = answer as Pair
    setKey(r, key)
    setValue(r, value)
  }
  return new MapAsync(call, take, limitsOf(options))
}

export function mapValuesAsync(call: AsyncCall, options: AsyncOptions): MapAsync {
  return new MapAsync(call, setValue, limitsOf(options))
}
