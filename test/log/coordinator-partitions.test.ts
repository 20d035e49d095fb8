/** A group and a transactional id are kept in the partition where Kafka looks for them; older records elsewhere count for less. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { Home } from './broker-home.ts'

/** Of two partitions, the first is that of `sold` and the second that of `bought`. */
const GROUPS = ['sold', 'bought']
const CONFIG = { 'offsets.topic.num.partitions': 2, 'transaction.state.log.num.partitions': 2 }

async function commit(home: Home, groupId: string, committedOffset: number): Promise<void> {
  const topics = [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset }] }]
  const response = await home.send(ApiKey.OffsetCommit, { groupId, topics }, 8)
  expect(response.topics[0]!.partitions[0]!.errorCode).toBe(ErrorCode.NONE)
}

async function committed(home: Home): Promise<number[]> {
  const groups = GROUPS.map(groupId => ({ groupId, topics: [{ name: 't', partitionIndexes: [0] }] }))
  const response = await home.send(ApiKey.OffsetFetch, { groups }, 8)
  return response.groups.map(({ topics }) => topics[0]!.partitions[0]!.committedOffset)
}

/** The epoch that an id gets: one more each time, for as long as it is known. */
async function epoch(home: Home, transactionalId: string): Promise<number> {
  const response = await home.send(
    ApiKey.InitProducerId,
    { transactionalId, transactionTimeoutMs: 60_000 },
    4,
  )
  expect(response.errorCode).toBe(ErrorCode.NONE)
  return response.producerEpoch
}

function exchange(home: Home, topic: string): void {
  const moves = [
    ['0', 'x'],
    ['1', '0'],
    ['x', '1'],
  ]
  for (const [from, to] of moves) home.storage.rename(`data/${topic}-${from}`, `data/${topic}-${to}`)
}

test('what lies in another partition than its own is taken, and never again once its own has something newer', async () => {
  const home = await new Home(CONFIG).start()
  await home.create('t')
  for (const id of GROUPS) {
    await commit(home, id, 5)
    for (const expected of [0, 1]) expect(await epoch(home, id)).toBe(expected)
  }
  await home.broker.close()
  exchange(home, '__consumer_offsets')
  exchange(home, '__transaction_state')
  await home.start()
  expect(await committed(home)).toEqual([5, 5])
  for (const id of GROUPS) {
    await commit(home, id, 7)
    expect(await epoch(home, id)).toBe(2)
  }
  await home.restart()
  expect(await committed(home)).toEqual([7, 7])
  for (const id of GROUPS) expect(await epoch(home, id)).toBe(3)
})
