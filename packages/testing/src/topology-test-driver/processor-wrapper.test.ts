/** Wrapped processors; the numbers are those of processors/processor-wrapper.ts. */
import {
  type Change,
  type FixedKeyProcessorContext,
  headersKeyValueStore,
  integer,
  type KStream,
  keyValueStore,
  type ProcessorContext,
  type ProcessorRecord,
  type ProcessorWrapper,
  StreamsBuilder,
  string,
  TopologyBuilder,
  tumbling,
  untilTimeLimit,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { printRow } from '../cases/print-row.ts'
import { randomCase } from '../cases/random-case.ts'
import { runCaseText } from '../cases/run-case.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }

/** A context that is not the task's own: all it does is to hand on. */
function around<C extends object>(context: C, forwarded: (record: unknown) => void): C {
  return new Proxy(context, {
    get: (target, name) => {
      const value = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      return (...args: unknown[]) => {
        if (name === 'forward') forwarded(args[0])
        return value.apply(target, args)
      }
    },
  })
}

type Hooks = Required<ProcessorWrapper>

/** Notes names, and what goes in and comes out, and changes nothing. */
class Recording implements Hooks {
  readonly names: string[] = []
  readonly fixed: string[] = []
  readonly seen: string[] = []
  private readonly shown: (name: string, record: unknown) => string

  constructor(shown: (name: string, record: unknown) => string = name => name) {
    this.shown = shown
  }

  wrapProcessorSupplier: Hooks['wrapProcessorSupplier'] = (name, supplier) => {
    this.names.push(name)
    return () => {
      const inner = supplier.get()
      return {
        init: context => inner.init?.(this.watched(name, context)),
        process: record => {
          this.seen.push(`in ${this.shown(name, record)}`)
          inner.process(record)
        },
        close: () => inner.close?.(),
      }
    }
  }

  wrapFixedKeyProcessorSupplier: Hooks['wrapFixedKeyProcessorSupplier'] = (name, supplier) => {
    this.names.push(name)
    this.fixed.push(name)
    return () => {
      const inner = supplier.get()
      return {
        init: context => inner.init?.(this.watched(name, context)),
        process: record => {
          this.seen.push(`in ${this.shown(name, record)}`)
          inner.process(record)
        },
        close: () => inner.close?.(),
      }
    }
  }

  private watched<C extends object>(name: string, context: C): C {
    return around(context, record => this.seen.push(`out ${this.shown(name, record)}`))
  }
}

function wrappedNames(define: (builder: StreamsBuilder) => void): { names: string[]; fixed: string[] } {
  const builder = new StreamsBuilder()
  define(builder)
  const wrapper = new Recording()
  builder.build({ 'processor.wrapper.class': wrapper })
  return { names: wrapper.names.sort(), fixed: wrapper.fixed.sort() }
}

test('1. and 5. every processor is wrapped, under its name: those of the topologies that Kafka Streams tests', () => {
  const check = (names: string[], fixed: string[], define: (builder: StreamsBuilder) => void): void =>
    expect(wrappedNames(define)).toEqual({ names: names.sort(), fixed: fixed.sort() })
  const stream = (builder: StreamsBuilder): KStream<string, string> => builder.stream('input', text)
  check(
    ['filter-stream', 'map', 'selectKey', 'peek', 'flatMap'],
    ['filter-stream', 'peek', 'flatMap'],
    builder =>
      stream(builder)
        .filter(() => true, { name: 'filter-stream' })
        .map((k, v) => [k, v], { name: 'map' })
        .selectKey(k => k, { name: 'selectKey' })
        .peek(() => {}, { name: 'peek' })
        .flatMapValues(v => [v], { name: 'flatMap' })
        .to('output', text),
  )
  check(['groupBy', 'groupBy-repartition-filter', 'reduce', 'toStream'], [], builder =>
    stream(builder)
      .groupBy(k => k, { key: string(), name: 'groupBy' })
      .reduce(l => l, { name: 'store', processorName: 'reduce' })
      .toStream({ name: 'toStream' })
      .to('output'),
  )
  check(['count', 'suppressed', 'toStream'], [], builder =>
    stream(builder)
      .groupByKey()
      .windowedBy(tumbling('1d'))
      .count({ processorName: 'count' })
      .suppress(untilTimeLimit('10s'), { name: 'suppressed' })
      .toStream({ name: 'toStream' })
      .to('output'),
  )
  check(['aggregate-cogroup-agg-0', 'aggregate-cogroup-agg-1', 'aggregate-cogroup-merge'], [], builder =>
    stream(builder)
      .groupByKey()
      .cogroup((_k, v, a: string) => a + v)
      .cogroup(builder.stream('two', text).groupByKey(), (_k, v, a) => a + v)
      .aggregate(() => '', { name: 'store', processorName: 'aggregate', value: string() }),
  )
  check(['source-table', 'map-values', 'to-stream'], [], builder =>
    builder
      .table('input', { ...text, processorName: 'source-table' })
      .mapValues(v => v, { name: 'map-values-store', processorName: 'map-values', value: string() })
      .toStream({ name: 'to-stream' })
      .to('output'),
  )
  check(['source-table', 'groupBy', 'count', 'toStream'], [], builder =>
    builder
      .table('input', { ...text, processorName: 'source-table' })
      .groupBy((k, v) => [k, v], { ...text, name: 'groupBy' })
      .count({ processorName: 'count' })
      .toStream({ name: 'toStream' })
      .to('output'),
  )
})

test('1. what fills global and read-only stores is not wrapped', () => {
  const table = wrappedNames(builder => {
    builder.globalTable('global', { ...text, name: 'g' })
    builder.stream('in', text).foreach(() => {}, { name: 'end' })
  })
  expect(table).toEqual({ names: ['end'], fixed: [] })
  const wrapper = new Recording()
  const supplier = () => ({ process: () => {} })
  const builder = new TopologyBuilder()
    .addSource('source', 'in', text)
    .addProcessor('one', supplier, 'source')
    .addFixedKeyProcessor('two', supplier, 'one')
    .addReadOnlyStateStore(keyValueStore('r', text), {
      ...text,
      source: 'rs',
      topic: 'rt',
      processor: 'rp',
      supplier,
    })
    .addGlobalStore(keyValueStore('g', text), {
      ...text,
      source: 'gs',
      topic: 'gt',
      processor: 'gp',
      supplier,
    })
  const plain = builder.build()
  expect(builder.build({ 'processor.wrapper.class': wrapper }).describe()).toBe(plain.describe())
  expect(wrapper.names).toEqual(['one', 'two'])
  expect(wrapper.fixed).toEqual(['two'])
})

test('2. and 3. records in and out, updates of a table as changes', () => {
  const shown = (name: string, record: unknown): string => {
    const { key, value } = record as ProcessorRecord<unknown, unknown>
    return `${name} ${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`
  }
  const wrapper = new Recording(shown)
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .mapValues(v => v.length, { name: 'length' })
    .groupByKey({ value: integer() })
    .reduce((a, b) => a + b, { name: 'sums', processorName: 'sum' })
    .filter((_k, v) => v > 1, { name: 'large', processorName: 'filter' })
    .toStream({ name: 'stream' })
    .to('out')
  const driver = new TopologyTestDriver(builder.build({ 'processor.wrapper.class': wrapper }), {
    'statestore.cache.max.bytes': 0,
  })
  const input = driver.createInputTopic('in', string(), string())
  input.pipeInput('a', 'x')
  input.pipeInput('a', 'yz')
  const change = (newValue: number | null, oldValue: number | null): string =>
    JSON.stringify({ newValue, oldValue, isLatest: true } satisfies Change<number>)
  expect(wrapper.seen).toEqual([
    ...['in length a x', 'out length a 1', 'in sum a 1', `out sum a ${change(1, null)}`],
    // A change from nothing to nothing goes no further.
    `in filter a ${change(1, null)}`,
    ...['in length a yz', 'out length a 2', 'in sum a 2', `out sum a ${change(3, 1)}`],
    ...[`in filter a ${change(3, 1)}`, `out filter a ${change(3, null)}`],
    ...[`in stream a ${change(3, null)}`, 'out stream a 3'],
  ])
  driver.close()
})

test('a wrapper may change what goes in, and drop and add what comes out', () => {
  const wrapper: ProcessorWrapper = {
    wrapFixedKeyProcessorSupplier: (_name, supplier) => () => {
      const inner = supplier.get()
      return {
        init: context => {
          const doubling: typeof context = Object.create(context, {
            forward: {
              value: (record: ProcessorRecord<never, never>) => {
                context.forward(record)
                context.forward(record.withHeaders([['again', null]]))
              },
            },
          })
          inner.init?.(doubling)
        },
        process: record => {
          if (String(record.value) !== 'x') inner.process(record.withTimestamp(record.timestamp + 1))
        },
      }
    },
  }
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .mapValues(v => `${v}!`)
    .to('out', text)
  const driver = new TopologyTestDriver(builder.build({ 'processor.wrapper.class': wrapper }))
  const input = driver.createInputTopic('in', string(), string())
  input.pipeInput('a', 'x', 1)
  input.pipeInput('a', 'y', 2)
  expect(driver.createOutputTopic('out', string(), string()).readRecordsToList()).toEqual([
    { key: 'a', value: 'y!', timestamp: 3, headers: [] },
    { key: 'a', value: 'y!', timestamp: 3, headers: [['again', null]] },
  ])
  driver.close()
})

test('4. a wrapper may bring stores along; those of what it wraps stay', () => {
  const audit = headersKeyValueStore('audit', { key: string(), value: integer() })
  const wrapper: ProcessorWrapper = {
    wrapProcessorSupplier: (name, supplier) => {
      if (name !== 'count') return supplier
      return {
        stores: [...(supplier.stores ?? []), audit],
        get: () => {
          const inner = supplier.get()
          let own: ProcessorContext<never, never>
          return {
            init: context => {
              own = context as never
              inner.init?.(context)
            },
            process: record => {
              const store = own.getStateStore(audit)
              const key = String(record.key)
              store.put(key, { value: (store.get(key)?.value ?? 0) + 1, timestamp: 0, headers: [] })
              inner.process(record)
            },
          }
        },
      }
    },
  }
  const builder = new StreamsBuilder()
  builder.stream('in', text).groupByKey().count({ name: 'counts', processorName: 'count' })
  const driver = new TopologyTestDriver(builder.build({ 'processor.wrapper.class': wrapper }))
  const input = driver.createInputTopic('in', string(), string())
  for (const value of ['x', 'y']) input.pipeInput('a', value)
  expect(driver.stores.keyValue<string, unknown>('audit').get('a')).toMatchObject({ value: 2 })
  expect(driver.stores.keyValue<string, unknown>('counts').get('a')).toMatchObject({ value: 2 })
  driver.close()
})

test('a processor of a user may be replaced, and is then never made', () => {
  const wrapper: ProcessorWrapper = {
    wrapFixedKeyProcessorSupplier: () => () => {
      let forward: (record: unknown) => void
      return {
        init: (context: FixedKeyProcessorContext<never, never>) => {
          forward = record => context.forward(record as never)
        },
        process: record => forward(record.withValue('replaced')),
      }
    },
  }
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .processValues<string>(() => {
      throw new Error('made')
    })
    .to('out', text)
  const driver = new TopologyTestDriver(builder.build({ 'processor.wrapper.class': wrapper }))
  driver.createInputTopic('in', string(), string()).pipeInput('a', 'x')
  expect(driver.createOutputTopic('out', string(), string()).readValue()).toBe('replaced')
  driver.close()
})

test('a supplier that is asked too late says so', () => {
  const wrapper: ProcessorWrapper = {
    wrapProcessorSupplier: (_name, supplier) => () => ({
      process: record => supplier.get().process(record),
    }),
  }
  const builder = new StreamsBuilder()
  builder
    .stream('in', text)
    .map((k, v) => [k, v])
    .to('out', text)
  const driver = new TopologyTestDriver(builder.build({ 'processor.wrapper.class': wrapper }))
  const input = driver.createInputTopic('in', string(), string())
  expect(() => input.pipeInput('a', 'x')).toThrow(
    expect.objectContaining({ cause: expect.objectContaining({ code: 'INVALID_ARGUMENT' }) }),
  )
})

test('a wrapper that changes nothing changes nothing, in any topology', () => {
  let run = 0
  for (let seed = 1; seed <= 400; seed++) {
    const row = randomCase(seed)
    const node = JSON.stringify(row)
    const plain = printRow(runCaseText(node))
    const wrapper = new Recording()
    expect(printRow(runCaseText(node, { wrapper })), `seed ${seed}`).toBe(plain)
    if (wrapper.names.length > 0) run++
  }
  expect(run).toBeGreaterThan(300)
})
