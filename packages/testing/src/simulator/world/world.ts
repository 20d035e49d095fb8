/**
 * What a workload works in: a simulation, a broker in it, clients, and the history of what they did.
 *
 * A workload adds clients and looks, at the end, at what is there. Everything else, faults, restarts, time and the general
 * judges, is the run's (`run.ts`).
 */
import {
  Admin,
  Consumer,
  type ConsumerRecord,
  type IsolationLevel,
  type NewTopic,
  type ProducerOptions,
} from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import type { SimulatedBroker } from '../broker/simulated-broker.ts'
import type { Content, Placed } from '../judges/evidence.ts'
import { History } from '../judges/history.ts'
import type { SeededRandom } from '../kernel/seeded-random.ts'
import { type ClientLife, type ClientProgram, SimulatedClient } from '../kernel/simulated-client.ts'
import type { Simulation } from '../kernel/simulation.ts'

/** A partition as `topic-partition`. */
export const placeOf = (topic: string, partition: number): string => `${topic}-${partition}`

export class World {
  readonly simulation: Simulation
  readonly broker: SimulatedBroker
  readonly history: History
  readonly random: SeededRandom
  readonly clients: SimulatedClient[] = []
  /** How much the workload does; 1 is a few hundred operations. */
  readonly scale: number
  /** Limits of the producers that this run chose. */
  readonly producerLimits: ProducerOptions
  /** Records below may have been deleted on purpose, by place. */
  readonly deletedBefore = new Map<string, number>()
  /** True once nothing goes wrong any more: what still waits must now come to its end. */
  isCalm = false
  #readers = 0

  constructor(
    simulation: Simulation,
    broker: SimulatedBroker,
    scale: number,
    producerLimits: ProducerOptions = {},
  ) {
    this.simulation = simulation
    this.broker = broker
    this.scale = scale
    this.producerLimits = producerLimits
    this.random = simulation.random.fork('workload')
    this.history = new History(
      () => simulation.time.nowMs,
      (who, what) => simulation.note(who, what),
    )
  }

  get nowMs(): number {
    return this.simulation.time.nowMs
  }

  /** Adds a client that runs `program` until it ends, and is started again when it is killed. */
  client(name: string, program: ClientProgram): SimulatedClient {
    const client = new SimulatedClient(this.simulation, this.broker.address, name, program)
    this.clients.push(client)
    client.start()
    return client
  }

  find(rule: string, text: string): void {
    this.simulation.find(rule, text)
  }

  /** A process that nothing happens to, for setting up and for looking at the end. */
  async aside<T>(name: string, program: (life: ClientLife) => Promise<T>): Promise<T> {
    const process = this.simulation.process(`${name}-${++this.#readers}`)
    const result = await program({
      ...{ name: process.name, life: 1, process, random: process.random },
      cluster: options => this.simulation.cluster(process, this.broker.address, options),
      sleep: ms => this.simulation.sleep(ms),
    })
    process.kill('process')
    return result
  }

  /** Creates topics; whatever stands in the way is tried again. */
  createTopics(topics: readonly NewTopic[]): Promise<void> {
    return this.aside('setup', async ({ cluster }) => {
      const own = cluster()
      const outcomes = await new Admin(own).createTopics(topics)
      for (const failure of outcomes.values()) if (failure !== undefined) throw failure
      await own.partitionCounts(
        topics.map(({ name }) => name),
        60_000,
      )
      await own.close()
    })
  }

  /** Everything that a reader sees of these partitions from their beginnings to their ends. */
  read(places: ReadonlyMap<string, number>, isolationLevel: IsolationLevel): Promise<Content> {
    return this.aside('reader', async ({ cluster }) => {
      const own = cluster()
      const consumer = new Consumer(own, { isolationLevel, autoOffsetReset: 'earliest', fetchMaxWaitMs: 100 })
      const partitions = [...places].flatMap(([topic, count]) =>
        Array.from({ length: count }, (_, partition) => ({ topic, partition })),
      )
      const content = new Map<string, Placed[]>(
        partitions.map(({ partition, topic }) => [placeOf(topic, partition), []]),
      )
      consumer.assign(partitions)
      const ends = await consumer.endOffsets(partitions)
      const isBehind = (): boolean =>
        partitions.some(one => consumer.position(one) < (ends.get(one.topic, one.partition)?.offset ?? 0))
      while (isBehind())
        for (const fetched of await consumer.poll(1000))
          content
            .get(placeOf(fetched.topic, fetched.partition))!
            .push(
              ...fetched.toRecords().map(record => ({ offset: record.offset, value: identityOf(record) })),
            )
      await consumer.close()
      await own.close()
      return content
    })
  }
}

const decoder = new TextDecoder()

/** The header in which a tombstone carries the value by which a history knows it. */
export const TOMBSTONE_HEADER = 'value'

/** What a history knows a record by. */
export function identityOf(record: ConsumerRecord): string {
  return textOf(record.value ?? record.headers.find(({ key }) => key === TOMBSTONE_HEADER)?.value ?? null)
}

export function textOf(bytes: Uint8Array | null): string {
  return bytes === null ? '' : decoder.decode(bytes)
}

/** Runs what may fail because of the faults around it. Undefined where it did; a bug is thrown on. */
export async function attempt<T>(work: () => Promise<T>): Promise<{ value: T } | { failure: MoldauError }> {
  try {
    return { value: await work() }
  } catch (failure) {
    if (failure instanceof MoldauError) return { failure }
    throw failure
  }
}
