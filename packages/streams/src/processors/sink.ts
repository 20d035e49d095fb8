/**
 * Writes records to a topic: bytes that came in the same encoding go out as they are, everything else is serialized here.
 * The partition is the default partitioner's; of windowed keys only the bare key counts.
 */
import { StreamsError } from '../failure.ts'
import { decodeHeaders } from '../records/headers.ts'
import type { OutputTopic, OutputTopicSpec, RecordCollector } from '../records/record-collector.ts'
import { BYTES, NULL, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import { type Serde, sameEncoding } from '../serdes/serde.ts'
import type { Step, TopicNameExtractor } from './processor-spec.ts'

const EMPTY = new Uint8Array(0)

/** A key or value as bytes of a serde. */
class Outgoing {
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
): Step {
  const key = new Outgoing(keySerde)
  const value = new Outgoing(valueSerde)
  const fixed = 'topic' in destination ? collector.topic(destination.topic) : null
  const topicOf = fixed === null ? dynamicTopic(collector, destination as never, keySerde) : null
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

function dynamicTopic(
  collector: RecordCollector,
  destination: { readonly extractor: TopicNameExtractor },
  keySerde: Serde<unknown>,
): (r: TaskRecord) => OutputTopic {
  const topics = new Map<string, OutputTopic>()
  return r => {
    const known = r.topic !== ''
    const name = destination.extractor(readKey(r), readValue(r), {
      topic: known ? r.topic : null,
      partition: known ? r.partition : null,
      offset: known ? r.offset : null,
      timestamp: r.timestamp,
      headers: decodeHeaders(r.headers),
    })
    let topic = topics.get(name)
    if (topic === undefined) {
      topic = collector.topic({ name, kind: 'sink', keySuffixBytes: keySerde.windowSuffixBytes })
      topics.set(name, topic)
    }
    return topic
  }
}
