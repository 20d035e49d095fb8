/** Versioned stores as processors read and write them. */
import type { TaskRecord } from '../records/task-record.ts'
import { closedState } from './closed-state.ts'
import { LATEST, NOT_PUT, type VersionedState } from './versioned-state.ts'

/** A version of a value and the time from which it holds. */
export interface VersionedRecord<V> {
  readonly value: V
  readonly timestamp: number
}

export interface VersionedKeyValueStore<K, V> {
  readonly name: string
  /** Puts the value as of `timestampMs`; null deletes as of then. Gives the end of its validity: a time, 'latest', or 'not-put' when too old. */
  put(key: K, value: V | null, timestampMs: number): number | 'latest' | 'not-put'
  /** Deletes as of `timestampMs`; gives the version that was valid then, or null. */
  delete(key: K, timestampMs: number): VersionedRecord<V> | null
  /** The latest version, or the one that was valid at `asOfMs`; null where there is none, or it is older than the history. */
  get(key: K, asOfMs?: number): VersionedRecord<V> | null
}

export class VersionedFacade implements VersionedKeyValueStore<unknown, unknown> {
  readonly name: string
  private state: VersionedState
  private readonly inHand: () => TaskRecord

  constructor(state: VersionedState, inHand: () => TaskRecord) {
    this.name = state.spec.name
    this.state = state
    this.inHand = inHand
  }

  put(key: unknown, value: unknown, timestampMs: number): number | 'latest' | 'not-put' {
    const validTo = this.state.write(key, value, timestampMs, this.inHand())
    return validTo === LATEST ? 'latest' : validTo === NOT_PUT ? 'not-put' : validTo
  }

  delete(key: unknown, timestampMs: number): VersionedRecord<unknown> | null {
    const found = this.get(key, timestampMs)
    this.put(key, null, timestampMs)
    return found
  }

  get(key: unknown, asOfMs?: number): VersionedRecord<unknown> | null {
    return this.state.get(key, asOfMs)
  }

  close(): void {
    this.state = closedState(this.name)
  }
}
