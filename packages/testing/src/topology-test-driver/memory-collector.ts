/** A collector that keeps what a topology produces, in order over all topics. */
import type { HeaderSpan, OutputTopic, OutputTopicSpec, RecordCollector } from '@moldau/streams'
import { RecordBytes } from './record-bytes.ts'

export class MemoryCollector implements RecordCollector {
  private readonly take: (record: RecordBytes) => void
  private readonly partitions: number

  constructor(take: (record: RecordBytes) => void, partitions: number) {
    this.take = take
    this.partitions = partitions
  }

  topic(spec: OutputTopicSpec): OutputTopic {
    return { ...spec, partitions: this.partitions }
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
    const spec = topic as OutputTopic & OutputTopicSpec
    this.take(
      RecordBytes.copyOf(
        spec,
        partition,
        timestamp,
        key,
        keyStart,
        keyEnd,
        value,
        valueStart,
        valueEnd,
        headers,
      ),
    )
  }
}
