/** Sources by pattern: topics that are there, that come later, that come with more partitions, and after a restart. */
import { Admin, type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const at = (topic: string, time: number, partition = 0): Input => ({
  ...{ topic, partition, key: topic, value: String(time), time },
})

/** How often each topic's key has come. */
function counted(builder: StreamsBuilder): void {
  builder
    .stream(/p-.+/, text)
    .groupByKey()
    .reduce((all, one) => `${all},${one}`, { name: 'seen', ...text, caching: false })
    .toStream()
    .to('out', text)
}

const SOON = { 'commit.interval.ms': 20, 'heartbeat.interval.ms': 50 }
const SETTINGS = { ...SOON, 'metadata.max.age.ms': 20 }

async function latest(home: Home): Promise<Record<string, string | null>> {
  return Object.fromEntries((await home.read('out')).map(({ key, value }) => [key, value]))
}

async function settled(home: Home, expected: Record<string, string>): Promise<void> {
  await until(
    JSON.stringify(expected),
    async () => JSON.stringify(await latest(home)) === JSON.stringify(expected),
  )
}

test('topics that match are read as they come, and their offsets kept', async () => {
  const home = await Home.open()
  try {
    await home.create({ 'p-a': 2, out: 1, 'no-p-x': 1 })
    await home.write([at('p-a', 1), at('p-a', 2, 1), at('no-p-x', 3)])
    const state = await home.folder()
    const config = { ...SETTINGS, 'num.stream.threads': 2 }
    const first = home.app('patterned', counted, state, config)
    await first.start()
    await until('one task a partition', () => first.tasks.join() === '0_0,0_1')
    await home.create({ 'p-b': 1 })
    await home.write([at('p-b', 4)])
    await until('both topics', async () => 'p-b' in (await latest(home)))
    expect(first.tasks).toEqual(['0_0', '0_1'])
    await first.stop()

    await home.write([at('p-a', 5), at('p-b', 6)])
    const second = home.app('patterned', counted, state, config)
    await second.start()
    await settled(home, { 'p-a': '1,5', 'p-b': '4,6' })
    await second.stop()
  } finally {
    await home.close()
  }
})

test('an application waits for its first topic, and members tell each other', async () => {
  const home = await Home.open()
  try {
    await home.create({ out: 1 })
    const first = home.app('late', counted, await home.folder(), SETTINGS)
    await first.start()
    await until('the application to run', () => first.state === 'RUNNING')
    expect(first.tasks).toEqual([])
    // This one looks for topics at its start only.
    const second = home.app('late', counted, await home.folder(), SOON)
    await second.start()
    await until('the second to run', () => second.state === 'RUNNING')
    await home.create({ 'p-a': 2 })
    await home.write([at('p-a', 1), at('p-a', 2, 1)])
    await until('both tasks', () => [...first.tasks, ...second.tasks].sort().join() === '0_0,0_1')
    await until('both records', async () => (await home.read('out')).length === 2)
    expect(first.tasks).toHaveLength(1)
    await second.stop()
    await first.stop()
  } finally {
    await home.close()
  }
})

test('a topic that is deleted is read no more, and again when it comes back', async () => {
  // A client's question would make the topic again.
  const home = await Home.open({ 'auto.create.topics.enable': 'false' })
  try {
    await home.create({ 'p-a': 1, 'p-b': 1, out: 1 })
    const lines = (count: number) =>
      until(`${count} records`, async () => (await home.read('out')).length === count)
    const copied = (builder: StreamsBuilder): void => {
      builder.stream(/p-.+/, text).to('out', text)
    }
    const app = home.app('copied', copied, await home.folder(), SETTINGS)
    await app.start()
    await home.write([at('p-a', 1), at('p-b', 2)])
    await lines(2)
    expect([...(await new Admin(home.cluster).deleteTopics(['p-b'])).values()]).toEqual([undefined])
    await until('one topic', () => app.plan!.sourceTopics.join() === 'p-a')
    await home.write([at('p-a', 3)])
    await lines(3)
    await home.create({ 'p-b': 1 })
    await home.write([at('p-b', 4)])
    await lines(4)
    await app.stop()
  } finally {
    await home.close()
  }
})

test('a topic that goes while a task waits to hear of its end holds nothing up', async () => {
  const home = await Home.open({ 'auto.create.topics.enable': 'false' })
  try {
    await home.create({ 'p-a': 1, 'p-b': 1, out: 1 })
    const copied = (builder: StreamsBuilder): void => {
      builder.stream(/p-.+/, text).to('out', text)
    }
    // Topics are looked for at the start, and when one is missed.
    const app = home.app('waiting', copied, await home.folder(), SOON)
    await app.start()
    await until('the application to run', () => app.state === 'RUNNING')
    await new Admin(home.cluster).deleteTopics(['p-b'])
    await home.write([at('p-a', 1)])
    await until('the record', async () => (await home.read('out')).length === 1)
    expect(app.plan!.sourceTopics).toEqual(['p-a'])
    await app.stop()
  } finally {
    await home.close()
  }
})

test('a fixed topic that goes while a task waits to hear of its end ends the application, with its name', async () => {
  const home = await Home.open({ 'auto.create.topics.enable': 'false' })
  try {
    await home.create({ a: 1, b: 1, out: 1 })
    const copied = (builder: StreamsBuilder): void => {
      builder.stream(['a', 'b'], text).to('out', text)
    }
    const app = home.app('fixed', copied, await home.folder(), SOON)
    await app.start()
    await until('the application to run', () => app.state === 'RUNNING')
    await new Admin(home.cluster).deleteTopics(['b'])
    await home.write([{ ...at('a', 1), partition: 0 }])
    await expect(app.ended()).rejects.toMatchObject({
      code: 'MISSING_SOURCE_TOPIC',
      message: expect.stringContaining('b'),
    })
    expect(app.state).toBe('ERROR')
  } finally {
    await home.close()
  }
})

test('a topic that two patterns match is refused', async () => {
  const home = await Home.open()
  try {
    await home.create({ 'p-a': 1, out: 1 })
    const twice = (builder: StreamsBuilder): void => {
      builder.stream(/p-.+/, text).to('out', text)
      builder.stream(/.*-a/, text).to('out', text)
    }
    const app = home.app('twice', twice, await home.folder())
    await expect(app.start()).rejects.toMatchObject({
      code: 'INVALID_TOPOLOGY',
      message: expect.stringContaining('p-a'),
    })
  } finally {
    await home.close()
  }
})
