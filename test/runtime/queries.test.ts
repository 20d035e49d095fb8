/** Reading the stores of a running application: over partitions, over a restart, and what may not be read. */
import {
  json,
  keyQuery,
  multiVersionedKeyQuery,
  Position,
  rangeQuery,
  type StoreQuery,
  type StreamsBuilder,
  sessions,
  sessionsQuery,
  string,
  tumbling,
  versioned,
  versionedKeyQuery,
  windowKeyQuery,
  windowRangeQuery,
} from '@moldau/streams'
import { filter, firstValueFrom } from 'rxjs'
import { expect, test } from 'vitest'
import { Home } from './home.ts'

const key = string()

function topology(builder: StreamsBuilder): void {
  const stream = builder.stream('in', { key, value: json<number>() })
  const grouped = stream.groupByKey()
  grouped.count({ name: 'counts' })
  grouped.windowedBy(tumbling(10, { grace: 100 })).count({ name: 'windows' })
  grouped.windowedBy(sessions(5, { grace: 100 })).count({ name: 'sessions' })
  stream.toTable({ name: 'versions', store: versioned(1000) })
}

const record = (name: string, value: number, time: number) => ({
  topic: 'in',
  key: name,
  value: String(value),
  time,
})

test('every kind of store is read while the application runs, and after it came back', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 3 })
    const folder = await home.folder()
    const letters = [...'abcdef']
    const read = async (write: boolean): Promise<void> => {
      const app = home.app('queries', topology, folder)
      expect(() => app.stores.keyValue('counts')).toThrow(/cannot be read/)
      await app.start()
      if (write) await home.write(letters.flatMap(name => [record(name, 1, 3), record(name, 2, 12)]))
      await home.finished(app)
      await firstValueFrom(app.state$.pipe(filter(state => state === 'RUNNING')))
      const counts = app.stores.keyValue<string, number>('counts')
      expect(letters.map(name => counts.get(name)?.value)).toEqual([2, 2, 2, 2, 2, 2])
      expect([...counts.all()].map(entry => entry.key).sort()).toEqual(letters)
      expect(counts.get('z')).toBeNull()
      const windows = app.stores.window<string, number>('windows')
      expect(windows.fetch('a', 0, 20).map(({ start, end, value }) => [start, end, value])).toEqual([
        [0, 10, 1],
        [10, 20, 1],
      ])
      expect(app.stores.session<string, number>('sessions').fetch('b')).toHaveLength(2)
      const versions = app.stores.versioned<string, number>('versions')
      expect([versions.get('c', 5)?.value, versions.get('c')?.value]).toEqual([1, 2])
      expect(versions.versions('c').map(({ value, validTo }) => [value, validTo])).toEqual([
        [1, 12],
        [2, null],
      ])
      expect(() => app.stores.keyValue('count')).toThrow(/no store count.*there are/s)
      expect(() => app.stores.window('counts').all()).toThrow(/is no window store/)
      await app.stop()
      expect(() => counts.get('a')).toThrow(/cannot be read/)
    }
    await read(true)
    await read(false)
  } finally {
    await home.close()
  }
})

test('20. IQ position vectors must commit with data: a reader sees what it wrote, and after a restart what was committed', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2 })
    const folder = await home.folder()
    const running = async (app: ReturnType<Home['app']>): Promise<void> => {
      await app.start()
      await firstValueFrom(app.state$.pipe(filter(state => state === 'RUNNING')))
    }
    const first = home.app('positions', topology, folder)
    await running(first)
    await home.write([
      { ...record('a', 1, 3), partition: 1 },
      { ...record('a', 1, 4), partition: 1 },
    ])
    const bound = new Position().with('in', 1, 1)
    const ask = (app: typeof first, more: object = {}) =>
      app.query({ store: 'counts', query: keyQuery<string, number>('a'), bound, ...more }).partitions
    while (ask(first).get(1)?.ok !== true) {
      expect(ask(first).get(1)).toMatchObject({ ok: false, reason: 'NOT_UP_TO_BOUND' })
      await new Promise(settle => setTimeout(settle, 5))
    }
    expect(ask(first).get(1)).toMatchObject({ ok: true, value: { value: 2, timestamp: 4 } })
    // The bound says nothing of the other partition.
    expect(ask(first).get(0)).toMatchObject({ ok: true, value: null })
    expect(ask(first, { partitions: [7] }).get(7)).toMatchObject({ ok: false, reason: 'NOT_PRESENT' })
    const windows = first.query({ store: 'counts', query: windowRangeQuery<string, number>(0, 9) })
    expect(windows.partitions.get(0)).toMatchObject({ ok: false, reason: 'UNKNOWN_QUERY_TYPE' })
    await home.finished(first)
    await first.stop()
    // Data and position come back together: whoever has the bound has the data.
    const second = home.app('positions', topology, folder)
    await running(second)
    const again = ask(second).get(1)!
    expect(again).toMatchObject({ ok: true, value: { value: 2 } })
    expect(again.ok && again.position.offset('in', 1)).toBe(1)
    await second.stop()
  } finally {
    await home.close()
  }
})

test('every query, and what it answers', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1 })
    const app = home.app('all-queries', topology, await home.folder())
    await app.start()
    await home.write([record('a', 1, 3), record('b', 2, 12), record('a', 5, 14)])
    await home.finished(app)
    await firstValueFrom(app.state$.pipe(filter(state => state === 'RUNNING')))
    const answer = <R>(store: string, query: StoreQuery<R>): R => {
      const one = app.query({ store, query }).partitions.get(0)!
      if (!one.ok) throw new Error(one.message)
      return one.value
    }
    const keys = (list: readonly { readonly key: string }[]): string => list.map(({ key: k }) => k).join('')
    expect(keys(answer('counts', rangeQuery<string, number>()))).toBe('ab')
    expect(keys(answer('counts', rangeQuery<string, number>({ from: 'a', descending: true })))).toBe('ba')
    expect(keys(answer('counts', rangeQuery<string, number>({ to: 'a' })))).toBe('a')
    expect(answer('windows', windowKeyQuery<string, number>('a', 0, 10)).map(({ start }) => start)).toEqual([
      0, 10,
    ])
    expect(
      keys(answer('windows', windowRangeQuery<string, number>(10, 10)))
        .split('')
        .sort(),
    ).toEqual(['a', 'b'])
    expect(answer('sessions', sessionsQuery<string, number>('a')).map(({ end }) => end)).toEqual([3, 14])
    expect(answer('versions', versionedKeyQuery<string, number>('a', 5))?.value).toBe(1)
    expect(answer('versions', versionedKeyQuery<string, number>('a'))?.value).toBe(5)
    const versions = multiVersionedKeyQuery<string, number>('a', { fromMs: 0, toMs: 13, descending: true })
    expect(answer('versions', versions).map(({ value, validTo }) => [value, validTo])).toEqual([[1, 14]])
    expect(() => app.query({ store: 'none', query: keyQuery('a') })).toThrow(/no store none/)
    await app.stop()
  } finally {
    await home.close()
  }
})
