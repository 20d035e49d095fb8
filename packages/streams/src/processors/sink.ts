/**
 * Writes records to a topic: bytes that came in the same encoding go out as they are, everything else is serialized here.
 * The partition is the default partitioner's; of windowed keys only the bare key counts.
 */
import { StreamsError } from '../failure.ts'
import type { OutputTopic, OutputTopicSpec, RecordCollector } from '../records/record-collector.ts'
import { contextOf, type RecordContext, UNREAD } from '../records/record-context.ts'
import type { HeaderSpan } from '../records/record-view.ts'
import { BYTES, NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import { type Serde, sameEncoding } from '../serdes/serde.ts'
import { readsContext } from './callback.ts'
import type { Step, StreamPartitioner, TopicNameExtractor } from './processor-spec.ts'

const EMPTY = new Uint8Array(0)

interface Bytes {
  readonly bytes: Uint8Array | null
  readonly start: number
  readonly end: number
}

/** A key or value as bytes of a serde. */
class Outgoing implements Bytes {
  bytes: Uint8Array | null = EMPTY
  start = 0
  end = 0
  private readonly sink = new ByteSink(256)
  private readonly serde: Serde<unknown>
  private met: Serde<unknown>
  private metSame: boolean

  constructor(serde: Serde<unknown>) {
    this.serde = serde
    this.met = serde
    this.metSame = serde.lazy
  }

  /** True when bytes of `serde` may go out as they are. */
  passes(serde: Serde<unknown>): boolean {
    if (serde !== this.met) {
      this.met = serde
      this.metSame = this.serde.lazy && sameEncoding(serde, this.serde)
    }
    return this.metSame
  }

  copy(): Bytes {
    const bytes = this.bytes?.slice(this.start, this.end) ?? null
    return { bytes, start: 0, end: bytes?.length ?? 0 }
  }

  encode(object: unknown): void {
    this.sink.at = 0
    this.serde.encode(object, this.sink)
    this.bytes = this.sink.bytes
    this.start = 0
    this.end = this.sink.at
  }
}

export function sinkStep(
  name: string,
  collector: RecordCollector,
  destination: { readonly topic: OutputTopicSpec } | { readonly extractor: TopicNameExtractor },
  keySerde: Serde<unknown>,
  valueSerde: Serde<unknown>,
  partitioner: StreamPartitioner | null,
  drop: (reason: string) => void,
): Step {
  const key = new Outgoing(keySerde)
  const value = new Outgoing(valueSerde)
  const fixed = 'topic' in destination ? collector.topic(destination.topic) : null
  const topicOf = fixed === null ? dynamicTopic(collector, destination as never, keySerde) : null
  const chosen = partitioner === null ? null! : new ChosenPartitions(name, collector, partitioner, drop).send
  return r => {
    const topic = fixed ?? topicOf!(r)
    try {
      if (r.keyState === NULL) {
        key.bytes = null
      } else if ((r.keyState & BYTES) !== 0 && key.passes(r.keySerde)) {
        key.bytes = r.keyBytes
        key.start = r.keyStart
        key.end = r.keyEnd
      } else {
        key.encode(readKey(r))
      }
      if (r.valueState === NULL) {
        value.bytes = null
      } else if ((r.valueState & BYTES) !== 0 && value.passes(r.valueSerde)) {
        value.bytes = r.valueBytes
        value.start = r.valueStart
        value.end = r.valueEnd
      } else {
        value.encode(readValue(r))
      }
    } catch (cause) {
      throw new StreamsError(
        'SERIALIZATION_FAILED',
        `sink ${name}: a record cannot be written to ${topic.name}`,
        {
          cause,
          hint: 'give the sink the serdes of what arrives there',
        },
      )
    }
    if (partitioner !== null) {
      chosen(r, topic, key, value)
      return
    }
    collector.send(
      topic,
      -1,
      r.timestamp,
      key.bytes,
      key.start,
      key.end,
      value.bytes,
      value.start,
      value.end,
      r.headers.count === 0 ? null : r.headers,
    )
  }
}

/** A record as its partitioner sees it. */
interface Chosen {
  readonly key: unknown
  readonly value: unknown
  readonly timestamp: number
  readonly context: RecordContext
}

/** Sends records to the partitions that a partitioner chooses. */
class ChosenPartitions {
  private readonly name: string
  private readonly collector: RecordCollector
  private readonly partitioner: StreamPartitioner
  private readonly wantsContext: boolean
  private readonly drop: (reason: string) => void

  constructor(
    name: string,
    collector: RecordCollector,
    partitioner: StreamPartitioner,
    drop: (reason: string) => void,
  ) {
    this.name = name
    this.collector = collector
    this.partitioner = partitioner
    this.wantsContext = readsContext(partitioner, 4)
    this.drop = drop
  }

  readonly send = (r: TaskRecord, topic: OutputTopic, key: Outgoing, value: Outgoing): void => {
    const [keyObject, valueObject] = [readKey(r), readValue(r)]
    const { headers } = r
    const context = this.wantsContext ? contextOf(r) : UNREAD
    const record = { key: keyObject, value: valueObject, timestamp: r.timestamp, context }
    if (topic.partitions > 0) {
      this.sendTo(topic, record, key, value, headers.count === 0 ? null : headers)
      return
    }
    // How many partitions there are is not known yet: what is lent now is kept until then.
    const [keptKey, keptValue] = [key.copy(), value.copy()]
    const kept = headers.count === 0 ? null : { ...headers, bytes: headers.bytes.slice() }
    this.collector.defer!(topic, () => this.sendTo(topic, record, keptKey, keptValue, kept))
  }

  private sendTo(
    topic: OutputTopic,
    record: Chosen,
    key: Bytes,
    value: Bytes,
    headers: HeaderSpan | null,
  ): void {
    const { partitions } = topic
    const { context, timestamp } = record
    const chosen = this.partitioner(topic.name, record.key, record.value, partitions, context) ?? -1
    const all = typeof chosen === 'number' ? [chosen] : new Set(chosen)
    if (all instanceof Set && all.size === 0) this.drop('the partitioner chose no partition')
    for (const partition of all) {
      if (!Number.isInteger(partition) || partition < -1 || partition >= partitions) {
        throw new StreamsError(
          'INVALID_ARGUMENT',
          `sink ${this.name}: the partitioner chose partition ${partition} of ${topic.name}`,
          { hint: `there are partitions 0 to ${partitions - 1}` },
        )
      }
      this.collector.send(
        ...([topic, partition, timestamp] as const),
        ...([key.bytes, key.start, key.end, value.bytes, value.start, value.end, headers] as const),
      )
    }
  }
}

function dynamicTopic(
  collector: RecordCollector,
  destination: { readonly extractor: TopicNameExtractor },
  keySerde: Serde<unknown>,
): (r: TaskRecord) => OutputTopic {
  const topics = new Map<string, OutputTopic>()
  const wantsContext = readsContext(destination.extractor, 2)
  return r => {
    const name = destination.extractor(readKey(r), readValue(r), wantsContext ? contextOf(r) : UNREAD)
    let topic = topics.get(name)
    if (topic === undefined) {
      topic = collector.topic({ name, kind: 'sink', keySuffixBytes: keySerde.windowSuffixBytes })
      topics.set(name, topic)
    }
    return topic
  }
}
