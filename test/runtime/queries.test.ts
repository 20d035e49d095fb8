/** Reading the stores of a running application: over partitions, over a restart, and what may not be read. */
import { json, type StreamsBuilder, sessions, string, tumbling, versioned } from '@moldau/streams'
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
