/**
 * A Node decorator that loses connections, by chance from a seed: before a request reaches the node, or after it was carried
 * out and before its answer arrives. The second kind is what idempotence is for.
 */
import {
  type ApiKey,
  type Connection,
  ConnectionLost,
  type Node,
  type Random,
  type RequestOf,
  type ResponseOf,
} from '@moldau/protocol'

export interface FaultRates {
  /** Chance that a connection cannot be made, 0 to 1. Default 0. */
  readonly connect?: number
  /** Chance that a request is lost on its way, 0 to 1. Default 0. */
  readonly request?: number
  /** Chance that an answer is lost on its way, 0 to 1. Default 0. */
  readonly response?: number
  /** Which requests may be lost. Default: all. */
  readonly only?: (key: ApiKey) => boolean
}

/** Counts what was lost. */
export interface FaultCount {
  connects: number
  requests: number
  responses: number
}

/** A generator that gives the same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0
  return {
    nextUint32() {
      state = (state + 0x6d2b79f5) >>> 0
      let mixed = Math.imul(state ^ (state >>> 15), state | 1)
      mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
      return (mixed ^ (mixed >>> 14)) >>> 0
    },
  }
}

/** The node, with losses. */
export function faulty(node: Node, random: Random, rates: FaultRates, count?: FaultCount): Node {
  const strikes = (rate = 0): boolean => random.nextUint32() / 4294967296 < rate
  const connect: Node['connect'] = async purpose => {
    if (strikes(rates.connect)) {
      if (count !== undefined) count.connects++
      throw new ConnectionLost('a fault was injected: no connection')
    }
    const inner = await node.connect(purpose)
    let isLost = false
    const lose = async (): Promise<never> => {
      isLost = true
      await inner.close()
      throw new ConnectionLost('a fault was injected: the connection broke')
    }
    const connection: Connection = {
      async send<K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> {
        if (isLost) throw new ConnectionLost('a fault was injected: the connection is broken')
        const mayFail = rates.only === undefined || rates.only(key)
        if (mayFail && strikes(rates.request)) {
          if (count !== undefined) count.requests++
          return lose()
        }
        const losesAnswer = mayFail && strikes(rates.response)
        const response = await inner.send(key, version, body)
        if (isLost) throw new ConnectionLost('a fault was injected: the connection is broken')
        if (!losesAnswer) return response
        if (count !== undefined) count.responses++
        return lose()
      },
      close: () => inner.close(),
    }
    return connection
  }
  return { id: node.id, connect }
}
