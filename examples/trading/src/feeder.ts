/**
 * Brings the rows into the log: bars to `prices`, rows that are none to the dead letters, each exactly once.
 *
 * A transactional producer writes bars, dead letters and the feeder's own position in one transaction, and goes on from the
 * last committed position. So a feeder that is killed neither loses a row nor writes one twice.
 * Sources are merged by date; of equal dates the earlier source comes first. The position is the number of rows done by source.
 */
import { type Clock, type Cluster, Consumer, Producer, sleep } from 'moldau'
import { type DeadLetter, TOPICS } from './market.ts'
import type { Row } from './market-data.ts'

/** Rows in one transaction at most. */
const TRANSACTION_ROWS = 500

export interface FeederOptions {
  /** Bars a second; undefined: as fast as it goes. */
  readonly speed?: number
  /** How long a transaction stays open at most, ms. */
  readonly commitIntervalMs: number
}

export class Feeder {
  readonly #cluster: Cluster
  readonly #sources: readonly (readonly Row[])[]
  readonly #options: FeederOptions
  readonly #clock: Clock
  readonly #done = new Map<string, number>()
  /** Bars and dead letters written by all runs together. */
  bars = 0
  deadLetters = 0
  #stopping = false

  constructor(cluster: Cluster, sources: readonly (readonly Row[])[], options: FeederOptions) {
    this.#cluster = cluster
    this.#sources = sources
    this.#options = options
    this.#clock = cluster.clock
  }

  stop(): void {
    this.#stopping = true
  }

  /** Feeds what is left; settles when all is committed. */
  async run(): Promise<void> {
    const producer = new Producer(this.#cluster, {
      transactionalId: 'trading-feeder',
      lingerMs: 5,
      batchBytes: 64 << 10,
    })
    await producer.initTransactions()
    await this.#readPosition()
    const partitions = (await this.#cluster.partitionCounts([TOPICS.prices], 10_000)).get(TOPICS.prices)!
    const rows = this.#remaining()
    const { speed, commitIntervalMs } = this.#options
    const startMs = this.#clock.monotonicMs()
    for (let next = 0; next < rows.length && !this.#stopping; ) {
      const openedMs = this.#clock.monotonicMs()
      producer.beginTransaction()
      const first = next
      while (next < rows.length && next - first < TRANSACTION_ROWS && !this.#stopping) {
        const nowMs = this.#clock.monotonicMs()
        if (next > first && nowMs - openedMs >= commitIntervalMs) break
        if (speed !== undefined) {
          const dueMs = startMs + (next * 1000) / speed
          if (dueMs > nowMs) await sleep(this.#clock, Math.min(dueMs - nowMs, commitIntervalMs))
          if (this.#clock.monotonicMs() < dueMs) continue
        }
        this.#write(producer, rows[next++]!, partitions)
      }
      this.#writePosition(producer)
      await producer.commitTransaction()
    }
    await producer.close()
  }

  #write(producer: Producer, row: Row, partitions: number): void {
    this.#done.set(row.source, row.row)
    if (row.bar === null) {
      const letter: DeadLetter = { source: row.source, row: row.row, text: row.text, reason: row.reason }
      append(producer, TOPICS.deadLetters, 0, row.timeMs, row.source, letter)
      this.deadLetters++
      return
    }
    const key = Buffer.from(row.bar.symbol)
    const partition = Producer.partitionForKey(key, 0, key.length, partitions)
    append(producer, TOPICS.prices, partition, row.timeMs, row.bar.symbol, row.bar)
    this.bars++
  }

  #writePosition(producer: Producer): void {
    const position = { rows: [...this.#done], bars: this.bars, deadLetters: this.deadLetters }
    append(producer, TOPICS.feederPosition, 0, this.#clock.nowMs(), 'position', position)
  }

  /** The last committed position: the last record of its topic. */
  async #readPosition(): Promise<void> {
    const consumer = new Consumer(this.#cluster, {
      isolationLevel: 'read_committed',
      autoOffsetReset: 'earliest',
    })
    const partition = { topic: TOPICS.feederPosition, partition: 0 }
    try {
      const end =
        (await consumer.endOffsets([partition], 'read_committed')).get(partition.topic, 0)?.offset ?? 0
      consumer.assign([partition])
      consumer.seek(partition, 0)
      while (consumer.position(partition) < end) {
        for (const fetched of await consumer.poll(100)) {
          for (const record of fetched.toRecords()) {
            const text = Buffer.from(record.value ?? new Uint8Array(0)).toString()
            const position = JSON.parse(text) as {
              rows: [string, number][]
              bars: number
              deadLetters: number
            }
            this.#done.clear()
            for (const [source, row] of position.rows) this.#done.set(source, row)
            this.bars = position.bars
            this.deadLetters = position.deadLetters
          }
        }
      }
    } finally {
      await consumer.close()
    }
  }

  /** What no run has written yet, merged by date. */
  #remaining(): Row[] {
    const left = this.#sources.map(rows => rows.filter(row => row.row > (this.#done.get(row.source) ?? 0)))
    const at = left.map(() => 0)
    const merged: Row[] = []
    while (true) {
      let best = -1
      for (let n = 0; n < left.length; n++) {
        const row = left[n]![at[n]!]
        if (row !== undefined && (best < 0 || row.timeMs < left[best]![at[best]!]!.timeMs)) best = n
      }
      if (best < 0) return merged
      merged.push(left[best]![at[best]!]!)
      at[best]!++
    }
  }
}

function append(
  producer: Producer,
  topic: string,
  partition: number,
  timestamp: number,
  keyText: string,
  value: unknown,
): void {
  const key = Buffer.from(keyText)
  const bytes = Buffer.from(JSON.stringify(value))
  producer.append(topic, partition, timestamp, key, 0, key.length, bytes, 0, bytes.length)
}
