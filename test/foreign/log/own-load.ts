/**
 * Our own clients under a server that is killed: an idempotent producer with a journal of what was acknowledged, and a program that
 * copies what it reads, exactly once. Both go on through every restart.
 */
import { type Cluster, Consumer, Producer, tcpCluster } from '@moldau/client'
import { MoldauError, systemClock, systemRandom } from '@moldau/protocol'

export interface Acknowledged {
  readonly value: string
  readonly partition: number
  readonly offset: number
}

const pause = (ms: number): Promise<void> => new Promise(settle => setTimeout(settle, ms))

export class OwnLoad {
  readonly #cluster: Cluster
  readonly #from: string
  readonly #to: string
  readonly #groupProtocol: 'classic' | 'consumer'
  readonly acknowledged: Acknowledged[] = []
  /** Not acknowledged: may be there or not, but never twice. */
  readonly unsure: string[] = []
  #stopping = false
  /** The last batch was answered, or given up: what is there now is all. */
  #isProduced = false
  #running: Promise<unknown> = Promise.resolve()

  constructor(address: string, from: string, to: string, groupProtocol: 'classic' | 'consumer') {
    this.#cluster = tcpCluster(address, { clock: systemClock, random: systemRandom, requestTimeoutMs: 5000 })
    this.#from = from
    this.#to = to
    this.#groupProtocol = groupProtocol
  }

  start(): void {
    const produced = this.#produce().then(() => {
      this.#isProduced = true
    })
    this.#running = Promise.all([produced, this.#copy()])
  }

  /** Stops producing, lets the copy come to its end, and settles when all is done. */
  async finish(): Promise<void> {
    this.#stopping = true
    await this.#running
    await this.#cluster.close()
  }

  async #produce(): Promise<void> {
    let producer = new Producer(this.#cluster, { lingerMs: 2, deliveryTimeoutMs: 60_000 })
    for (let n = 0; !this.#stopping; ) {
      const batch = Array.from({ length: 10 }, () => `own-${n++}`)
      const sent = batch.map(async (value, at) => {
        try {
          const { offset, partition } = await producer.send({ topic: this.#from, partition: at % 2, value })
          this.acknowledged.push({ value, partition, offset })
        } catch (error) {
          if (!(error instanceof MoldauError)) throw error
          this.unsure.push(value)
        }
      })
      const before = this.unsure.length
      await Promise.all(sent)
      if (this.unsure.length > before) {
        await producer.close().catch(() => undefined)
        producer = new Producer(this.#cluster, { lingerMs: 2, deliveryTimeoutMs: 60_000 })
      }
      await pause(10)
    }
    await producer.close()
  }

  /** Reads, writes and commits in transactions, until producing has stopped and all of it was read. */
  async #copy(): Promise<void> {
    for (;;) {
      try {
        if (await this.#copyOn()) return
      } catch (error) {
        if (!(error instanceof MoldauError)) throw error
        await pause(100)
      }
    }
  }

  /** One life of the program: a new producer of the same name, a new member. @returns whether all was copied */
  async #copyOn(): Promise<boolean> {
    const groupId = `${this.#to}-group`
    const producer = new Producer(this.#cluster, { transactionalId: `${this.#to}-copier`, lingerMs: 0 })
    const consumer = new Consumer(this.#cluster, {
      ...{ groupId, groupProtocol: this.#groupProtocol, autoOffsetReset: 'earliest' },
      ...{
        isolationLevel: 'read_committed',
        fetchMaxWaitMs: 100,
        sessionTimeoutMs: 6000,
        heartbeatIntervalMs: 500,
      },
    })
    try {
      await producer.initTransactions()
      consumer.subscribe([this.#from])
      for (;;) {
        const fetched = await consumer.poll(300)
        const records = fetched.flatMap(one =>
          one.toRecords().map(({ value }) => ({ partition: one.partition, value })),
        )
        if (records.length === 0) {
          if (this.#isProduced && (await this.#isAtEnd(consumer))) return true
          continue
        }
        producer.beginTransaction()
        await Promise.all(records.map(one => producer.send({ topic: this.#to, ...one })))
        await producer.sendOffsetsToTransaction(consumer.positions(), consumer.groupMetadata())
        await producer.commitTransaction()
      }
    } finally {
      await consumer.close().catch(() => undefined)
      await producer.close().catch(() => undefined)
    }
  }

  async #isAtEnd(consumer: Consumer): Promise<boolean> {
    const partitions = [0, 1].map(partition => ({ topic: this.#from, partition }))
    const ends = await consumer.endOffsets(partitions)
    const committed = await consumer.committed(partitions)
    return partitions.every(
      ({ partition, topic }) =>
        (committed.get(topic, partition)?.offset ?? 0) >= ends.get(topic, partition)!.offset,
    )
  }
}
