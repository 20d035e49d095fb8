/** Builds a topology from the steps of a case: one step, one call of the DSL. */
import {
  type Carried,
  CogroupedKStream,
  GlobalKTable,
  KGroupedStream,
  KStream,
  KTable,
  type Serde,
  type StreamsBuilder,
} from '@moldau/streams'
import { aggregation, windowedBy } from './case-aggregations.ts'
import { ExprError } from './case-error.ts'
import { globalBody, ProcessorBody, storeOf, transformerOf } from './case-processors.ts'
import type { CaseTopics } from './case-topics.ts'
import { topicFunction } from './case-topology.ts'
import { type Env, expressionOf, SCOPES } from './expression.ts'
import { Fields } from './fields.ts'
import type { JsonNode } from './json-node.ts'
import {
  consumed,
  grouped,
  joinWindowsOf,
  kind,
  materialized,
  nameOption,
  ownSerdes,
  serdeField,
  streamJoined,
  suppressed,
} from './step-options.ts'
import { booleanOf, listOf, type Value } from './values.ts'

type Stream = KStream<Value, Value>
type AnyStream = KStream<Value, Value, Carried, Carried>
type Table = KTable<Value, Value>

/** Receives what peek and foreach see. */
export type Effects = (step: string, key: Value, value: Value) => void

/** Operators of a stream or a table, beside those that `step` names. */
const OF_ONE = new Set([
  'filter',
  'filterNot',
  'map',
  'mapValues',
  'flatMap',
  'flatMapValues',
  'selectKey',
  'peek',
  'foreach',
  'merge',
  'split',
  'repartition',
  'toTable',
  'toStream',
  'transformValues',
  'suppress',
  'to',
])

const NOTHING = Symbol('nothing')

export class CaseSteps {
  private readonly builder: StreamsBuilder
  private readonly topics: CaseTopics
  private readonly effects: Effects
  private readonly nodes = new Map<string, unknown>()

  constructor(builder: StreamsBuilder, topics: CaseTopics, effects: Effects) {
    this.builder = builder
    this.topics = topics
    this.effects = effects
  }

  build(steps: readonly JsonNode[]): void {
    for (let i = 0; i < steps.length; i++) {
      const f = new Fields(steps[i], `steps[${i}]`)
      const op = f.string('op')
      const id = f.stringOr('id')
      const made = this.step(op, f)
      if (id !== undefined && made !== NOTHING) this.bind(id, made, f)
      if (id !== undefined && made === NOTHING && op !== 'foreach')
        throw f.error('id', `'${op}' returns nothing to name`)
      f.done()
    }
  }

  private bind(id: string, node: unknown, f: Fields): void {
    if (this.nodes.has(id)) throw f.error('id', `'${id}' is taken`)
    this.nodes.set(id, node)
  }

  private node(f: Fields, name: string): unknown {
    const id = f.string(name)
    const node = this.nodes.get(id)
    if (node === undefined) throw f.error(name, `no earlier step has the id '${id}'`)
    return node
  }

  // biome-ignore lint/suspicious/noExplicitAny: constructors of every kind of stream and table
  private typed<T>(f: Fields, name: string, type: abstract new (...args: any[]) => T): T {
    const node = this.node(f, name)
    if (node instanceof type) return node
    throw f.error(name, `expected a ${type.name}, '${f.string(name)}' is a ${kind(node)}`)
  }

  private step(op: string, f: Fields): unknown {
    switch (op) {
      case 'stream':
        return this.stream(f)
      case 'table': {
        const topic = f.string('topic')
        this.topics.source(topic, serdeField(f, 'key'), serdeField(f, 'value'))
        const { processorName, ...store } = materialized(f)
        const named = processorName === undefined ? {} : { processorName }
        return this.builder.table(topic, { ...store, ...consumed(f), ...named })
      }
      case 'globalTable': {
        const topic = f.string('topic')
        this.topics.source(topic, serdeField(f, 'key'), serdeField(f, 'value'))
        return this.builder.globalTable(topic, { ...materialized(f), ...consumed(f) })
      }
      case 'addGlobalStore': {
        const topic = f.string('topic')
        const store = storeOf(f.object('store'))
        const options = { ...consumed(f), ...nameOption(f) }
        this.topics.source(topic, options.key, options.value)
        this.builder.addGlobalStore(store, topic, globalBody(f), options)
        return NOTHING
      }
      case 'addStateStore':
        this.builder.addStateStore(storeOf(f.object('store')))
        return NOTHING
      case 'process':
      case 'processValues':
        return this.process(op, f)
      case 'join':
      case 'leftJoin':
      case 'outerJoin':
        return this.join(op, f)
      case 'groupByKey':
      case 'groupBy':
        return this.group(op, f)
      case 'windowedBy':
        return windowedBy(f, this.node(f, 'of'))
      case 'count':
      case 'reduce':
      case 'aggregate':
        return aggregation(op, f, this.node(f, 'of'))
      case 'cogroup':
        return this.cogroup(f)
      default: {
        if (!OF_ONE.has(op)) throw f.error('op', `unknown operator '${op}'`)
        const of = this.node(f, 'of')
        const made = of instanceof KTable ? this.tableStep(op, f, of as Table) : this.streamStep(op, f)
        if (made === undefined) throw f.error('op', `unknown operator '${op}' of a ${kind(of)}`)
        return made
      }
    }
  }

  private stream(f: Fields): Stream {
    const options = { ...consumed(f), ...nameOption(f) }
    const { key, value } = options
    if (f.has('pattern')) {
      const pattern = new RegExp(f.string('pattern'))
      this.topics.source(pattern, key, value)
      return this.builder.stream<Value, Value>(pattern, options)
    }
    const topics = f.has('topics') ? f.strings('topics') : [f.string('topic')]
    for (const topic of topics) this.topics.source(topic, key, value)
    return this.builder.stream<Value, Value>(topics, options)
  }

  private streamStep(op: string, f: Fields): unknown {
    const s = this.typed(f, 'of', KStream) as Stream
    const named = op === 'repartition' || op === 'to' || op === 'toTable' ? {} : nameOption(f)
    switch (op) {
      case 'filter':
        return s.filter(predicate(f, 'fn'), named)
      case 'filterNot':
        return s.filterNot(predicate(f, 'fn'), named)
      case 'mapValues':
        return s.mapValues(valueMapper(f), named)
      case 'selectKey':
        return s.selectKey(mapper(f, 'fn'), named)
      case 'map':
        return s.map(pairMapper(f), named)
      case 'flatMap':
        return s.flatMap(pairsMapper(f), named)
      case 'flatMapValues': {
        const fn = valueMapper(f)
        return s.flatMapValues((value, key) => listOf('flatMapValues', fn(value, key)), named)
      }
      case 'peek':
        return s.peek(this.effect(f), named)
      case 'foreach':
        s.foreach(this.effect(f), named)
        return NOTHING
      case 'merge':
        return (s as AnyStream).merge(this.typed(f, 'with', KStream) as AnyStream, named)
      case 'split':
        return this.split(s, f, named)
      case 'repartition': {
        const partitions = f.integerOr('partitions')
        const value = serdeField(f, 'value')
        // Kafka Streams takes no key serde from the stream here.
        return s.repartition({
          key: serdeField(f, 'key'),
          ...(value !== null && { value }),
          ...nameOption(f),
          ...(partitions !== undefined && { partitions }),
        })
      }
      case 'toTable':
        return s.toTable(ownSerdes(materialized(f)))
      case 'to':
        return this.to(s, f)
      default:
        return undefined
    }
  }

  private effect(f: Fields): (key: Value, value: Value) => void {
    const id = f.stringOr('id') ?? ''
    return (key, value) => this.effects(id, key, value)
  }

  private process(op: 'process' | 'processValues', f: Fields): unknown {
    const s = this.typed(f, 'of', KStream) as Stream
    const body = new ProcessorBody(f, op === 'processValues')
    const stores = f.has('stores') ? f.strings('stores') : []
    const options = { stores, ...nameOption(f) }
    return op === 'process' ? s.process(body, options) : s.processValues(body as never, options)
  }

  private split(s: Stream, f: Fields, named: { name?: string }): unknown {
    const add = s.splitter(named)
    f.list('branches').forEach((node, i) => {
      const b = new Fields(node, f.at(`branches[${i}]`))
      const test = predicate(b, 'fn')
      const id = b.string('id')
      this.bind(id, add(test, b.stringOr('name')), b)
      b.done()
    })
    if (f.has('default')) {
      const b = f.object('default')
      const id = b.string('id')
      this.bind(id, add(null, b.stringOr('name')), b)
      b.done()
    }
    return NOTHING
  }

  private to(s: Stream, f: Fields): unknown {
    const given = { key: serdeField(f, 'key'), value: serdeField(f, 'value') }
    const options = {
      ...(given.key !== null && { key: given.key }),
      ...(given.value !== null && { value: given.value }),
      ...nameOption(f),
    }
    const carried = s.internals
    const key = given.key ?? (carried.keySerde as Serde<Value> | null)
    const value = given.value ?? (carried.valueSerde as Serde<Value> | null)
    if (!f.has('topicFn')) {
      const topic = f.string('topic')
      this.topics.sink(topic, key, value)
      s.to(topic, options)
      return NOTHING
    }
    s.to(topicFunction(f, this.topics, key, value), options)
    return NOTHING
  }

  private tableStep(op: string, f: Fields, table: Table): unknown {
    switch (op) {
      case 'filter':
        return table.filter(predicate(f, 'fn'), ownSerdes(materialized(f)))
      case 'filterNot':
        return table.filterNot(predicate(f, 'fn'), ownSerdes(materialized(f)))
      case 'mapValues':
        return table.mapValues(valueMapper(f), ownSerdes(materialized(f)))
      case 'transformValues': {
        const stores = f.has('stores') ? f.strings('stores') : []
        return table.transformValues(transformerOf(f), { stores, ...ownSerdes(materialized(f)) })
      }
      case 'suppress':
        return suppressed(f, table)
      case 'toStream': {
        const stream = table.toStream(nameOption(f))
        return f.has('fn') ? stream.selectKey(mapper(f, 'fn')) : stream
      }
      default:
        return undefined
    }
  }

  private group(op: string, f: Fields): unknown {
    const of = this.node(f, 'of')
    if (of instanceof KTable) return this.groupTable(op, f, of as Table)
    const s = this.typed(f, 'of', KStream) as Stream
    if (op === 'groupByKey') return s.groupByKey(grouped(f, { key: false }))
    return s.groupBy(mapper(f, 'fn'), { key: null, ...grouped(f, { key: true }) })
  }

  private cogroup(f: Fields): unknown {
    const of = this.node(f, 'of')
    const fn = expressionOf(f, 'fn', SCOPES.aggregate)
    const aggregator = (key: Value, value: Value, agg: Value): Value => fn({ key, value, agg })
    if (!(of instanceof CogroupedKStream)) {
      const first = this.typed(f, 'of', KGroupedStream) as KGroupedStream<Value, Value>
      return first.cogroup<Value>(aggregator)
    }
    const next = this.typed(f, 'with', KGroupedStream) as KGroupedStream<Value, Value>
    return (of as CogroupedKStream<Value, Value>).cogroup(next, aggregator)
  }

  private groupTable(op: string, f: Fields, table: Table): unknown {
    if (op !== 'groupBy') throw f.error('op', `unknown operator '${op}' of a KTable`)
    const pair = pairMapper(f)
    return table.groupBy(pair, { key: serdeField(f, 'key'), value: serdeField(f, 'value'), ...nameOption(f) })
  }

  private joinTables(op: 'join' | 'leftJoin' | 'outerJoin', f: Fields, table: Table): unknown {
    const other = this.typed(f, 'with', KTable) as Table
    const fn = expressionOf(f, 'fn', SCOPES.tableJoin)
    const joiner = (value?: Value, other?: Value): Value => fn({ value: sideOf(value), other: sideOf(other) })
    if (f.has('foreignKey')) {
      const extract = expressionOf(f, 'foreignKey', SCOPES.keyValue)
      const foreignKey = (value: Value, key: Value): Value => extract({ key, value })
      const options = { ...ownSerdes(materialized(f)), ...(f.has('name') && { joinName: f.string('name') }) }
      if (op === 'outerJoin') throw f.error('foreignKey', 'an outer join has no foreign key')
      return op === 'join'
        ? table.join(other, foreignKey, joiner, options)
        : table.leftJoin(other, foreignKey, joiner, options)
    }
    const options = ownSerdes(materialized(f))
    if (op === 'join') return table.join(other, joiner, options)
    return op === 'leftJoin'
      ? table.leftJoin(other, joiner, options)
      : table.outerJoin(other, joiner, options)
  }

  private joinStreams(
    op: 'join' | 'leftJoin' | 'outerJoin',
    f: Fields,
    stream: Stream,
    other: Stream,
  ): unknown {
    const fn = expressionOf(f, 'fn', SCOPES.join)
    const joiner = (value: Value | undefined, right: Value | undefined, key: Value): Value =>
      fn({ key, value: sideOf(value), other: sideOf(right) })
    const windows = joinWindowsOf(f)
    const options = streamJoined(f)
    if (op === 'join') return stream.join(other, joiner, windows, options)
    if (op === 'leftJoin') return stream.leftJoin(other, joiner, windows, options)
    return stream.outerJoin(other, joiner, windows, options)
  }

  private joinGlobal(op: string, f: Fields, stream: Stream, table: GlobalKTable<Value, Value>): unknown {
    const key = mapper(f, 'keyFn')
    const fn = expressionOf(f, 'fn', SCOPES.join)
    const joiner = (value: Value, other: Value | undefined, key: Value): Value =>
      fn({ key, value, other: sideOf(other) })
    if (op === 'join') return stream.join(table, key, joiner, nameOption(f))
    if (op === 'leftJoin') return stream.leftJoin(table, key, joiner, nameOption(f))
    throw f.error('op', `unknown operator '${op}' of a KStream with a GlobalKTable`)
  }

  private join(op: 'join' | 'leftJoin' | 'outerJoin', f: Fields): unknown {
    const of = this.node(f, 'of')
    const with_ = this.node(f, 'with')
    if (of instanceof KTable) return this.joinTables(op, f, of as Table)
    const stream = this.typed(f, 'of', KStream) as Stream
    if (with_ instanceof KStream) return this.joinStreams(op, f, stream, with_ as Stream)
    if (with_ instanceof GlobalKTable) return this.joinGlobal(op, f, stream, with_)
    const table = this.typed(f, 'with', KTable) as Table
    const fn = expressionOf(f, 'fn', SCOPES.join)
    const joiner = (value: Value, other: Value | undefined, key: Value): Value =>
      fn({ key, value, other: sideOf(other) })
    const grace = f.integerOr('graceMs')
    serdeField(f, 'otherValue')
    const options = {
      ...{ key: serdeField(f, 'key'), value: serdeField(f, 'value'), ...nameOption(f) },
      ...(grace !== undefined && { grace }),
    }
    if (op === 'outerJoin') throw f.error('op', `unknown operator '${op}' of a KStream with a KTable`)
    return op === 'join' ? stream.join(table, joiner, options) : stream.leftJoin(table, joiner, options)
  }
}

/** A side of a join as cases have it: null where it is missing, as in Java. */
function sideOf(value: Value | undefined): Value {
  return value === undefined ? null : value
}

function predicate(f: Fields, name: string): (key: Value, value: Value) => boolean {
  const fn = expressionOf(f, name, SCOPES.keyValue)
  return (key, value) => booleanOf(name, fn({ key, value } satisfies Env))
}

function mapper(f: Fields, name: string): (key: Value, value: Value) => Value {
  const fn = expressionOf(f, name, SCOPES.keyValue)
  return (key, value) => fn({ key, value })
}

function valueMapper(f: Fields): (value: Value, key: Value) => Value {
  const fn = expressionOf(f, 'fn', SCOPES.keyValue)
  return (value, key) => fn({ key, value })
}

function pairMapper(f: Fields): (key: Value, value: Value) => [Value, Value] {
  const key = expressionOf(f, 'keyFn', SCOPES.keyValue)
  const value = expressionOf(f, 'valueFn', SCOPES.keyValue)
  return (k, v) => [key({ key: k, value: v }), value({ key: k, value: v })]
}

function pairsMapper(f: Fields): (key: Value, value: Value) => [Value, Value][] {
  const fn = expressionOf(f, 'fn', SCOPES.keyValue)
  return (key, value) =>
    listOf('flatMap', fn({ key, value })).map(pair => {
      const items = listOf('flatMap', pair)
      if (items.length !== 2) throw new ExprError('flatMap: expected [key, value] pairs')
      return items as [Value, Value]
    })
}
