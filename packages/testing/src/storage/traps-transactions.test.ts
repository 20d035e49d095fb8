/** Known traps of transactions, each a test that names it. */
import { MemoryStorage } from '@moldau/log'
import { ApiKey, ErrorCode, requestOf } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock, quiet } from './scenario.ts'

const CONFIG = { 'offsets.topic.num.partitions': 2, 'transaction.state.log.num.partitions': 2 }

async function start(storage = new MemoryStorage(), clock = new ManualClock()) {
  const under = await BrokerUnderTest.open(storage, clock, { config: CONFIG })
  await under.createTopic('t', 2)
  return { under, storage, clock }
}

interface Identity {
  readonly producerId: number
  readonly producerEpoch: number
}

const write = (
  under: BrokerUnderTest,
  { producerEpoch, producerId }: Identity,
  value: string,
  given: { sequence?: number; partition?: number; version?: number } = {},
) =>
  under.produce(
    't',
    batchOf([value], { producerId, producerEpoch, baseSequence: given.sequence ?? 0, transactional: true }),
    { transactionalId: 'app', partition: given.partition ?? 0, version: given.version ?? 12 },
  )

const state = async (under: BrokerUnderTest) =>
  (await under.ask(ApiKey.DescribeTransactions, 0, { transactionalIds: ['app'] })).transactionStates[0]!

async function add(under: BrokerUnderTest, { producerEpoch, producerId }: Identity, partition = 0) {
  const answer = await under.ask(ApiKey.AddPartitionsToTxn, 3, {
    v3AndBelowTransactionalId: 'app',
    v3AndBelowProducerId: producerId,
    v3AndBelowProducerEpoch: producerEpoch,
    v3AndBelowTopics: [{ name: 't', partitions: [partition] }],
  })
  return answer.resultsByTopicV3AndBelow[0]!.resultsByPartition[0]!.partitionErrorCode
}

const restart = (storage: MemoryStorage, clock: ManualClock, mode: 'process' | 'power' = 'process') =>
  BrokerUnderTest.open(storage.afterCrash(mode), clock, { config: CONFIG })

describe('T23: what comes late of one transaction never joins the next', () => {
  test('KIP-890: the epoch tells them apart', async () => {
    const { under } = await start()
    const one = await under.initProducer('app')
    await write(under, one, 'a')
    const two = await under.endTxn('app', one.producerId, one.producerEpoch, true)
    expect((await write(under, two, 'b')).errorCode).toBe(ErrorCode.NONE)
    expect((await write(under, one, 'late', { sequence: 1 })).errorCode).toBe(
      ErrorCode.INVALID_PRODUCER_EPOCH,
    )
    expect((await write(under, one, 'late', { partition: 1 })).errorCode).toBe(
      ErrorCode.INVALID_PRODUCER_EPOCH,
    )
    expect(await add(under, one, 1)).toBe(ErrorCode.PRODUCER_FENCED)
    expect((await under.endTxn('app', one.producerId, one.producerEpoch, true)).errorCode).toBe(
      ErrorCode.PRODUCER_FENCED,
    )
    await under.endTxn('app', two.producerId, two.producerEpoch, true)
    expect((await under.read('t')).values).toEqual(['a', 'b'])
    expect(await under.offset('t', 1, -1)).toBe(0)
  })

  test('older clients: a partition is verified before the append, so nothing hangs', async () => {
    const { under } = await start()
    const one = await under.initProducer('app')
    expect(await add(under, one)).toBe(ErrorCode.NONE)
    await write(under, one, 'a', { version: 11 })
    await under.endTxn('app', one.producerId, one.producerEpoch, true, 4)
    await quiet()
    for (const [version, code] of [
      [9, ErrorCode.INVALID_TXN_STATE],
      [11, ErrorCode.TRANSACTION_ABORTABLE],
    ] as const)
      expect((await write(under, one, 'late', { sequence: 1, version })).errorCode).toBe(code)
    expect(await under.offset('t', 0, -1)).toBe(await under.offset('t', 0, -1, false))
  })
})

test('T24: a new epoch is given out when the old one is aborted everywhere, and nothing of the new is hit', async () => {
  const { under } = await start()
  const old = await under.initProducer('app')
  await write(under, old, 'old-0')
  await write(under, old, 'old-1', { partition: 1 })
  const fresh = await under.initProducer('app')
  expect(fresh.producerId).toBe(old.producerId)
  expect(fresh.producerEpoch).toBeGreaterThan(old.producerEpoch)
  for (const partition of [0, 1])
    expect(await under.offset('t', partition, -1)).toBe(await under.offset('t', partition, -1, false))
  await write(under, fresh, 'new-0')
  await under.endTxn('app', fresh.producerId, fresh.producerEpoch, true)
  expect((await under.read('t')).values).toEqual(['new-0'])
  expect((await under.read('t', 1)).values).toEqual([])
})

test('T25: what joined a transaction is durable before it is answered: offsets cannot commit without the data', async () => {
  const { under, storage, clock } = await start()
  const one = await under.initProducer('app')
  await write(under, one, 'a')
  const again = await restart(storage, clock, 'power')
  expect(await state(again)).toMatchObject({
    transactionState: 'Ongoing',
    topics: [{ topic: 't', partitions: [0] }],
  })
  expect(await again.txnCommitOffset('g', 't', 7, 'app', one.producerId, one.producerEpoch)).toBe(
    ErrorCode.NONE,
  )
  expect((await again.endTxn('app', one.producerId, one.producerEpoch, true)).errorCode).toBe(ErrorCode.NONE)
  expect((await again.read('t')).values).toEqual(['a'])
  expect((await again.committed('g', 't')).offset).toBe(7)
})

for (const commit of [true, false])
  test(`T26, T27: a crash at any operation between the decision to ${commit ? 'commit' : 'abort'} and its end: it is carried out, once`, async () => {
    let prepared = 0
    for (let after = 0; ; after++) {
      const { under, storage, clock } = await start()
      const one = await under.initProducer('app')
      await write(under, one, 'a')
      await write(under, one, 'b', { partition: 1 })
      await under.txnCommitOffset('g', 't', 7, 'app', one.producerId, one.producerEpoch)
      storage.crashAt(storage.operations + after)
      let isAnswered = false
      await under.endTxn('app', one.producerId, one.producerEpoch, commit).then(
        answer => {
          isAnswered = answer.errorCode === ErrorCode.NONE
        },
        () => undefined,
      )
      const crashed = storage.crashed
      const disk = storage.afterCrash(after % 2 === 0 ? 'process' : 'power')
      await BrokerUnderTest.open(disk, clock, { config: CONFIG })
      // Once more, so that recovery itself is repeated.
      const again = await restart(disk, clock)
      const { transactionState } = await state(again)
      expect(['Ongoing', 'CompleteCommit', 'CompleteAbort']).toContain(transactionState)
      if (transactionState === 'Ongoing') {
        expect(isAnswered).toBe(false)
        await again.endTxn('app', one.producerId, one.producerEpoch, commit)
      } else prepared++
      const seen = [await again.read('t'), await again.read('t', 1)]
      expect(seen.map(({ values }) => values)).toEqual(commit ? [['a'], ['b']] : [[], []])
      for (const partition of [0, 1])
        expect(await again.offset('t', partition, -1)).toBe(await again.offset('t', partition, -1, false))
      expect(await again.committed('g', 't', 0, true)).toEqual({ offset: commit ? 7 : -1, errorCode: 0 })
      if (!crashed) break
    }
    expect(prepared).toBeGreaterThan(3)
  })

describe('T28: a time-out and an end race: there is one outcome', () => {
  test('the coordinator was first: a commit is refused, an abort is answered, and the epoch has moved once', async () => {
    const { under, clock } = await start()
    const one = await under.initProducer('app', 5_000)
    await write(under, one, 'slow')
    await clock.advance(5_001)
    expect((await under.endTxn('app', one.producerId, one.producerEpoch, true)).errorCode).toBe(
      ErrorCode.INVALID_TXN_STATE,
    )
    expect((await under.endTxn('app', one.producerId, one.producerEpoch, true, 4)).errorCode).toBe(
      ErrorCode.PRODUCER_FENCED,
    )
    expect(await under.endTxn('app', one.producerId, one.producerEpoch, false)).toMatchObject({
      errorCode: ErrorCode.NONE,
      producerEpoch: one.producerEpoch + 1,
    })
    expect((await write(under, one, 'late', { sequence: 1 })).errorCode).toBe(
      ErrorCode.INVALID_PRODUCER_EPOCH,
    )
    expect((await under.read('t')).values).toEqual([])
  })

  test('the client was first: the time-out finds nothing', async () => {
    const { under, clock } = await start()
    const one = await under.initProducer('app', 5_000)
    await write(under, one, 'fast')
    const ending = under.endTxn('app', one.producerId, one.producerEpoch, true)
    await quiet()
    await clock.advance(10_000)
    expect((await ending).errorCode).toBe(ErrorCode.NONE)
    expect((await under.read('t')).values).toEqual(['fast'])
  })

  test('no room for the abort: it is tried again, and bumps the epoch once', async () => {
    const { under, storage, clock } = await start()
    const one = await under.initProducer('app', 5_000)
    await write(under, one, 'slow')
    storage.fail({ at: storage.operations + 1, code: 'ENOSPC' })
    await clock.advance(5_001)
    expect((await state(under)).transactionState).toBe('Ongoing')
    await clock.advance(1_000)
    expect(await state(under)).toMatchObject({
      transactionState: 'CompleteAbort',
      producerEpoch: one.producerEpoch + 1,
    })
    expect((await under.read('t')).values).toEqual([])
  })

  test('no room for a marker: who comes meanwhile is told to come again, and the end comes with the room', async () => {
    const { under, storage, clock } = await start()
    const one = await under.initProducer('app')
    await write(under, one, 'a')
    // The decision is written and synced; the third operation is the marker.
    storage.fail({ at: storage.operations + 3, code: 'ENOSPC' })
    const ended = await under.endTxn('app', one.producerId, one.producerEpoch, true)
    expect(ended.errorCode).toBe(ErrorCode.NONE)
    expect((await under.initProducer('app')).errorCode).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    expect(await add(under, ended)).toBe(ErrorCode.CONCURRENT_TRANSACTIONS)
    await clock.advance(1_000)
    expect((await under.read('t')).values).toEqual(['a'])
    expect((await under.initProducer('app')).errorCode).toBe(ErrorCode.NONE)
  })
})

test('T30: InitProducerId while the end is carried out waits for it, and loses nothing', async () => {
  const { under } = await start()
  const one = await under.initProducer('app')
  await write(under, one, 'a')
  const other = await under.broker.node().connect('admin')
  const ending = under.endTxn('app', one.producerId, one.producerEpoch, true)
  const request = { transactionalId: 'app', transactionTimeoutMs: 60_000, producerId: -1, producerEpoch: -1 }
  const fresh = await other.send(ApiKey.InitProducerId, 5, requestOf(ApiKey.InitProducerId, request))
  expect((await ending).errorCode).toBe(ErrorCode.NONE)
  expect(fresh).toMatchObject({ errorCode: ErrorCode.NONE, producerEpoch: one.producerEpoch + 2 })
  expect((await under.read('t')).values).toEqual(['a'])
})

test('T32, T33: aborted transactions are listed by first offset, over their whole length, and a poll ends with them', async () => {
  const { under } = await start()
  const a = await under.initProducer('a')
  const b = await under.initProducer('b')
  const send = (id: string, one: Identity, value: string, baseSequence: number) =>
    under.produce('t', batchOf([value], { ...one, baseSequence, transactional: true }), {
      transactionalId: id,
    })
  await send('a', a, 'a0', 0)
  await send('b', b, 'b0', 0)
  await send('a', a, 'a1', 1)
  const poll = under.broker
    .node()
    .connect('fetch')
    .then(connection => connection.send(ApiKey.Fetch, 12, fetchAt(2)))
  await under.endTxn('b', b.producerId, b.producerEpoch, false)
  await under.endTxn('a', a.producerId, a.producerEpoch, false)
  const answer = (await poll).responses[0]!.partitions[0]!
  // The high watermark never moved past what it saw at first: the last stable offset woke it.
  expect(answer.records!.length).toBeGreaterThan(0)
  expect(answer.abortedTransactions).toMatchObject([
    { producerId: a.producerId, firstOffset: 0 },
    { producerId: b.producerId, firstOffset: 1 },
  ])
  expect(await under.read('t')).toMatchObject({ values: [], endOffset: 5 })
})

const fetchAt = (fetchOffset: number) =>
  requestOf(ApiKey.Fetch, {
    ...{ replicaId: -1, maxWaitMs: 60_000, minBytes: 1, maxBytes: 1 << 20, isolationLevel: 1 },
    topics: [{ topic: 't', partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1 << 20 }] }],
  })

test('T36: a hanging transaction is found and ended by hand', async () => {
  const { under: before, storage, clock } = await start()
  const one = await before.initProducer('app')
  await write(before, one, 'a')
  const two = await before.endTxn('app', one.producerId, one.producerEpoch, true)
  await write(before, two, 'b')
  // The coordinator forgets its part, as a bug of a broker could make it: nobody will ever end the transaction.
  const disk = storage.afterCrash('process')
  for (const name of disk.list('data').filter(each => each.startsWith('__transaction_state-')))
    for (const file of disk.list(`data/${name}`)) disk.remove(`data/${name}/${file}`)
  const under = await BrokerUnderTest.open(disk, clock, { config: CONFIG })
  await clock.advance(1_000_000)
  expect(await under.offset('t', 0, -1)).toBe(2)
  const { producerEpoch: epoch, producerId } = two
  const log = { name: 't', partitionIndexes: [0] }
  const producers = (await under.ask(ApiKey.DescribeProducers, 0, { topics: [log] })).topics[0]!
    .partitions[0]!
  expect(producers.activeProducers).toMatchObject([
    { producerId, producerEpoch: epoch, currentTxnStartOffset: 2 },
  ])
  const listed = await under.ask(ApiKey.ListTransactions, 2, { producerIdFilters: [producerId] })
  expect(listed.transactionStates).toEqual([])
  const end = async (producerEpoch: number, coordinatorEpoch: number) => {
    const marker = {
      producerId,
      producerEpoch,
      transactionResult: false,
      topics: [log],
      coordinatorEpoch,
    }
    const answer = await under.ask(ApiKey.WriteTxnMarkers, 1, { markers: [marker] })
    return answer.markers[0]!.topics[0]!.partitions[0]!.errorCode
  }
  expect(await end(epoch - 1, 0)).toBe(ErrorCode.INVALID_PRODUCER_EPOCH)
  expect(await under.offset('t', 0, -1)).toBe(2)
  expect(await end(epoch, 9)).toBe(ErrorCode.NONE)
  expect(await end(epoch, 8)).toBe(ErrorCode.TRANSACTION_COORDINATOR_FENCED)
  expect(await under.read('t')).toMatchObject({ values: ['a'], endOffset: 4 })
})

test('ListTransactions: by state, by producer, by how long, by expression', async () => {
  const { under, clock } = await start()
  const ids = ['orders-1', 'orders-2', 'bills-1']
  for (const id of ids) await under.initProducer(id)
  const open = await under.initProducer('orders-2')
  await under.produce('t', batchOf(['x'], { ...open, baseSequence: 0, transactional: true }), {
    transactionalId: 'orders-2',
  })
  await clock.advance(5_000)
  const list = async (given: Parameters<typeof under.ask<typeof ApiKey.ListTransactions>>[2]) => {
    const answer = await under.ask(ApiKey.ListTransactions, 2, { durationFilter: -1, ...given })
    return [answer.errorCode, answer.transactionStates.map(one => one.transactionalId).sort()]
  }
  expect(await list({})).toEqual([0, [...ids].sort()])
  expect(await list({ transactionalIdPattern: 'orders-.*' })).toEqual([0, ['orders-1', 'orders-2']])
  expect(await list({ transactionalIdPattern: 'orders' })).toEqual([0, []])
  expect(await list({ transactionalIdPattern: '(' })).toEqual([ErrorCode.INVALID_REGULAR_EXPRESSION, []])
  expect(await list({ stateFilters: ['Ongoing'], durationFilter: 4_000 })).toEqual([0, ['orders-2']])
  expect(await list({ stateFilters: ['Ongoing'], durationFilter: 6_000 })).toEqual([0, []])
  expect(await list({ producerIdFilters: [open.producerId] })).toEqual([0, ['orders-2']])
  const odd = await under.ask(ApiKey.ListTransactions, 0, { stateFilters: ['Odd'] })
  expect(odd).toMatchObject({ unknownStateFilters: ['Odd'], transactionStates: [] })
})
