/** The nodes of a built topology: data, from which each task makes its own running steps. */

import type { ProcessorSpec, StreamPartitioner, TopicNameExtractor } from '../processors/processor-spec.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'

/** Where reading begins when a group has no offset: a policy, or that long before now. */
export type OffsetReset = 'earliest' | 'latest' | 'none' | { readonly durationMs: number }

export interface SourceDefinition {
  readonly kind: 'source'
  readonly name: string
  /** Names as written in the topology: internal ones without the application's prefix. */
  readonly topics: readonly string[]
  /** Reads every topic whose whole name matches, in place of `topics`. */
  readonly pattern: RegExp | null
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  /** The values are changes of a table, around those of the serde. */
  readonly changes?: boolean
  readonly timestamp: TimestampExtractor | null
  readonly reset: OffsetReset | null
}

export interface ProcessorDefinition {
  readonly kind: 'processor'
  readonly name: string
  readonly parents: readonly string[]
  readonly spec: ProcessorSpec
  readonly stores: Set<string>
}

export interface SinkDefinition {
  readonly kind: 'sink'
  readonly name: string
  readonly parents: readonly string[]
  readonly topic: string | null
  readonly extractor: TopicNameExtractor | null
  /** null: the default partitioner. */
  readonly partitioner: StreamPartitioner | null
  readonly keySerde: Serde<unknown> | null
  readonly valueSerde: Serde<unknown> | null
  readonly changes?: boolean
}

export type NodeDefinition = SourceDefinition | ProcessorDefinition | SinkDefinition
