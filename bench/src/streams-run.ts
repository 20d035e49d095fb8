/** The scenarios of Kafka Streams: an application on the embedded log, measured from its first record to its last commit. */
import { StreamsApp } from '@moldau/runtime'
import {
  bytes,
  hopping,
  joinWindows,
  type KStream,
  long,
  type Serde,
  type StreamsBuilder,
  sessions,
  string,
  tumbling,
} from '@moldau/streams'
import { Checksum, fnv } from './checksum.ts'
import { Input } from './generator.ts'
import { readAll } from './log-run.ts'
import { type Moment, now, type Report, span } from './machine.ts'
import { expected } from './model.ts'
import type { Options } from './options.ts'
import { GRACE_MS, HOPPING_SIZE_MS, inputsOf, JOIN_WITHIN_MS, PANE_MS, SESSION_GAP_MS } from './scenario.ts'
import { type BenchLog, createTopic, fill, openLog, removeState } from './work-folder.ts'

const OUT = 'bench-out'
/** Each run is an application of its own: a group whose static members have just stopped would still be theirs for a while. */
export const APPLICATION = `bench-${Date.now().toString(36)}`
const OWN = /^bench-[a-z0-9]+(-|$)/

/** Eight bytes of each: the index of the left value, then that of the right one. */
function pair(left: Uint8Array, right: Uint8Array): Uint8Array {
  const out = new Uint8Array(16)
  for (let n = 0; n < 8; n++) {
    out[n] = left[n]!
    out[n + 8] = right[n]!
  }
  return out
}

/** The key that a left record of fkjoin points to. */
function linked(v: Uint8Array): string {
  const link = (v[12]! << 24) | (v[13]! << 16) | (v[14]! << 8) | v[15]!
  return `k${String(link).padStart(9, '0')}`
}

/** The topology of a scenario, over its topics. */
function topologyOf(options: Options, topics: readonly string[]): (builder: StreamsBuilder) => void {
  const { scenario, store } = options
  const key = string()
  const value: Serde<Uint8Array> = bytes() as Serde<Uint8Array>
  return builder => {
    if (scenario === 'ttjoin') {
      const left = builder.table(topics[0]!, { key, value, store })
      const right = builder.table(topics[1]!, { key, value, store })
      left.join(right, pair).toStream().to(OUT, { value })
      return
    }
    if (scenario === 'fkjoin') {
      const left = builder.table(topics[0]!, { key, value, store })
      const right = builder.table(topics[1]!, { key, value, store })
      left.join(right, linked, pair, { value, store }).toStream().to(OUT, { value })
      return
    }
    const main: KStream<string, Uint8Array> = builder.stream(topics[0]!, { key, value })
    switch (scenario) {
      case 'stateless':
        main
          .filter((_key, v) => (v[11]! & 1) === 0)
          .mapValues((v): Uint8Array => {
            const copy = v.slice()
            copy[0] = 1
            return copy
          })
          .to(OUT, { value })
        return
      case 'count':
        main.groupByKey().count({ name: 'counts', store }).toStream().to(OUT, { value: long() })
        return
      case 'tumbling':
      case 'hopping60': {
        const windows =
          scenario === 'tumbling'
            ? tumbling(PANE_MS, { grace: GRACE_MS })
            : hopping(HOPPING_SIZE_MS, PANE_MS, { grace: GRACE_MS })
        main
          .groupByKey()
          .windowedBy(windows)
          .count({ name: 'counts', store })
          .toStream()
          .to(OUT, { value: long() })
        return
      }
      case 'session':
        main
          .groupByKey()
          .windowedBy(sessions(SESSION_GAP_MS, { grace: GRACE_MS }))
          .count({ name: 'counts', store })
          .toStream()
          .to(OUT, { value: long() })
        return
      case 'ssjoin': {
        const right: KStream<string, Uint8Array> = builder.stream(topics[1]!, { key, value })
        const windows = joinWindows(JOIN_WITHIN_MS, { grace: GRACE_MS })
        main.join(right, pair, windows, { store }).to(OUT, { value })
        return
      }
      case 'stjoin': {
        const table = builder.table(topics[1]!, { key, value, store })
        main.join(table, pair).to(OUT, { value })
        return
      }
      default:
        throw new Error(`${scenario} is no scenario of streams`)
    }
  }
}

export async function streams(options: Options, report: Report): Promise<void> {
  const { scenario, partitions, warmup } = options
  const inputs = inputsOf(scenario, options).map(shape => new Input(shape))
  const filling = await openLog(false, options.bootstrap)
  const topics: string[] = []
  for (const input of inputs) topics.push(await fill(filling.cluster(), input, partitions))
  await createTopic(filling.cluster(), OUT, partitions, true)
  await forget(filling)
  await filling.close()
  const total = inputs.reduce((sum, input) => sum + input.shape.records, 0)

  const log = await openLog(options.durable, options.bootstrap)
  const app = new StreamsApp(
    {
      applicationId: APPLICATION,
      topology: topologyOf(options, topics),
      config: {
        'processing.guarantee': options.eos ? 'exactly_once_v2' : 'at_least_once',
        'commit.interval.ms': options.commitMs,
        'num.stream.threads': options.threads,
        'statestore.cache.max.bytes': options.cache,
        'topology.optimization': 'all',
        'compression.type': options.compression,
        'poll.ms': 10,
        'transaction.timeout.ms': 60_000,
        ...Object.fromEntries(options.set),
      },
    },
    log.connection,
  )
  let first: Moment | undefined
  let warm: Moment | undefined
  let warmAt = 0
  app.onProgress(done => {
    if (done === 0) first ??= now()
    else if (warm === undefined && done >= warmup) {
      warm = now()
      warmAt = done
    }
  })
  await app.start()
  while (app.processedRecords < total && app.failure === undefined)
    await new Promise(done => setTimeout(done, 2))
  const quiet = scenario === 'fkjoin' ? await untilQuiet(app) : undefined
  const busyUntil = quiet ?? now()
  await app.commitNow()
  const end = quiet ?? now()
  if (app.failure !== undefined) throw app.failure
  span(report, '', total, first!, end)
  span(report, 'steady', total - warmAt, warm ?? first!, end)
  report.commitS = Number(((end.wallMs - busyUntil.wallMs) / 1000).toFixed(3))
  report.commits = app.commits
  await app.stop()
  if (options.verify) await verify(log, options, inputs, report)
  await log.close()
}

/** When the last record was processed: none has been for a second. Nobody knows how many go through the internal topics. */
async function untilQuiet(app: StreamsApp): Promise<Moment> {
  let last = now()
  for (let seen = -1; now().wallMs - last.wallMs < 1000; ) {
    if (app.processedRecords !== seen) {
      seen = app.processedRecords
      last = now()
    }
    await new Promise(done => setTimeout(done, 2))
  }
  return last
}

/** Removes what earlier runs left: internal topics, groups that are empty by now, local state. */
export async function forget(log: BenchLog): Promise<void> {
  const admin = log.admin()
  const own = (await admin.listTopics()).filter(
    name => OWN.test(name) && /-(changelog|repartition|topic)$/.test(name),
  )
  if (own.length > 0) await admin.deleteTopics(own)
  const groups = (await admin.listGroups()).map(group => group.groupId).filter(name => OWN.test(name))
  // One that is not empty yet stays until the next run.
  if (groups.length > 0) await admin.deleteGroups(groups)
  await removeState()
}

async function verify(
  log: BenchLog,
  options: Options,
  inputs: readonly Input[],
  report: Report,
): Promise<void> {
  const model = expected(options.scenario, inputs)
  const sum = new Checksum()
  let outputs = 0
  const isTable = !['stateless', 'ssjoin', 'stjoin'].includes(options.scenario)
  const last = new Map<string, number>()
  await readAll(log.cluster(), OUT, options.partitions, (b, keyStart, keyEnd, valueStart, valueEnd) => {
    outputs++
    const key = isTable
      ? Buffer.from(b.buffer, b.byteOffset + keyStart, keyEnd - keyStart).toString('latin1')
      : ''
    if (isTable && valueStart < 0) {
      last.delete(key)
      return
    }
    const h = fnv(b, valueStart, valueEnd, fnv(b, keyStart, keyEnd))
    if (isTable) last.set(key, h)
    else sum.add(h)
  })
  for (const h of last.values()) sum.add(h)
  Object.assign(report, {
    outputs,
    resultCount: sum.count,
    checksum: sum.hex,
    ok: sum.count === model.count && sum.hex === model.hex,
  })
}
