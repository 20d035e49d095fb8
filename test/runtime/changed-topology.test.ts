/**
 * An application that starts again with another topology, within its session time-out: its workers come back as the static members
 * that they were, and find their assignment of before. What the new topology reads is read all the same.
 */
import { type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const at = (topic: string, value: string, partition = 0): Input => ({
  ...{ topic, partition, key: topic, value, time: 1 },
})
const copying =
  (...topics: string[]) =>
  (builder: StreamsBuilder): void => {
    for (const topic of topics) builder.stream(topic, text).to('out', text)
  }
const joining = (builder: StreamsBuilder): void => {
  builder.stream(['a', 'b'], text).to('out', text)
}

const cases: { name: string; before: (b: StreamsBuilder) => void; after: (b: StreamsBuilder) => void }[] = [
  { name: 'another part', before: copying('a'), after: copying('a', 'b') },
  { name: 'other topics altogether', before: copying('a'), after: copying('b') },
  { name: 'one part fewer', before: copying('a', 'b'), after: copying('b') },
  { name: 'another topic in the same task', before: copying('b'), after: joining },
]

test.each(cases)('started again with $name, by one worker and by two', async ({ after, before }) => {
  for (const threads of [1, 2]) {
    const home = await Home.open()
    try {
      await home.create({ a: 2, b: 2, out: 1 })
      const config = { 'commit.interval.ms': 20, 'heartbeat.interval.ms': 50, 'num.stream.threads': threads }
      const state = await home.folder()
      const first = home.app('changing', before, state, config)
      await first.start()
      await until('the first to run', () => first.state === 'RUNNING' && first.tasks.length >= 2)
      await home.write([at('a', '1'), at('b', '1')])
      await home.finished(first)
      await first.stop()
      const count = (await home.read('out')).length

      const second = home.app('changing', after, state, config)
      await second.start()
      await home.write([at('b', 'new'), at('b', 'new', 1)])
      await until('the new records', async () => {
        if (second.failure !== undefined) throw second.failure
        const values = (await home.read('out')).slice(count).map(({ value }) => value)
        return values.filter(value => value === 'new').length === 2
      })
      await home.finished(second)
      expect(second.tasks).toEqual(second.plan!.tasks.map(task => `${task.subTopology}_${task.partition}`))
      await second.stop()
    } finally {
      await home.close()
    }
  }
})
