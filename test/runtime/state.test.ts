/** Local state is a cache of the changelogs: one owner, and whatever is wrong with it is repaired from the log, loudly. */
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Admin, type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }

function history(builder: StreamsBuilder): void {
  builder
    .stream('in', text)
    .groupByKey()
    .reduce((all, value) => `${all}${value}`, { name: 'all', ...text, caching: false })
    .toStream()
    .to('out', text)
}

const at = (time: number, key: string, value: string, topic = 'in'): Input => ({
  ...{ topic, partition: 0, key, value, time },
})
const valuesOut = async (home: Home) => (await home.read('out')).map(({ value }) => value)

test('a state folder has one owner', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const state = await home.folder()
    const first = home.app('one', history, state)
    await first.start()
    const second = home.app('one', history, state)
    await expect(second.start()).rejects.toMatchObject({
      code: 'STATE_LOCKED',
      message: expect.stringContaining(state),
    })
    await first.stop()
    const third = home.app('one', history, state)
    await third.start()
    await third.stop()
  } finally {
    await home.close()
  }
})

test('a damaged store is rebuilt from its changelog, and it is said', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const state = await home.folder()
    const first = home.app('damaged', history, state)
    await first.start()
    await home.write([at(1, 'a', '1'), at(2, 'a', '2')])
    await home.finished(first)
    await first.stop()
    const store = join(state, 'damaged', '0_0', 'all')
    for (const name of readdirSync(store)) writeFileSync(join(store, name), 'not a database')
    const second = home.app('damaged', history, state)
    await home.write([at(3, 'a', '3')])
    await second.start()
    await home.finished(second)
    expect(await valuesOut(home)).toEqual(['1', '12', '123'])
    expect(home.warnings.join()).toMatch(/store all of task 0_0 is removed and rebuilt/)
    await second.stop()
  } finally {
    await home.close()
  }
})

test('13. Corrupt task handling commits the healthy tasks first: they go on where they were, only the damaged one is restored', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2, out: 2 })
    const state = await home.folder()
    const first = home.app('corrupt', history, state)
    await first.start()
    const many = Array.from({ length: 50 }, (_, n) => ({
      ...at(n, `k${n % 2}`, `${n % 10}`),
      partition: n % 2,
    }))
    await home.write(many)
    await home.finished(first)
    await first.stop()
    const written = await home.read('out')
    const store = join(state, 'corrupt', '0_1', 'all')
    for (const name of readdirSync(store)) writeFileSync(join(store, name), 'not a database')
    const second = home.app('corrupt', history, state)
    await second.start()
    await until('it runs', () => second.state === 'RUNNING')
    // The changelog of the damaged store was read, that of the other, which has as many records, was not.
    expect(second.restoredRecords).toBe(25)
    expect(home.warnings.filter(text => text.includes('is removed and rebuilt'))).toEqual([
      expect.stringContaining('task 0_1'),
    ])
    await home.write([
      { ...at(60, 'k0', 'x'), partition: 0 },
      { ...at(61, 'k1', 'y'), partition: 1 },
    ])
    await home.finished(second)
    await second.stop()
    const added = (await home.read('out'))
      .slice(0)
      .filter(one => !written.some(old => old.partition === one.partition && old.offset === one.offset))
    const last = (key: string): string | null => written.filter(one => one.key === key).at(-1)!.value
    expect(added.map(({ key, value }) => [key, value]).sort()).toEqual([
      ['k0', `${last('k0')}x`],
      ['k1', `${last('k1')}y`],
    ])
  } finally {
    await home.close()
  }
})

test('a store behind the beginning of its changelog is rebuilt from what is left', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const state = await home.folder()
    const first = home.app('behind', history, state)
    await first.start()
    await home.write([at(1, 'gone', '1')])
    await home.finished(first)
    await first.stop()
    // Another instance goes on, elsewhere; then records before its last are deleted.
    const elsewhere = home.app('behind', history, await home.emptied(state, 'behind'))
    await elsewhere.start()
    await home.write([at(2, 'a', '2'), at(3, 'b', '3'), at(4, 'a', '4')])
    await home.finished(elsewhere)
    await elsewhere.stop()
    const changelog = await home.read('behind-all-changelog')
    const before = changelog.find(one => one.value?.endsWith('3'))!.offset
    const admin = new Admin(home.cluster)
    const name = 'behind-all-changelog'
    await admin.alterConfigs({ type: 'topic', name }, [
      { name: 'cleanup.policy', operation: 'set', value: 'compact,delete' },
    ])
    await admin.deleteRecords([{ topic: name, partition: 0, offset: before }])

    const again = home.app('behind', history, state)
    await home.write([at(5, 'a', '5'), at(6, 'gone', '6')])
    await again.start()
    await home.finished(again)
    expect((await valuesOut(home)).slice(-2)).toEqual(['245', '6'])
    await again.stop()
  } finally {
    await home.close()
  }
})

test('14. Restore of source-reused changelog stops at committed offset: an application that writes to it goes on with what it has read', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, table: 1, out: 1 })
    const state = await home.folder()
    const config = { 'topology.optimization': 'all' }
    const topology = (builder: StreamsBuilder): void => {
      const table = builder.table('table', { ...text, name: 'latest', caching: false })
      const joined = builder.stream('in', text).leftJoin(table, (value, old) => `${old ?? ''}${value}`, text)
      joined.to('out', text)
      joined.to('table', text)
    }
    const first = home.app('loop', topology, state, config)
    await first.start()
    for (const [n, value] of ['1', '2', '3'].entries()) {
      await home.write([at(n * 10, 'a', value)])
      await home.finished(first)
    }
    await first.stop()
    // Local state is kept: it must not claim what was written and not read.
    const second = home.app('loop', topology, state, config)
    await second.start()
    await home.write([at(40, 'a', '4')])
    await home.finished(second)
    expect(await valuesOut(home)).toEqual(['1', '12', '123', '1234'])
    await second.stop()
  } finally {
    await home.close()
  }
})

test('internal topics that do not fit are named', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2, out: 1, 'misfit-all-changelog': 3 })
    const app = home.app('misfit', history, await home.folder())
    await expect(app.start()).rejects.toMatchObject({
      code: 'INTERNAL_TOPIC_MISMATCH',
      message: expect.stringMatching(/misfit-all-changelog.*3 partitions.*2/),
    })
  } finally {
    await home.close()
  }
})

test('without a committed offset, where the source asks for one, the application says so; its folder stays usable', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const state = await home.folder()
    const reading = (reset: 'none' | 'earliest') => (builder: StreamsBuilder) => {
      const store = { name: 'all', caching: false } as const
      builder
        .stream('in', { ...text, reset })
        .groupByKey()
        .count(store)
        .toStream()
        .to('out')
    }
    const first = home.app('none', reading('none'), state)
    await first.start()
    await until('state ERROR', () => first.state === 'ERROR')
    expect(first.failure).toMatchObject({
      code: 'NO_COMMITTED_OFFSET',
      message: expect.stringContaining('in-0'),
    })
    const second = home.app('none', reading('earliest'), state)
    await home.write([at(1, 'a', '1')])
    await second.start()
    await home.finished(second)
    expect((await home.read('out')).length).toBe(1)
    await second.stop()
  } finally {
    await home.close()
  }
})
