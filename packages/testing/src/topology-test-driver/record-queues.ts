/**
 * The records that wait in a driver, one queue a topic or pattern; the next is that of the smallest timestamp.
 *
 * Queues of equal head times come in the order of Java's PriorityQueue (a binary heap, siftUp and siftDown as there), since
 * Kafka Streams' PartitionGroup uses one: so outputs come in the order of Kafka's driver.
 */
import type { RecordBytes } from './record-bytes.ts'

/** A record that waits, and the topic it is of: several topics may share a queue. */
export interface Waiting {
  readonly topic: string
  readonly record: RecordBytes
}

interface Queue {
  readonly records: Waiting[]
}

export class RecordQueues {
  private readonly queues = new Map<string, Queue>()
  private readonly heap: Queue[] = []
  private readonly timeOf: (waiting: Waiting) => number
  private aside: Queue | null = null

  /** `timeOf`: by which time a record is ordered; asked when it becomes the first of its queue. */
  constructor(timeOf: (waiting: Waiting) => number) {
    this.timeOf = timeOf
  }

  isEmpty(name: string): boolean {
    return (this.queues.get(name)?.records.length ?? 0) === 0
  }

  get hasRecords(): boolean {
    return this.heap.length > 0
  }

  add(name: string, waiting: Waiting): void {
    let queue = this.queues.get(name)
    if (queue === undefined) {
      queue = { records: [] }
      this.queues.set(name, queue)
    }
    queue.records.push(waiting)
    if (queue.records.length === 1) this.offer(queue)
  }

  private time(queue: Queue): number {
    return queue.records[0]!.record.orderMs
  }

  private offer(queue: Queue): void {
    const [first] = queue.records as [Waiting]
    first.record.orderMs = this.timeOf(first)
    let at = this.heap.length
    this.heap.push(queue)
    while (at > 0) {
      const parent = (at - 1) >>> 1
      if (this.time(queue) >= this.time(this.heap[parent]!)) break
      this.heap[at] = this.heap[parent]!
      at = parent
    }
    this.heap[at] = queue
  }

  /** The next record, or null; its queue stands aside until `renew`. */
  next(): Waiting | null {
    const first = this.heap[0]
    if (first === undefined) return null
    const last = this.heap.pop()!
    if (this.heap.length > 0) this.sink(last)
    const next = first.records.shift()!
    this.aside = first
    return next
  }

  /** Lets the queue of the record taken last in again: its next record is ordered as of now, the partition's time included. */
  renew(): void {
    if (this.aside !== null && this.aside.records.length > 0) this.offer(this.aside)
    this.aside = null
  }

  private sink(queue: Queue): void {
    const { heap } = this
    let at = 0
    for (const half = heap.length >>> 1; at < half; ) {
      let child = 2 * at + 1
      if (child + 1 < heap.length && this.time(heap[child]!) > this.time(heap[child + 1]!)) child++
      if (this.time(queue) <= this.time(heap[child]!)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = queue
  }

  clear(): void {
    this.queues.clear()
    this.heap.length = 0
  }
}
