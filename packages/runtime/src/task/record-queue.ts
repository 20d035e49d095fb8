/**
 * What a task has fetched of one topic partition and not processed yet: batches in order, opened one record at a time.
 *
 *  1. The head is decoded no further than its positions; its time is known without decoding unless the source extracts it.
 *  2. `nextOffset` is what a commit names: the head's offset, or the position behind all that was fetched when empty. So
 *     records that were skipped (control, aborted, compacted away) are committed past.
 */
import type { FetchedPartition, FetchedRecords } from '@moldau/client'
import { RecordCursor } from '@moldau/protocol'
import type { ProcessorTask, SourceHandle } from '@moldau/streams'

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
  /** Whether fetching is paused: while its task is restored, and while too much waits. */
  isPaused = true
  /** As of which poll it is known how far the partition reaches, and how far. */
  endKnownPoll = -1
  endOffset = -1
  /** Since when it is known to be empty; -1 while it is not. */
  #idleSinceMs = -1
  readonly #task: ProcessorTask
  readonly #waiting: { readonly fetched: FetchedPartition; readonly poll: number }[] = []
  #walk: FetchedRecords | null = null
  #current: FetchedPartition | null = null
  #position: number
  readonly #cursor = new RecordCursor()
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

  /** For how long it has been known to be empty: asked for while it is. */
  idledMs(nowMs: number): number {
    if (this.#idleSinceMs < 0) this.#idleSinceMs = nowMs
    return nowMs - this.#idleSinceMs
  }

  /** While empty: the consumer has moved past offsets without records (control records, compacted ones). */
  moveTo(position: number): void {
    if (!this.hasHead && position > this.#position) this.#position = position
  }

  add(fetched: FetchedPartition, poll: number): void {
    this.#waiting.push({ fetched, poll })
    this.bufferedBytes += fetched.end
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
    this.bufferedBytes -= this.#current!.end
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
      this.#walk = fetched.records(this.#cursor)
      if (this.#walk.next()) {
        this.cursor = this.#walk.cursor
        this.hasHead = true
        this.#idleSinceMs = -1
        this.headPoll = poll
        this.#time()
        return
      }
      this.#close()
    }
  }
}
