/**
 * Applications with one id share the tasks: a second one joins over TCP, takes its share, and gives it back when it stops or
 * dies. At no time does a task run in both, and the output is what one alone would have written.
 */
import { type StreamsApp, type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, Plug, until } from './home.ts'

const text = { key: string(), value: string() }
const PARTITIONS = 4

function topology(builder: StreamsBuilder): void {
  builder
    .stream('in', text)
    .groupByKey()
    .reduce((all, value) => `${all}${value}`, { name: 'all', ...text, caching: false })
    .toStream()
    .to('out', text)
}

/** Writes records without end, each key in its own partition, and knows what has to come out. */
class Feed {
  readonly expected = new Map<string, string[]>()
  readonly #home: Home
  #count = 0

  constructor(home: Home) {
    this.#home = home
  }

  async write(count: number): Promise<void> {
    const records: Input[] = []
    for (let n = 0; n < count; n++, this.#count++) {
      const partition = this.#count % PARTITIONS
      const key = `k${partition}`
      const value = `${this.#count}.`
      records.push({ topic: 'in', partition, key, value, time: this.#count })
      const before = this.expected.get(key) ?? []
      this.expected.set(key, [...before, `${before.at(-1) ?? ''}${value}`])
    }
    await this.#home.write(records)
  }

  /** What came out is exactly that. */
  async check(): Promise<void> {
    const outputs = await this.#home.read('out')
    for (const [key, values] of this.expected) {
      expect(
        outputs.filter(one => one.key === key).map(one => one.value),
        key,
      ).toEqual(values)
    }
    expect(outputs.length).toBe([...this.expected.values()].flat().length)
  }
}

const config = {
  'session.timeout.ms': 1500,
  'commit.interval.ms': 20,
  'transaction.timeout.ms': 2000,
}

/** Waits until the tasks are shared so, watching that none runs twice. */
async function shared(apps: readonly StreamsApp[], counts: readonly number[], feed: Feed): Promise<void> {
  await until(`${counts.join(' and ')} tasks`, async () => {
    await feed.write(4)
    const tasks = apps.flatMap(app => app.tasks)
    expect(new Set(tasks).size, `tasks that run: ${tasks.join(' ')}`).toBe(tasks.length)
    for (const app of apps) if (app.failure !== undefined) throw app.failure
    return apps.every((app, n) => app.tasks.length === counts[n] && app.state === 'RUNNING')
  })
}

test.each([1, 2])(
  'a second instance takes its share and gives it back (workers in each: %i)',
  async workers => {
    const home = await Home.open()
    try {
      const address = await home.serve()
      await home.create({ in: PARTITIONS, out: PARTITIONS })
      const feed = new Feed(home)
      const settings = { ...config, 'num.stream.threads': workers }
      const first = home.app('shared', topology, await home.folder(), settings)
      await first.start()
      await shared([first], [4], feed)

      const second = home.app('shared', topology, await home.folder(), settings, undefined, address)
      await second.start()
      await shared([first, second], [2, 2], feed)
      await home.finished(first)
      await feed.check()
      const processed = second.processedRecords
      await feed.write(20)
      await home.finished(first)
      expect(second.processedRecords - processed).toBe(10)

      await second.stop()
      expect(second.state).toBe('NOT_RUNNING')
      await shared([first], [4], feed)
      await home.finished(first)
      await feed.check()

      // Another one comes, and dies.
      const plug = new Plug()
      const third = home.app('shared', topology, await home.folder(), settings, plug.wrap, address)
      await third.start()
      await shared([first, third], [2, 2], feed)
      await feed.write(20)
      plug.pull()
      home.abandon(third)
      await shared([first], [4], feed)
      await feed.write(20)
      await home.finished(first)
      await feed.check()
      expect(first.failure).toBeUndefined()
      expect(home.warnings.filter(text => !/begins anew|could not be aborted/.test(text))).toEqual([])
    } finally {
      await home.close()
    }
  },
)

test('at least once: rebalances in order double nothing', async () => {
  const home = await Home.open()
  try {
    const address = await home.serve()
    await home.create({ in: PARTITIONS, out: PARTITIONS })
    const feed = new Feed(home)
    const settings = { ...config, 'processing.guarantee': 'at_least_once' } as const
    const first = home.app('loose', topology, await home.folder(), settings)
    await first.start()
    await shared([first], [4], feed)
    const second = home.app('loose', topology, await home.folder(), settings, undefined, address)
    await second.start()
    await shared([first, second], [2, 2], feed)
    await second.stop()
    await shared([first], [4], feed)
    await home.finished(first)
    await feed.check()
    expect(home.warnings).toEqual([])
  } finally {
    await home.close()
  }
})
