/** The coordinators' own topics are compacted too, and what they say after a restart is what they said before. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { Home } from './broker-home.ts'

const GROUPS = ['one', 'two', 'three']

async function commit(home: Home, groupId: string, offset: number): Promise<void> {
  const response = await home.send(
    ApiKey.OffsetCommit,
    {
      groupId,
      topics: [
        {
          name: 't',
          partitions: [{ partitionIndex: 0, committedOffset: offset, committedMetadata: `m${offset}` }],
        },
      ],
    },
    8,
  )
  expect(response.topics[0]!.partitions[0]!.errorCode).toBe(ErrorCode.NONE)
}

async function committed(home: Home): Promise<unknown> {
  const response = await home.send(
    ApiKey.OffsetFetch,
    { groups: GROUPS.map(groupId => ({ groupId, topics: [{ name: 't', partitionIndexes: [0] }] })) },
    8,
  )
  return response.groups.map(({ groupId, topics }) => [groupId, topics[0]!.partitions[0]])
}

async function begin(home: Home, transactionalId: string, version = 4) {
  const response = await home.send(
    ApiKey.InitProducerId,
    { transactionalId, transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 },
    version,
  )
  expect(response.errorCode).toBe(ErrorCode.NONE)
  return response
}

test('committed offsets, transactional ids and their epochs survive cleaning, a stop, kill -9 and the loss of power', async () => {
  const home = await new Home({
    'offsets.topic.num.partitions': 1,
    'transaction.state.log.num.partitions': 1,
    'log.roll.ms': 100,
    'log.cleaner.backoff.ms': 500,
    'log.cleaner.min.cleanable.ratio': '0.01',
    'log.cleaner.delete.retention.ms': 1000,
  }).start()
  await home.create('t')
  let epoch = -1
  const sizes: number[] = []
  const sizeOf = (topic: string): number =>
    home
      .files(`${topic}-0`)
      .filter(name => name.endsWith('.log'))
      .reduce((sum, name) => sum + home.storage.stat(`data/${topic}-0/${name}`)!.sizeBytes, 0)
  for (let round = 0; round < 12; round++) {
    for (let n = 0; n < 20; n++) for (const groupId of GROUPS) await commit(home, groupId, round * 20 + n)
    const response = await begin(home, 'app')
    expect(response.producerEpoch).toBe(epoch + 1)
    epoch = response.producerEpoch
    await home.clock.advance(1_200)
    sizes.push(sizeOf('__consumer_offsets'))
    if (round % 4 === 3) {
      const before = await committed(home)
      if (round === 3) await home.restart()
      else await home.crash(round === 7 ? 'process' : 'power')
      expect(await committed(home)).toEqual(before)
    }
  }
  // It does not grow with what is committed, and neither does the other.
  expect(Math.max(...sizes.slice(4))).toBeLessThan(2 * Math.max(...sizes.slice(0, 4)))
  expect(home.files('__consumer_offsets-0').length).toBeGreaterThan(0)
  const checkpoint = new TextDecoder().decode(home.storage.readFile('data/cleaner-offset-checkpoint'))
  expect(checkpoint).toContain('__consumer_offsets 0 ')
  expect(checkpoint).toContain('__transaction_state 0 ')
  expect(home.faults).toEqual([])
})
