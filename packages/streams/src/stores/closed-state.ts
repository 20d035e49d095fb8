/** What stands in the place of a store's state when its task is closed: a processor that still holds the store must not read what was. */
import { StreamsError } from '../failure.ts'

/** Throws INVALID_STORE whatever it is asked. */
export function closedState<S extends object>(name: string): S {
  const refuse = (): never => {
    throw new StreamsError('INVALID_STORE', `Store ${name} is currently closed`)
  }
  return new Proxy({} as S, { get: refuse })
}
