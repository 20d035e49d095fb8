/** A marble table of an operator: what it does with null keys, null values, late records and deletions stands in it. */
import { integer, type StreamsBuilder, string } from '@moldau/streams'
import type { MarbleOptions } from '../marbles/index.ts'

export interface OperatorCase {
  readonly define: (builder: StreamsBuilder) => unknown
  readonly table: string
  readonly config?: MarbleOptions['config']
  readonly serdes?: MarbleOptions['serdes']
  /** It answers later. */
  readonly isAsync?: true
  /** Why a restart between its records may change what comes out. */
  readonly forgets?: string
}

/** By the name of the method. */
export type OperatorCases<Name extends string = string> = Readonly<Record<Name, readonly OperatorCase[]>>

export const text = { key: string(), value: string() }
export const numbers = { key: string(), value: integer() }
/** Every update shows, also of one record. */
export const uncached = { 'statestore.cache.max.bytes': 0 }
