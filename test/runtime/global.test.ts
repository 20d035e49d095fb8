/** Global stores: whole before the application runs, kept up to date, filled again in the same way after a restart. */
import {
  Admin,
  type KeyValueState,
  keyValueStore,
  type Processor,
  type ProcessorContext,
  Producer,
  type StreamsBuilder,
  string,
} from 'moldau'
import { expect, test } from 'vitest'
import { bare, Home, type Input, Plug, until } from './home.ts'

const text = { key: string(), value: string() }

const input = (time: number, key: string, value: string | null, topic = 'in', partition = 0): Input => ({
  ...{ topic, partition, key, value, time },
})
const place = (time: number, key: string, value: string | null, partition = 0): Input =>
  input(time, key, value, 'places', partition)

function visits(builder: StreamsBuilder): void {
  const places = builder.globalTable('places', { ...text, name: 'places' })
  const stream = builder.stream('in', text)
  stream
    .join(
      places,
      (_who, where) => where,
      (where, what, who, id) => `${who} ${where} ${what} ${id}`,
    )
    .to('inner', { value: string() })
  stream
    .leftJoin(
      places,
      (_who, where) => (where === 'nowhere' ? null : where),
      (_where, what = 'nothing') => what,
    )
    .to('left', { value: string() })
}

/** What a global store of the application holds. */
function rows(app: ReturnType<Home['app']>, store: string): [string, string][] {
  const [state] = app.localState(store) as [KeyValueState<string, string>]
  return [...state.all()].map(({ key, value }) => [key, value])
}

const values = async (home: Home, topic: string) => (await home.read(topic)).map(({ value }) => value)

test.each(['level', 'memory'] as const)(
  'a global table on %s is whole before the first record',
  async type => {
    const home = await Home.open()
    try {
      await home.create({ in: 2, places: 3, inner: 1, left: 1 })
      const state = await home.folder()
      const config = { 'dsl.store.suppliers.class': type, 'num.stream.threads': 2 }
      await home.write([place(900, 'p', 'park', 0), place(5, 'q', 'quay', 1), place(7, 'r', 'rock', 2)])
      // Older than any place: a global table has no time.
      await home.write([input(1, 'ann', 'p'), input(2, 'bob', 'q', 'in', 1), input(3, 'cat', 'nowhere')])
      const first = home.app('visits', visits, state, config)
      await first.start()
      await home.finished(first)
      expect((await values(home, 'inner')).sort()).toEqual(['ann p park p', 'bob q quay q'])
      expect((await values(home, 'left')).sort()).toEqual(['nothing', 'park', 'quay'])

      await home.write([place(10, 'p', 'pond', 0), place(11, 'q', null, 1)])
      await until('the update', () => rows(first, 'places').join() === 'p,pond,r,rock')
      await home.write([input(4, 'ann', 'p'), input(5, 'bob', 'q', 'in', 1)])
      await home.finished(first)
      expect((await values(home, 'inner')).sort()).toEqual(['ann p park p', 'ann p pond p', 'bob q quay q'])
      await first.stop()

      await home.write([place(12, 's', 'sea', 2)])
      const second = home.app('visits', visits, state, config)
      await second.start()
      // Only the tail is read where the store outlives the process.
      expect(second.restoredRecords).toBe(type === 'level' ? 1 : 6)
      expect(rows(second, 'places')).toEqual([
        ['p', 'pond'],
        ['r', 'rock'],
        ['s', 'sea'],
      ])
      await home.write([input(6, 'cat', 's')])
      await home.finished(second)
      expect(await values(home, 'inner')).toContain('cat s sea s')
      await second.stop()
      // No changelog was made for it.
      const topics = second.plan!.internalTopics.map(topic => topic.name)
      expect(topics).toEqual([])
    } finally {
      await home.close()
    }
  },
)

test('a global table is filled again where its topic lost what was read before', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, places: 1, inner: 1, left: 1 })
    const state = await home.folder()
    await home.write([place(1, 'p', 'park'), place(2, 'q', 'quay')])
    const first = home.app('again', visits, state)
    await first.start()
    await first.stop()
    const admin = new Admin(home.cluster)
    expect([...(await admin.deleteTopics(['places'])).values()]).toEqual([undefined])
    await home.create({ places: 1 })
    await home.write([place(3, 'z', 'zoo')])
    const second = home.app('again', visits, state)
    await second.start()
    expect(rows(second, 'places')).toEqual([['z', 'zoo']])
    expect(home.warnings.join()).toMatch(/a global store is filled anew: places/)
    await second.stop()
  } finally {
    await home.close()
  }
})

test('what a transaction aborts never enters a global table', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, places: 1, inner: 1, left: 1 })
    const producer = new Producer(home.cluster, { transactionalId: 'gazetteer', lingerMs: 0 })
    await producer.initTransactions()
    const write = async (key: string, value: string, isMeant: boolean): Promise<void> => {
      producer.beginTransaction()
      await producer.send({ topic: 'places', partition: 0, key, value, timestamp: 1 })
      await (isMeant ? producer.commitTransaction() : producer.abortTransaction())
    }
    await write('p', 'park', true)
    await write('p', 'prison', false)
    const app = home.app('aborted', visits, await home.folder())
    await app.start()
    expect(rows(app, 'places')).toEqual([['p', 'park']])
    await write('q', 'queue', false)
    await write('q', 'quay', true)
    await until('the update', () => rows(app, 'places').length === 2)
    expect(rows(app, 'places')).toEqual([
      ['p', 'park'],
      ['q', 'quay'],
    ])
    await app.stop()
    await producer.close()
  } finally {
    await home.close()
  }
})

/** Puts upper-case keys, and how many records it has seen of each. */
class Shouting implements Processor<string, string, never, never> {
  private context!: ProcessorContext<never, never>

  init(context: ProcessorContext<never, never>): void {
    this.context = context
  }

  process({ key, value }: { key: string; value: string }): void {
    this.context.getStateStore(loud).put(key.toUpperCase(), `${value}!`)
  }
}
const loud = keyValueStore('loud', text)

function shouted(builder: StreamsBuilder): void {
  builder.addGlobalStore(loud, 'words', () => new Shouting(), text)
  builder
    .stream('in', text)
    .process<string, string>(() => {
      let context: ProcessorContext<string, string>
      return {
        init(given) {
          context = given
        },
        process(record) {
          const store = context.getStateStore(loud)
          expect(() => store.put('x', 'y')).toThrow('read only')
          context.forward(record.withValue(store.get(record.value) ?? 'none'))
        },
      }
    })
    .to('out', text)
}

test('a global store of a processor is made by it again, never copied', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, words: 2, out: 1 })
    const word = (key: string, value: string, partition: number) => input(1, key, value, 'words', partition)
    await home.write([word('a', 'hey', 0), word('b', 'ho', 1), input(1, 'k', 'A')])
    const state = await home.folder()
    const first = home.app('shouted', shouted, state)
    await first.start()
    await home.finished(first)
    await first.stop()
    // The state is gone, and the processor fills the store once more.
    const second = home.app('shouted', shouted, await home.emptied(state, 'shouted'))
    await home.write([input(2, 'k', 'B'), input(3, 'k', 'C')])
    await second.start()
    await home.finished(second)
    expect(bare(await home.read('out')).map(({ value }) => value)).toEqual(['hey!', 'ho!', 'none'])
    await second.stop()
  } finally {
    await home.close()
  }
})

test('what cannot be filled keeps the application from starting, and global stores alone run', async () => {
  const home = await Home.open()
  try {
    await home.create({ words: 1, in: 1, out: 1 })
    const failing = (builder: StreamsBuilder): void => {
      const process = (): void => {
        throw new RangeError('no such word')
      }
      builder.addGlobalStore(loud, 'words', () => ({ process }), text)
      builder.stream('in', text).to('out')
    }
    await home.write([input(1, 'a', 'b', 'words')])
    const broken = home.app('broken', failing, await home.folder())
    await expect(broken.start()).rejects.toMatchObject({ code: 'PROCESSING_FAILED' })
    const missing = home.app('missing', visits, await home.folder())
    await expect(missing.start()).rejects.toMatchObject({ code: 'MISSING_SOURCE_TOPIC' })

    const alone = (builder: StreamsBuilder): void => {
      builder.addGlobalStore(loud, 'words', () => new Shouting(), text)
    }
    const app = home.app('alone', alone, await home.folder())
    await app.start()
    expect(app.state).toBe('RUNNING')
    expect(rows(app, 'loud')).toEqual([['A', 'b!']])
    await app.stop()
  } finally {
    await home.close()
  }
})

test('a record that the processor of a global store fails at ends the application, and says why', async () => {
  const home = await Home.open()
  try {
    await home.create({ words: 1, in: 1, out: 1 })
    const fragile = (builder: StreamsBuilder): void => {
      const process = ({ value }: { value: string }): void => {
        if (value === 'boom') throw new RangeError('no such word')
      }
      builder.addGlobalStore(loud, 'words', () => ({ process }), text)
      builder.stream('in', text).to('out')
    }
    const app = home.app('fragile', fragile, await home.folder())
    await app.start()
    await until('the application to run', () => app.state === 'RUNNING')
    await home.write([input(1, 'a', 'fine', 'words'), input(2, 'a', 'boom', 'words')])
    await until('the end', () => app.state === 'ERROR')
    expect(app.failure).toMatchObject({ code: 'PROCESSING_FAILED' })
  } finally {
    await home.close()
  }
})

test('a global store goes on where it was when the cluster can be reached again', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, places: 2, inner: 1, left: 1 })
    const plug = new Plug()
    const app = home.app('cut', visits, await home.folder(), { 'session.timeout.ms': 2000 }, plug.wrap)
    await home.write([place(1, 'p', 'park', 0)])
    await app.start()
    await until('the application to run', () => app.state === 'RUNNING')
    plug.pull()
    await home.write([place(2, 'q', 'quay', 1), place(3, 'p', 'pond', 0)])
    plug.putIn()
    await until('the updates', () => rows(app, 'places').join() === 'p,pond,q,quay')
    await app.stop()
  } finally {
    await home.close()
  }
})
