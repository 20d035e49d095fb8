import { ApiKey, ErrorCode, responseOf, ZERO_UUID } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { Metadata } from './metadata.ts'

const ID = 'N3PjFvzQQZSPdJ2SxGWk3A'
const OTHER = 'Xi9ivER9Sb6aEbvUZRhQhA'

function response(
  name: string,
  topicId: string,
  leaders: readonly (readonly [leader: number, epoch: number])[],
) {
  return responseOf(ApiKey.Metadata, {
    brokers: [{ nodeId: 1, host: 'h', port: 9 }],
    topics: [
      {
        ...{ name, topicId },
        partitions: leaders.map(([leaderId, leaderEpoch], partitionIndex) => ({
          partitionIndex,
          leaderId,
          leaderEpoch,
        })),
      },
    ],
  })
}

describe('a snapshot of the cluster', () => {
  const all = (): boolean => true

  test('does not go back to an older leader of the same topic', () => {
    const newer = Metadata.none.updated(response('t', ID, [[1, 5]]), all)
    expect(newer.updated(response('t', ID, [[2, 4]]), all).partition('t', 0)).toMatchObject({
      leaderId: 1,
      leaderEpoch: 5,
    })
    expect(newer.updated(response('t', ID, [[2, 6]]), all).partition('t', 0)).toMatchObject({ leaderId: 2 })
    expect(newer.updated(response('t', OTHER, [[2, 0]]), all).partition('t', 0)).toMatchObject({
      leaderId: 2,
    })
  })

  test('keeps topics that were not asked for, as long as somebody wants them', () => {
    const first = Metadata.none.updated(response('t', ID, [[1, 0]]), all)
    expect([...first.updated(response('u', OTHER, [[1, 0]]), all).topics.keys()]).toEqual(['t', 'u'])
    expect([...first.updated(response('u', OTHER, [[1, 0]]), topic => topic !== 't').topics.keys()]).toEqual([
      'u',
    ])
  })

  test('knows names by id, and no count of a topic in error', () => {
    const known = Metadata.none.updated(
      response('t', ID, [
        [1, 0],
        [1, 0],
      ]),
      all,
    )
    expect(known.names.get(ID)).toBe('t')
    expect(known.partitionCount('t')).toBe(2)
    const failed = response('t', ZERO_UUID, [])
    failed.topics[0]!.errorCode = ErrorCode.UNKNOWN_TOPIC_OR_PARTITION
    expect(known.updated(failed, all).partitionCount('t')).toBeUndefined()
    expect(known.updated(failed, all).names.size).toBe(0)
  })
})
