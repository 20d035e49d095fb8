import type { HeaderList, OutputTopicSpec } from '@moldau/streams'

/** A record that a topology produced, bytes as they would go to the topic. */
export interface ProducedRecord {
  readonly topic: string
  readonly kind: OutputTopicSpec['kind']
  /** -1: the default partitioner decides. */
  readonly partition: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly timestamp: number
  readonly headers: HeaderList
}
