/** The Processor API as users write it: what processors see, forward, keep, schedule, and what they may not do. */
import {
  type FixedKeyProcessorContext,
  type KeyValueStore,
  keyValueStore,
  long,
  type Processor,
  type ProcessorContext,
  ProcessorRecord,
  StreamsBuilder,
  string,
  timestampedWindowStore,
  type ValueAndTimestamp,
  type WindowStore,
} from '@moldau/streams'
import { describe, expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }

function run(build: (builder: StreamsBuilder) => void, config = {}) {
  const builder = new StreamsBuilder()
  build(builder)
  const driver = new TopologyTestDriver(builder.build(), { 'statestore.cache.max.bytes': 0, ...config })
  const input = driver.createInputTopic('in', text.key, text.value)
  const output = driver.createOutputTopic('out', text.key, text.value)
  const outputs = () => output.readRecordsToList().map(({ key, value, timestamp }) => [key, value, timestamp])
  return { driver, input, output, outputs }
}

/** Counts the values of each key, and tells them at every ten milliseconds of stream time. */
class Counter implements Processor<string, string, string, string> {
  private store!: KeyValueStore<string, number>
  private context!: ProcessorContext<string, string>

  init(context: ProcessorContext<string, string>): void {
    this.context = context
    this.store = context.getStateStore(counts)
    context.schedule(10, 'stream', () => {
      for (const { key, value } of this.store.all()) {
        context.forward(new ProcessorRecord(key, `${value}`, context.currentStreamTimeMs()))
      }
    })
  }

  process(record: ProcessorRecord<string, string>): void {
    this.store.put(record.key, (this.store.get(record.key) ?? 0) + 1)
    if (record.value === 'now') this.context.forward(record.withValue('seen'))
  }
}

const counts = keyValueStore('counts', { key: string(), value: long() })

describe('process', () => {
  const counting = (builder: StreamsBuilder): void => {
    builder
      .stream('in', text)
      .process<string, string>({ get: () => new Counter(), stores: [counts] })
      .to('out', text)
  }

  test('keeps state, forwards, and punctuates behind the record that moved stream time', () => {
    const { input, outputs } = run(counting)
    input.pipeInput('a', 'x', 1)
    input.pipeInput('b', 'now', 8)
    input.pipeInput('a', 'x', 12)
    expect(outputs()).toEqual([
      ['a', '1', 1],
      ['b', 'seen', 8],
      ['a', '2', 12],
      ['b', '1', 12],
    ])
  })

  test('a restart between any two records changes nothing, punctuations included', () => {
    const records = [3, 8, 12, 19, 20, 55, 56, 60].map(
      (time, n) => [n % 2 === 0 ? 'a' : 'b', 'now', time] as const,
    )
    const all = (restartBefore: number) => {
      const { driver, input, outputs } = run(counting)
      records.forEach(([key, value, time], n) => {
        if (n === restartBefore) driver.restart()
        input.pipeInput(key, value, time)
      })
      return outputs()
    }
    const expected = all(-1)
    for (let n = 0; n < records.length; n++) expect([n, all(n)]).toEqual([n, expected])
  })

  test('sees where its record came from, and sees nothing of that while punctuating', () => {
    const seen: unknown[] = []
    const { driver, input } = run(builder => {
      builder.stream('in', text).process<string, string>(() => {
        let look: (what: string) => void
        return {
          init(context) {
            look = what => seen.push([what, context.recordMetadata, context.currentSystemTimeMs()])
            look('init')
            context.schedule('20ms', 'wallClock', now => look(`tick ${now}`))
          },
          process: record => look(record.value),
          close: () => look('close'),
        }
      })
    })
    input.pipeInput('a', 'one', 1)
    driver.advanceWallClockTime(19)
    driver.advanceWallClockTime(30)
    driver.advanceWallClockTime(1)
    input.pipeInput('a', 'two', 1)
    driver.advanceWallClockTime(10)
    driver.close()
    expect(seen).toEqual([
      ['init', null, 0],
      ['one', { topic: 'in', partition: 0, offset: 0 }, 0],
      ['tick 49', null, 49],
      ['two', { topic: 'in', partition: 0, offset: 1 }, 50],
      ['tick 60', null, 60],
      ['close', null, 60],
    ])
  })

  test('headers go with the record that is forwarded, and with no other', () => {
    const { input, output } = run(builder => {
      builder
        .stream('in', text)
        .process<string, string>(() => {
          let context: ProcessorContext<string, string>
          return {
            init: given => (context = given),
            process: record => {
              context.forward(record)
              context.forward(record.withHeaders([...record.headers, ['by', new Uint8Array([1])]]))
              context.forward(record.withHeaders([]))
              context.forward(record)
            },
          }
        })
        .to('out', text)
    })
    input.pipeInput('a', 'x', 1, [['own', null]])
    expect(output.readRecordsToList().map(({ headers }) => headers.map(([name]) => name))).toEqual([
      ['own'],
      ['own', 'by'],
      [],
      ['own'],
    ])
  })

  test('what another branch of the stream sees is not what a processor made of it', () => {
    const { input, outputs } = run(builder => {
      const stream = builder.stream('in', text)
      stream
        .process<string, string>(() => {
          let context: ProcessorContext<string, string>
          return {
            init: given => (context = given),
            process: record =>
              context.forward(
                record
                  .withKey('other')
                  .withTimestamp(99)
                  .withHeaders([['h', null]]),
              ),
          }
        })
        .to('out', text)
      stream.to('out', text)
    })
    input.pipeInput('a', 'x', 1)
    expect(outputs()).toEqual([
      ['other', 'x', 99],
      ['a', 'x', 1],
    ])
  })

  test('window stores keep what is within their retention', () => {
    const { driver, input, outputs } = run(builder => {
      builder.addStateStore(
        timestampedWindowStore('windows', { key: string(), value: string(), windowSize: 10, retention: 20 }),
      )
      builder
        .stream('in', text)
        .process<string, string>(
          () => {
            let context: ProcessorContext<string, string>
            let store: WindowStore<string, ValueAndTimestamp<string>>
            return {
              init: given => {
                context = given
                store = given.getStateStore('windows')
              },
              process: record => {
                const { key, value, timestamp } = record
                const start = Math.floor(timestamp / 10) * 10
                const before = store.fetch(key, start)
                store.put(key, { value: `${before?.value ?? ''}${value}`, timestamp }, start)
                const all = [...store.fetch(key, 0, 100)].map(
                  ({ key: k, value: v }) => `${k.start}=${v.value}`,
                )
                context.forward(record.withValue(all.join(' ')))
              },
            }
          },
          { stores: ['windows'] },
        )
        .to('out', text)
    })
    for (const [value, time] of [
      ['a', 1],
      ['b', 11],
      ['c', 2],
      ['d', 21],
      ['e', 3],
    ] as const)
      input.pipeInput('k', value, time)
    expect(outputs().map(([, value]) => value)).toEqual([
      '0=a',
      '0=a 10=b',
      '0=ac 10=b',
      '10=b 20=d',
      '10=b 20=d',
    ])
    expect([...driver.dropped.keys()]).toEqual(['KSTREAM-PROCESSOR-0000000001'])
  })

  test('a store that is not connected, a child that is not there, a record before 1970 are named', () => {
    const failing = (
      process: (context: ProcessorContext<string, string>, record: ProcessorRecord<string, string>) => void,
    ) => {
      const { input } = run(builder => {
        builder.addStateStore(counts)
        builder
          .stream('in', text)
          .process<string, string>(
            () => {
              let context: ProcessorContext<string, string>
              return { init: given => (context = given), process: record => process(context, record) }
            },
            { name: 'mine' },
          )
          .to('out', text)
      })
      try {
        input.pipeInput('a', 'x', 1)
      } catch (error) {
        return `${(error as Error).message} | ${String((error as Error).cause)}`
      }
      return 'nothing thrown'
    }
    expect(failing(context => context.getStateStore('counts'))).toMatch(
      /processor mine .*no access to StateStore counts/,
    )
    expect(failing((context, record) => context.forward(record, 'nobody'))).toMatch(
      /Unknown downstream node: nobody/,
    )
    expect(failing((context, record) => context.forward(record.withTimestamp(-1)))).toMatch(
      /at least 0, it was given -1/,
    )
    expect(failing(context => context.schedule(0, 'stream', () => undefined))).toMatch(
      /1 millisecond, it was given 0/,
    )
  })

  test('a store that nobody added is an error of the build', () => {
    const builder = new StreamsBuilder()
    builder
      .stream('in', text)
      .process<string, string>(() => ({ process: () => undefined }), { stores: ['none'] })
    expect(() => builder.build()).toThrow('StateStore none is not added yet')
  })
})

describe('processValues', () => {
  test('keeps the key, so that grouping needs no topic', () => {
    const { driver, input, outputs } = run(builder => {
      builder
        .stream('in', text)
        .processValues<string>(() => {
          let context: FixedKeyProcessorContext<string, string>
          return {
            init: given => (context = given),
            process: record => {
              context.forward(record.withValue(record.value.toUpperCase()))
              context.forward(record.withValue('again').withTimestamp(7))
            },
          }
        })
        .groupByKey({ value: string() })
        .reduce((all, value) => `${all}+${value}`, { name: 'all', ...text })
        .toStream()
        .to('out', text)
    })
    input.pipeInput('a', 'x', 1)
    expect(outputs()).toEqual([
      ['a', 'X', 1],
      ['a', 'X+again', 7],
    ])
    expect([...driver.producedTopicNames()].some(name => name.endsWith('-repartition'))).toBe(false)
  })

  test('a record with another key is refused', () => {
    const { input } = run(builder => {
      builder.stream('in', text).processValues<string>(() => {
        let context: FixedKeyProcessorContext<string, string>
        return { init: given => (context = given), process: record => context.forward(record.withKey('b')) }
      })
    })
    expect(() => input.pipeInput('a', 'x', 1)).toThrow(/PROCESSVALUES/)
  })
})
