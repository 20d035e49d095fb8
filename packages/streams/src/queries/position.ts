/**
 * How far the inputs of a store have been processed: the last offset of each partition of its task's topics. A reader that wrote something
 * asks for an answer that has seen it. (Kafka Streams: Position and PositionBound, KIP-796.)
 */
export class Position {
  private readonly offsets = new Map<string, Map<number, number>>()

  /** The last offset that was processed of a partition; undefined: none, or not an input. */
  offset(topic: string, partition: number): number | undefined {
    return this.offsets.get(topic)?.get(partition)
  }

  /** Notes an offset; a lower one than is known changes nothing. */
  with(topic: string, partition: number, offset: number): this {
    const partitions = this.offsets.get(topic) ?? new Map<number, number>()
    partitions.set(partition, Math.max(offset, partitions.get(partition) ?? -1))
    this.offsets.set(topic, partitions)
    return this
  }

  /** Takes over what another position has seen. */
  merge(other: Position): this {
    for (const [topic, partition, offset] of other) this.with(topic, partition, offset)
    return this
  }

  /** Whether this position has reached `bound` in all partitions of which it is `responsible`. */
  hasReached(bound: Position, responsible: (topic: string, partition: number) => boolean): boolean {
    for (const [topic, partition, offset] of bound) {
      if (responsible(topic, partition) && (this.offset(topic, partition) ?? -1) < offset) return false
    }
    return true
  }

  *[Symbol.iterator](): IterableIterator<readonly [topic: string, partition: number, offset: number]> {
    for (const [topic, partitions] of this.offsets)
      for (const [partition, offset] of partitions) yield [topic, partition, offset]
  }
}
