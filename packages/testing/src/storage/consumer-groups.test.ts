/** The consumer protocol (KIP-848) through the seam: heartbeats, time-outs, crashes. */
import { MemoryStorage } from '@moldau/log'
import { ApiKey, type ConsumerGroupHeartbeatResponse, ErrorCode, requestOf } from '@moldau/protocol'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokerUnderTest, ManualClock, quiet } from './scenario.ts'

const CONFIG = { 'offsets.topic.num.partitions': 2, 'transaction.state.log.num.partitions': 2 }

async function start() {
  const storage = new MemoryStorage()
  const clock = new ManualClock()
  const under = await BrokerUnderTest.open(storage, clock, { config: CONFIG })
  await under.createTopic('t', 4)
  await under.createTopic('orders-1', 2)
  return { under, storage, clock }
}

/** A member as a client would be: it knows what it was told, and owns what it was given. */
class Client {
  readonly memberId: string
  readonly instanceId: string | null
  epoch = 0
  owned: { topicId: string; partitions: number[] }[] = []

  constructor(memberId: string, instanceId: string | null = null) {
    this.memberId = memberId
    this.instanceId = instanceId
  }

  get places(): string[] {
    return this.owned.flatMap(({ partitions, topicId }) => partitions.map(one => `${topicId}:${one}`)).sort()
  }

  async send(
    under: BrokerUnderTest,
    given: Record<string, unknown>,
  ): Promise<ConsumerGroupHeartbeatResponse> {
    const answer = await under.ask(ApiKey.ConsumerGroupHeartbeat, 1, {
      ...{ groupId: 'g', memberId: this.memberId, instanceId: this.instanceId, rackId: null },
      ...{
        rebalanceTimeoutMs: -1,
        subscribedTopicNames: null,
        subscribedTopicRegex: null,
        serverAssignor: null,
      },
      topicPartitions: null,
      ...given,
    })
    if (answer.errorCode === ErrorCode.NONE) {
      this.epoch = answer.memberEpoch
      if (answer.assignment !== null)
        this.owned = answer.assignment.topicPartitions.map(({ partitions, topicId }) => ({
          topicId,
          partitions: [...partitions],
        }))
    }
    return answer
  }

  join(under: BrokerUnderTest, given: Record<string, unknown> = {}): Promise<ConsumerGroupHeartbeatResponse> {
    const full = {
      memberEpoch: 0,
      rebalanceTimeoutMs: 30_000,
      subscribedTopicNames: ['t'],
      topicPartitions: [],
    }
    return this.send(under, { ...full, ...given })
  }

  beat(under: BrokerUnderTest): Promise<ConsumerGroupHeartbeatResponse> {
    return this.send(under, { memberEpoch: this.epoch, topicPartitions: this.owned })
  }

  leave(under: BrokerUnderTest, epoch = -1): Promise<ConsumerGroupHeartbeatResponse> {
    return this.send(under, { memberEpoch: epoch })
  }
}

const stateOf = async (under: BrokerUnderTest) =>
  (await under.ask(ApiKey.ConsumerGroupDescribe, 1, { groupIds: ['g'] })).groups[0]!

describe('the consumer protocol', () => {
  test('a topic that is made while its subscribers beat reaches them when it is there', async () => {
    let holds: Promise<void> | undefined
    const storage = new MemoryStorage({ medium: () => holds ?? Promise.resolve() })
    const under = await BrokerUnderTest.open(storage, new ManualClock(), { config: CONFIG })
    await under.createTopic('t', 4)
    const a = new Client('a')
    await a.join(under, { subscribedTopicNames: ['t', 'later'] })
    let letGo: () => void = () => undefined
    holds = new Promise(resolve => {
      letGo = resolve
    })
    const maker = await under.broker.node().connect('admin')
    const wanted = { name: 'later', numPartitions: 2, replicationFactor: 1, assignments: [], configs: [] }
    const made = maker.send(
      ApiKey.CreateTopics,
      7,
      requestOf(ApiKey.CreateTopics, { topics: [wanted], timeoutMs: 1000, validateOnly: false }),
    )
    await quiet()
    // The record is appended, and not yet synced.
    await a.beat(under)
    expect(a.places).toHaveLength(4)
    holds = undefined
    letGo()
    expect((await made).topics[0]!.errorCode).toBe(ErrorCode.NONE)
    await a.beat(under)
    expect(a.places).toHaveLength(6)
  })

  test('a second member gets its share when the first has let go of it, and not before', async () => {
    const { under } = await start()
    const [a, b] = [new Client('a'), new Client('b')]
    await a.join(under)
    expect(a.places).toHaveLength(4)
    await b.join(under)
    expect(b.places).toHaveLength(0)
    await a.beat(under)
    expect(a.places).toHaveLength(2)
    await b.beat(under)
    expect(b.places).toHaveLength(0)
    await a.beat(under)
    await b.beat(under)
    expect(b.places).toHaveLength(2)
    expect(new Set([...a.places, ...b.places]).size).toBe(4)
    expect(await stateOf(under)).toMatchObject({ groupState: 'Stable', groupEpoch: 3, assignmentEpoch: 3 })
    await a.leave(under)
    await b.beat(under)
    expect(b.places).toHaveLength(4)
  })

  test('a silent member is out after its session, and the others take over', async () => {
    const { under, clock } = await start()
    const [a, b] = [new Client('a'), new Client('b')]
    await a.join(under)
    await b.join(under)
    for (let n = 0; n < 3; n++) for (const one of [a, b]) await one.beat(under)
    for (let n = 0; n < 5; n++) {
      await clock.advance(10_000)
      await a.beat(under)
    }
    expect(a.places).toHaveLength(4)
    expect((await b.beat(under)).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
  })

  test('a member that does not let go within its rebalance time-out is out', async () => {
    const { under, clock } = await start()
    const [a, b] = [new Client('a'), new Client('b')]
    await a.join(under, { rebalanceTimeoutMs: 20_000 })
    await b.join(under)
    const stuck = { memberEpoch: a.epoch, topicPartitions: [...a.owned] }
    await a.send(under, stuck)
    for (let n = 0; n < 3; n++) {
      await clock.advance(9_000)
      await a.send(under, stuck)
      await b.beat(under)
    }
    expect((await a.send(under, stuck)).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(b.places).toHaveLength(4)
  })

  test('T44: no partition is owned twice in one epoch, a stale epoch is fenced, and a zombie commits nothing', async () => {
    const { under } = await start()
    const [a, b] = [new Client('a'), new Client('b')]
    await a.join(under)
    const zombie = a.epoch
    await b.join(under)
    for (let n = 0; n < 3; n++) for (const one of [a, b]) await one.beat(under)
    const commit = async (memberId: string, generationIdOrMemberEpoch: number, partitionIndex: number) => {
      const partitions = [{ partitionIndex, committedOffset: 1 }]
      const topics = [{ name: 't', partitions }]
      const answer = await under.ask(ApiKey.OffsetCommit, 9, {
        groupId: 'g',
        memberId,
        generationIdOrMemberEpoch,
        topics,
      })
      return answer.topics[0]!.partitions[0]!.errorCode
    }
    const kept = a.owned[0]!.partitions[0]!
    const given = b.owned[0]!.partitions[0]!
    expect(await commit('a', a.epoch, kept)).toBe(ErrorCode.NONE)
    // What it has had since then it may commit under the older epoch (KIP-1251); what went to another it may not.
    expect(await commit('a', zombie, kept)).toBe(ErrorCode.NONE)
    expect(await commit('a', zombie, given)).toBe(ErrorCode.STALE_MEMBER_EPOCH)
    expect(await commit('b', a.epoch + 1, given)).toBe(ErrorCode.STALE_MEMBER_EPOCH)
    expect(await commit('c', a.epoch, given)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect((await a.send(under, { memberEpoch: a.epoch + 5 })).errorCode).toBe(ErrorCode.FENCED_MEMBER_EPOCH)
    const fetch = await under.ask(ApiKey.OffsetFetch, 9, {
      groups: [
        {
          groupId: 'g',
          memberId: 'a',
          memberEpoch: zombie,
          topics: [{ name: 't', partitionIndexes: [kept] }],
        },
      ],
    })
    expect(fetch.groups[0]!.errorCode).toBe(ErrorCode.STALE_MEMBER_EPOCH)
  })

  test('T45: a static member that was away finds its partitions, under another id; its older self is fenced', async () => {
    const { under } = await start()
    const [a, b] = [new Client('a', 'i1'), new Client('b')]
    await a.join(under)
    await b.join(under)
    for (let n = 0; n < 3; n++) for (const one of [a, b]) await one.beat(under)
    const { places } = a
    expect((await new Client('c', 'i1').join(under)).errorCode).toBe(ErrorCode.UNRELEASED_INSTANCE_ID)
    expect((await a.leave(under, -2)).memberEpoch).toBe(-2)
    const epoch = (await stateOf(under)).groupEpoch
    const c = new Client('c', 'i1')
    expect((await c.join(under)).errorCode).toBe(ErrorCode.NONE)
    expect(c.places).toEqual(places)
    expect((await stateOf(under)).groupEpoch).toBe(epoch)
    expect((await a.send(under, { memberEpoch: 3 })).errorCode).toBe(ErrorCode.FENCED_INSTANCE_ID)
  })

  test('by an expression: topics that come and go are noticed at the next heartbeat', async () => {
    const { under } = await start()
    const a = new Client('a')
    expect(
      (await a.join(under, { subscribedTopicNames: null, subscribedTopicRegex: 'orders-(' })).errorCode,
    ).toBe(ErrorCode.INVALID_REGULAR_EXPRESSION)
    await a.join(under, { subscribedTopicNames: null, subscribedTopicRegex: 'orders-\\d+' })
    expect(a.places).toHaveLength(2)
    await under.createTopic('orders-22', 3)
    await under.createTopic('other', 3)
    await a.beat(under)
    expect(a.places).toHaveLength(5)
    await under.ask(ApiKey.CreatePartitions, 3, {
      topics: [{ name: 'orders-1', count: 4, assignments: null }],
      timeoutMs: 1000,
    })
    await a.beat(under)
    expect(a.places).toHaveLength(7)
  })

  test('empty groups change their protocol with whoever comes; the offsets stay', async () => {
    const { under, storage, clock } = await start()
    const a = new Client('a')
    await a.join(under)
    await under.ask(ApiKey.OffsetCommit, 9, {
      ...{ groupId: 'g', memberId: 'a', generationIdOrMemberEpoch: a.epoch },
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 7 }] }],
    })
    const join = (memberId: string) =>
      under.ask(ApiKey.JoinGroup, 9, {
        ...{
          groupId: 'g',
          memberId,
          sessionTimeoutMs: 10_000,
          rebalanceTimeoutMs: 10_000,
          groupInstanceId: null,
        },
        ...{ protocolType: 'consumer', protocols: [{ name: 'range', metadata: Uint8Array.of(1) }] },
      })
    expect((await join('')).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    await a.leave(under)
    const { memberId } = await join('')
    expect((await join(memberId)).errorCode).toBe(ErrorCode.NONE)
    expect((await new Client('b').join(under)).errorCode).toBe(ErrorCode.GROUP_ID_NOT_FOUND)
    await under.ask(ApiKey.LeaveGroup, 5, { groupId: 'g', members: [{ memberId, groupInstanceId: null }] })
    expect((await new Client('b').join(under)).errorCode).toBe(ErrorCode.NONE)
    const again = await BrokerUnderTest.open(storage.afterCrash('power'), clock, { config: CONFIG })
    expect((await stateOf(again)).members.map(one => one.memberId)).toEqual(['b'])
    expect(await again.committed('g', 't')).toEqual({ offset: 7, errorCode: 0 })
  })
})

test('T40: a consumer group after kill -9 is what it was, whatever happened to it', async () => {
  const step = fc.record({
    member: fc.nat({ max: 2 }),
    what: fc.constantFrom('join', 'join', 'beat', 'beat', 'beat', 'leave', 'away', 'wait', 'topic', 'delete'),
    regex: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async steps => {
      const { under, storage, clock } = await start()
      const clients = [new Client('a'), new Client('b'), new Client('c', 'i')]
      let topics = 0
      for (const { member, regex, what } of steps) {
        const client = clients[member]!
        const wanted = regex
          ? { subscribedTopicNames: null, subscribedTopicRegex: 'orders-.*' }
          : { subscribedTopicNames: ['t', 'orders-1'] }
        if (what === 'join') await client.join(under, wanted)
        else if (what === 'beat') await client.beat(under)
        else if (what === 'leave') await client.leave(under)
        else if (what === 'away') await client.leave(under, -2)
        else if (what === 'wait') await clock.advance(23_000)
        else if (what === 'delete') await under.ask(ApiKey.DeleteGroups, 2, { groupsNames: ['g'] })
        else await under.createTopic(`orders-new-${topics++}`, 2)
        const held = clients.flatMap(one => one.places)
        const described = await stateOf(under)
        const assigned = described.members.flatMap(one =>
          one.assignment.topicPartitions.flatMap(({ partitions, topicId }) =>
            partitions.map(n => `${topicId}:${n}`),
          ),
        )
        expect(new Set(assigned).size).toBe(assigned.length)
        expect(held.length).toBeGreaterThanOrEqual(0)
      }
      const lived = await stateOf(under)
      const again = await BrokerUnderTest.open(storage.afterCrash('process'), clock, { config: CONFIG })
      const sorted = (group: typeof lived) => ({
        ...group,
        members: [...group.members].sort((one, other) => (one.memberId < other.memberId ? -1 : 1)),
      })
      expect(sorted(await stateOf(again))).toEqual(sorted(lived))
    }),
    { numRuns: 60 },
  )
})
