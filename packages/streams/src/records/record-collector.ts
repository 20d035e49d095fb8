/** Where a task's output goes: the port between steps and stores on one side, a producer on the other. */
import type { HeaderSpan } from './record-view.ts'

/** What an output topic is for. Names are final: internal ones already carry the application id. */
export interface OutputTopicSpec {
  readonly name: string
  readonly kind: 'sink' | 'repartition' | 'changelog' | 'dead-letter'
  /** Bytes at the end of a key that the default partitioner leaves out: windowed keys go by their bare key. */
  readonly keySuffixBytes: number
}

/** A topic that the collector has opened; only the collector knows what is inside. */
export interface OutputTopic {
  readonly name: string
  /** 0 while it is not known how many there are. */
  readonly partitions: number
}

/** Takes what a task produces. Bytes are lent: the collector copies them before it returns. */
export interface RecordCollector {
  /** Opens an output topic; called when a task is built, and at the first record of a topic that an extractor names. */
  topic(spec: OutputTopicSpec): OutputTopic
  /**
   * One record. `partition` -1 leaves the choice to the default partitioner (murmur2 of the key bytes). null bytes are a null
   * key or value. A `timestamp` of -1 is the time of sending. Order of calls is order in the partition.
   */
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
  ): void
  /**
   * Runs `send` when the topic's partitions are known, behind all that waits for it; for whoever chooses partitions. What it sends
   * belongs to the commit under way. A collector that knows all topics needs none.
   */
  defer?(topic: OutputTopic, send: () => void): void
}
