/** What the broker answers, asked through the seam. Codes are Kafka's. */
import { MemoryStorage } from '@moldau/log'
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock, quiet } from './scenario.ts'

const CONFIG = { 'offsets.topic.num.partitions': 2, 'transaction.state.log.num.partitions': 2 }

async function start(storage = new MemoryStorage(), clock = new ManualClock()) {
  const under = await BrokerUnderTest.open(storage, clock, { config: CONFIG })
  return { under, storage, clock }
}

async function withTopic(name = 't', partitions = 1) {
  const started = await start()
  expect(await started.under.createTopic(name, partitions)).toBe(ErrorCode.NONE)
  return started
}

describe('topics', () => {
  test('any legal name serves, __proto__ too; others are refused', async () => {
    const { under } = await start()
    for (const name of ['__proto__', 'constructor', 'a.b-c_D9', 'x'.repeat(249)]) {
      expect(await under.createTopic(name)).toBe(ErrorCode.NONE)
      expect((await under.produce(name, batchOf(['v']))).errorCode).toBe(ErrorCode.NONE)
      expect((await under.read(name)).values).toEqual(['v'])
    }
    for (const name of ['', '.', '..', '../x', 'a/b', 'a b', 'ü', 'x'.repeat(250), 'a\u0000b']) {
      expect(await under.createTopic(name)).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION)
    }
    expect(await under.createTopic('__proto__')).toBe(ErrorCode.TOPIC_ALREADY_EXISTS)
    expect(await under.createTopic('a_b-c_D9')).toBe(ErrorCode.INVALID_TOPIC_EXCEPTION)
    expect(await under.createTopic('zero', 0)).toBe(ErrorCode.INVALID_PARTITIONS)
    expect(await under.createTopic('odd', 1, { 'retention.ms': 'soon' })).toBe(ErrorCode.INVALID_CONFIG)
    expect(await under.createTopic('odd', 1, { 'no.such': '1' })).toBe(ErrorCode.INVALID_CONFIG)
  })

  test('one that is deleted and made anew has another id and none of the old data or offsets', async () => {
    const { under } = await withTopic()
    const idOf = async () =>
      (await under.ask(ApiKey.Metadata, 12, { topics: [{ name: 't' }], allowAutoTopicCreation: false }))
        .topics[0]!
    await under.produce('t', batchOf(['old']))
    await under.commit('g', 't', 1)
    const before = (await idOf()).topicId
    const deleted = await under.ask(ApiKey.DeleteTopics, 6, { topics: [{ name: 't' }], timeoutMs: 1 })
    expect(deleted.responses[0]).toMatchObject({ name: 't', topicId: before, errorCode: ErrorCode.NONE })
    expect((await idOf()).errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    await under.createTopic('t')
    expect((await idOf()).topicId).not.toBe(before)
    expect((await under.read('t')).values).toEqual([])
    expect((await under.committed('g', 't')).offset).toBe(-1)
    const stale = await under.ask(ApiKey.Fetch, 13, {
      maxWaitMs: 0,
      topics: [{ topicId: before, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 100 }] }],
    })
    expect(stale.responses[0]!.partitions[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID)
  })

  test('metadata makes a topic on first use where both sides allow it', async () => {
    const { under } = await start()
    const ask = (allowAutoTopicCreation: boolean) =>
      under.ask(ApiKey.Metadata, 9, { topics: [{ name: 'n' }], allowAutoTopicCreation })
    expect((await ask(false)).topics[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    expect((await ask(true)).topics[0]!).toMatchObject({
      errorCode: ErrorCode.NONE,
      partitions: [{ partitionIndex: 0, leaderId: 1 }],
    })
  })

  test('topics, configurations and partitions survive a restart', async () => {
    const { under, storage, clock } = await start()
    await under.createTopic('t', 2, { 'cleanup.policy': 'compact', 'retention.ms': '-1' })
    await under.ask(ApiKey.CreatePartitions, 3, {
      topics: [{ name: 't', count: 5, assignments: null }],
      timeoutMs: 1,
    })
    await under.broker.close()
    const again = await BrokerUnderTest.open(storage, clock, { config: CONFIG })
    const metadata = await again.ask(ApiKey.Metadata, 12, { topics: [{ name: 't' }] })
    expect(metadata.topics[0]!.partitions.map(({ partitionIndex }) => partitionIndex)).toEqual([
      0, 1, 2, 3, 4,
    ])
    const configs = await again.ask(ApiKey.DescribeConfigs, 4, {
      resources: [{ resourceType: 2, resourceName: 't', configurationKeys: null }],
    })
    const values = new Map(
      configs.results[0]!.configs.map(({ name, value, configSource }) => [name, [value, configSource]]),
    )
    expect(values.get('cleanup.policy')).toEqual(['compact', 1])
    expect(values.get('segment.bytes')).toEqual(['1073741824', 5])
  })
})

describe('produce and fetch', () => {
  test('one partition that fails does not stop the others', async () => {
    const { under } = await withTopic('t', 2)
    const partitionData = [0, 7, 1].map(index => ({ index, records: batchOf(['v']) }))
    const response = await under.ask(ApiKey.Produce, 9, {
      acks: 1,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData }],
    })
    expect(response.responses[0]!.partitionResponses.map(({ errorCode }) => errorCode)).toEqual([
      0,
      ErrorCode.UNKNOWN_TOPIC_OR_PARTITION,
      0,
    ])
  })

  test('T22: acks other than -1, 0, 1 are refused; acks=0 has the empty answer', async () => {
    const { under } = await withTopic()
    expect((await under.produce('t', batchOf(['v']), { acks: 2 })).errorCode).toBe(
      ErrorCode.INVALID_REQUIRED_ACKS,
    )
    const request = {
      acks: 0,
      timeoutMs: 1,
      topicData: [{ name: 't', partitionData: [{ index: 0, records: batchOf(['v']) }] }],
    }
    expect((await under.ask(ApiKey.Produce, 9, request)).responses).toEqual([])
    await quiet()
    expect((await under.read('t')).values).toEqual(['v'])
  })

  test('appends that are sent at once keep their order, and so do their answers', async () => {
    const { under } = await withTopic()
    const order: number[] = []
    const answers = Array.from({ length: 20 }, (_, n) =>
      under.produce('t', batchOf([`v${n}`])).then(({ baseOffset }) => order.push(baseOffset)),
    )
    await Promise.all(answers)
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect((await under.read('t')).values).toEqual(Array.from({ length: 20 }, (_, n) => `v${n}`))
  })

  test('a long poll ends with the append, with its time, and with its connection', async () => {
    const { under, clock } = await withTopic()
    const connection = await under.broker.node().connect('fetch')
    const poll = () =>
      connection.send(ApiKey.Fetch, 12, {
        ...({
          clusterId: null,
          replicaId: -1,
          replicaState: { replicaId: -1, replicaEpoch: -1 },
          maxBytes: 1e6,
          rackId: '',
        } as const),
        ...{
          isolationLevel: 0,
          sessionId: 0,
          sessionEpoch: -1,
          forgottenTopicsData: [],
          maxWaitMs: 500,
          minBytes: 1,
        },
        topics: [
          {
            topic: 't',
            topicId: '',
            partitions: [
              {
                partition: 0,
                currentLeaderEpoch: -1,
                fetchOffset: end,
                lastFetchedEpoch: -1,
                logStartOffset: -1,
                partitionMaxBytes: 1e6,
                replicaDirectoryId: '',
                highWatermark: 0,
              },
            ],
          },
        ],
      })
    let end = 0
    let settled = false
    const first = poll().finally(() => (settled = true))
    await quiet()
    expect(settled).toBe(false)
    await under.produce('t', batchOf(['v']))
    expect((await first).responses[0]!.partitions[0]!.highWatermark).toBe(1)
    end = 1
    const second = poll()
    await clock.advance(500)
    expect((await second).responses[0]!.partitions[0]!.records).toHaveLength(0)
    const third = poll()
    await quiet()
    await connection.close()
    await expect(third).rejects.toMatchObject({ code: 'CONNECTION_LOST' })
  })

  test('offsets out of range, of unknown partitions, and with a wrong epoch', async () => {
    const { under } = await withTopic()
    await under.produce('t', batchOf(['v']))
    const ask = async (fetchOffset: number, partition = 0, currentLeaderEpoch = -1) => {
      const topics = [
        { topic: 't', partitions: [{ partition, fetchOffset, currentLeaderEpoch, partitionMaxBytes: 100 }] },
      ]
      return (await under.ask(ApiKey.Fetch, 12, { maxWaitMs: 0, topics })).responses[0]!.partitions[0]!
        .errorCode
    }
    expect(await ask(0)).toBe(ErrorCode.NONE)
    expect(await ask(1)).toBe(ErrorCode.NONE)
    expect(await ask(2)).toBe(ErrorCode.OFFSET_OUT_OF_RANGE)
    expect(await ask(0, 3)).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
    expect(await ask(0, 0, 9)).toBe(ErrorCode.UNKNOWN_LEADER_EPOCH)
  })

  test('records are deleted up to an offset, for good', async () => {
    const { under, storage, clock } = await withTopic()
    for (const value of ['a', 'b', 'c']) await under.produce('t', batchOf([value]))
    const remove = async (offset: number) =>
      (
        await under.ask(ApiKey.DeleteRecords, 2, {
          topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset }] }],
          timeoutMs: 1,
        })
      ).topics[0]!.partitions[0]!
    expect(await remove(2)).toMatchObject({ errorCode: 0, lowWatermark: 2 })
    expect((await remove(9)).errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE)
    const again = await BrokerUnderTest.open(storage.afterCrash('power'), clock, { config: CONFIG })
    expect((await again.read('t')).values).toEqual(['c'])
  })

  test('an API version that is not spoken rejects', async () => {
    const { under } = await start()
    await expect(under.ask(ApiKey.OffsetCommit, 11 as 10, {})).rejects.toMatchObject({
      code: 'UNSUPPORTED_VERSION',
    })
  })
})

describe('transactions', () => {
  const writer = (producerId: number, producerEpoch: number, baseSequence = 0) => ({
    producerId,
    producerEpoch,
    baseSequence,
    transactional: true,
  })

  test('KIP-890: partitions join with the write, every end bumps the epoch, a repeated end is answered again', async () => {
    const { under } = await withTopic()
    const { producerId, producerEpoch } = await under.initProducer('app')
    expect(
      await under.produce('t', batchOf(['a'], writer(producerId, producerEpoch)), { transactionalId: 'app' }),
    ).toMatchObject({ errorCode: 0 })
    expect((await under.read('t')).endOffset).toBe(0)
    const ended = await under.endTxn('app', producerId, producerEpoch, true)
    expect(ended).toMatchObject({ errorCode: 0, producerId, producerEpoch: producerEpoch + 1 })
    expect(await under.endTxn('app', producerId, producerEpoch, true)).toEqual(ended)
    expect((await under.endTxn('app', producerId, producerEpoch, false)).errorCode).toBe(
      ErrorCode.INVALID_TXN_STATE,
    )
    expect((await under.read('t')).values).toEqual(['a'])
    const late = await under.produce('t', batchOf(['late'], writer(producerId, producerEpoch, 1)), {
      transactionalId: 'app',
    })
    expect(late.errorCode).toBe(ErrorCode.INVALID_PRODUCER_EPOCH)
  })

  test('an abort hides its records, an empty one bumps the epoch, an empty commit is refused', async () => {
    const { under } = await withTopic()
    const { producerId, producerEpoch } = await under.initProducer('app')
    await under.produce('t', batchOf(['gone'], writer(producerId, producerEpoch)), { transactionalId: 'app' })
    const aborted = await under.endTxn('app', producerId, producerEpoch, false)
    expect((await under.read('t')).values).toEqual([])
    expect((await under.read('t', 0, false)).values).toEqual(['gone'])
    const empty = await under.endTxn('app', producerId, aborted.producerEpoch, false)
    expect(empty).toMatchObject({ errorCode: 0, producerEpoch: aborted.producerEpoch + 1 })
    expect((await under.endTxn('app', producerId, empty.producerEpoch, true)).errorCode).toBe(
      ErrorCode.INVALID_TXN_STATE,
    )
  })

  test('older clients add partitions themselves; what they did not add is refused', async () => {
    const { under } = await withTopic()
    const { producerId, producerEpoch } = await under.initProducer('app')
    const send = () =>
      under.produce('t', batchOf(['a'], writer(producerId, producerEpoch)), {
        transactionalId: 'app',
        version: 11,
      })
    expect((await send()).errorCode).toBe(ErrorCode.TRANSACTION_ABORTABLE)
    const added = await under.ask(ApiKey.AddPartitionsToTxn, 3, {
      v3AndBelowTransactionalId: 'app',
      v3AndBelowProducerId: producerId,
      v3AndBelowProducerEpoch: producerEpoch,
      v3AndBelowTopics: [{ name: 't', partitions: [0] }],
    })
    expect(added.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode).toBe(0)
    expect((await send()).errorCode).toBe(0)
    expect(await under.endTxn('app', producerId, producerEpoch, true, 3)).toMatchObject({
      errorCode: 0,
      producerId: -1,
    })
    expect((await under.read('t')).values).toEqual(['a'])
  })

  test('a new incarnation aborts the open transaction and fences the old one', async () => {
    const { under } = await withTopic()
    const old = await under.initProducer('app')
    await under.produce('t', batchOf(['lost'], writer(old.producerId, old.producerEpoch)), {
      transactionalId: 'app',
    })
    const fresh = await under.initProducer('app')
    expect(fresh.producerEpoch).toBeGreaterThan(old.producerEpoch)
    expect((await under.endTxn('app', old.producerId, old.producerEpoch, true)).errorCode).toBe(
      ErrorCode.PRODUCER_FENCED,
    )
    expect(
      (
        await under.produce('t', batchOf(['zombie'], writer(old.producerId, old.producerEpoch, 1)), {
          transactionalId: 'app',
        })
      ).errorCode,
    ).toBe(ErrorCode.INVALID_PRODUCER_EPOCH)
    expect((await under.read('t')).values).toEqual([])
    expect((await under.read('t')).endOffset).toBe(await under.offset('t', 0, -1, false))
  })

  test('one that is open too long is aborted and its producer fenced', async () => {
    const { under, clock } = await withTopic()
    const { producerId, producerEpoch } = await under.initProducer('app', 5_000)
    await under.produce('t', batchOf(['slow'], writer(producerId, producerEpoch)), { transactionalId: 'app' })
    await clock.advance(4_999)
    expect(await under.offset('t', 0, -1)).toBe(0)
    await clock.advance(2)
    expect(await under.offset('t', 0, -1)).toBe(2)
    expect((await under.endTxn('app', producerId, producerEpoch, true)).errorCode).toBe(
      ErrorCode.INVALID_TXN_STATE,
    )
    expect((await under.read('t')).values).toEqual([])
  })

  test('T41: offsets of a transaction are pending until its end', async () => {
    const { under } = await withTopic()
    const { producerId, producerEpoch } = await under.initProducer('app')
    expect(await under.txnCommitOffset('g', 't', 5, 'app', producerId, producerEpoch)).toBe(0)
    expect(await under.committed('g', 't')).toEqual({ offset: -1, errorCode: 0 })
    expect((await under.committed('g', 't', 0, true)).errorCode).toBe(ErrorCode.UNSTABLE_OFFSET_COMMIT)
    await under.endTxn('app', producerId, producerEpoch, true)
    expect(await under.committed('g', 't', 0, true)).toEqual({ offset: 5, errorCode: 0 })
  })

  test('offsets by topic id (version 10): of known topics, of none, and of one that was made anew', async () => {
    const { under } = await withTopic()
    const idOf = async (): Promise<string> => {
      const answer = await under.ask(ApiKey.Metadata, 12, { topics: [{ name: 't' }] })
      return answer.topics[0]!.topicId
    }
    const commit = async (topicId: string): Promise<number> => {
      const partitions = [{ partitionIndex: 0, committedOffset: 4 }]
      const answer = await under.ask(ApiKey.OffsetCommit, 10, {
        ...{ groupId: 'g', generationIdOrMemberEpoch: -1 },
        topics: [{ topicId, partitions }],
      })
      expect(answer.topics[0]!.topicId).toBe(topicId)
      return answer.topics[0]!.partitions[0]!.errorCode
    }
    const fetched = async (topicId: string) => {
      const topics = [{ topicId, partitionIndexes: [0] }]
      const answer = await under.ask(ApiKey.OffsetFetch, 10, {
        groups: [{ groupId: 'g', memberId: null, topics }],
      })
      const { committedOffset, errorCode } = answer.groups[0]!.topics[0]!.partitions[0]!
      return [committedOffset, errorCode]
    }
    const old = await idOf()
    expect(await commit(old)).toBe(ErrorCode.NONE)
    expect(await fetched(old)).toEqual([4, ErrorCode.NONE])
    await under.ask(ApiKey.DeleteTopics, 5, { topicNames: ['t'], timeoutMs: 1000 })
    await under.createTopic('t')
    expect(await commit(old)).toBe(ErrorCode.UNKNOWN_TOPIC_ID)
    expect(await fetched(old)).toEqual([-1, ErrorCode.UNKNOWN_TOPIC_ID])
    expect(await fetched(await idOf())).toEqual([-1, ErrorCode.NONE])
  })

  test('time-outs and ids that make no sense are refused', async () => {
    const { under } = await start()
    expect((await under.initProducer('app', 900_001)).errorCode).toBe(ErrorCode.INVALID_TRANSACTION_TIMEOUT)
    expect((await under.initProducer('')).errorCode).toBe(ErrorCode.INVALID_REQUEST)
    expect((await under.endTxn('nobody', 1, 0, true)).errorCode).toBe(ErrorCode.INVALID_PRODUCER_ID_MAPPING)
  })
})

describe('groups', () => {
  const protocols = [{ name: 'range', metadata: Uint8Array.of(1) }]

  async function join(
    under: BrokerUnderTest,
    memberId: string,
    instance: string | null = null,
    offered = protocols,
  ) {
    const connection = await under.broker.node().connect('group')
    return connection.send(ApiKey.JoinGroup, 9, {
      groupId: 'g',
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 60_000,
      memberId,
      groupInstanceId: instance,
      protocolType: 'consumer',
      protocols: offered,
      reason: null,
    })
  }

  const sync = (
    under: BrokerUnderTest,
    memberId: string,
    generationId: number,
    assignments: [string, number][] = [],
    instance: string | null = null,
  ) =>
    under.broker
      .node()
      .connect('group')
      .then(connection =>
        connection.send(ApiKey.SyncGroup, 5, {
          groupId: 'g',
          generationId,
          memberId,
          groupInstanceId: instance,
          protocolType: 'consumer',
          protocolName: 'range',
          assignments: assignments.map(([id, byte]) => ({ memberId: id, assignment: Uint8Array.of(byte) })),
        }),
      )

  const heartbeat = async (
    under: BrokerUnderTest,
    memberId: string,
    generationId: number,
    groupInstanceId: string | null = null,
  ) =>
    (await under.ask(ApiKey.Heartbeat, 4, { groupId: 'g', memberId, generationId, groupInstanceId }))
      .errorCode

  async function newId(under: BrokerUnderTest): Promise<string> {
    const first = await join(under, '')
    expect(first.errorCode).toBe(ErrorCode.MEMBER_ID_REQUIRED)
    return first.memberId
  }

  test('two members: join, sync, heartbeat, leave', async () => {
    const { under } = await start()
    const a = await newId(under)
    const alone = await join(under, a)
    expect(alone).toMatchObject({ errorCode: 0, generationId: 1, leader: a })
    expect((await sync(under, a, 1, [[a, 7]])).assignment).toEqual(Uint8Array.of(7))
    const b = await newId(under)
    const second = join(under, b)
    await quiet()
    expect(await heartbeat(under, a, 1)).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    const both = await Promise.all([join(under, a), second])
    expect(both.map(({ generationId }) => generationId)).toEqual([2, 2])
    expect(both[0]!.members.map(({ memberId }) => memberId).sort()).toEqual([a, b].sort())
    const waiting = sync(under, b, 2)
    await quiet()
    const leader = await sync(under, a, 2, [
      [a, 1],
      [b, 2],
    ])
    expect([leader.assignment, (await waiting).assignment]).toEqual([Uint8Array.of(1), Uint8Array.of(2)])
    expect(await heartbeat(under, b, 2)).toBe(0)
    expect(await heartbeat(under, b, 1)).toBe(ErrorCode.ILLEGAL_GENERATION)
    expect(await heartbeat(under, 'nobody', 2)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    const left = await under.ask(ApiKey.LeaveGroup, 5, {
      groupId: 'g',
      members: [{ memberId: b, groupInstanceId: null }],
    })
    expect(left.members[0]!.errorCode).toBe(0)
    expect(await heartbeat(under, a, 2)).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
  })

  test('a member that is silent for its session is out', async () => {
    const { under, clock } = await start()
    const a = await newId(under)
    await join(under, a)
    await sync(under, a, 1, [[a, 1]])
    await clock.advance(9_000)
    expect(await heartbeat(under, a, 1)).toBe(0)
    await clock.advance(9_999)
    expect(await heartbeat(under, a, 1)).toBe(0)
    await clock.advance(10_001)
    expect(await heartbeat(under, a, 1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    const described = await under.ask(ApiKey.DescribeGroups, 5, { groups: ['g'] })
    expect(described.groups[0]!.groupState).toBe('Empty')
  })

  test('T45: a static member comes back at once with its assignment, also after kill -9 of the broker; its older self is fenced', async () => {
    const { under, storage, clock } = await start()
    const first = await join(under, '', 'i1')
    expect(first).toMatchObject({ errorCode: 0, generationId: 1 })
    await sync(under, first.memberId, 1, [[first.memberId, 9]], 'i1')
    const again = await BrokerUnderTest.open(storage.afterCrash('power'), clock, { config: CONFIG })
    const back = await join(again, '', 'i1')
    expect(back).toMatchObject({ errorCode: 0, generationId: 1, skipAssignment: true })
    expect(back.memberId).not.toBe(first.memberId)
    expect((await sync(again, back.memberId, 1, [], 'i1')).assignment).toEqual(Uint8Array.of(9))
    expect(await heartbeat(again, first.memberId, 1, 'i1')).toBe(ErrorCode.FENCED_INSTANCE_ID)
    expect(await heartbeat(again, back.memberId, 1, 'i1')).toBe(0)
  })

  test('T46: members without a protocol in common are refused, and so are wrong sessions and ids', async () => {
    const { under } = await start()
    const a = await newId(under)
    await join(under, a)
    expect((await join(under, '', null, [{ name: 'other', metadata: Uint8Array.of(1) }])).errorCode).toBe(
      ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
    )
    expect((await join(under, 'made-up')).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    const short = await under.ask(ApiKey.JoinGroup, 9, {
      groupId: 'g',
      sessionTimeoutMs: 10,
      protocolType: 'consumer',
      protocols: [{ name: 'range' }],
    })
    expect(short.errorCode).toBe(ErrorCode.INVALID_SESSION_TIMEOUT)
  })

  test('T46: a leader that never synchronises does not hold the group for ever', async () => {
    const { under, clock } = await start()
    const a = await newId(under)
    await join(under, a)
    await clock.advance(70_000)
    const described = await under.ask(ApiKey.DescribeGroups, 5, { groups: ['g'] })
    expect(described.groups[0]!.groupState).toBe('Empty')
  })

  test('KIP-447: a transactional commit of an older generation is fenced', async () => {
    const { under } = await withTopic()
    const { producerId, producerEpoch } = await under.initProducer('app')
    const a = await newId(under)
    await join(under, a)
    await sync(under, a, 1, [[a, 1]])
    const commit = async (memberId: string, generationId: number) => {
      const topics = [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 3 }] }]
      const request = {
        transactionalId: 'app',
        groupId: 'g',
        producerId,
        producerEpoch,
        generationId,
        memberId,
        topics,
      }
      return (await under.ask(ApiKey.TxnOffsetCommit, 5, request)).topics[0]!.partitions[0]!.errorCode
    }
    expect(await commit(a, 0)).toBe(ErrorCode.ILLEGAL_GENERATION)
    expect(await commit('zombie', 1)).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    expect(await commit(a, 1)).toBe(0)
  })

  test('offsets are deleted with their group, which has to be empty', async () => {
    const { under } = await withTopic()
    await under.commit('g', 't', 4)
    const remove = async () =>
      (await under.ask(ApiKey.DeleteGroups, 2, { groupsNames: ['g'] })).results[0]!.errorCode
    expect(await remove()).toBe(0)
    expect((await under.committed('g', 't')).offset).toBe(-1)
    expect(await remove()).toBe(ErrorCode.GROUP_ID_NOT_FOUND)
  })
})

describe('the folder', () => {
  test('is refused to a second broker, by name', async () => {
    const { storage, clock } = await start()
    await expect(BrokerUnderTest.open(storage, clock)).rejects.toMatchObject({
      code: 'FOLDER_LOCKED',
      message: expect.stringContaining('data'),
    })
  })

  test('of another node is refused and left alone', async () => {
    const { under, storage, clock } = await start()
    await under.broker.close()
    await expect(BrokerUnderTest.open(storage, clock, { config: { 'node.id': 2 } })).rejects.toMatchObject({
      code: 'FOLDER_FOREIGN',
    })
    await (await BrokerUnderTest.open(storage, clock)).broker.close()
  })

  test('an unknown or senseless property is refused by name', async () => {
    const clock = new ManualClock()
    await expect(
      BrokerUnderTest.open(new MemoryStorage(), clock, { config: { 'no.such': 1 } }),
    ).rejects.toThrow('no.such')
    await expect(
      BrokerUnderTest.open(new MemoryStorage(), clock, { config: { 'num.partitions': 'many' } }),
    ).rejects.toThrow('Invalid value many for configuration num.partitions')
  })

  test('that has failed acknowledges nothing any more, and says so', async () => {
    const { under, storage } = await withTopic()
    const told: string[] = []
    under.broker.onDiskFailure(failure => told.push(failure.code))
    await under.produce('t', batchOf(['kept']))
    storage.fail({ at: storage.operations + 2, code: 'EIO' })
    expect((await under.produce('t', batchOf(['lost']))).errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR)
    expect((await under.produce('t', batchOf(['too late']))).errorCode).toBe(ErrorCode.KAFKA_STORAGE_ERROR)
    expect(told).toEqual(['DISK_FAILED'])
  })
})
