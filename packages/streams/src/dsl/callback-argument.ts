/** What programs without types get wrong most: a callback that is none is said at the call, not with the first record. */
import { StreamsError } from '../failure.ts'

/** @throws INVALID_ARGUMENT unless `given` is a function */
export function callback<F>(given: unknown, what: string): F {
  if (typeof given === 'function') return given as F
  throw new StreamsError('INVALID_ARGUMENT', `${what} must be a function: ${String(given)}`)
}
