/** A partition's identity, and maps over identities. Names of topics are untrusted: they are Map keys only. */

export interface TopicPartition {
  readonly topic: string
  readonly partition: number
}

/** A map from partitions to values, in order of insertion by topic. */
export class TopicPartitionMap<V> {
  readonly #topics = new Map<string, Map<number, V>>()
  #size = 0

  get size(): number {
    return this.#size
  }

  get(topic: string, partition: number): V | undefined {
    return this.#topics.get(topic)?.get(partition)
  }

  has(topic: string, partition: number): boolean {
    return this.#topics.get(topic)?.has(partition) ?? false
  }

  set(topic: string, partition: number, value: V): void {
    let partitions = this.#topics.get(topic)
    if (partitions === undefined) {
      partitions = new Map()
      this.#topics.set(topic, partitions)
    }
    if (!partitions.has(partition)) this.#size++
    partitions.set(partition, value)
  }

  delete(topic: string, partition: number): boolean {
    const partitions = this.#topics.get(topic)
    if (partitions === undefined || !partitions.delete(partition)) return false
    this.#size--
    if (partitions.size === 0) this.#topics.delete(topic)
    return true
  }

  clear(): void {
    this.#topics.clear()
    this.#size = 0
  }

  /** The partitions of one topic. */
  ofTopic(topic: string): ReadonlyMap<number, V> {
    return this.#topics.get(topic) ?? new Map<number, V>()
  }

  topics(): IterableIterator<[string, ReadonlyMap<number, V>]> {
    return this.#topics.entries()
  }

  *values(): IterableIterator<V> {
    for (const partitions of this.#topics.values()) yield* partitions.values()
  }

  *keys(): IterableIterator<TopicPartition> {
    for (const [topic, partitions] of this.#topics)
      for (const partition of partitions.keys()) yield { topic, partition }
  }
}

/** Partitions put together by topic, as most requests want them. */
export function byTopic<T extends TopicPartition>(partitions: Iterable<T>): Map<string, T[]> {
  const topics = new Map<string, T[]>()
  for (const one of partitions) {
    const list = topics.get(one.topic)
    if (list === undefined) topics.set(one.topic, [one])
    else list.push(one)
  }
  return topics
}

/** `topic-partition`, as Kafka prints it. */
export function nameOf({ topic, partition }: TopicPartition): string {
  return `${topic}-${partition}`
}
