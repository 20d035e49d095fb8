/**
 * What a handler is, and what it is handed. One API is one file; `index.ts` is the one table of them, from which both dispatch
 * and ApiVersions follow.
 *
 * A handler answers with a value, or with a promise where something really waits. Kafka errors are in the response; what a
 * handler throws is a bug or a failed disk, and ends the connection.
 */
import type { ApiKey, Clock, Random, RequestOf, ResponseOf } from '@moldau/protocol'
import type { GroupCoordinator } from '../coordinator/group-coordinator.ts'
import type { TransactionCoordinator } from '../coordinator/transaction-coordinator.ts'
import type { BrokerConfig } from '../state/broker-config.ts'
import type { FetchSessions } from '../state/fetch-sessions.ts'
import type { Topics } from '../state/topics.ts'

/** What handlers work on. */
export interface BrokerContext {
  readonly nodeId: number
  readonly clusterId: string
  /** Where clients reach this node, as Metadata and FindCoordinator tell them. */
  readonly advertised: { readonly host: string; readonly port: number }
  readonly config: BrokerConfig
  readonly topics: Topics
  readonly groups: GroupCoordinator
  readonly transactions: TransactionCoordinator
  readonly fetchSessions: FetchSessions
  readonly clock: Clock
  readonly random: Random
  /** The APIs and versions that are answered; what ApiVersions says. */
  readonly apis: readonly SpokenApi[]
  /** Hears of what should not have happened. */
  readonly onFault: (fault: unknown) => void
}

export interface SpokenApi {
  readonly apiKey: number
  readonly minVersion: number
  readonly maxVersion: number
}

/** One request being answered. */
export interface Call {
  readonly version: number
  readonly clientId: string
  readonly clientHost: string
  /** Calls `end` when the connection closes before the answer, until the returned function is called. */
  onClose(end: () => void): () => void
  /**
   * The next request of the connection may start before this one is answered, once `begun` has settled (at once where it is
   * `undefined`). Only Produce lets go: a later append does not wait for an earlier one's sync.
   */
  letGo(begun: Promise<void> | undefined): void
}

export interface Handler<K extends ApiKey = ApiKey> {
  readonly key: K
  readonly minVersion: number
  readonly maxVersion: number
  handle(broker: BrokerContext, request: RequestOf<K>, call: Call): ResponseOf<K> | Promise<ResponseOf<K>>
}

/** Says what a handler is, so that its request and response are typed by its key. */
export function handler<K extends ApiKey>(given: Handler<K>): Handler<K> {
  return given
}

/** A request that cannot be answered in Kafka's way: the connection ends, as Kafka's does for a failed Produce with acks=0. */
export class EndConnection extends Error {
  override readonly name = 'EndConnection'
}
