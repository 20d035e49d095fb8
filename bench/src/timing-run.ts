/** restore, e2e and coldstart: what takes how long, rather than how many records a second. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Consumer, Producer } from '@moldau/client'
import { StreamsApp } from '@moldau/runtime'
import { bytes, KeyValueState, type Serde, type StreamsBuilder, string } from '@moldau/streams'
import { Checksum, fnv } from './checksum.ts'
import { Input, KEY_BYTES } from './generator.ts'
import { type Moment, now, type Report, span } from './machine.ts'
import { expected } from './model.ts'
import type { Options } from './options.ts'
import { inputsOf } from './scenario.ts'
import { APPLICATION, forget } from './streams-run.ts'
import { createTopic, fill, fillTopic, openLog } from './work-folder.ts'

const key = string()
const value = bytes() as Serde<Uint8Array>
const round = (ms: number): number => Number(ms.toFixed(3))

/** A store restored from its changelog of N records; timed from the workers' start to the last restored record. */
export async function restore(options: Options, report: Report): Promise<void> {
  const { partitions, store, warmup } = options
  const input = new Input(inputsOf('restore', options)[0]!)
  const filling = await openLog(false, options.bootstrap)
  const changelog = `${APPLICATION}-store-changelog`
  await forget(filling)
  await createTopic(filling.cluster(), 'bench-empty', partitions, true)
  await createTopic(filling.cluster(), changelog, partitions, true)
  await fillTopic(filling.cluster(), input, changelog, partitions)
  await filling.close()
  const log = await openLog(options.durable, options.bootstrap)
  const topology = (builder: StreamsBuilder): void => {
    builder
      .stream('bench-empty', { key, value })
      .groupByKey()
      .reduce((_before, next) => next, { name: 'store', store, caching: false })
  }
  const app = new StreamsApp(
    {
      applicationId: APPLICATION,
      topology,
      config: { 'processing.guarantee': options.eos ? 'exactly_once_v2' : 'at_least_once' },
    },
    log.connection,
  )
  let warm: Moment | undefined
  let warmAt = 0
  const started = now()
  app.onProgress(() => {
    if (warm === undefined && app.restoredRecords >= warmup) {
      warm = now()
      warmAt = app.restoredRecords
    }
  })
  await app.start()
  const begun = now()
  while (app.state !== 'RUNNING' && app.failure === undefined) await new Promise(done => setTimeout(done, 1))
  const end = now()
  if (app.failure !== undefined) throw app.failure
  span(report, '', app.restoredRecords, begun, end)
  span(report, 'steady', app.restoredRecords - warmAt, warm ?? begun, end)
  report.startToRunningS = round((end.wallMs - started.wallMs) / 1000)
  if (options.verify) {
    const model = expected('restore', [input])
    const sum = new Checksum()
    for (const state of app.localState('store')) {
      if (!(state instanceof KeyValueState)) throw new Error('the store is no key-value store')
      for (const entry of (state as KeyValueState<string, Uint8Array>).all()) {
        const name = Buffer.from(entry.key)
        sum.add(fnv(entry.value, 0, entry.value.length, fnv(name, 0, name.length)))
      }
    }
    const ok = sum.count === model.count && sum.hex === model.hex
    Object.assign(report, { resultCount: sum.count, checksum: sum.hex, ok })
  }
  await app.stop()
  await log.close()
}

function passThrough(from: string, to: string): (builder: StreamsBuilder) => void {
  return builder => {
    builder
      .stream(from, { key, value })
      .mapValues((v): Uint8Array => v.slice())
      .to(to, { value })
  }
}

/** One record each period; latency from the moment a record was due to the moment the reader has it. All in one process. */
export async function endToEnd(options: Options, report: Report): Promise<void> {
  const { rate, seconds, partitions, eos } = options
  const warm = 10 * rate
  const total = warm + seconds * rate
  const input = new Input({ ...inputsOf('e2e', options)[0]!, records: total })
  const log = await openLog(options.durable, options.bootstrap)
  await forget(log)
  const cluster = log.cluster()
  await createTopic(cluster, 'bench-e2e-in', partitions, true)
  await createTopic(cluster, 'bench-e2e-out', partitions, true)
  const app = new StreamsApp(
    {
      applicationId: APPLICATION,
      topology: passThrough('bench-e2e-in', 'bench-e2e-out'),
      config: {
        'processing.guarantee': eos ? 'exactly_once_v2' : 'at_least_once',
        'commit.interval.ms': options.commitMs,
        'linger.ms': 0,
      },
    },
    log.connection,
  )
  await app.start()
  while (app.state !== 'RUNNING') await new Promise(done => setTimeout(done, 5))
  const latencies = new Float64Array(total).fill(-1)
  let received = 0
  let startMs = 0
  const periodMs = 1000 / rate
  const consumer = new Consumer(cluster, {
    autoOffsetReset: 'earliest',
    isolationLevel: eos ? 'read_committed' : 'read_uncommitted',
  })
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic: 'bench-e2e-out', partition }))
  consumer.assign(all)
  for (const one of all) consumer.seek(one, 0)
  const reading = (async () => {
    while (received < total) {
      for (const fetched of await consumer.poll(100)) {
        const walk = fetched.records()
        while (walk.next()) {
          const i = walk.cursor.view.getUint32(walk.cursor.valueStart + 4)
          latencies[i] = performance.now() - (startMs + i * periodMs)
          received++
        }
      }
    }
  })()
  const producer = new Producer(cluster, { lingerMs: 0 })
  await producer.partitionCount('bench-e2e-in')
  let from = now()
  startMs = performance.now()
  for (let i = 0; i < total; ) {
    const dueNow = Math.min(total, Math.floor((performance.now() - startMs) / periodMs) + 1)
    for (; i < dueNow; i++) {
      if (i === warm) from = now()
      input.write(i)
      const partition = partitions === 1 ? 0 : Producer.partitionForKey(input.bytes, 0, KEY_BYTES, partitions)
      const b = input.bytes
      producer.append('bench-e2e-in', partition, input.time(i), b, 0, KEY_BYTES, b, KEY_BYTES, b.length)
    }
    await new Promise(done =>
      i * periodMs + startMs - performance.now() > 1 ? setTimeout(done, 1) : setImmediate(done),
    )
  }
  await Promise.race([reading, new Promise(done => setTimeout(done, 30_000))])
  const to = now()
  const sorted = latencies.subarray(warm).slice().sort()
  const at = (p: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.ceil(p * sorted.length) - 1)]!)
  Object.assign(report, {
    records: sorted.length,
    rate,
    received,
    meanMs: round(sorted.reduce((sum, ms) => sum + ms, 0) / sorted.length),
    p50Ms: at(0.5),
    p90Ms: at(0.9),
    p99Ms: at(0.99),
    p999Ms: at(0.999),
    maxMs: at(1),
    // Application, log, producer and reader are one process here.
    appCpuCores: round((to.cpuMs - from.cpuMs) / (to.wallMs - from.wallMs)),
    ok: received === total && sorted[0]! >= 0,
  })
  await app.stop()
  await producer.close()
  await consumer.close()
  await log.close()
}

/** The process that coldstart starts: an application on the log, and a reader; ends at the first output record. */
export async function firstOutput(words: readonly string[]): Promise<void> {
  const [topic = '', out = '', application = '', bootstrap] = words
  const log = await openLog(false, bootstrap)
  const app = new StreamsApp(
    {
      applicationId: application,
      topology: passThrough(topic, out),
      config: { 'processing.guarantee': 'at_least_once', 'linger.ms': 0 },
    },
    log.connection,
  )
  const consumer = new Consumer(log.cluster(), { autoOffsetReset: 'earliest' })
  consumer.assign([{ topic: out, partition: 0 }])
  const first = (async () => {
    while (true) for (const fetched of await consumer.poll(100)) if (fetched.records().next()) return
  })()
  await app.start()
  await first
  const { user, system } = process.cpuUsage()
  process.stdout.write(`${JSON.stringify({ cpuS: (user + system) / 1e6 })}\n`)
  await app.stop()
  await consumer.close()
  await log.close()
}

/** Process start to the first output record: the log, the application and the reader start with it. Median of the runs. */
export async function coldStart(options: Options, report: Report): Promise<void> {
  const input = new Input(inputsOf('coldstart', options)[0]!)
  const main = fileURLToPath(new URL('./main.js', import.meta.url))
  const seconds: number[] = []
  const cpu: number[] = []
  for (let run = 0; run < options.runs; run++) {
    const filling = await openLog(false, options.bootstrap)
    await forget(filling)
    const topic = await fill(filling.cluster(), input, 1)
    await createTopic(filling.cluster(), 'bench-cold-out', 1, true)
    await filling.close()
    const from = performance.now()
    const child = spawn(
      process.execPath,
      [main, '--first-output', topic, 'bench-cold-out', `${APPLICATION}${run}`],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const closed = new Promise(resolve => child.on('close', resolve))
    const line = await new Promise<string>(resolve =>
      child.stdout.once('data', (text: Buffer) => resolve(text.toString())),
    )
    seconds.push((performance.now() - from) / 1000)
    cpu.push((JSON.parse(line) as { cpuS: number }).cpuS)
    await closed
  }
  seconds.sort((a, b) => a - b)
  cpu.sort((a, b) => a - b)
  const middle = Math.floor(options.runs / 2)
  Object.assign(report, {
    runs: options.runs,
    minS: round(seconds[0]!),
    medianS: round(seconds[middle]!),
    maxS: round(seconds.at(-1)!),
    medianAppCpuS: round(cpu[middle]!),
    ok: true,
  })
}
