/**
 * The lowest layer of a store that keeps its last keys only: a put of a new key beyond the bound forgets the key that was neither
 * read nor put for the longest.
 *
 * 1. What is forgotten is not forwarded. It is deleted from the changelog, too, where values have no timestamps; a timestamped store
 *    leaves it there, and forgets it again when it is restored. (Kafka Streams: MemoryLRUCache and its stores' builders.)
 * 2. Restoring puts keys in the order of the changelog: reads leave no trace there, so a restart may forget another key first.
 */
import type { OutputTopic, RecordCollector } from '../records/record-collector.ts'
import type { TaskRecord } from '../records/task-record.ts'
import type { KeyValueEngine } from './engine.ts'
import { LoggedStore } from './logged-store.ts'

export class LruLoggedStore extends LoggedStore {
  private readonly max: number
  private readonly logsForgotten: boolean
  /** Keys as text of a character a byte, the one to be forgotten first. */
  private readonly order = new Map<string, Uint8Array>()

  constructor(
    engine: KeyValueEngine,
    collector: RecordCollector,
    changelog: OutputTopic | null,
    partition: number,
    options: { readonly max: number; readonly logsForgotten: boolean },
  ) {
    super(engine, collector, changelog, partition)
    this.max = options.max
    this.logsForgotten = options.logsForgotten
  }

  override find(segment: number, key: Uint8Array, start: number, end: number): boolean {
    if (!super.find(segment, key, start, end)) return false
    this.touch(textOf(key, start, end), key, start, end)
    return true
  }

  private touch(text: string, key: Uint8Array, start: number, end: number): void {
    const known = this.order.get(text)
    this.order.delete(text)
    this.order.set(text, known ?? key.slice(start, end))
  }

  /** Takes a key on; gives the one to forget for it, if any. */
  private enter(key: Uint8Array, start: number, end: number): Uint8Array | null {
    this.touch(textOf(key, start, end), key, start, end)
    if (this.order.size <= this.max) return null
    const [[text, eldest]] = this.order as unknown as [[string, Uint8Array]]
    this.order.delete(text)
    return eldest
  }

  override write(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    if (value === null) this.order.delete(textOf(key, start, end))
    else {
      const forgotten = this.enter(key, start, end)
      if (forgotten !== null) {
        this.select(segment).delete(forgotten, 0, forgotten.length)
        if (this.logsForgotten) this.log(forgotten, 0, forgotten.length, null, 0, 0, record.timestamp, record)
      }
    }
    super.write(segment, key, start, end, value, valueStart, valueEnd, timestamp, record)
  }

  override rewrite(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array,
    valueEnd: number,
    timestamp: number,
    record: TaskRecord,
  ): void {
    this.write(segment, key, start, end, value, 0, valueEnd, timestamp, record)
  }

  override restore(
    segment: number,
    key: Uint8Array,
    start: number,
    end: number,
    value: Uint8Array | null,
    valueStart: number,
    valueEnd: number,
  ): void {
    if (value === null) this.order.delete(textOf(key, start, end))
    else {
      const forgotten = this.enter(key, start, end)
      if (forgotten !== null) this.select(segment).delete(forgotten, 0, forgotten.length)
    }
    super.restore(segment, key, start, end, value, valueStart, valueEnd)
  }
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  let text = ''
  for (let i = start; i < end; i++) text += String.fromCharCode(bytes[i]!)
  return text
}
