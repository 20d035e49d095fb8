/**
 * Chooses the partition of a record that names none.
 *
 * A key leads to murmur2(key) modulo the partition count, as everywhere in Kafka. Records without a key stay with one
 * partition until it has got about a batch, then go on with another by chance: batches fill sooner than if every record went
 * somewhere else. Source: Kafka's BuiltInPartitioner, KIP-480, KIP-794.
 */
import { partitionForKey, type Random } from '@moldau/protocol'

/** Chooses a partition, 0 to `partitions` - 1. A null key is `keyBytes` null. */
export type Partitioner = (
  topic: string,
  keyBytes: Uint8Array | null,
  keyStart: number,
  keyEnd: number,
  partitions: number,
) => number

/** Kafka's default partitioner. `stickyBytes`: about how many bytes without a key go to one partition in a row. */
export class DefaultPartitioner {
  readonly #random: Random
  readonly #stickyBytes: number
  readonly #sticky = new Map<string, { partition: number; bytes: number }>()

  constructor(random: Random, stickyBytes: number) {
    this.#random = random
    this.#stickyBytes = stickyBytes
  }

  partition(
    topic: string,
    keyBytes: Uint8Array | null,
    keyStart: number,
    keyEnd: number,
    partitions: number,
    recordBytes: number,
  ): number {
    if (keyBytes !== null) return partitionForKey(keyBytes, keyStart, keyEnd, partitions)
    let sticky = this.#sticky.get(topic)
    if (sticky === undefined || sticky.bytes >= this.#stickyBytes || sticky.partition >= partitions) {
      sticky = { partition: this.#random.nextUint32() % partitions, bytes: 0 }
      this.#sticky.set(topic, sticky)
    }
    sticky.bytes += recordBytes
    return sticky.partition
  }
}
