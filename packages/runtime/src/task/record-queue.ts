/**
 * What a task has fetched of one topic partition and not processed yet: batches in order, opened one record at a time.
 *
 *  1. The head is decoded no further than its positions; its time is known without decoding unless the source extracts it.
 *  2. `nextOffset` is what a commit names: the head's offset, or the position behind all that was fetched when empty. So
 *     records that were skipped (control, aborted, compacted away) are committed past.
 */

import type { RecordCursor } from '@moldau/protocol'
import type { ProcessorTask, SourceHandle } from '@moldau/streams'

/** A piece of a partition as it was fetched: what the consumer's `poll` hands over. */
export interface FetchedRecords {
  readonly sizeInBytes: number
  /** Where the next fetch goes on. */
  readonly nextOffset: number
  /** Walks the records that a reader of this isolation level sees. */
  records(): RecordWalk
}

export interface RecordWalk {
  readonly cursor: RecordCursor
  next(): boolean
}

export class RecordQueue {
  readonly source: SourceHandle
  readonly topic: string
  readonly partition: number
  /** The head record; only while `hasHead`. */
  cursor: RecordCursor | null = null
  hasHead = false
  headTimestamp = -1
  /** In which poll the head was fetched. */
  headPoll = -1
  bufferedBytes = 0
  /** As of which poll it is known how far the partition reaches, and how far. */
  endKnownPoll = -1
  endOffset = -1
  readonly #task: ProcessorTask
  readonly #waiting: { readonly fetched: FetchedRecords; readonly poll: number }[] = []
  #walk: RecordWalk | null = null
  #current: FetchedRecords | null = null
  #position: number
  #waitingFrom = 0

  /** `position`: where reading begins, the committed offset. */
  constructor(task: ProcessorTask, source: SourceHandle, partition: number, position: number) {
    this.#task = task
    this.source = source
    this.topic = source.topic
    this.partition = partition
    this.#position = position
  }

  /** The offset to commit. */
  get nextOffset(): number {
    return this.hasHead ? this.cursor!.offset : this.#position
  }

  /** While empty: the consumer has moved past offsets without records (control records, compacted ones). */
  moveTo(position: number): void {
    if (!this.hasHead && position > this.#position) this.#position = position
  }

  add(fetched: FetchedRecords, poll: number): void {
    this.#waiting.push({ fetched, poll })
    this.bufferedBytes += fetched.sizeInBytes
    if (!this.hasHead) this.#open()
  }

  /** Leaves the head behind. */
  advance(): void {
    if (this.#walk!.next()) {
      if (this.source.timestampIsRecords) this.headTimestamp = this.cursor!.timestamp
      else this.#time()
      return
    }
    this.#close()
    this.#open()
  }

  #time(): void {
    this.headTimestamp = this.#task.timestampOf(this.source, this.cursor!)
  }

  #close(): void {
    this.bufferedBytes -= this.#current!.sizeInBytes
    this.#position = this.#current!.nextOffset
    this.#walk = null
    this.#current = null
    this.cursor = null
    this.hasHead = false
  }

  #open(): void {
    while (this.#waitingFrom < this.#waiting.length) {
      const { fetched, poll } = this.#waiting[this.#waitingFrom]!
      this.#waitingFrom++
      if (this.#waitingFrom === this.#waiting.length) {
        this.#waiting.length = 0
        this.#waitingFrom = 0
      }
      this.#current = fetched
      this.#walk = fetched.records()
      if (this.#walk.next()) {
        this.cursor = this.#walk.cursor
        this.hasHead = true
        this.headPoll = poll
        this.#time()
        return
      }
      this.#close()
    }
  }
}
