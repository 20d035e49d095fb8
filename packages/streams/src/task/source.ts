/**
 * Where records enter a task: bytes are accepted or decoded, the time is extracted, negative times are judged.
 *
 * 1. A lazy serde's check stands for decoding; what it refuses is decoded at once, and may fail there.
 * 2. Partition time is the greatest time of the records taken from this topic partition.
 */

import { StreamsError } from '../failure.ts'
import type { Step } from '../processors/processor-spec.ts'
import { decodeHeaders } from '../records/headers.ts'
import type { RecordView } from '../records/record-view.ts'
import { BYTES, NULL, OBJECT, readKey, readValue, type TaskRecord } from '../records/task-record.ts'
import type { TimestampExtractor } from '../records/timestamp-extractor.ts'
import type { Serde } from '../serdes/serde.ts'

/** A topic partition that a task reads. */
export class SourceHandle {
  readonly topic: string
  /** Without the application's prefix. */
  readonly definedTopic: string
  readonly nodeName: string
  readonly nodeIndex: number
  /** True when it feeds a table directly. */
  readonly table: boolean
  /** True when a record's time is its own timestamp: nobody need decode it to order records. */
  readonly timestampIsRecords: boolean
  /** Milliseconds; -1 before the first record. */
  partitionTimeMs = -1
  readonly step: Step
  private readonly keySerde: Serde<unknown>
  private readonly valueSerde: Serde<unknown>
  private readonly extractor: TimestampExtractor
  private readonly wallClockMs: () => number
  /** Of the records that come next: a task of a global store reads all of them. */
  partition: number

  constructor(parts: {
    topic: string
    definedTopic: string
    partition: number
    nodeName: string
    nodeIndex: number
    table: boolean
    keySerde: Serde<unknown>
    valueSerde: Serde<unknown>
    extractor: TimestampExtractor
    step: Step
    wallClockMs: () => number
  }) {
    this.topic = parts.topic
    this.definedTopic = parts.definedTopic
    this.partition = parts.partition
    this.nodeName = parts.nodeName
    this.nodeIndex = parts.nodeIndex
    this.table = parts.table
    this.keySerde = parts.keySerde
    this.valueSerde = parts.valueSerde
    this.extractor = parts.extractor
    this.step = parts.step
    this.wallClockMs = parts.wallClockMs
    this.timestampIsRecords = parts.extractor === 'failOnInvalid' || parts.extractor === 'skipInvalid'
  }

  /** Fills the task's record from the view. @throws whatever a serde throws. */
  open(view: RecordView, r: TaskRecord): void {
    const { bytes, keyStart, valueStart } = view
    r.node = this.nodeIndex
    r.topic = this.topic
    r.partition = this.partition
    r.offset = view.offset
    r.rawBytes = bytes
    r.rawKeyStart = keyStart
    r.rawKeyEnd = view.keyEnd
    r.rawValueStart = valueStart
    r.rawValueEnd = view.valueEnd
    r.timestamp = view.timestamp
    r.oldValue = null
    r.isLatest = true
    const { headers } = r
    headers.count = view.headerCount
    if (headers.count !== 0) {
      headers.bytes = bytes
      headers.start = view.headersStart
      headers.end = view.headersEnd
    } else {
      headers.start = 0
      headers.end = 0
    }
    if (keyStart < 0) {
      r.keyState = NULL
    } else {
      r.keyBytes = bytes
      r.keyStart = keyStart
      r.keyEnd = view.keyEnd
      r.keySerde = this.keySerde
      if (this.keySerde.accepts(bytes, keyStart, view.keyEnd)) {
        r.keyState = BYTES
      } else {
        r.keyState = NULL
        const key = this.keySerde.decode(bytes, keyStart, view.keyEnd)
        if (key !== null && key !== undefined) {
          r.keyObject = key
          r.keyState = OBJECT
        }
      }
    }
    if (valueStart < 0) {
      r.valueState = NULL
    } else {
      r.valueBytes = bytes
      r.valueStart = valueStart
      r.valueEnd = view.valueEnd
      r.valueSerde = this.valueSerde
      if (this.valueSerde.accepts(bytes, valueStart, view.valueEnd)) {
        r.valueState = BYTES
      } else {
        r.valueState = NULL
        const value = this.valueSerde.decode(bytes, valueStart, view.valueEnd)
        if (value !== null && value !== undefined) {
          r.valueObject = value
          r.valueState = OBJECT
        }
      }
    }
  }

  /** The record's time, or a negative number: to be dropped. */
  timestampOf(r: TaskRecord): number {
    const { extractor } = this
    if (extractor === 'failOnInvalid') {
      if (r.timestamp >= 0) return r.timestamp
      throw new StreamsError(
        'INVALID_TIMESTAMP',
        `record of ${this.topic} at offset ${r.offset} has invalid (negative) timestamp ${r.timestamp}`,
        { hint: "choose the timestamp extractor 'skipInvalid' or 'partitionTimeOnInvalid'" },
      )
    }
    if (extractor === 'skipInvalid') return r.timestamp
    if (extractor === 'wallClock') return this.wallClockMs()
    if (extractor === 'partitionTimeOnInvalid') {
      if (r.timestamp >= 0) return r.timestamp
      if (this.partitionTimeMs >= 0) return this.partitionTimeMs
      throw new StreamsError(
        'INVALID_TIMESTAMP',
        `record of ${this.topic} at offset ${r.offset} has a negative timestamp, and no partition time is known yet`,
      )
    }
    try {
      return extractor(
        {
          key: readKey(r),
          value: readValue(r),
          timestamp: r.timestamp,
          topic: this.topic,
          partition: this.partition,
          offset: r.offset,
          headers: decodeHeaders(r.headers),
        },
        this.partitionTimeMs,
      )
    } catch (cause) {
      throw new StreamsError(
        'PROCESSING_FAILED',
        `the timestamp extractor of ${this.nodeName} failed for a record of ${this.topic} at offset ${r.offset}`,
        { cause },
      )
    }
  }
}
