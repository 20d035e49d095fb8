/** A broker over a disk in memory, spoken to request by request, with a clock that is set by hand. */
import { Broker, type CrashMode, type Flush, MemoryStorage } from '@moldau/log'
import {
  ApiKey,
  apiOf,
  BatchHeader,
  type BatchIdentity,
  type Clock,
  type CompressionType,
  type Connection,
  ErrorCode,
  type FetchRequest,
  type Random,
  RecordBatchBuilder,
  RecordCursor,
  type RequestOf,
  type ResponseOf,
  requestOf,
} from '@moldau/protocol'

export const text = new TextEncoder()
const decoder = new TextDecoder()

/** Timers run when the clock is moved past them, in order of their times. */
export class ManualClock implements Clock {
  ms = 1_700_000_000_000
  #monotonicMs = 0
  #timers: { atMs: number; run: () => void }[] = []
  nowMs = (): number => this.ms
  monotonicMs = (): number => this.#monotonicMs
  setTimer = (delayMs: number, run: () => void) => {
    const timer = { atMs: this.#monotonicMs + Math.max(0, delayMs), run }
    this.#timers.push(timer)
    return {
      cancel: () => {
        this.#timers = this.#timers.filter(each => each !== timer)
      },
    }
  }

  /** Moves time on and lets everything run that it sets free. */
  async advance(ms: number): Promise<void> {
    const end = this.#monotonicMs + ms
    for (;;) {
      await settle()
      const due = this.#timers.filter(({ atMs }) => atMs <= end).sort((a, b) => a.atMs - b.atMs)[0]
      if (due === undefined) break
      this.#timers = this.#timers.filter(each => each !== due)
      this.ms += Math.max(0, due.atMs - this.#monotonicMs)
      this.#monotonicMs = Math.max(this.#monotonicMs, due.atMs)
      due.run()
    }
    this.ms += end - this.#monotonicMs
    this.#monotonicMs = end
    await settle()
  }
}

/** Lets promises run. */
export async function settle(): Promise<void> {
  for (let n = 0; n < 200; n++) await Promise.resolve()
}

function random(): Random {
  let x = 88172645
  return {
    nextUint32() {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      return x >>> 0
    },
  }
}

export interface Row {
  readonly key: string | null
  readonly value: string | null
  readonly timestamp?: number
}

/** A batch as a client that is not in this process sends it: nothing vouches for it. */
export function outside(bytes: Uint8Array): Uint8Array {
  return bytes.slice()
}

export function batchOf(
  rows: readonly Row[],
  nowMs: number,
  codec: CompressionType = 'none',
  identity?: BatchIdentity,
): Uint8Array {
  const builder = new RecordBatchBuilder(512, codec)
  for (const { key, value, timestamp } of rows) {
    const keyBytes = key === null ? null : text.encode(key)
    const valueBytes = value === null ? null : text.encode(value)
    builder.append(
      timestamp ?? nowMs,
      keyBytes,
      0,
      keyBytes?.length ?? 0,
      valueBytes,
      0,
      valueBytes?.length ?? 0,
    )
  }
  return identity === undefined ? builder.build() : builder.build(identity)
}

export class Home {
  readonly clock = new ManualClock()
  storage: MemoryStorage
  broker!: Broker
  connection!: Connection
  readonly faults: unknown[] = []
  flush: Flush = 'batch'
  readonly config: Record<string, string | number>

  constructor(config: Record<string, string | number> = {}, seed = 1) {
    this.storage = new MemoryStorage({ seed, nowMs: this.clock.nowMs })
    this.config = config
  }

  async start(storage = this.storage): Promise<this> {
    this.storage = storage
    this.broker = await Broker.open({
      storage,
      dataDir: 'data',
      clock: this.clock,
      random: random(),
      config: this.config,
      flush: this.flush,
      onFault: fault => this.faults.push(fault),
    })
    this.connection = await this.broker.node().connect('admin')
    return this
  }

  /** Ends the process, or the power, and starts on what is left. */
  async crash(mode: CrashMode = 'process'): Promise<void> {
    await this.start(this.storage.afterCrash(mode))
  }

  async restart(): Promise<void> {
    await this.broker.close()
    await this.start()
  }

  send<K extends ApiKey>(
    key: K,
    body: Parameters<typeof requestOf<K>>[1],
    version?: number,
  ): Promise<ResponseOf<K>> {
    return this.connection.send(
      key,
      (version ?? apiOf(key).maxVersion) as never,
      requestOf(key, body) as RequestOf<K>,
    )
  }

  async create(name: string, configs: Record<string, string> = {}, numPartitions = 1): Promise<string> {
    const response = await this.send(ApiKey.CreateTopics, {
      topics: [
        {
          name,
          numPartitions,
          replicationFactor: 1,
          configs: Object.entries(configs).map(([config, value]) => ({ name: config, value })),
        },
      ],
      timeoutMs: 1000,
    })
    const [topic] = response.topics
    if (topic!.errorCode !== ErrorCode.NONE) throw new Error(`${topic!.errorCode}: ${topic!.errorMessage}`)
    return topic!.topicId
  }

  async produceBytes(topic: string, records: Uint8Array, acks = -1) {
    const response = await this.send(
      ApiKey.Produce,
      {
        acks,
        timeoutMs: 1000,
        topicData: [{ name: topic, partitionData: [{ index: 0, records }] }],
      },
      9,
    )
    return response.responses[0]!.partitionResponses[0]!
  }

  produce(topic: string, rows: readonly Row[], codec: CompressionType = 'none', identity?: BatchIdentity) {
    return this.produceBytes(topic, outside(batchOf(rows, this.clock.ms, codec, identity)))
  }

  fetch(given: Partial<FetchRequest> & Pick<FetchRequest, 'topics'>, version = 12) {
    return this.send(ApiKey.Fetch, { maxWaitMs: 0, minBytes: 1, maxBytes: 1 << 20, ...given }, version)
  }

  /** The records of a partition from `offset` on, as `offset:key=value`, and the batches they came in. */
  async read(
    topic: string,
    offset = 0,
  ): Promise<{ rows: string[]; codecs: (string | undefined)[]; times: number[] }> {
    const rows: string[] = []
    const codecs: (string | undefined)[] = []
    const times: number[] = []
    for (let at = offset; ; ) {
      const partition = { partition: 0, fetchOffset: at, partitionMaxBytes: 1 << 20 }
      const response = await this.fetch({
        topics: [{ topic, topicId: '', partitions: [partition as never] }],
      })
      const data = response.responses[0]!.partitions[0]!
      if (data.errorCode !== ErrorCode.NONE) throw new Error(`fetch failed with ${data.errorCode}`)
      const bytes = data.records ?? new Uint8Array(0)
      if (bytes.length === 0) return { rows, codecs, times }
      const header = new BatchHeader()
      for (let start = 0; start < bytes.length; start = header.at(bytes, start).end) {
        header.at(bytes, start)
        codecs.push(header.compression)
        const cursor = new RecordCursor().open(bytes, start)
        while (cursor.next()) {
          if (cursor.offset < offset) continue
          const { bytes: of, keyStart, keyEnd, valueStart, valueEnd } = cursor
          const key = keyStart < 0 ? 'null' : decoder.decode(of.subarray(keyStart, keyEnd))
          const value = valueStart < 0 ? 'null' : decoder.decode(of.subarray(valueStart, valueEnd))
          rows.push(`${cursor.offset}:${key}=${value}`)
          times.push(cursor.timestamp)
        }
        at = header.at(bytes, start).nextOffset
      }
    }
  }

  async listOffset(topic: string, timestamp: number): Promise<{ offset: number; timestamp: number }> {
    const response = await this.send(
      ApiKey.ListOffsets,
      { topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp }] }] },
      7,
    )
    const { offset, timestamp: found, errorCode } = response.topics[0]!.partitions[0]!
    if (errorCode !== ErrorCode.NONE) throw new Error(`ListOffsets failed with ${errorCode}`)
    return { offset, timestamp: found }
  }

  async alter(topic: string, configs: Record<string, string | null>) {
    const response = await this.send(ApiKey.IncrementalAlterConfigs, {
      resources: [
        {
          resourceType: 2,
          resourceName: topic,
          configs: Object.entries(configs).map(([name, value]) => ({
            name,
            configOperation: value === null ? 1 : 0,
            value,
          })),
        },
      ],
    })
    return response.responses[0]!
  }

  files(folder: string): string[] {
    return this.storage.list(`data/${folder}`)
  }
}
