/**
 * What tests of the runtime run on: a broker in memory with applications on it, input written record by record, and output
 * read committed. Waits end with what they wait for; their deadlines only say that something hangs.
 */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Broker, type BrokerProperties, type Listener, listen, MemoryStorage } from '@moldau/log'
import { ConnectionLost } from '@moldau/protocol'
import {
  Admin,
  type AppConfig,
  type AppConnection,
  type AppDefinition,
  Cluster,
  Consumer,
  kafkaCluster,
  Producer,
  StreamsApp,
  sleep,
  systemClock,
  systemRandom,
  type TopicPartition,
} from 'moldau'

/** What a client dials. */
export type Node = AppConnection['bootstrap'][number]

/** A record to write. `value` null: a tombstone. */
export interface Input {
  readonly topic: string
  readonly partition?: number
  readonly key: string | null
  readonly value: string | null
  readonly time: number
}

/** A record that was read; key and value are hex where `hex` was asked for, else text. */
export interface Output {
  readonly partition: number
  readonly offset: number
  readonly key: string | null
  readonly value: string | null
  readonly time: number
}

export const DEADLINE_MS = 60_000

/** Waits until `isTrue`. @throws after the deadline, naming what was waited for */
export async function until(
  what: string,
  isTrue: () => boolean | Promise<boolean>,
  deadlineMs = DEADLINE_MS,
): Promise<void> {
  const end = systemClock.monotonicMs() + deadlineMs
  while (!(await isTrue())) {
    if (systemClock.monotonicMs() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`)
    await sleep(systemClock, 5)
  }
}

/** Clients of a test's own, on any cluster. */
export class Desk {
  readonly cluster: Cluster
  readonly #producer: Producer

  constructor(cluster: Cluster) {
    this.cluster = cluster
    this.#producer = new Producer(cluster, { lingerMs: 0 })
  }

  /** Topics with their partition counts. */
  async create(topics: Readonly<Record<string, number>>): Promise<void> {
    // Event times of tests lie far back.
    const configs = new Map([['retention.ms', '-1']])
    const outcomes = await new Admin(this.cluster).createTopics(
      Object.entries(topics).map(([name, partitions]) => ({ name, partitions, configs })),
    )
    for (const failure of outcomes.values()) if (failure !== undefined) throw failure
    await this.cluster.partitionCounts(Object.keys(topics), DEADLINE_MS)
  }

  /** Writes records, each acknowledged before the next. */
  async write(records: readonly Input[]): Promise<void> {
    const bytes = (text: string | null) => (text === null ? null : new TextEncoder().encode(text))
    for (const { topic, partition, key, value, time } of records) {
      await this.#producer.send({
        ...{ topic, key: bytes(key), value: bytes(value), timestamp: time },
        ...(partition === undefined ? {} : { partition }),
      })
    }
  }

  /** All of a topic that read committed shows, by partition, then offset. Waits for open transactions. */
  async read(topic: string, form: 'text' | 'hex' = 'text'): Promise<Output[]> {
    const count = (await this.cluster.partitionCounts([topic], DEADLINE_MS)).get(topic)!
    const all: TopicPartition[] = Array.from({ length: count }, (_, partition) => ({ topic, partition }))
    const consumer = new Consumer(this.cluster, {
      isolationLevel: 'read_committed',
      autoOffsetReset: 'earliest',
      fetchMaxWaitMs: 20,
    })
    const text = (bytes: Uint8Array | null) =>
      bytes === null ? null : Buffer.from(bytes).toString(form === 'hex' ? 'hex' : 'utf8')
    try {
      const ends = await consumer.endOffsets(all, 'read_uncommitted')
      consumer.assign(all)
      for (const one of all) consumer.seek(one, 0)
      const records: Output[] = []
      const isDone = (one: TopicPartition) =>
        consumer.position(one) >= (ends.get(topic, one.partition)?.offset ?? 0)
      await until(`the end of ${topic}`, async () => {
        for (const fetched of await consumer.poll(20)) {
          for (const { partition, offset, key, value, timestamp } of fetched.toRecords())
            records.push({ partition, offset, key: text(key), value: text(value), time: timestamp })
        }
        return all.every(isDone)
      })
      return records.sort((a, b) => a.partition - b.partition || a.offset - b.offset)
    } finally {
      await consumer.close()
    }
  }

  /** The partitions that an application reads: those of its source topics first, then those it writes to itself. */
  #sourcesOf(app: StreamsApp): TopicPartition[][] {
    const own = new Set(app.plan!.internalTopics.map(topic => topic.name))
    const lists: TopicPartition[][] = [[], []]
    for (const sources of app.plan!.sourcesOf) {
      for (const [topic, count] of sources) {
        for (let partition = 0; partition < count; partition++)
          lists[own.has(topic) ? 1 : 0]!.push({ topic, partition })
      }
    }
    return lists
  }

  /** Settles when everything that lies in an application's inputs is processed and committed. @throws what made it fail */
  async finished(app: StreamsApp, deadlineMs = DEADLINE_MS): Promise<void> {
    const consumer = new Consumer(this.cluster, { groupId: app.definition.applicationId })
    try {
      for (const partitions of this.#sourcesOf(app)) {
        if (partitions.length === 0) continue
        await until(
          `${app.definition.applicationId} to commit all of its input (state ${app.state})`,
          async () => {
            if (app.failure !== undefined) throw app.failure
            const ends = await consumer.endOffsets(partitions, 'read_uncommitted')
            const committed = await consumer.committed(partitions)
            const isAtTheEnd = partitions.every(({ topic, partition }) => {
              const end = ends.get(topic, partition)?.offset ?? 0
              return end === 0 || (committed.get(topic, partition)?.offset ?? 0) >= end
            })
            if (!isAtTheEnd) await app.commitNow()
            return isAtTheEnd
          },
          deadlineMs,
        )
      }
    } finally {
      await consumer.close()
    }
  }

  async close(): Promise<void> {
    await this.#producer.close()
    await this.cluster.close()
  }
}

/** Records without what a cluster decides: offsets. */
export function bare(records: readonly Output[]): Omit<Output, 'offset'>[] {
  return records.map(({ partition, key, value, time }) => ({ partition, key, value, time }))
}

/** A broker in memory, and folders for the state of applications. */
export class Home extends Desk {
  readonly broker: Broker
  readonly connection: AppConnection
  /** What applications found worth knowing. */
  readonly warnings: string[] = []
  readonly #folders: string[] = []
  readonly #apps: StreamsApp[] = []

  private constructor(broker: Broker) {
    const node = broker.node()
    const on = { bootstrap: [node], dial: () => node, clock: systemClock, random: systemRandom }
    super(new Cluster({ ...on, retryBackoffMs: 10, retryBackoffMaxMs: 50 }))
    this.broker = broker
    this.connection = {
      ...on,
      stateDir: '',
      warn: text => {
        this.warnings.push(text)
      },
    }
  }

  static async open(config: BrokerProperties = {}): Promise<Home> {
    const broker = await Broker.open({
      storage: new MemoryStorage(),
      dataDir: '/data',
      clock: systemClock,
      random: systemRandom,
      config: {
        'offsets.topic.num.partitions': '3',
        'transaction.state.log.num.partitions': '3',
        'group.min.session.timeout.ms': '100',
        ...config,
      },
      onFault: fault => {
        throw fault
      },
    })
    return new Home(broker)
  }

  /** Where the broker listens from now on. */
  async serve(): Promise<string> {
    this.#listener = await listen(this.broker.node(), { port: 0 })
    const { host, port } = this.#listener
    this.broker.advertise(host, port)
    return `${host}:${port}`
  }
  #listener: Listener | undefined

  /** A folder that goes with the home. */
  async folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'moldau-runtime-'))
    this.#folders.push(path)
    return path
  }

  /**
   * A state folder with nothing of another one but the process id: all local state is gone, and the next run is known to the
   * group and fences the one before.
   */
  async emptied(stateDir: string, applicationId: string): Promise<string> {
    const id = await readFile(join(stateDir, applicationId, 'process-id'), 'utf8')
    const fresh = await this.folder()
    await mkdir(join(fresh, applicationId))
    await writeFile(join(fresh, applicationId, 'process-id'), id)
    return fresh
  }

  /**
   * An application, not started, on the broker itself or over TCP (`address`). Its commits are asked for (`commitNow`,
   * `finished`) unless the config says otherwise.
   */
  app(
    applicationId: string,
    topology: AppDefinition['topology'],
    stateDir: string,
    config: AppConfig = {},
    decorate: (node: Node) => Node = node => node,
    address?: string,
    warn: (text: string) => void = this.connection.warn,
  ): StreamsApp {
    const base = address === undefined ? this.connection : kafkaCluster(address, { warn })
    const definition = {
      applicationId,
      topology,
      config: { 'commit.interval.ms': 60_000, 'transaction.timeout.ms': 60_000, 'poll.ms': 5, ...config },
    }
    const app = new StreamsApp(definition, {
      ...base,
      warn,
      bootstrap: base.bootstrap.map(decorate),
      dial: (host, port, id) => decorate(base.dial(host, port, id)),
      stateDir,
    })
    this.#apps.push(app)
    return app
  }

  /** Forgets an application whose plug was pulled: nobody waits for what it will never hear. */
  abandon(app: StreamsApp): void {
    this.#abandoned.add(app)
  }
  readonly #abandoned = new Set<StreamsApp>()

  override async close(): Promise<void> {
    for (const app of this.#apps) {
      if (this.#abandoned.has(app)) continue
      if (app.state === 'CREATED' || app.state === 'ERROR' || app.state === 'NOT_RUNNING') continue
      await app.stop().catch(() => undefined)
    }
    await super.close()
    await this.#listener?.close()
    await this.broker.close()
    for (const folder of this.#folders) await rm(folder, { recursive: true, force: true })
  }
}

/** A node whose connections can all be cut: what a process that was killed, or a machine cut off, looks like from outside. */
export class Plug {
  #isOut = false
  #isSilent = false
  readonly #cuts = new Set<() => void>()

  pull(): void {
    this.#isOut = true
    for (const cut of this.#cuts) cut()
    this.#cuts.clear()
  }

  /** Connections stay, and nothing is answered on them any more. */
  silence(): void {
    this.#isSilent = true
  }

  /** Connections can be made again. */
  putIn(): void {
    this.#isOut = false
  }

  readonly wrap = (node: Node): Node => ({
    id: node.id,
    connect: async purpose => {
      if (this.#isOut) throw new ConnectionLost('the plug was pulled')
      const inner = await node.connect(purpose)
      let lose: (error: Error) => void = () => undefined
      const lost = new Promise<never>((_, reject) => {
        lose = reject
      })
      lost.catch(() => undefined)
      this.#cuts.add(() => {
        lose(new ConnectionLost('the plug was pulled'))
        void inner.close()
      })
      return {
        send: (key, version, body) => {
          if (this.#isOut) return Promise.reject(new ConnectionLost('the plug was pulled'))
          if (this.#isSilent) return lost
          return Promise.race([inner.send(key, version, body), lost])
        },
        close: () => {
          lose(new ConnectionLost('the connection was closed'))
          return inner.close()
        },
      }
    },
  })
}
