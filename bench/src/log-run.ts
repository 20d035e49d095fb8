/** append and consume: the clients on the log, without streams. */
import { Consumer, type ConsumerOptions, Producer, type ProducerOptions } from '@moldau/client'
import { MoldauError } from '@moldau/protocol'
import { Checksum, fnv } from './checksum.ts'
import { Input, randomOf, recordArray, T0, writeValue } from './generator.ts'
import { type Moment, now, type Report, span } from './machine.ts'
import { appended } from './model.ts'
import type { Options } from './options.ts'
import { inputsOf } from './scenario.ts'
import { createTopic, fill, openLog } from './work-folder.ts'

const OUTPUT = 'bench-append'

/** Client options by Kafka's names, as `--set` gives them. */
const PRODUCER_NAMES: ReadonlyMap<string, keyof ProducerOptions> = new Map([
  ['batch.size', 'batchBytes'],
  ['linger.ms', 'lingerMs'],
  ['buffer.memory', 'bufferBytes'],
  ['max.request.size', 'requestBytesMax'],
  ['max.in.flight.requests.per.connection', 'maxInFlight'],
  ['acks', 'acks'],
  ['enable.idempotence', 'idempotence'],
] as const)
const CONSUMER_NAMES: ReadonlyMap<string, keyof ConsumerOptions> = new Map([
  ['max.partition.fetch.bytes', 'partitionFetchBytesMax'],
  ['fetch.max.bytes', 'fetchMaxBytes'],
  ['fetch.min.bytes', 'fetchMinBytes'],
  ['fetch.max.wait.ms', 'fetchMaxWaitMs'],
  ['isolation.level', 'isolationLevel'],
] as const)

function named(options: Options, names: ReadonlyMap<string, string>): Record<string, unknown> {
  const settings: Record<string, unknown> = {}
  for (const [name, value] of options.set) {
    const own = names.get(name)
    if (own === undefined) {
      throw new MoldauError('BAD_OPTION', `--set ${name} is not known in ${options.scenario}`, {
        detail: `there are ${[...names.keys()].join(', ')}`,
      })
    }
    settings[own] = name === 'acks' && value === -1 ? 'all' : value
  }
  return settings
}

export function producerSettings(options: Options): {
  batchBytes: number
  lingerMs: number
  bufferBytes: number
} {
  return options.profile === 'throughput'
    ? { batchBytes: 262_144, lingerMs: 10, bufferBytes: 64 << 20 }
    : { batchBytes: 16_384, lingerMs: 5, bufferBytes: 32 << 20 }
}

/** The producer sends N records without keys; timed from the first to all acknowledged, generating them included. */
export async function append(options: Options, report: Report): Promise<void> {
  const { records, payload, partitions, warmup } = options
  const log = await openLog(options.durable, options.bootstrap)
  const cluster = log.cluster()
  await createTopic(cluster, OUTPUT, partitions, true)
  const producer = new Producer(cluster, {
    ...producerSettings(options),
    compression: options.compression,
    requestBytesMax: 1 << 20,
    ...named(options, PRODUCER_NAMES),
  })
  await producer.partitionCount(OUTPUT)
  const bytes = recordArray(payload)
  const view = new DataView(bytes.buffer)
  const first = now()
  let warm: Moment = first
  for (let i = 0; i < records; i++) {
    writeValue(bytes, view, 0, i, randomOf(0, i), 0, payload, payload)
    // Without keys each partition takes a batch's worth in turn, as Kafka's producer does.
    const partition = partitions === 1 ? 0 : (i >>> 11) % partitions
    producer.append(OUTPUT, partition, T0 + i, null, 0, 0, bytes, 0, payload)
    if ((i & 255) !== 0) continue
    const room = producer.ready()
    if (room !== undefined) await room
    if (i >= warmup && warm === first) warm = now()
  }
  await producer.flush()
  const end = now()
  await producer.close()
  span(report, '', records, first, end)
  report.MBPerS = Number(((records * payload) / 1e6 / ((end.wallMs - first.wallMs) / 1000)).toFixed(1))
  span(report, 'steady', records - warmup, warm, end)
  if (options.verify) {
    const sum = new Checksum()
    await readAll(cluster, OUTPUT, partitions, (b, keyStart, _keyEnd, valueStart, valueEnd) => {
      if (keyStart >= 0) throw new Error('an appended record has a key')
      sum.add(fnv(b, valueStart, valueEnd))
    })
    const model = appended(records, payload)
    Object.assign(report, {
      resultCount: sum.count,
      checksum: sum.hex,
      ok: sum.count === model.count && sum.hex === model.hex,
    })
  }
  await log.close()
}

type Visit = (
  bytes: Uint8Array,
  keyStart: number,
  keyEnd: number,
  valueStart: number,
  valueEnd: number,
) => void

/** Shows every record of a topic, read committed. */
export async function readAll(
  cluster: ConstructorParameters<typeof Consumer>[0],
  topic: string,
  partitions: number,
  visit: Visit,
): Promise<void> {
  const consumer = new Consumer(cluster, {
    autoOffsetReset: 'earliest',
    isolationLevel: 'read_committed',
    partitionFetchBytesMax: 8 << 20,
  })
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  const ends = await consumer.endOffsets(all)
  consumer.assign(all)
  for (const one of all) consumer.seek(one, 0)
  while (!all.every(one => consumer.position(one) >= (ends.get(topic, one.partition)?.offset ?? 0))) {
    for (const fetched of await consumer.poll(100)) {
      const walk = fetched.records()
      const { cursor } = walk
      while (walk.next())
        visit(cursor.bytes, cursor.keyStart, cursor.keyEnd, cursor.valueStart, cursor.valueEnd)
    }
  }
  await consumer.close()
}

/** The consumer reads a filled topic three times over and adds up the int32 at byte 8 of each value. */
export async function consume(options: Options, report: Report): Promise<void> {
  const { records, partitions, warmup } = options
  const input = new Input(inputsOf('consume', options)[0]!)
  const filling = await openLog(false, options.bootstrap)
  const topic = await fill(filling.cluster(), input, partitions)
  await filling.close()
  const log = await openLog(options.durable, options.bootstrap)
  const settings =
    options.profile === 'throughput'
      ? { partitionFetchBytesMax: 10 << 20, fetchMaxBytes: 50 << 20 }
      : { partitionFetchBytesMax: 1 << 20, fetchMaxBytes: 50 << 20 }
  const consumer = new Consumer(log.cluster(), {
    autoOffsetReset: 'earliest',
    ...settings,
    ...named(options, CONSUMER_NAMES),
  })
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  consumer.assign(all)
  let sum = 0
  let seen = 0
  let first: Moment | undefined
  let warm: Moment | undefined
  for (let round = 0; round < 3; round++) {
    for (const one of all) consumer.seek(one, 0)
    let inRound = 0
    while (inRound < records) {
      for (const fetched of await consumer.poll(100)) {
        first ??= now()
        const walk = fetched.records()
        const { cursor } = walk
        while (walk.next()) {
          sum = (sum + cursor.view.getInt32(cursor.valueStart + 8)) | 0
          inRound++
        }
      }
      if (warm === undefined && seen + inRound >= warmup * 3) warm = now()
    }
    seen += inRound
  }
  const end = now()
  await consumer.close()
  span(report, '', records * 3, first!, end)
  report.MBPerS = Number(
    ((records * 3 * options.payload) / 1e6 / ((end.wallMs - first!.wallMs) / 1000)).toFixed(1),
  )
  span(report, 'steady', (records - warmup) * 3, warm ?? first!, end)
  let model = 0
  for (let i = 0; i < records; i++) model = (model + input.random(i)) | 0
  model = Math.imul(model, 3)
  const hex = (value: number): string => (value >>> 0).toString(16).padStart(8, '0')
  Object.assign(report, { resultCount: seen, checksum: hex(sum), ok: seen === records * 3 && sum === model })
  await log.close()
}
