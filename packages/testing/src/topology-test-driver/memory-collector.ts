/** A collector that keeps what a topology produces, in order over all topics. */
import {
  decodeHeaders,
  type HeaderSpan,
  type OutputTopic,
  type OutputTopicSpec,
  type RecordCollector,
} from '@moldau/streams'
import type { ProducedRecord } from './produced-record.ts'

export class MemoryCollector implements RecordCollector {
  private readonly take: (record: ProducedRecord) => void

  constructor(take: (record: ProducedRecord) => void) {
    this.take = take
  }

  topic(spec: OutputTopicSpec): OutputTopic {
    return { ...spec, partitions: 1 } satisfies OutputTopicSpec & OutputTopic
  }

  send(
    topic: OutputTopic,
    partition: number,
    timestamp: number,
    key: Uint8Array | null,
    keyStart: number,
    keyEnd: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    headers: HeaderSpan | null,
  ): void {
    const { name, kind } = topic as OutputTopic & OutputTopicSpec
    this.take({
      topic: name,
      kind,
      partition,
      key: key === null ? null : key.slice(keyStart, keyEnd),
      value: value === null ? null : value.slice(valueStart, valueEnd),
      timestamp,
      headers: headers === null ? [] : decodeHeaders(headers),
    })
  }
}
