/** Records for the dead letter topic: the source's own bytes, its headers, and Kafka Streams' headers about the error (KIP-1034). */

import { encodeHeaders } from '../records/headers.ts'
import { Headers, type TaskRecord } from '../records/task-record.ts'
import { ByteSink } from '../serdes/byte-sink.ts'
import { encodeUtf8 } from '../serdes/utf8.ts'
import type { OutputTopic, RecordCollector } from './environment.ts'

const EXCEPTION = '__streams.errors.exception'
const MESSAGE = '__streams.errors.message'
const STACKTRACE = '__streams.errors.stacktrace'
const TOPIC = '__streams.errors.topic'
const PARTITION = '__streams.errors.partition'
const OFFSET = '__streams.errors.offset'

export class DeadLetters {
  private readonly collector: RecordCollector
  private readonly topic: OutputTopic

  constructor(collector: RecordCollector, topic: string) {
    this.collector = collector
    this.topic = collector.topic({ name: topic, kind: 'dead-letter', keySuffixBytes: 0 })
  }

  send(r: TaskRecord, timestamp: number, error: unknown): void {
    const sink = new ByteSink(512)
    const text = (value: string): Uint8Array => {
      const out = new ByteSink(64)
      encodeUtf8(value, out)
      return out.slice(0, out.at)
    }
    const thrown = error instanceof Error ? error : new Error(String(error))
    const { headers } = r
    sink.write(headers.bytes, headers.start, headers.end)
    encodeHeaders(
      [
        [EXCEPTION, text(thrown.name)],
        [MESSAGE, text(thrown.message)],
        [STACKTRACE, text(thrown.stack ?? '')],
        [TOPIC, text(r.topic)],
        [PARTITION, text(String(r.partition))],
        [OFFSET, text(String(r.offset))],
      ],
      sink,
    )
    const all = new Headers()
    all.bytes = sink.bytes
    all.end = sink.at
    all.count = headers.count + 6
    const { rawBytes } = r
    this.collector.send(
      this.topic,
      -1,
      timestamp,
      r.rawKeyStart < 0 ? null : rawBytes,
      r.rawKeyStart,
      r.rawKeyEnd,
      r.rawValueStart < 0 ? null : rawBytes,
      r.rawValueStart,
      r.rawValueEnd,
      all,
    )
  }
}
