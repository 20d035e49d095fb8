import {
  bytes,
  hopping,
  json,
  KStream,
  long,
  Serde,
  StreamsBuilder,
  type StreamsConfig,
  string,
  timeWindowed,
  tumbling,
  versioned,
} from '@moldau/streams'
import { describe, expect, test } from 'vitest'
import type { ProducedRecord } from './produced-record.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const utf8 = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const LONGS = { key: string(), value: long() }

function drive(define: (builder: StreamsBuilder) => void, config: StreamsConfig = {}) {
  const builder = new StreamsBuilder()
  define(builder)
  const produced: ProducedRecord[] = []
  const driver = new TopologyTestDriver(builder.build(config), config, { onProduced: r => produced.push(r) })
  return { driver, produced, of: (topic: string) => produced.filter(r => r.topic === topic) }
}

describe('bytes on their way', () => {
  test('pass unopened where nobody looks at them, and are what came in', () => {
    let decoded = 0
    const watched = new Serde<string>({
      encoding: 'string',
      accepts: string().accepts,
      decode: (b, s, e) => {
        decoded++
        return string().decode(b, s, e)
      },
      encode: string().encode,
    })
    const { driver, of } = drive(b => {
      b.stream('in', { key: watched, value: watched })
        .filter((_key, value) => value !== 'no')
        .groupByKey()
        .count()
        .toStream()
        .to('out')
    })
    driver.pipe('in', utf8('clé'), utf8('yes'), 1)
    expect(decoded).toBe(1)
    expect(of('out').map(r => [Buffer.from(r.key!).toString(), r.timestamp])).toEqual([['clé', 1]])
  })

  test('bytes that a lazy serde does not accept meet the deserialization handler, looked at or not', () => {
    const define = (b: StreamsBuilder): void => b.stream('in', LONGS).to('out')
    const failing = drive(define)
    expect(() => failing.driver.pipe('in', utf8('k'), Uint8Array.of(1, 2), 5)).toThrow(
      /KSTREAM-SOURCE-0000000000.*in-0 at offset 0/,
    )
    const config = {
      'deserialization.exception.handler': 'dead-letter',
      'errors.dead.letter.queue.topic.name': 'dead',
    } as const
    const { driver, of } = drive(define, config)
    driver.pipe('in', utf8('k'), Uint8Array.of(1, 2), 5)
    driver.pipe('in', utf8('k'), long().serialize('', 3), 6)
    expect(of('dead').map(r => [...r.value!])).toEqual([[1, 2]])
    expect(of('dead')[0]!.headers.map(([name]) => name)).toContain('__streams.errors.offset')
    expect(of('out').length).toBe(1)
    expect(driver.dropped.get('KSTREAM-SOURCE-0000000000')).toBe(1)
  })

  test('ill-formed text is read as Java reads it, not passed on', () => {
    const { driver, of } = drive(b => b.stream('in', { key: string(), value: string() }).to('out'))
    driver.pipe('in', null, Uint8Array.of(0x61, 0xff), 1)
    expect(Buffer.from(of('out')[0]!.value!).toString('hex')).toBe('61efbfbd')
  })

  test('several children see the record as it came', () => {
    const { driver, of } = drive(b => {
      const s = b.stream('in', LONGS)
      s.groupByKey()
        .count()
        .toStream()
        .mapValues(v => v * 100)
        .to('counted', { value: long() })
      s.map((k, v) => [`${k}!`, v + 1]).to('mapped', LONGS)
      s.to('plain')
    })
    driver.pipe('in', utf8('a'), long().serialize('', 7), 9)
    driver.pipe('in', utf8('a'), long().serialize('', 8), 3)
    const shown = (topic: string) =>
      of(topic).map(r => [Buffer.from(r.key!).toString(), long().deserialize('', r.value), r.timestamp])
    expect(shown('plain')).toEqual([
      ['a', 7, 9],
      ['a', 8, 3],
    ])
    expect(shown('mapped')).toEqual([
      ['a!', 8, 9],
      ['a!', 9, 3],
    ])
    expect(shown('counted')).toEqual([
      ['a', 100, 9],
      ['a', 200, 9],
    ])
  })
})

describe('the driver', () => {
  test('input and output topics speak in objects', () => {
    const { driver } = drive(b => {
      b.stream('in', LONGS).groupByKey().windowedBy(tumbling(10)).count({ name: 'c' }).toStream().to('out')
    })
    const input = driver.createInputTopic('in', string(), long(), { autoAdvance: 4 })
    const output = driver.createOutputTopic('out', timeWindowed(string(), 10), long())
    input.pipeKeyValueList([
      ['a', 1],
      ['a', 1],
      ['a', 1],
      ['a', 1],
    ])
    expect(output.readKeyValuesToList()).toEqual([
      [{ key: 'a', start: 0, end: 10 }, 1],
      [{ key: 'a', start: 0, end: 10 }, 2],
      [{ key: 'a', start: 0, end: 10 }, 3],
      [{ key: 'a', start: 10, end: 20 }, 1],
    ])
    expect(output.isEmpty()).toBe(true)
    const store = driver.getTimestampedWindowStore<string, number>('c')!
    expect(store.fetch('a', 0)).toBeNull()
    expect(store.fetch('a', 10)).toEqual({ value: 1, timestamp: 12 })
    expect(() => input.pipeInput('a', 'text' as never)).toThrow()
    expect(() => driver.pipe('nowhere', null, null, 1)).toThrow('Unknown topic: nowhere')
  })

  test('a window that was closed before a restart stays closed after it', () => {
    const run = (restart: boolean): number => {
      const { driver, of } = drive(b => {
        b.stream('in', LONGS).groupByKey().windowedBy(hopping(10, 5)).count().toStream().to('out')
      })
      driver.pipe('in', utf8('a'), long().serialize('', 1), 100)
      if (restart) driver.restart()
      driver.pipe('in', utf8('a'), long().serialize('', 1), 50)
      return of('out').length
    }
    expect(run(false)).toBe(2)
    expect(run(true)).toBe(2)
  })

  test('an as-of join does not depend on who comes first', () => {
    const { driver, of } = drive(b => {
      const table = b.table('table', { ...LONGS, name: 't', store: versioned('1h') })
      b.stream('in', LONGS)
        .join(table, (left, right) => `${left}@${right}`)
        .to('out', { value: string() })
    })
    driver.pipe('table', utf8('a'), long().serialize('', 1), 10)
    driver.pipe('table', utf8('a'), long().serialize('', 2), 20)
    for (const ts of [15, 25, 5, 10]) driver.pipe('in', utf8('a'), long().serialize('', ts), ts)
    expect(of('out').map(r => Buffer.from(r.value!).toString())).toEqual(['15@1', '25@2', '10@1'])
  })

  test('whatever the cache holds, the last output of each key is the same', () => {
    const last = (cacheBytes: number): Map<string, string> => {
      const { driver, of } = drive(
        b => {
          const counts = b.stream('in', LONGS).groupByKey().count()
          counts
            .filter((_k, v) => v % 2 === 0)
            .toStream()
            .to('even')
          counts
            .mapValues(v => v * 2, { name: 'doubled', value: long() })
            .toStream()
            .to('doubled')
        },
        { 'statestore.cache.max.bytes': cacheBytes },
      )
      for (let i = 0; i < 3000; i++)
        driver.pipe('in', utf8(`k${(i * 7919) % 97}`), long().serialize('', i), i)
      const result = new Map<string, string>()
      for (const topic of ['even', 'doubled']) {
        for (const r of of(topic)) {
          result.set(
            `${topic} ${Buffer.from(r.key!)}`,
            r.value === null ? 'null' : String(long().deserialize('', r.value)),
          )
        }
      }
      return result
    }
    const without = last(0)
    expect(without.size).toBe(2 * 97)
    for (const size of [1, 500, 5000, 1e7]) expect(last(size)).toEqual(without)
  })
})

describe('building', () => {
  test('a missing serde is refused with the name of the operator', () => {
    const builder = new StreamsBuilder()
    const stream = new KStream<string, number>(builder.stream<string, number>('in').internals)
    stream.to('out')
    expect(() => builder.build()).toThrow(
      /source KSTREAM-SOURCE-0000000000 has no key serde.*default.key.serde/,
    )
    expect(() =>
      builder.build({ 'default.key.serde': string(), 'default.value.serde': long() }),
    ).not.toThrow()
  })

  test('a topology may be built twice, and optimized or not', () => {
    const builder = new StreamsBuilder()
    const keyed = builder.stream('in', LONGS).selectKey((_k, v) => String(v))
    keyed.groupByKey({ key: string() }).count({ name: 'a' }).toStream().to('x')
    keyed.groupByKey({ key: string() }).count({ name: 'b' }).toStream().to('y')
    const plain = builder.build()
    const merged = builder.build({ 'topology.optimization': 'all' })
    expect(plain.repartitionTopics.size).toBe(2)
    expect(merged.repartitionTopics.size).toBe(1)
    expect(builder.build().describe()).toBe(plain.describe())
  })

  test('types say what is missing', () => {
    const mapped = new StreamsBuilder().stream('in', LONGS).mapValues(v => ({ v }))
    // @ts-expect-error the value's serde is lost, so one must be given
    mapped.to('out')
    // @ts-expect-error of another type
    mapped.to('out', { value: string() })
    mapped.to('out', { value: json<{ v: number }>() })
    // @ts-expect-error grouping needs it too
    mapped.groupByKey()
    // @ts-expect-error the key is a string
    mapped.filter(key => key > 1)
    const other = new StreamsBuilder().table('t', { key: bytes(), value: long() })
    // @ts-expect-error keys of different types cannot be joined
    expect(() => new StreamsBuilder().stream('in', LONGS).join(other, (a, b) => a + b)).not.toThrow()
  })
})
