/**
 * Operators' observed stream time survives a restart: it stands in the metadata of the committed offset, in Kafka Streams'
 * layout (magic 2, partition time, processors with their values, all big-endian, in base64), and is there before the first record.
 */
import { ApiKey, type OffsetFetchResponse } from '@moldau/protocol'
import { Consumer, type StreamsBuilder, string, tumbling } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, type Node } from './home.ts'

const text = { key: string(), value: string() }

function topology(builder: StreamsBuilder): void {
  builder
    .stream('in', text)
    .groupByKey()
    .windowedBy(tumbling(10, { grace: 5 }))
    .count({ name: 'n', caching: false })
    .toStream()
    .map((windowed, count) => [`${windowed.key}@${windowed.start}=${count}`, ''])
    .to('out', text)
}

const at = (time: number, key: string): Input => ({ topic: 'in', partition: 0, key, value: 'x', time })
const LATE = 'KSTREAM-AGGREGATE-0000000001: expired window'

/** The node; it forgets the metadata of committed offsets. */
function forgetful(node: Node): Node {
  return {
    id: node.id,
    async connect(purpose) {
      const inner = await node.connect(purpose)
      return {
        async send(key, version, body) {
          const response = await inner.send(key, version, body)
          if (key === ApiKey.OffsetFetch) {
            for (const group of (response as OffsetFetchResponse).groups)
              for (const topic of group.topics) for (const one of topic.partitions) one.metadata = ''
          }
          return response
        },
        close: () => inner.close(),
      }
    },
  }
}

async function keysOut(home: Home): Promise<(string | null)[]> {
  return (await home.read('out')).map(({ key }) => key)
}

test('a late record is dropped before and after a restart alike', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const state = await home.folder()
    const first = home.app('late', topology, state)
    await first.start()
    // Stream time 30 closes the windows that end at 25 or before.
    await home.write([at(12, 'a'), at(30, 'a'), at(13, 'a'), at(22, 'b')])
    await home.finished(first)
    expect(await keysOut(home)).toEqual(['a@10=1', 'a@30=1', 'b@20=1'])
    expect([...first.droppedRecords]).toEqual([[LATE, 1]])
    await first.stop()

    const second = home.app('late', topology, await home.emptied(state, 'late'))
    await home.write([at(13, 'a'), at(19, 'c'), at(24, 'b')])
    await second.start()
    await home.finished(second)
    expect(await keysOut(home)).toEqual(['a@10=1', 'a@30=1', 'b@20=1', 'b@20=2'])
    expect([...second.droppedRecords]).toEqual([[LATE, 2]])
    await second.stop()

    // It is the metadata that keeps them out: without it one would be counted.
    const third = home.app('late', topology, await home.emptied(state, 'late'), {}, forgetful)
    await home.write([at(19, 'c')])
    await third.start()
    await home.finished(third)
    expect((await keysOut(home)).at(-1)).toBe('c@10=1')
    await third.stop()
  } finally {
    await home.close()
  }
})

test("8. Offset committed = head of buffer, not last processed of the batch; metadata carries partition time, in Kafka Streams' layout", async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    const app = home.app('layout', topology, await home.folder())
    await app.start()
    await home.write([at(258, 'a'), at(3, 'a')])
    await home.finished(app)
    await app.stop()
    const consumer = new Consumer(home.cluster, { groupId: 'layout' })
    const committed = await consumer.committed([{ topic: 'in', partition: 0 }])
    await consumer.close()
    const name = 'KSTREAM-AGGREGATE-0000000001'
    const bytes = [
      '02',
      '0000000000000102',
      '00000001',
      name.length.toString(16).padStart(8, '0'),
      Buffer.from(name).toString('hex'),
      '0000000000000102',
    ]
    // Behind both records, and behind nothing else: the next one to be processed.
    expect(committed.get('in', 0)!.offset).toBe(2)
    expect(Buffer.from(committed.get('in', 0)!.metadata, 'base64').toString('hex')).toBe(bytes.join(''))
  } finally {
    await home.close()
  }
})
