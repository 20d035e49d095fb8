/**
 * What the compiler must say of the DSL: types flow from the serdes to the sink, an outer side may be missing, and what writes bytes
 * without a serde does not compile. The check "types of tests" is what runs this; at run time the topologies are only built.
 */
import { describe, expect, expectTypeOf, test } from 'vitest'
import type {
  FixedKeyProcessorContext,
  FixedKeyProcessorSupplier,
  ProcessorContext,
  ProcessorSupplier,
} from '../processors/processor-api.ts'
import type { RecordContext } from '../records/record-context.ts'
import { integer, json, long, string } from '../serdes/index.ts'
import type { Windowed } from '../serdes/windowed.ts'
import type { KStream } from './kstream.ts'
import type { KTable } from './ktable.ts'
import { joinWindows } from './stream-join.ts'
import { StreamsBuilder } from './streams-builder.ts'
import { untilWindowCloses } from './suppressed.ts'
import { sessions, slidingWindows, tumbling } from './windows.ts'

interface Price {
  readonly symbol: string
  readonly close: number
}

const key = string()
const builder = new StreamsBuilder()
const prices = builder.stream('prices', { key, value: json<Price>() })
const names = builder.table('names', { key, value: string() })
const numbers = builder.table('numbers', { key, value: integer() })

describe('types flow', () => {
  test('through stateless operators', () => {
    expectTypeOf(prices).toExtend<KStream<string, Price>>()
    expectTypeOf(prices.filter(() => true)).toExtend<KStream<string, Price>>()
    expectTypeOf(prices.mapValues(price => price.close)).toExtend<
      KStream<string, number, 'carried', 'lost'>
    >()
    expectTypeOf(prices.map((_key, price) => [price.close, 'x'])).toExtend<
      KStream<number, string, 'lost', 'lost'>
    >()
    expectTypeOf(prices.flatMapValues(price => [price.close])).toExtend<
      KStream<string, number, 'carried', 'lost'>
    >()
    expectTypeOf(prices.split({ dear: () => true, rest: null }).dear).toExtend<KStream<string, Price>>()
  })

  test('through aggregations and windows', () => {
    const grouped = prices.groupByKey()
    expectTypeOf(grouped.count()).toExtend<KTable<string, number>>()
    expectTypeOf(grouped.windowedBy(tumbling(5)).count()).toExtend<KTable<Windowed<string>, number>>()
    expectTypeOf(grouped.windowedBy(slidingWindows(5)).count()).toExtend<KTable<Windowed<string>, number>>()
    expectTypeOf(grouped.windowedBy(sessions(5)).count()).toExtend<KTable<Windowed<string>, number>>()
    const mean = grouped.aggregate(
      () => ({ n: 0 }),
      (_key, _price, { n }) => ({ n: n + 1 }),
      { value: json<{ n: number }>() },
    )
    expectTypeOf(mean).toExtend<KTable<string, { n: number }>>()
    expectTypeOf(prices.toTable()).toExtend<KTable<string, Price>>()
  })

  test('into joiners: a side that may be missing is undefined', () => {
    prices.join(names, (price, name) => {
      expectTypeOf(price).toEqualTypeOf<Price>()
      expectTypeOf(name).toEqualTypeOf<string>()
      return 0
    })
    prices.leftJoin(names, (_price, name) => {
      expectTypeOf(name).toEqualTypeOf<string | undefined>()
      return 0
    })
    prices.outerJoin(
      prices,
      (left, right) => {
        expectTypeOf(left).toEqualTypeOf<Price | undefined>()
        expectTypeOf(right).toEqualTypeOf<Price | undefined>()
        return 0
      },
      joinWindows(5),
    )
    names.leftJoin(numbers, (name, n, at) => {
      expectTypeOf(name).toEqualTypeOf<string>()
      expectTypeOf(n).toEqualTypeOf<number | undefined>()
      expectTypeOf(at).toEqualTypeOf<string>()
      return 0
    })
    names.outerJoin(numbers, (name, n) => {
      expectTypeOf(name).toEqualTypeOf<string | undefined>()
      expectTypeOf(n).toEqualTypeOf<number | undefined>()
      return 0
    })
    const joined = numbers.join(
      names,
      n => String(n),
      (n, name) => {
        expectTypeOf(n).toEqualTypeOf<number>()
        expectTypeOf(name).toEqualTypeOf<string>()
        return { n, name }
      },
    )
    expectTypeOf(joined).toExtend<KTable<string, { n: number; name: string }, 'carried', 'lost'>>()
  })
})

test('callbacks may take the context of their record, and need not', () => {
  const isContext = <T>(context: RecordContext, result: T): T => {
    expectTypeOf(context).toEqualTypeOf<RecordContext>()
    return result
  }
  prices.filter((_key, _price, context) => isContext(context, true))
  prices.split({ dear: (_key, _price, context) => isContext(context, true) })
  const closes = prices.mapValues((price, _key, context) => isContext(context, price.close))
  expectTypeOf(closes).toExtend<KStream<string, number, 'carried', 'lost'>>()
  prices.join(names, (price, name, _key, context) => isContext(context, { price, name }))
  prices.join(prices, (left, _right, _key, context) => isContext(context, left), joinWindows(5))
  numbers.join(
    names,
    (n, _key, context) => isContext(context, String(n)),
    (n, name, _key, context) => isContext(context, n + name),
  )
  const first = prices.groupByKey().aggregate(
    context => isContext(context, { since: context.timestamp }),
    (_key, _price, all, context) => isContext(context, all),
    { value: json<{ since: number }>() },
  )
  expectTypeOf(first).toExtend<KTable<string, { since: number }>>()
  prices
    .groupByKey()
    .windowedBy(sessions(5))
    .aggregate(
      () => 0,
      (_key, _price, n) => n + 1,
      (_key, left, right, context) => isContext(context, left + right),
      { value: integer() },
    )
  prices.mapValuesAsync(async (_price, _key, { headers, signal }) => [headers.length, signal.aborted])
  // @ts-expect-error a context has no such field
  expect(() => prices.filter((_key, _price, { time }) => time > 0)).not.toThrow()
})

test('what is beyond Kafka Streams has types as well', () => {
  expectTypeOf(prices.distinct({ within: 5, by: price => price.symbol })).toExtend<KStream<string, Price>>()
  expectTypeOf(prices.groupByKey().topN(3, (a, b) => a.close - b.close)).toExtend<KTable<string, Price[]>>()
  expectTypeOf(
    prices
      .groupByKey()
      .windowedBy(tumbling(5))
      .topN(3, (a, b) => a.close - b.close),
  ).toExtend<KTable<Windowed<string>, Price[]>>()
  const later = prices.mapValuesAsync(async ({ close }) => close)
  expectTypeOf(later).toExtend<KStream<string, number, 'carried', 'lost'>>()
  expectTypeOf(prices.mapAsync(async (_key, { close }) => [close, 'x'])).toExtend<
    KStream<number, string, 'lost', 'lost'>
  >()
  prices.asOfJoin(
    prices,
    (left, right, at) => {
      expectTypeOf(right).toEqualTypeOf<Price>()
      expectTypeOf(at).toEqualTypeOf<string>()
      return left
    },
    { within: 5 },
  )
  prices.leftAsOfJoin(
    prices,
    (left, right) => {
      expectTypeOf(right).toEqualTypeOf<Price | undefined>()
      return left
    },
    { within: 5 },
  )
  prices.intervalJoin(
    prices,
    (left, right) => {
      expectTypeOf(right).toEqualTypeOf<Price>()
      return left
    },
    { after: 5 },
  )
  // @ts-expect-error an object identifies nothing
  expect(() => prices.distinct({ within: 5, by: price => price })).not.toThrow()
  // @ts-expect-error the keys have no serde
  expect(() => prices.selectKey(() => 1).distinct({ within: 5 })).not.toThrow()
})

describe('every kind of join', () => {
  const places = builder.globalTable('places', { key: integer(), value: string() })
  const rates = builder.table('rates', { key: integer(), value: long() })
  const joiner = (left: string, right: number): boolean => left.length > right

  test('of streams: the side that may be missing, the key, and what comes out', () => {
    const inner = prices.join(
      prices,
      (left, right, at) => [left.close, right.close, at] as const,
      joinWindows(5),
    )
    expectTypeOf(inner).toExtend<KStream<string, readonly [number, number, string], 'carried', 'lost'>>()
    const left = prices.leftJoin(prices, (one, other) => other?.close ?? one.close, joinWindows(5))
    expectTypeOf(left).toExtend<KStream<string, number, 'carried', 'lost'>>()
    // A default stands in for the missing side.
    const outer = prices.outerJoin(
      prices,
      (one = { symbol: '', close: 0 }, other = { symbol: '', close: 0 }) => one.close + other.close,
      joinWindows(5),
    )
    expectTypeOf(outer).toExtend<KStream<string, number, 'carried', 'lost'>>()
  })

  test('of a stream and a global table: the key that is looked up has its own type', () => {
    prices.join(
      places,
      (_key, price) => price.close,
      (price, place, at, id) => {
        expectTypeOf(place).toEqualTypeOf<string>()
        expectTypeOf(at).toEqualTypeOf<string>()
        expectTypeOf(id).toEqualTypeOf<number>()
        return price
      },
    )
    prices.leftJoin(
      places,
      () => null,
      (_price, place, _at, id) => {
        expectTypeOf(place).toEqualTypeOf<string | undefined>()
        expectTypeOf(id).toEqualTypeOf<number | null>()
        return 0
      },
    )
    const wrong = (): unknown =>
      prices.join(
        places,
        // @ts-expect-error the table has numbers for keys
        (_key, price) => price.symbol,
        (price, place) => [price, place],
      )
    expect(wrong).toBeTypeOf('function')
  })

  test('of tables by a foreign key, inner, left and outer', () => {
    const left = names.leftJoin(
      rates,
      (name, at) => {
        expectTypeOf(name).toEqualTypeOf<string>()
        expectTypeOf(at).toEqualTypeOf<string>()
        return name.length
      },
      (name, rate) => {
        expectTypeOf(name).toEqualTypeOf<string>()
        expectTypeOf(rate).toEqualTypeOf<number | undefined>()
        return rate ?? 0
      },
    )
    expectTypeOf(left).toExtend<KTable<string, number, 'carried', 'lost'>>()
    names.outerJoin(
      rates,
      name => name.length,
      (name, rate, at) => {
        expectTypeOf(name).toEqualTypeOf<string | undefined>()
        expectTypeOf(rate).toEqualTypeOf<number | undefined>()
        if (at.side === 'left') expectTypeOf(at.key).toEqualTypeOf<string>()
        else expectTypeOf(at.key).toEqualTypeOf<number>()
        return 0
      },
    )
  })

  test('a joiner of other types is refused', () => {
    const wrong = (): unknown[] => [
      // @ts-expect-error the right side is a text
      prices.join(names, (price: Price, name: number) => [price, name]),
      // @ts-expect-error the right side may be missing
      names.leftJoin(numbers, joiner),
      // @ts-expect-error either side may be missing
      names.outerJoin(numbers, joiner),
      // @ts-expect-error two streams are joined within windows
      prices.join(prices, (left, right) => [left, right]),
    ]
    expect(wrong).toBeTypeOf('function')
    expectTypeOf(names.join(numbers, joiner)).toExtend<KTable<string, boolean, 'carried', 'lost'>>()
  })
})

describe('keys of windows, names of branches, and processors', () => {
  test('a windowed key stays one through suppress and toStream, and has no serde but its own', () => {
    const counts = prices.groupByKey().windowedBy(tumbling(5)).count()
    const closed = counts.suppress(untilWindowCloses()).toStream()
    expectTypeOf(closed).toExtend<KStream<Windowed<string>, number>>()
    closed.to('closed')
    const bare = closed.map(({ key: symbol, start }, n) => [symbol, `${start}: ${n}`])
    expectTypeOf(bare).toExtend<KStream<string, string, 'lost', 'lost'>>()
    // @ts-expect-error only tables of windows can wait for their close
    const wrong = (): unknown => names.suppress(untilWindowCloses())
    expect(wrong).toBeTypeOf('function')
  })

  test('branches are there by the names that were given, and no others', () => {
    const branches = prices.split({ dear: (_key, { close }) => close > 100, rest: null })
    expectTypeOf(branches.rest).toExtend<KStream<string, Price>>()
    // @ts-expect-error there is no such branch
    expect(branches.cheap).toBeUndefined()
  })

  test('what a processor forwards is what comes out of process and processValues', () => {
    const lengths: ProcessorSupplier<string, Price, number, string> = () => {
      let context: ProcessorContext<number, string>
      return {
        init: given => {
          context = given
        },
        process: record => {
          expectTypeOf(record.value).toEqualTypeOf<Price>()
          context.forward(record.withKey(1).withValue('x'))
          // @ts-expect-error the keys of what goes on are numbers
          if (record.timestamp < 0) context.forward(record.withValue('x'))
        },
      }
    }
    expectTypeOf(prices.process(lengths)).toExtend<KStream<number, string, 'lost', 'lost'>>()
    const fixed: FixedKeyProcessorSupplier<string, Price, number> = () => {
      let context: FixedKeyProcessorContext<string, number>
      return {
        init: given => {
          context = given
        },
        process: record => context.forward(record.withValue(record.value.close)),
      }
    }
    expectTypeOf(prices.processValues(fixed)).toExtend<KStream<string, number, 'carried', 'lost'>>()
    // @ts-expect-error the processor takes prices
    expect(() => names.toStream().process(lengths)).not.toThrow()
  })

  test('what goes through a topic asks for the serdes that the stream does not bring', () => {
    const byClose = prices.selectKey((_key, { close }) => close)
    const wrong = (): unknown[] => [
      // @ts-expect-error the keys have no serde
      byClose.repartition(),
      // @ts-expect-error the keys have no serde
      byClose.toTable(),
      // @ts-expect-error the keys have no serde
      byClose.groupByKey(),
      // @ts-expect-error the values have no serde
      prices.mapValues(({ close }) => close).toTable(),
      // @ts-expect-error both are new
      names.groupBy((at, name) => [name, at]),
      // @ts-expect-error an aggregate of another type has no serde
      prices.groupByKey().aggregate(
        () => 0,
        (_key, { close }, sum) => sum + close,
      ),
      prices.groupByKey().aggregate(
        // @ts-expect-error the serde is of texts
        () => 0,
        (_key, { close }, sum) => sum + close,
        { value: string() },
      ),
    ]
    expect(wrong).toBeTypeOf('function')
    expectTypeOf(byClose.repartition({ key: integer() })).toExtend<KStream<number, Price>>()
    expectTypeOf(byClose.toTable({ key: integer() })).toExtend<KTable<number, Price>>()
  })
})

describe('what does not compile', () => {
  test('a sink without a serde for what was changed', () => {
    const lengths = prices.mapValues(price => price.symbol.length)
    // @ts-expect-error the values have no serde
    lengths.to('lengths')
    // @ts-expect-error the values of this serde are texts
    lengths.to('lengths', { value: string() })
    lengths.to('lengths', { value: long() })
    // @ts-expect-error the keys have no serde
    prices.selectKey(() => 1).to('by-number')
    expect(() => builder.build()).toThrow(/serde/)
  })

  test('a grouping by a new key without its serde', () => {
    // @ts-expect-error the new keys have no serde
    expect(() => prices.groupBy((_key, price) => price.close)).not.toThrow()
  })

  test('a join of tables whose keys differ', () => {
    const byNumber = new StreamsBuilder().table('by-number', { key: integer(), value: string() })
    // @ts-expect-error one has texts for keys, the other numbers
    const join = (): unknown => names.join(byNumber, (left, right) => left + right)
    expect(join).toBeTypeOf('function')
  })

  test('a foreign key of another type than the keys of the other table', () => {
    const seven = (): number => 7
    const joiner = (name: string, n: number): string => name + n
    // @ts-expect-error the other table has texts for keys
    const join = (): unknown => names.join(numbers, seven, joiner)
    expect(join).toBeTypeOf('function')
  })
})
