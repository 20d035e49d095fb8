/** Punctuations in a running application: the wall clock's while records come and while none do, stream time's once a slot. */
import {
  type KeyValueStore,
  keyValueStore,
  long,
  type ProcessorContext,
  ProcessorRecord,
  type StreamsBuilder,
  string,
} from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const at = (time: number, value: string): Input => ({ topic: 'in', partition: 0, key: 'k', value, time })

/** Counts records, and tells the count at every tick of a clock. */
function counter(type: 'stream' | 'wallClock', onTick: () => void = () => undefined) {
  return (builder: StreamsBuilder): void => {
    const count = keyValueStore('count', { key: string(), value: long() })
    builder
      .stream('in', text)
      .process<string, string>({
        stores: [count],
        get() {
          let context: ProcessorContext<string, string>
          let store: KeyValueStore<string, number>
          return {
            init(given) {
              context = given
              store = given.getStateStore(count)
              given.schedule(type === 'stream' ? 100 : 20, type, now => {
                onTick()
                for (const { key, value } of store.all())
                  context.forward(new ProcessorRecord(key, `${value}`, now))
                if (type === 'wallClock') context.commit()
              })
            },
            process() {
              store.put('k', (store.get('k') ?? 0) + 1)
            },
          }
        },
      })
      .to('out', text)
  }
}

test('the wall clock punctuates an application that has nothing to do, and its output is committed', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const app = home.app('idle', counter('wallClock'), await home.folder())
    await app.start()
    await home.write([at(1, 'a'), at(2, 'b')])
    await until('a committed tick after the last record', async () =>
      (await home.read('out')).some(({ value }) => value === '2'),
    )
    const seen = (await home.read('out')).length
    await until('more ticks', async () => (await home.read('out')).length > seen + 2)
    await app.stop()
  } finally {
    await home.close()
  }
})

test('stream time punctuates once a slot, also over a restart', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const state = await home.folder()
    const times = [10, 50, 120, 130, 199, 230, 230, 460, 480, 510]
    for (const [n, time] of times.entries()) {
      const app = home.app('slots', counter('stream'), state)
      await app.start()
      await home.write([at(time, `${n}`)])
      await home.finished(app)
      await app.stop()
    }
    const outputs = await home.read('out')
    expect(outputs.map(({ time, value }) => [time, value])).toEqual([
      [10, '1'],
      [120, '3'],
      [230, '6'],
      [460, '8'],
      [510, '10'],
    ])
  } finally {
    await home.close()
  }
})

test('a punctuator that throws stops the application, and names the processor', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const topology = counter('wallClock', () => {
      throw new Error('no such luck')
    })
    const app = home.app('boom', topology, await home.folder())
    await app.start()
    await until('state ERROR', () => app.state === 'ERROR')
    expect(String(app.failure)).toMatch(/processor KSTREAM-PROCESSOR-\d+ failed while punctuating/)
    expect((app.failure as Error).cause).toMatchObject({ message: 'no such luck' })
  } finally {
    await home.close()
  }
})

test('a close that throws is told, every store is closed all the same, and the next start has them', async () => {
  const home = await Home.open()
  let throws = true
  const store = keyValueStore('closing', { key: string(), value: long() })
  const build = (builder: StreamsBuilder): void => {
    builder
      .stream('in', text)
      .process<string, string>({
        stores: [store],
        get() {
          let context: ProcessorContext<string, string>
          let counts: KeyValueStore<string, number>
          return {
            init(given) {
              context = given
              counts = given.getStateStore(store)
            },
            process(record) {
              const n = (counts.get('n') ?? 0) + 1
              counts.put('n', n)
              context.forward(record.withValue(`${n}`))
            },
            close() {
              if (throws) throw new Error('this processor does not like to go')
            },
          }
        },
      })
      .to('out', text)
  }
  try {
    await home.create({ in: 2, out: 1 })
    const state = await home.folder()
    const first = home.app('closing', build, state)
    await first.start()
    await home.write([at(1, 'a'), { ...at(2, 'b'), partition: 1 }])
    await home.finished(first)
    await expect(first.stop()).rejects.toThrow('does not like to go')
    throws = false
    const second = home.app('closing', build, state)
    await second.start()
    await home.write([at(3, 'c')])
    await home.finished(second)
    await second.stop()
    expect((await home.read('out')).map(({ value }) => value)).toEqual(['1', '1', '2'])
  } finally {
    await home.close()
  }
})
