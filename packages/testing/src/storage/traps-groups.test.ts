/** Known traps of groups and their offsets, each a test that names it. */
import { MemoryStorage } from '@moldau/log'
import {
  ApiKey,
  ErrorCode,
  type Partially,
  type RequestOf,
  type ResponseOf,
  requestOf,
} from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock, quiet } from './scenario.ts'

const MINUTE = 60_000
const CONFIG = {
  'offsets.topic.num.partitions': 2,
  'transaction.state.log.num.partitions': 2,
  'offsets.retention.minutes': 60,
  'offsets.retention.check.interval.ms': 5 * MINUTE,
}

async function start(config: Record<string, string | number> = {}) {
  const storage = new MemoryStorage()
  const clock = new ManualClock()
  const options = { config: { ...CONFIG, ...config } }
  const under = await BrokerUnderTest.open(storage, clock, options)
  await under.createTopic('t', 2)
  const restart = (): Promise<BrokerUnderTest> =>
    BrokerUnderTest.open(storage.afterCrash('power'), clock, options)
  return { under, storage, clock, restart, options }
}

/** Asks on a connection of its own: what has to wait holds up nobody else. */
async function apart<K extends ApiKey>(
  under: BrokerUnderTest,
  key: K,
  version: number,
  given: Partially<RequestOf<K>>,
): Promise<ResponseOf<K>> {
  const connection = await under.broker.node().connect('group')
  return connection.send(key, version as never, requestOf(key, given))
}

/** A subscription to `topics`, in the bytes of consumers. */
function subscription(...topics: string[]): Uint8Array {
  const bytes = [0, 0, 0, 0, 0, topics.length]
  for (const topic of topics) bytes.push(0, topic.length, ...Buffer.from(topic))
  return new Uint8Array([...bytes, 255, 255, 255, 255])
}

async function join(under: BrokerUnderTest, memberId = '', topics = ['t']) {
  const request = {
    ...{
      groupId: 'g',
      memberId,
      sessionTimeoutMs: 30_000,
      rebalanceTimeoutMs: 30_000,
      groupInstanceId: null,
    },
    ...{ protocolType: 'consumer', protocols: [{ name: 'range', metadata: subscription(...topics) }] },
  }
  const answer = await under.ask(ApiKey.JoinGroup, 9, request)
  return answer.errorCode === ErrorCode.MEMBER_ID_REQUIRED
    ? under.ask(ApiKey.JoinGroup, 9, { ...request, memberId: answer.memberId })
    : answer
}

function sync(under: BrokerUnderTest, memberId: string, generationId: number) {
  return under.ask(ApiKey.SyncGroup, 5, {
    ...{ groupId: 'g', memberId, generationId, groupInstanceId: null, protocolType: 'consumer' },
    ...{ protocolName: 'range', assignments: [{ memberId, assignment: Uint8Array.of(1) }] },
  })
}

const leave = (under: BrokerUnderTest, memberId: string) =>
  under.ask(ApiKey.LeaveGroup, 5, { groupId: 'g', members: [{ memberId, groupInstanceId: null }] })

describe('T42: committed offsets stay as long as they are wanted', () => {
  test('over restarts, and as long as a member is there; then from when the group was left', async () => {
    const { under, clock, restart } = await start()
    const { generationId, memberId } = await join(under)
    await sync(under, memberId, generationId)
    await under.ask(ApiKey.OffsetCommit, 8, {
      ...{ groupId: 'g', memberId, generationIdOrMemberEpoch: generationId },
      topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 7 }] }],
    })
    for (let n = 0; n < 300; n++) {
      await clock.advance(20_000)
      const beat = { groupId: 'g', memberId, generationId, groupInstanceId: null }
      expect((await under.ask(ApiKey.Heartbeat, 4, beat)).errorCode).toBe(ErrorCode.NONE)
    }
    expect(await under.committed('g', 't')).toEqual({ offset: 7, errorCode: 0 })
    await leave(under, memberId)
    await clock.advance(50 * MINUTE)
    expect((await under.committed('g', 't')).offset).toBe(7)
    const again = await restart()
    expect((await again.committed('g', 't')).offset).toBe(7)
    await clock.advance(20 * MINUTE)
    expect((await again.committed('g', 't')).offset).toBe(-1)
    expect((await again.ask(ApiKey.ListGroups, 5, {})).groups).toEqual([])
  })

  test('of nobody in particular from the commit, of topics left behind too, and never while a transaction holds them', async () => {
    const { under, clock } = await start()
    await under.createTopic('old')
    await under.commit('by-hand', 't', 3)
    await under.commit('g', 'old', 4)
    const { generationId, memberId } = await join(under)
    await sync(under, memberId, generationId)
    const { producerEpoch, producerId } = await under.initProducer('app', 900_000)
    const beatFor = async (minutes: number): Promise<void> => {
      for (let n = 0; n < minutes * 3; n++) {
        await clock.advance(20_000)
        await under.ask(ApiKey.Heartbeat, 4, { groupId: 'g', memberId, generationId, groupInstanceId: null })
      }
    }
    await beatFor(50)
    expect(await under.txnCommitOffset('by-hand', 't', 9, 'app', producerId, producerEpoch)).toBe(
      ErrorCode.NONE,
    )
    await beatFor(14)
    expect((await under.committed('by-hand', 't')).offset).toBe(3)
    expect((await under.committed('g', 'old')).offset).toBe(-1)
    await under.endTxn('app', producerId, producerEpoch, true)
    expect((await under.committed('by-hand', 't')).offset).toBe(9)
    await clock.advance(40 * MINUTE)
    expect((await under.committed('by-hand', 't')).offset).toBe(9)
    await clock.advance(15 * MINUTE)
    expect((await under.committed('by-hand', 't')).offset).toBe(-1)
  })
})

for (const commit of [true, false])
  test(`T43: the coordinator is killed at every step of a transaction with offsets: they ${commit ? 'commit with' : 'go with'} the data, or not at all`, async () => {
    for (let after = 0; ; after++) {
      const { under, storage, clock, options } = await start()
      await under.commit('g', 't', 1)
      storage.crashAt(storage.operations + after)
      const told = { init: false, write: false, offset: false, end: false }
      let identity = { producerId: -1, producerEpoch: -1 }
      const life = async (): Promise<void> => {
        const init = await under.initProducer('app')
        if (init.errorCode !== ErrorCode.NONE) return
        identity = init
        told.init = true
        const batch = batchOf(['x'], { ...identity, baseSequence: 0, transactional: true })
        told.write =
          (await under.produce('t', batch, { transactionalId: 'app' })).errorCode === ErrorCode.NONE
        if (!told.write) return
        const { producerEpoch, producerId } = identity
        told.offset =
          (await under.txnCommitOffset('g', 't', 8, 'app', producerId, producerEpoch)) === ErrorCode.NONE
        if (!told.offset) return
        told.end = (await under.endTxn('app', producerId, producerEpoch, commit)).errorCode === ErrorCode.NONE
      }
      await life().catch(() => undefined)
      await quiet()
      const { crashed } = storage
      const again = await BrokerUnderTest.open(
        storage.afterCrash(after % 2 === 0 ? 'process' : 'power'),
        clock,
        options,
      )
      // Whoever comes next under this name ends what is open; only then the offsets are decided.
      const held = await again.committed('g', 't', 0, true)
      if (told.offset && !told.end) expect([0, ErrorCode.UNSTABLE_OFFSET_COMMIT]).toContain(held.errorCode)
      expect((await again.initProducer('app')).errorCode).toBe(ErrorCode.NONE)
      const committed = await again.committed('g', 't', 0, true)
      const { values } = await again.read('t')
      expect(committed.errorCode).toBe(0)
      expect([
        [1, []],
        [8, ['x']],
      ]).toContainEqual([committed.offset, values])
      if (told.end) expect(committed.offset).toBe(commit ? 8 : 1)
      expect(await again.offset('t', 0, -1)).toBe(await again.offset('t', 0, -1, false))
      if (!crashed) break
    }
  })

describe('T46: a group is never stuck', () => {
  test('members with nothing in common, sessions out of bounds, too many members: each is told so', async () => {
    const { under } = await start({ 'group.max.size': 2 })
    const ask = (given: Record<string, unknown>) =>
      apart(under, ApiKey.JoinGroup, 3, {
        ...{ groupId: 'g', memberId: '', sessionTimeoutMs: 30_000, rebalanceTimeoutMs: 30_000 },
        ...{ protocolType: 'consumer', protocols: [{ name: 'range', metadata: new Uint8Array(1) }] },
        ...given,
      })
    const first = await ask({})
    expect(first.errorCode).toBe(ErrorCode.NONE)
    expect((await ask({ protocols: [{ name: 'rr', metadata: new Uint8Array(1) }] })).errorCode).toBe(
      ErrorCode.INCONSISTENT_GROUP_PROTOCOL,
    )
    expect((await ask({ protocolType: 'connect' })).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    expect((await ask({ protocols: [] })).errorCode).toBe(ErrorCode.INCONSISTENT_GROUP_PROTOCOL)
    for (const sessionTimeoutMs of [1, 5_999, 1_800_001])
      expect((await ask({ sessionTimeoutMs })).errorCode).toBe(ErrorCode.INVALID_SESSION_TIMEOUT)
    expect((await ask({ groupId: '' })).errorCode).toBe(ErrorCode.INVALID_GROUP_ID)
    expect((await ask({ memberId: 'bogus' })).errorCode).toBe(ErrorCode.UNKNOWN_MEMBER_ID)
    const second = ask({})
    await quiet()
    expect((await ask({})).errorCode).toBe(ErrorCode.GROUP_MAX_SIZE_REACHED)
    const again = ask({ memberId: first.memberId })
    expect((await Promise.all([second, again])).map(({ errorCode }) => errorCode)).toEqual([0, 0])
  })

  test('a leader that never assigns loses its place, also with much metadata', async () => {
    const { under, clock } = await start()
    const metadata = new Uint8Array(3_000_000)
    const ask = (memberId: string) =>
      apart(under, ApiKey.JoinGroup, 3, {
        ...{ groupId: 'g', memberId, sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 10_000 },
        ...{ protocolType: 'consumer', protocols: [{ name: 'range', metadata }] },
      })
    const leader = await ask('')
    const other = ask('')
    await quiet()
    const [joined] = await Promise.all([other, ask(leader.memberId)])
    const waiting = apart(under, ApiKey.SyncGroup, 3, {
      ...{
        groupId: 'g',
        memberId: joined.memberId,
        generationId: joined.generationId,
        groupInstanceId: null,
      },
      ...{ protocolType: null, protocolName: null, assignments: [] },
    })
    await quiet()
    await clock.advance(10_001)
    expect((await waiting).errorCode).toBe(ErrorCode.REBALANCE_IN_PROGRESS)
    const alone = await ask(joined.memberId)
    expect(alone).toMatchObject({ errorCode: 0, leader: joined.memberId })
    expect(alone.members).toHaveLength(1)
  })

  test('the first delay of a new group waits for more members, and ends', async () => {
    const { under, clock } = await start({ 'group.initial.rebalance.delay.ms': 3000 })
    const ask = () =>
      apart(under, ApiKey.JoinGroup, 3, {
        ...{
          groupId: 'g',
          memberId: '',
          sessionTimeoutMs: 30_000,
          rebalanceTimeoutMs: 10_000,
          reason: null,
        },
        ...{ groupInstanceId: null, protocolType: 'consumer' },
        protocols: [{ name: 'range', metadata: new Uint8Array(1) }],
      })
    await under.ask(ApiKey.FindCoordinator, 4, { keyType: 0, coordinatorKeys: ['g'] })
    const one = ask()
    await quiet()
    await clock.advance(2000)
    const two = ask()
    await quiet()
    await clock.advance(1500)
    const three = ask()
    await quiet()
    await clock.advance(7000)
    expect((await Promise.all([one, two, three])).map(({ generationId }) => generationId)).toEqual([1, 1, 1])
  })
})
