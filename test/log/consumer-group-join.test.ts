/** How a member of the consumer protocol joins, and with what it may. */
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { Home } from './broker-home.ts'

interface Said {
  readonly subscribedTopicNames: string[] | null
  readonly subscribedTopicRegex: string | null
}

const beat = (home: Home, memberEpoch: number, said: Said) =>
  home.send(ApiKey.ConsumerGroupHeartbeat, {
    ...{ groupId: 'g', memberId: 'm', memberEpoch, rebalanceTimeoutMs: 60_000, ...said },
    topicPartitions: memberEpoch === 0 ? [] : null,
  })

const nothing: Said = { subscribedTopicNames: null, subscribedTopicRegex: null }

// A consumer with a pattern of its own joins before it has heard what topics there are.
test.each<Said>([
  { subscribedTopicNames: [], subscribedTopicRegex: null },
  { subscribedTopicNames: null, subscribedTopicRegex: '' },
  { subscribedTopicNames: [], subscribedTopicRegex: '' },
])('who subscribes to nothing yet is a member, and gets what it names later: %o', async said => {
  const home = await new Home().start()
  await home.create('t')
  const joined = await beat(home, 0, said)
  expect(joined).toMatchObject({ errorCode: ErrorCode.NONE, errorMessage: null })
  expect(joined.assignment?.topicPartitions).toEqual([])
  const named = await beat(home, joined.memberEpoch, { ...nothing, subscribedTopicNames: ['t'] })
  expect(named.errorCode).toBe(ErrorCode.NONE)
  expect(named.assignment?.topicPartitions.map(one => one.partitions)).toEqual([[0]])
})

test('who says nothing of topics is refused', async () => {
  const home = await new Home().start()
  expect(await beat(home, 0, nothing)).toMatchObject({
    errorCode: ErrorCode.INVALID_REQUEST,
    errorMessage: 'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.',
  })
})
