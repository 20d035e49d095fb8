import { integer, json, ProcessorRecord, type StreamsBuilder, string, tumbling } from '@moldau/streams'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { marbleOf, parsed, printed, wordsOf } from './marble.ts'
import { marbles } from './marbles.ts'

const doubled = (builder: StreamsBuilder): void =>
  builder
    .stream('in', { key: string(), value: integer() })
    .mapValues(n => n * 2)
    .to('out', { value: integer() })

describe('a marble table', () => {
  test('passes where the records are those that it draws', () => {
    marbles(doubled, 'in a:1@5 b:-3 -:7\n => out a:2@5 b:-6@5 -:14')
  })

  test.each([
    ['a wrong value', 'in a:1\n => out a:3'],
    ['a wrong key', 'in a:1\n => out b:2'],
    ['a wrong time', 'in a:1@4\n => out a:2@5'],
    ['one too few', 'in a:1 b:1\n => out a:2'],
    ['one too many', 'in a:1\n => out a:2 a:2'],
    ['another order', 'in a:1 b:1\n => out b:2 a:2'],
    ['an output that it leaves out', 'in a:1'],
  ])('fails for %s, and draws both', (_what, table) => {
    expect(() => marbles(doubled, table)).toThrow(/came out => out/)
  })

  test.each([
    ['in a', /"a" is no marble/],
    ['other a:1', /topic other no serdes/],
    ['=>', /names no topic/],
    ['clock 5', /does not move the clock/],
  ])('names what cannot be read: %s', (table, message) => {
    expect(() => marbles(doubled, table)).toThrow(message)
  })

  test('plays its inputs by columns', () => {
    marbles(
      builder => {
        const left = builder.stream('left', { key: string(), value: string() })
        left
          .merge(builder.stream('right', { key: string(), value: string() }))
          .to('both', { key: string(), value: string() })
      },
      `
        left     a:1          a:3
        right          a:2
        => both  a:1   a:2    a:3
      `,
    )
  })

  test('draws windows, and restarts between all records when asked', () => {
    marbles(
      builder =>
        builder
          .stream('in', { key: string(), value: integer() })
          .groupByKey()
          .windowedBy(tumbling(10))
          .count()
          .toStream()
          .to('out'),
      `
        in      a:7@1         a:8@9         a:9@10
        => out  a[0,10):1@1   a[0,10):2@9   a[10,20):1@10
      `,
      { restarts: true, config: { 'statestore.cache.max.bytes': 0 } },
    )
  })

  test('moves the wall clock', () => {
    const topology = (builder: StreamsBuilder): void => {
      const ticks = builder.stream('in', { key: string(), value: integer() }).process(() => ({
        init(context) {
          context.schedule(100, 'wallClock', at => context.forward(new ProcessorRecord('tick', at, at)))
        },
        process() {},
      }))
      ticks.to('out', { key: string(), value: integer() })
    }
    marbles(topology, 'clock +100 +250\n => out tick:100@100 tick:350@350')
  })
})

test('any text, number or object is read back from its word', () => {
  const values = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.dictionary(fc.string(), fc.integer()))
  fc.assert(
    fc.property(values, fc.string(), fc.option(fc.integer(), { nil: null }), (value, key, time) => {
      const line = `t ${printed(key, string())}:${printed(value, json())}${time === null ? '' : `@${time}`} b:1`
      const words = wordsOf(line)
      expect(words.length).toBe(3)
      const marble = marbleOf(words[1]!)
      expect(parsed(marble.key, string())).toBe(key)
      expect(parsed(marble.value, json())).toEqual(value)
      expect(marble.timestamp).toBe(time)
    }),
  )
})
