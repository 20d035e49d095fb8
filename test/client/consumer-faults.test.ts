/** What a consumer promises when connections are lost, and when the program or the coordinator is late. */
import {
  Cluster,
  Consumer,
  type ConsumerOptions,
  cooperativeStickyAssignor,
  Producer,
  rangeAssignor,
} from '@moldau/client'
import { ApiKey, ConnectionLost, ErrorCode, MoldauError } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { faulty, ManualClock, seededRandom } from '../../packages/testing/src/node/index.ts'
import { openBroker } from './homes.ts'
import { groupOfOne, on, watch } from './scripted-group.ts'

describe('consumers that lose connections', () => {
  test.each([
    [1, rangeAssignor],
    [2, rangeAssignor],
    [3, cooperativeStickyAssignor],
    [4, cooperativeStickyAssignor],
  ])('seed %i: a group gets every record, and commits what it got', async (seed, assignor) => {
    const broker = await openBroker()
    const node = broker.node()
    const steady = on(node)
    const lossy = on(faulty(node, seededRandom(seed), { connect: 0.03, request: 0.04, response: 0.04 }))
    const producer = new Producer(steady, { lingerMs: 0 })
    const options: ConsumerOptions = {
      ...{ groupId: 'g', autoOffsetReset: 'earliest', fetchMaxWaitMs: 5, heartbeatIntervalMs: 10 },
      ...{ sessionTimeoutMs: 6000, fetchMaxBytes: 400, partitionFetchBytesMax: 200, assignors: [assignor] },
    }
    const members = [new Consumer(lossy, options), new Consumer(lossy, options)]
    await producer.send({ topic: 't', value: 'x' })
    for (const member of members) member.subscribe(['t'])
    const seen = new Set<string>()
    for (let n = 0; n < 200; n++) await producer.send({ topic: 't', partition: 0, value: String(n) })
    const deadline = Date.now() + 20_000
    while (seen.size < 201) {
      expect(Date.now()).toBeLessThan(deadline)
      for (const member of members) {
        for (const fetched of await member.poll(5))
          for (const record of fetched.toRecords()) seen.add(Buffer.from(record.value!).toString())
        await member.commit().catch(error => {
          if (!(error instanceof MoldauError)) throw error
        })
      }
    }
    for (const member of members) await member.close()
    await producer.close()
    await lossy.close()
    await steady.close()
    await broker.close()
  })
})

describe('heartbeats', () => {
  test('go on while the program works, until it is too late: then the partitions are lost', async () => {
    const { joins, node } = groupOfOne(() => 0)
    const { clock, consumer, events, poll } = watch(node)
    await poll(500)
    expect(events).toEqual(['+1'])
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(5)
    const before = node.of(ApiKey.Heartbeat).length
    await clock.advance(4000)
    expect(node.of(ApiKey.Heartbeat).length - before).toBeGreaterThanOrEqual(35)
    expect(node.of(ApiKey.LeaveGroup)).toHaveLength(0)
    await clock.advance(2000)
    expect(node.of(ApiKey.LeaveGroup)).toHaveLength(1)
    expect(events).toEqual(['+1'])
    await poll(500)
    expect(events).toEqual(['+1', 'lost 1', '+1'])
    expect(joins()).toBe(2)
  })

  test('that tell of a rebalance make the member join again, in a poll', async () => {
    let code: number = ErrorCode.NONE
    const { joins, node } = groupOfOne(() => code)
    const { clock, consumer, events, poll } = watch(node)
    await poll(500)
    const { generationId } = consumer.groupMetadata()
    code = ErrorCode.REBALANCE_IN_PROGRESS
    await clock.advance(300)
    code = ErrorCode.NONE
    expect(joins()).toBe(1)
    await poll(500)
    expect(events).toEqual(['+1', '-1', '+1'])
    expect(consumer.groupMetadata().generationId).toBe(generationId + 1)
  })

  test('that say the member is unknown lose its partitions', async () => {
    let code: number = ErrorCode.NONE
    const { node } = groupOfOne(() => code)
    const { clock, events, poll } = watch(node)
    await poll(500)
    code = ErrorCode.UNKNOWN_MEMBER_ID
    await clock.advance(150)
    code = ErrorCode.NONE
    await poll(500)
    expect(events).toEqual(['+1', 'lost 1', '+1'])
    expect(node.of(ApiKey.JoinGroup).map(one => one.memberId)).toEqual(['', 'm0', '', 'm1'])
  })

  test('that are refused because another has the instance id end the member', async () => {
    let code: number = ErrorCode.NONE
    const { node } = groupOfOne(() => code)
    const { clock, events, poll } = watch(node, { groupInstanceId: 'i' })
    await poll(500)
    code = ErrorCode.FENCED_INSTANCE_ID
    await clock.advance(150)
    for (let n = 0; n < 2; n++) expect((await poll(100))?.code).toBe('FENCED_INSTANCE_ID')
    expect(events).toEqual(['+1', 'lost 1'])
  })

  test('look for another coordinator when theirs is gone', async () => {
    let isGone = false
    const { node } = groupOfOne(() => {
      if (isGone) throw new ConnectionLost('the coordinator is gone')
      return 0
    })
    const { clock, poll } = watch(node)
    await poll(500)
    const before = node.of(ApiKey.FindCoordinator).length
    isGone = true
    await clock.advance(250)
    isGone = false
    await clock.advance(250)
    expect(node.of(ApiKey.FindCoordinator).length).toBeGreaterThan(before)
  })
})

describe('a consumer', () => {
  test('waits while a transaction holds its committed offset back', async () => {
    let isStable = false
    const { node } = groupOfOne(() => 0, {
      [ApiKey.OffsetFetch]: request => {
        expect(request.requireStable).toBe(true)
        const errorCode = isStable ? ErrorCode.NONE : ErrorCode.UNSTABLE_OFFSET_COMMIT
        return {
          groups: [
            {
              groupId: 'g',
              topics: [
                {
                  name: 't',
                  partitions: [{ partitionIndex: 0, committedOffset: isStable ? 9 : -1, errorCode }],
                },
              ],
            },
          ],
        }
      },
    })
    const { consumer, poll } = watch(node)
    await poll(500)
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(-1)
    expect(node.of(ApiKey.OffsetFetch).length).toBeGreaterThan(5)
    isStable = true
    await poll(100)
    expect(consumer.position({ topic: 't', partition: 0 })).toBe(9)
  })

  test('asks for the metadata of a topic that is not there now and then, not all the time', async () => {
    const { node } = groupOfOne(() => 0)
    const clock = new ManualClock()
    const cluster = new Cluster({
      ...{ bootstrap: [node], dial: () => node, clock, random: seededRandom(1) },
      retryBackoffMs: 100,
    })
    const consumer = new Consumer(cluster)
    consumer.assign([{ topic: 'nowhere', partition: 0 }])
    consumer.seek({ topic: 'nowhere', partition: 0 }, 3)
    const polled = consumer.poll(2000)
    await clock.advance(2000)
    expect(await polled).toEqual([])
    const asked = node.of(ApiKey.Metadata).length
    expect(asked).toBeGreaterThan(2)
    expect(asked).toBeLessThan(25)
  })

  test('that seeks, or resumes, does not wait for the long poll that is under way', async () => {
    const { node } = groupOfOne(() => 0)
    const { clock, consumer, poll } = watch(node)
    const only = { topic: 't', partition: 0 }
    await poll(500)
    const offsets = (): number[] =>
      node.of(ApiKey.Fetch).map(one => one.topics[0]!.partitions[0]!.fetchOffset)
    expect(offsets()).toEqual([5])
    consumer.seek(only, 3)
    const polled = consumer.poll(50)
    await clock.advance(10)
    expect(offsets()).toEqual([5, 3])
    await clock.advance(50)
    expect(await polled).toEqual([])
  })

  test('leaves when it is closed, and a static one does not', async () => {
    for (const [options, leaves] of [
      [{}, 1],
      [{ groupInstanceId: 'i' }, 0],
    ] as const) {
      const { node } = groupOfOne(() => 0)
      const { consumer, events, poll } = watch(node, options)
      await poll(500)
      await consumer.close()
      expect(node.of(ApiKey.LeaveGroup)).toHaveLength(leaves)
      expect(events).toEqual(['+1', '-1'])
      expect(await consumer.poll(0).catch(error => error.code)).toBe('CONSUMER_CLOSED')
    }
  })

  test('says what it needs when it is used wrongly', async () => {
    const { node } = groupOfOne(() => 0)
    const consumer = new Consumer(on(node))
    expect(() => consumer.subscribe(['t'])).toThrow('give the consumer a groupId')
    expect(await consumer.poll(0).catch(error => error.message)).toContain('subscribe or assign first')
    expect(() => consumer.seek({ topic: 't', partition: 0 }, 1)).toThrow('is not assigned')
    expect(() => new Consumer(on(node), { groupId: 'g', assignors: [] })).toThrow('at least one assignor')
    const both = [
      { ...rangeAssignor, protocols: ['eager' as const] },
      { ...cooperativeStickyAssignor, protocols: ['cooperative' as const] },
    ]
    expect(() => new Consumer(on(node), { groupId: 'g', assignors: both })).toThrow(
      'share no rebalance protocol',
    )
  })
})
