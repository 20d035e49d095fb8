/** One case: builds its topology, plays its events, and tells what came out. */
import {
  EnvelopeSerde,
  type HeaderList,
  JoinWindowState,
  KeyValueState,
  type ProcessorWrapper,
  SessionState,
  StreamsBuilder,
  StreamsError,
  type Topology,
  TopologyBuilder,
  WindowState,
} from '@moldau/streams'
import type { ProducedRecord } from '../topology-test-driver/produced-record.ts'
import { TopologyTestDriver } from '../topology-test-driver/topology-test-driver.ts'
import { caseConfig } from './case-config.ts'
import { CaseError, ExprError } from './case-error.ts'
import { runQuery } from './case-queries.ts'
import { CaseSteps } from './case-steps.ts'
import { CaseTopics } from './case-topics.ts'
import { CaseTopology } from './case-topology.ts'
import { type Env, expressionOf, SCOPES } from './expression.ts'
import { Fields } from './fields.ts'
import { HashOrder } from './hash-order.ts'
import { type JsonNode, parseJson } from './json-node.ts'
import { bytesOf, hexOf, read, SerializationException, unhex } from './types.ts'
import { headerText, int64, languageValue, type Value } from './values.ts'

/** A case that produces more records than this is stopped. */
const RECORDS_MAX = 200_000

type Row = Record<string, Value>

interface Produced {
  readonly event: number
  readonly commit: number
  readonly record: ProducedRecord
}

/** How to run a case beside what it says itself. */
export interface RunOptions {
  /** Restart the application before each event for which this holds. */
  readonly restartBefore?: (event: number) => boolean
  readonly wrapper?: ProcessorWrapper
}

/** The result of a case given as text; whatever goes wrong is part of it. */
export function runCaseText(text: string, options: RunOptions = {}): Row {
  try {
    return runCase(parseJson(text), options)
  } catch (error) {
    return { id: null, error: errorRow(error instanceof CaseError ? 'case' : 'oracle', null, error) }
  }
}

export function runCase(node: JsonNode, options: RunOptions = {}): Row {
  const id =
    node instanceof Map && (node.get('id') ?? null) !== null ? languageValue(node.get('id')!, 'id') : null
  try {
    if (node instanceof Map && node.has('eval')) return { id, eval: evaluate(new Fields(node, '')) }
    return { id, ...new CaseRun(new Fields(node, ''), options).play() }
  } catch (error) {
    return { id, error: errorRow(error instanceof CaseError ? 'case' : 'oracle', null, error) }
  }
}

function evaluate(f: Fields): Value[] {
  f.present('id')
  f.present('about')
  const rows = f.list('eval').map((node, i) => {
    const one = new Fields(node, `eval[${i}]`)
    const fn = expressionOf(one, 'fn', SCOPES.eval)
    const env: Env = { ts: 0 }
    for (const name of ['key', 'value', 'other', 'agg'] as const) {
      env[name] = one.has(name) ? languageValue(one.need(name), one.at(name)) : null
    }
    if (one.has('ts')) env.ts = one.integer('ts')
    one.done()
    try {
      return { value: fn(env) }
    } catch (error) {
      if (!(error instanceof ExprError)) throw error
      return { error: error.message }
    }
  })
  f.done()
  return rows
}

class CaseRun {
  private readonly f: Fields
  private readonly options: RunOptions
  private readonly topics = new CaseTopics()
  private effects: Row[] = []
  private readonly produced: Produced[] = []
  private readonly internal = new Map<string, Row>()
  /** Changelogs of suppression buffers. */
  private readonly buffers = new Map<string, HashOrder>()
  private readonly queries: Row[] = []
  private driver: TopologyTestDriver | null = null
  private event = -1

  constructor(f: Fields, options: RunOptions) {
    this.f = f
    this.options = options
  }

  play(): Row {
    const { f } = this
    f.present('id')
    f.present('about')
    const wantsInternal = f.flag('internal', false)
    const dump = f.opt('dump')
    this.topics.declare(f.opt('topics'))
    const { wrapper } = this.options
    const config = {
      ...caseConfig(f.opt('config'), this.topics),
      ...(wrapper !== undefined && { 'processor.wrapper.class': wrapper }),
    }
    const startMs = f.integerOr('startMs') ?? 0
    const events = f.list('events')
    let describe: string | null = null
    let failed: Row | null = null
    try {
      const topology = this.build(config)
      describe = topology.describe()
      const onProduced = (record: ProducedRecord): void => this.take(record)
      this.driver = new TopologyTestDriver(topology, config, { startMs, onProduced })
      this.findInternalTopics(topology, config['application.id']!)
    } catch (error) {
      if (!(error instanceof StreamsError)) throw error
      failed = errorRow('build', null, error)
    }
    f.done()
    failed ??= this.events(events)
    const before = failed === null ? Number.POSITIVE_INFINITY : this.event
    const row: Row = { describe, outputs: this.outputs(before) }
    if (this.effects.length > 0) row['effects'] = this.effects
    if (wantsInternal) {
      row['internalTopics'] = [...this.internal]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, topic]) => topic)
      row['internal'] = this.internalRecords(before)
    }
    row['queries'] = this.queries
    row['stores'] = failed === null ? this.stores(dump) : {}
    row['error'] = failed
    this.driver?.close()
    return row
  }

  private build(config: ReturnType<typeof caseConfig>): Topology {
    const { f } = this
    if (f.has('topology')) {
      const topology = new TopologyBuilder()
      new CaseTopology(topology, this.topics).build(f.list('topology'))
      return topology.draft(config)
    }
    if (!f.has('steps')) throw new CaseError('', 'expected either steps or topology')
    const builder = new StreamsBuilder()
    const saw = (step: string, key: Value, value: Value): void => {
      this.effects.push({ event: this.event, step, key, value })
    }
    new CaseSteps(builder, this.topics, saw).build(f.list('steps'))
    return builder.draft(config)
  }

  private take(record: ProducedRecord): void {
    if (this.produced.length >= RECORDS_MAX) throw new EndlessError()
    this.produced.push({ event: this.event, commit: this.driver?.commits ?? 0, record })
  }

  private events(events: readonly JsonNode[]): Row | null {
    for (this.event = 0; this.event < events.length; this.event++) {
      const seen = this.effects.length
      if (this.options.restartBefore?.(this.event) === true) this.driver!.restart()
      try {
        this.one(new Fields(events[this.event], `events[${this.event}]`))
      } catch (error) {
        if (error instanceof CaseError) throw error
        if (!(error instanceof StreamsError) && !(error instanceof EndlessError)) throw error
        this.effects = this.effects.slice(0, seen)
        return errorRow('run', this.event, error)
      }
    }
    return null
  }

  private one(e: Fields): void {
    if (e.has('wallClock')) {
      const ms = e.integer('wallClock')
      e.done()
      this.driver!.advanceWallClockTime(ms)
      return
    }
    if (e.has('query')) {
      this.queries.push({ event: this.event, result: runQuery(this.driver!, e.object('query')) })
      e.done()
      return
    }
    const topic = e.string('topic')
    const types = this.topics.input(topic)
    const key = this.bytes(e, 'key', types.key, topic)
    const value = this.bytes(e, 'value', types.value, topic)
    const ts = e.integer('ts')
    const headers = e.has('headers')
      ? headersOf(languageValue(e.need('headers'), e.at('headers')), e.at('headers'))
      : []
    e.done()
    this.driver!.pipe(topic, key, value, ts, headers)
  }

  private bytes(
    e: Fields,
    name: 'key' | 'value',
    serde: ReturnType<CaseTopics['input']>['key'],
    topic: string,
  ): Uint8Array | null {
    const raw = e.opt(`${name}Hex`)
    if (raw !== undefined) return unhex(raw)
    const value = languageValue(e.need(name), e.at(name))
    if (value === null) return null
    if (serde === null) throw e.error(name, `the type of topic '${topic}' is not known: say it in "topics"`)
    try {
      return bytesOf(serde, value)
    } catch (error) {
      if (error instanceof SerializationException || error instanceof ExprError)
        throw e.error(name, error.message)
      throw error
    }
  }

  private outputs(before: number): Row[] {
    const rows: Row[] = []
    for (const { event, record } of this.produced) {
      if (event >= before || this.internal.has(record.topic)) continue
      const types = this.topics.output(record.topic)
      rows.push({
        event,
        topic: record.topic,
        key: read(types.key, record.key),
        value: read(types.value, record.value),
        ts: record.timestamp,
        headers: record.headers.map(([name, value]) => [name, headerText(name, value)]),
      })
    }
    return rows
  }

  private findInternalTopics(topology: Topology, applicationId: string): void {
    for (const part of topology.subTopologies) {
      // A part that only patterns feed has none yet in Kafka Streams, and what is written there is output.
      const isHidden = part.sources.length === 0
      for (const store of part.stores) {
        const changelog = topology.changelogTopic(applicationId, store)
        if (store.spec.kind === 'suppress' && changelog !== null) this.buffers.set(changelog, new HashOrder())
      }
      for (const { name, kind, partitions, config } of topology.topics(applicationId, part).internalTopics) {
        if (isHidden) continue
        this.internal.set(name, { topic: name, kind, partitions, config: Object.fromEntries(config) })
      }
    }
  }

  private internalRecords(before: number): Row[] {
    const rows: Row[] = []
    for (const { event, record } of this.inJavaOrder()) {
      if (event >= before || !this.internal.has(record.topic)) continue
      rows.push({
        event,
        topic: record.topic,
        key: record.key === null ? null : hexOf(record.key),
        value: record.value === null ? null : hexOf(record.value),
        ts: record.timestamp < 0 ? null : record.timestamp,
        headers: record.headers.map(([name, value]) => [name, value === null ? null : hexOf(value)]),
        partition: record.partition < 0 ? null : record.partition,
      })
    }
    return rows
  }

  /** What was produced, with what one commit logs of a suppression buffer in the order of Kafka Streams. */
  private inJavaOrder(): Produced[] {
    const produced = [...this.produced]
    for (const [topic, order] of this.buffers) {
      for (let at = 0; at < produced.length; at++) {
        let end = at
        while (produced[end]?.record.topic === topic && produced[end]!.commit === produced[at]!.commit) end++
        if (end === at) continue
        produced.splice(at, end - at, ...order.sort(produced.slice(at, end), one => one.record.key!))
        at = end - 1
      }
    }
    return produced
  }

  private stores(dump: JsonNode | undefined): Row {
    const row: Row = {}
    const all = [...this.driver!.states()].sort(([a], [b]) => (a < b ? -1 : 1))
    for (const [name, store] of all) {
      const wanted = dump === undefined || dump === true || (Array.isArray(dump) && dump.includes(name))
      // The store of subscriptions of a foreign-key join is nobody else's.
      if (!wanted || store.spec.valueSerde instanceof EnvelopeSerde) continue
      if (store instanceof KeyValueState) {
        const { timestamped } = store.spec
        row[name] = [...store.all()].map(({ key, value, timestamp, headers }) => ({
          ...{ key, value },
          ...(timestamped && { ts: timestamp }),
          ...(headers && { headers: headerRows(headers) }),
        }))
      } else if (store instanceof SessionState) {
        row[name] = store.all().map(({ key: { key, start, end }, value }) => ({
          ...{ key, start, end, value },
          ...(store.spec.headers === true && { headers: headerRows(store.headersOf(key, start, end)) }),
        }))
      } else if (store instanceof JoinWindowState) {
        // Kafka Streams fails to list windows of no size.
        const isListed = store.spec.windowSizeMs > 0 || store.all().length === 0
        row[name] = !isListed
          ? null
          : store.all().map(({ key: { key, start, end }, value }) => ({ key, start, end: int64(end), value }))
      } else if (store instanceof WindowState) {
        const { timestamped } = store.spec
        row[name] = [...store.all()].map(({ key, start, end, value, timestamp }) => ({
          ...{ key, start, end: int64(end), value },
          ...(timestamped && { ts: timestamp }),
          ...(store.spec.headers === true && { headers: headerRows(store.headersOf(key, start)) }),
        }))
      }
    }
    return row
  }
}

function headerRows(headers: HeaderList): Value[] {
  return headers.map(([name, text]) => [name, headerText(name, text)])
}

class EndlessError extends Error {
  constructor() {
    super(`more than ${RECORDS_MAX} records produced`)
    this.name = 'IllegalStateException'
  }
}

const encoder = new TextEncoder()

function headersOf(pairs: Value, path: string): HeaderList {
  if (!Array.isArray(pairs)) throw new CaseError(path, 'headers: expected a list')
  return pairs.map((pair: Value, i) => {
    const [name, text] = Array.isArray(pair) && pair.length === 2 ? (pair as Value[]) : []
    if (typeof name !== 'string' || (text !== null && typeof text !== 'string')) {
      throw new CaseError(`${path}[${i}]`, 'expected [name, text or null]')
    }
    return [name, text === null ? null : encoder.encode(text)] as const
  })
}

/** What failed: the outermost error, and the innermost cause where that is another. */
function errorRow(stage: string, event: number | null, error: unknown): Row {
  const row: Row = { stage, event, ...shown(error) }
  let root = error
  while (root instanceof Error && root.cause !== undefined) root = root.cause
  if (root !== error) row['cause'] = shown(root)
  return row
}

function shown(error: unknown): Row {
  const thrown = error instanceof Error ? error : new Error(String(error))
  const name = thrown instanceof StreamsError ? thrown.kafkaClass : thrown.name.replace(/^.*\./, '')
  return {
    class: name,
    message: thrown.message,
    ...(thrown instanceof StreamsError && { code: thrown.code }),
    ...(name === 'Error' || name === 'TypeError' || name === 'RangeError' ? { stack: thrown.stack } : {}),
  }
}
