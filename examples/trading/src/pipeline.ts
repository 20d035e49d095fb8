/**
 * The pipeline over one embedded log: topics, feeder, two strategies, order execution, and the end.
 *
 * It is complete when the feeder's end is committed and every application has committed all that is in its inputs
 * (progress.ts). Then the outputs are read back, read committed, for the report.
 */
import { type Cluster, Consumer, EmbeddedLog, StreamsApp, sleep, type TopicPartition } from 'moldau'
import { Feeder } from './feeder.ts'
import { type Order, type Position, profitOf, TOPICS } from './market.ts'
import { packagedSources, type Row, sourceFromFile } from './market-data.ts'
import execution from './order-execution.ts'
import { caughtUp } from './progress.ts'
import type { Progress } from './progress-line.ts'
import type { Summary, Tables } from './report.ts'
import abc from './strategy-abc.ts'
import xyz from './strategy-xyz.ts'

export const PARTITIONS = 6

export interface PipelineOptions {
  readonly dataDir: string
  readonly inputs: readonly string[]
  readonly speed?: number
  readonly commitIntervalMs: number
  readonly listen?: { readonly host: string; readonly port: number }
  readonly onProgress?: (progress: Progress) => void
  readonly onServing?: (host: string, port: number) => void
  readonly onDone?: (summary: Summary, tables: Tables) => Promise<void>
  /** Kafka's broker properties, beside the defaults. */
  readonly brokerConfig?: Readonly<Record<string, string>>
  /** Ends the run in order before it is complete. */
  readonly signal?: AbortSignal
  /** Keeps the log open after the end until this settles. */
  readonly untilStopped?: Promise<void>
}

export interface PipelineResult {
  readonly summary: Summary
  /** Why the run is not complete; undefined when it is. */
  readonly outcome: string | undefined
}

export async function runPipeline(options: PipelineOptions): Promise<PipelineResult> {
  const sources = [...packagedSources(), ...options.inputs.map(sourceFromFile)]
  const log = await EmbeddedLog.open({
    dataDir: options.dataDir,
    ...(options.brokerConfig === undefined ? {} : { config: options.brokerConfig }),
  })
  try {
    await createTopics(log)
    // Not before: whoever asks for a topic that is not there makes it, with one partition.
    if (options.listen !== undefined) {
      const { host, port } = await log.serve(options.listen.host, options.listen.port)
      options.onServing?.(host, port)
    }
    return await runOn(log, sources, options)
  } finally {
    await log.close()
  }
}

async function createTopics(log: EmbeddedLog): Promise<void> {
  // Bars lie decades back: nothing may be dropped for its age.
  const configs = new Map([['retention.ms', '-1']])
  const single: ReadonlySet<string> = new Set([TOPICS.deadLetters, TOPICS.feederPosition])
  const outcomes = await log.admin().createTopics(
    Object.values(TOPICS).map(name => ({
      name,
      partitions: single.has(name) ? 1 : PARTITIONS,
      replicationFactor: 1,
      configs,
    })),
  )
  for (const failure of outcomes.values()) {
    if (failure !== undefined && failure.code !== 'TOPIC_ALREADY_EXISTS') throw failure
  }
}

async function runOn(
  log: EmbeddedLog,
  sources: readonly (readonly Row[])[],
  options: PipelineOptions,
): Promise<PipelineResult> {
  const { commitIntervalMs, signal, speed } = options
  const { clock } = log.connection
  const startMs = clock.monotonicMs()
  const config = { 'commit.interval.ms': commitIntervalMs, 'poll.ms': Math.min(100, commitIntervalMs) }
  const apps = [abc, xyz, execution].map(
    definition =>
      new StreamsApp({ ...definition, config: { ...definition.config, ...config } }, log.connection),
  )
  const cluster = log.cluster()
  const feeder = new Feeder(cluster, sources, { commitIntervalMs, ...(speed === undefined ? {} : { speed }) })
  signal?.addEventListener('abort', () => feeder.stop())
  const processed = (): number => apps.reduce((sum, app) => sum + app.processedRecords, 0)
  const barsToDo = sources.flat().filter(row => row.bar !== null).length
  let working = true
  const watching = (async () => {
    while (working) {
      await sleep(clock, 100)
      options.onProgress?.({
        bars: feeder.bars,
        barsToDo,
        processed: processed(),
      })
    }
  })()
  let outcome: string | undefined
  try {
    await Promise.all(apps.map(app => app.start()))
    await feeder.run()
    const complete = !signal?.aborted && (await caughtUp(cluster, apps, () => signal?.aborted ?? false))
    const failed = apps.find(app => app.failure !== undefined)
    if (failed !== undefined) outcome = `${failed.definition.applicationId} failed: ${String(failed.failure)}`
    else if (!complete) outcome = 'it was stopped before all was processed'
    const wallS = (clock.monotonicMs() - startMs) / 1000
    const { summary, tables } = await readResults(cluster, {
      bars: feeder.bars,
      deadLetters: feeder.deadLetters,
      wallS: Math.round(wallS * 1000) / 1000,
      recordsPerS: Math.round(processed() / wallS),
      data: log.dataDir,
      complete: outcome === undefined,
    })
    working = false
    await watching
    if (outcome === undefined) await options.onDone?.(summary, tables)
    if (outcome === undefined && options.untilStopped !== undefined) await options.untilStopped
    return { summary, outcome }
  } finally {
    working = false
    for (const app of apps) if (app.failure === undefined) await app.stop()
  }
}

/**
 * Everything that read committed shows of a topic, by partition and offset. `isComplete`: nobody writes any more, and what the last
 * transactions wrote is waited for.
 */
async function readTopic<T>(cluster: Cluster, topic: string, isComplete: boolean): Promise<T[]> {
  const consumer = new Consumer(cluster, { isolationLevel: 'read_committed', autoOffsetReset: 'earliest' })
  const all: TopicPartition[] = Array.from({ length: PARTITIONS }, (_, partition) => ({ topic, partition }))
  const values: T[] = []
  try {
    const ends = await consumer.endOffsets(all, isComplete ? 'read_uncommitted' : 'read_committed')
    consumer.assign(all)
    for (const one of all) consumer.seek(one, 0)
    const isDone = (one: TopicPartition): boolean =>
      consumer.position(one) >= (ends.get(topic, one.partition)?.offset ?? 0)
    while (!all.every(isDone)) {
      for (const fetched of await consumer.poll(50)) {
        for (const { value } of fetched.toRecords()) {
          if (value !== null) values.push(JSON.parse(Buffer.from(value).toString()) as T)
        }
      }
    }
  } finally {
    await consumer.close()
  }
  return values
}

async function readResults(
  cluster: Cluster,
  known: Pick<Summary, 'bars' | 'deadLetters' | 'wallS' | 'recordsPerS' | 'data' | 'complete'>,
): Promise<{ summary: Summary; tables: Tables }> {
  const orders = await readTopic<Order>(cluster, TOPICS.orders, known.complete)
  const fills = await readTopic<unknown>(cluster, TOPICS.fills, known.complete)
  const latest = new Map<string, Position>()
  for (const position of await readTopic<Position>(cluster, TOPICS.positions, known.complete)) {
    latest.set(`${position.strategy}|${position.symbol}`, position)
  }
  const positions = [...latest].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, position]) => position)
  const signals: Record<string, number> = {}
  for (const { strategy } of [...orders].sort((a, b) => (a.strategy < b.strategy ? -1 : 1)))
    signals[strategy] = (signals[strategy] ?? 0) + 1
  const profit = positions.reduce((sum, position) => sum + profitOf(position), 0)
  const lastOrders = [...orders].sort((a, b) => (a.date < b.date ? -1 : a.date > b.date ? 1 : 0)).slice(-8)
  return {
    summary: {
      bars: known.bars,
      signals,
      orders: orders.length,
      fills: fills.length,
      deadLetters: known.deadLetters,
      positions,
      profit: Math.round(profit * 100) / 100,
      wallS: known.wallS,
      recordsPerS: known.recordsPerS,
      data: known.data,
      complete: known.complete,
    },
    tables: { lastOrders },
  }
}
