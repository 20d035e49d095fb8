/** Remembers that the collector failed, so that a guard which bears errors of user code does not bear that one. */
import type { HeaderSpan } from '../records/record-view.ts'
import type { OutputTopic, OutputTopicSpec, RecordCollector } from './environment.ts'

export class CollectorWatch implements RecordCollector {
  failed = false
  private readonly collector: RecordCollector

  constructor(collector: RecordCollector) {
    this.collector = collector
  }

  topic(spec: OutputTopicSpec): OutputTopic {
    return this.collector.topic(spec)
  }

  defer(topic: OutputTopic, send: () => void): void {
    this.collector.defer!(topic, send)
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
    try {
      this.collector.send(
        topic,
        partition,
        timestamp,
        key,
        keyStart,
        keyEnd,
        value,
        valueStart,
        valueEnd,
        headers,
      )
    } catch (error) {
      this.failed = true
      throw error
    }
  }
}
