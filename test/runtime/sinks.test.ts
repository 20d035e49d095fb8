/** Sinks whose topics and partitions records choose, topics that the application has not met before included. */
import { type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const at = (key: string, value: string): Input => ({ topic: 'in', partition: 0, key, value, time: 1 })

function spread(builder: StreamsBuilder): void {
  const stream = builder.stream('in', text)
  stream.to(key => `of-${key}`)
  stream.to(key => `all-${key}`, {
    partitioner: (_topic, _key, value, partitions) =>
      value === 'drop' ? [] : Array.from({ length: partitions }, (_, partition) => partition),
  })
}

test('records wait for the partitions of a topic that is new to the application', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, 'of-a': 1, 'of-b': 2, 'all-a': 3, 'all-b': 2 })
    await home.write([at('a', '1'), at('a', 'drop'), at('b', '2'), at('a', '3')])
    const app = home.app('spread', spread, await home.folder())
    await app.start()
    await home.finished(app)
    expect((await home.read('of-a')).map(({ value }) => value)).toEqual(['1', 'drop', '3'])
    expect((await home.read('all-a')).map(({ partition, value }) => `${partition}:${value}`)).toEqual([
      ...['0:1', '0:3', '1:1', '1:3', '2:1', '2:3'],
    ])
    expect((await home.read('all-b')).map(({ partition, value }) => `${partition}:${value}`)).toEqual([
      '0:2',
      '1:2',
    ])
    await app.stop()
  } finally {
    await home.close()
  }
})

test('what names a topic that is not there is processed again, and goes out once it is', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, 'all-late': 1 })
    await home.write([at('late', '1')])
    const app = home.app('patient', spread, await home.folder(), { 'commit.interval.ms': 20 })
    await app.start()
    await until('the record to be processed', () => app.processedRecords > 0)
    await home.create({ 'of-late': 1 })
    await home.finished(app)
    expect((await home.read('of-late')).map(({ value }) => value)).toEqual(['1'])
    await app.stop()
  } finally {
    await home.close()
  }
})
