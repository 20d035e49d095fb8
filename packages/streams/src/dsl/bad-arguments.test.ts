/** What a program without types gets wrong is said at the call or at the build, by the name of what was wrong. */
import { describe, expect, test } from 'vitest'
import { integer, string } from '../serdes/index.ts'
import { calendar } from './calendar-windows.ts'
import { joinWindows } from './stream-join.ts'
import { StreamsBuilder } from './streams-builder.ts'
import { tumbling } from './windows.ts'

const number = { key: string(), value: integer() }
// biome-ignore lint/suspicious/noExplicitAny: it stands for a program without types
type Untyped = any

const wrong: Record<string, [(builder: Untyped) => unknown, RegExp]> = {
  filter: [b => b.stream('a', number).filter(), /predicate must be a function: undefined/],
  'filter of a table': [b => b.table('a', number).filter(5), /predicate must be a function: 5/],
  mapValues: [b => b.stream('a', number).mapValues('x'), /mapper must be a function: x/],
  mapValuesAsync: [b => b.stream('a', number).mapValuesAsync(), /call must be a function/],
  split: [b => b.stream('a', number).split({ odd: 1, rest: null }), /predicate must be a function: 1/],
  groupBy: [b => b.stream('a', number).groupBy(undefined, number), /selector must be a function/],
  reduce: [b => b.stream('a', number).groupByKey().reduce(), /reducer must be a function/],
  aggregate: [b => b.stream('a', number).groupByKey().aggregate(0), /init must be a function: 0/],
  'reduce of windows': [
    b => b.stream('a', number).groupByKey().windowedBy(tumbling(5)).reduce(),
    /reducer must be a function/,
  ],
  cogroup: [b => b.stream('a', number).groupByKey().cogroup(), /aggregator must be a function/],
  topN: [b => b.stream('a', number).groupByKey().topN(2), /compare must be a function/],
  'a join of streams': [
    b => b.stream('a', number).join(b.stream('b', number), undefined, joinWindows(5)),
    /joiner must be a function/,
  ],
  'a join with a table': [b => b.stream('a', number).join(b.table('b', number)), /joiner must be a function/],
  'a join with a global table': [
    b => b.stream('a', number).join(b.globalTable('b', number), (key: string) => key),
    /joiner must be a function/,
  ],
  'a join of tables': [b => b.table('a', number).join(b.table('b', number)), /joiner must be a function/],
  process: [b => b.stream('a', number).process({}), /no supplier of processors/],
  'a serde': [
    b => b.stream('a', { key: 'string', value: integer() }).to('b'),
    /a serde that is none: string/,
  ],
  'a store': [b => b.stream('a', number).distinct({ within: 5, store: 'disk' }), /cannot be in disk/],
  'a sink': [b => b.stream('a', number).to(''), /a topic has a name, not ""/],
  'a sink of a number': [b => b.stream('a', number).to(5), /what is no topic must be a function: 5/],
  'a source': [b => b.table(7, number), /a topic has a name, not 7/],
  calendar: [() => calendar('day', undefined as never), /a calendar has a time zone/],
}

describe('named', () => {
  test.each(Object.entries(wrong))('%s', (_what, [define, message]) => {
    const builder = new StreamsBuilder()
    expect(() => {
      define(builder)
      builder.build()
    }).toThrow(message)
  })
})
