/** max.task.idle.ms: for how long a task waits for an input that has nothing, before it takes a record of another. */
import { type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const at = (topic: string, time: number): Input => ({
  ...{ topic, partition: 0, key: topic, value: `${topic}${time}`, time },
})

function merged(builder: StreamsBuilder): void {
  builder.stream('a', text).merge(builder.stream('b', text)).to('out', text)
}

test('a record waits for the other input, and no longer than it is told to', async () => {
  const home = await Home.open()
  try {
    await home.create({ a: 1, b: 1, out: 1 })
    const state = await home.folder()
    const values = async () => (await home.read('out')).map(({ value }) => value)
    const patient = home.app('idle', merged, state, { 'max.task.idle.ms': 3_600_000 })
    await patient.start()
    await home.write([at('a', 10)])
    await until('the application to run', () => patient.state === 'RUNNING')
    await home.write([at('b', 5), at('b', 20)])
    await until('two records', () => patient.processedRecords === 2)
    // What is left stands at 20, and nothing says that a has none before that.
    await patient.commitNow()
    expect(await values()).toEqual(['b5', 'a10'])
    await patient.stop()
    const soon = home.app('idle', merged, state, { 'max.task.idle.ms': 20 })
    await soon.start()
    await home.finished(soon)
    expect(await values()).toEqual(['b5', 'a10', 'b20'])
    await soon.stop()
    const never = home.app('idle', merged, state, { 'max.task.idle.ms': -1 })
    await never.start()
    await home.write([at('b', 30)])
    await home.finished(never)
    expect(await values()).toEqual(['b5', 'a10', 'b20', 'b30'])
    await never.stop()
  } finally {
    await home.close()
  }
})
