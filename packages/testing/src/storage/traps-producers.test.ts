/** Known traps of idempotent producing, each a test that names it. */
import { MemoryStorage } from '@moldau/log'
import { ApiKey, ErrorCode } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

const CONFIG = {
  'offsets.topic.num.partitions': 2,
  'transaction.state.log.num.partitions': 2,
  'log.index.interval.bytes': 64,
}

async function start(config: Record<string, string | number> = {}) {
  const storage = new MemoryStorage()
  const clock = new ManualClock()
  const options = { config: { ...CONFIG, ...config } }
  const under = await BrokerUnderTest.open(storage, clock, options)
  await under.createTopic('t', 2)
  const { producerId } = await under.initProducer(null)
  const send = (on: BrokerUnderTest, baseSequence: number, count = 1, partition = 0) => {
    const values = Array.from({ length: count }, (_, n) => `v${baseSequence + n}`)
    const batch = batchOf(values, { producerId, producerEpoch: 0, baseSequence })
    return on.produce('t', batch, { partition })
  }
  return { storage, clock, under, send, producerId, options }
}

for (const how of ['a clean stop', 'kill -9', 'the loss of power'] as const)
  test(`T16: a batch whose answer was lost is known after ${how}, as are the four before it`, async () => {
    const { storage, clock, under, send, options } = await start()
    const at: number[] = []
    for (let n = 0; n < 7; n++) at.push((await send(under, n)).baseOffset)
    if (how === 'a clean stop') await under.broker.close()
    const disk =
      how === 'a clean stop' ? storage : storage.afterCrash(how === 'kill -9' ? 'process' : 'power')
    const again = await BrokerUnderTest.open(disk, clock, options)
    for (let n = 2; n < 7; n++)
      expect(await send(again, n)).toMatchObject({ errorCode: ErrorCode.NONE, baseOffset: at[n] })
    expect((await send(again, 1)).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
    expect((await send(again, 7)).baseOffset).toBe(7)
    expect((await again.read('t')).values).toEqual(Array.from({ length: 8 }, (_, n) => `v${n}`))
  })

test('T17: of five in flight the first is lost: the others are refused until it is there', async () => {
  const { under, send } = await start()
  await send(under, 0)
  for (let n = 2; n <= 5; n++)
    expect((await send(under, n)).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
  for (let n = 1; n <= 5; n++) expect((await send(under, n)).errorCode).toBe(ErrorCode.NONE)
  expect((await under.read('t')).values).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5'])
})

test('T18: sequences count records, not batches', async () => {
  const { under, send } = await start()
  await send(under, 0, 2)
  expect((await send(under, 1)).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
  expect((await send(under, 2, 3)).errorCode).toBe(ErrorCode.NONE)
  expect((await send(under, 5)).errorCode).toBe(ErrorCode.NONE)
})

test('T19: 2147483647 is followed by 0, inside a batch too, and over a restart', async () => {
  const { storage, clock, under, send, options } = await start()
  // Nothing is known of the producer here, so it may begin anywhere.
  expect((await send(under, 2147483646, 3)).errorCode).toBe(ErrorCode.NONE)
  expect((await send(under, 2147483646, 3)).baseOffset).toBe(0)
  expect((await send(under, 0)).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
  const again = await BrokerUnderTest.open(storage.afterCrash('power'), clock, options)
  expect((await send(again, 2147483646, 3)).baseOffset).toBe(0)
  expect((await send(again, 1)).baseOffset).toBe(3)
  expect((await send(again, 2147483647, 1, 1)).errorCode).toBe(ErrorCode.NONE)
  expect((await send(again, 0, 1, 1)).errorCode).toBe(ErrorCode.NONE)
})

test('T20: an idle producer is forgotten after its own time, not that of transactional ids, and may go on', async () => {
  const { clock, under, send } = await start({
    'producer.id.expiration.ms': 60_000,
    'producer.id.expiration.check.interval.ms': 10_000,
    'transactional.id.expiration.ms': 3_600_000,
  })
  const { producerEpoch, producerId } = await under.initProducer('app')
  await send(under, 0)
  await send(under, 1)
  await clock.advance(50_000)
  expect((await send(under, 3)).errorCode).toBe(ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER)
  await clock.advance(30_000)
  expect((await send(under, 3)).errorCode).toBe(ErrorCode.NONE)
  const described = await under.ask(ApiKey.DescribeTransactions, 0, { transactionalIds: ['app'] })
  expect(described.transactionStates[0]).toMatchObject({ errorCode: 0, producerId, producerEpoch })
  await clock.advance(3_600_000)
  await clock.advance(600_000)
  const gone = await under.ask(ApiKey.DescribeTransactions, 0, { transactionalIds: ['app'] })
  expect(gone.transactionStates[0]!.errorCode).toBe(ErrorCode.TRANSACTIONAL_ID_NOT_FOUND)
})

test('T21: a partition that fails fails alone, and a repetition of the whole request doubles nothing', async () => {
  const { under, producerId } = await start()
  const batch = (sequence: number) =>
    batchOf([`v${sequence}`], { producerId, producerEpoch: 0, baseSequence: sequence })
  await under.produce('t', batch(0), { partition: 1 })
  const ask = async () => {
    const response = await under.ask(ApiKey.Produce, 9, {
      acks: -1,
      transactionalId: null,
      topicData: [
        {
          name: 't',
          partitionData: [
            { index: 0, records: batch(0) },
            { index: 1, records: batch(5) },
            { index: 7, records: batch(0) },
          ],
        },
      ],
    })
    return response.responses[0]!.partitionResponses.map(({ errorCode, baseOffset }) => [
      errorCode,
      baseOffset,
    ])
  }
  const expected = [
    [ErrorCode.NONE, 0],
    [ErrorCode.OUT_OF_ORDER_SEQUENCE_NUMBER, -1],
    [ErrorCode.UNKNOWN_TOPIC_OR_PARTITION, -1],
  ]
  expect(await ask()).toEqual(expected)
  expect(await ask()).toEqual(expected)
  expect((await under.read('t')).values).toEqual(['v0'])
})

test('T34: what a marker says counts for the age of a producer, and one with an open transaction never ages', async () => {
  const { clock, under } = await start({
    'producer.id.expiration.ms': 60_000,
    'producer.id.expiration.check.interval.ms': 10_000,
    'transaction.max.timeout.ms': 900_000,
  })
  const { producerEpoch, producerId } = await under.initProducer('app', 900_000)
  const writer = { producerId, producerEpoch, baseSequence: 0, transactional: true }
  await under.produce('t', batchOf(['a'], writer), { transactionalId: 'app' })
  await clock.advance(200_000)
  const known = async () => {
    const topics = [{ name: 't', partitionIndexes: [0] }]
    const answer = await under.ask(ApiKey.DescribeProducers, 0, { topics })
    return answer.topics[0]!.partitions[0]!.activeProducers
  }
  expect(await known()).toMatchObject([{ producerId, currentTxnStartOffset: 0 }])
  expect((await under.endTxn('app', producerId, producerEpoch, true)).errorCode).toBe(0)
  await clock.advance(50_000)
  expect(await known()).toMatchObject([
    { producerId, producerEpoch: producerEpoch + 1, currentTxnStartOffset: -1 },
  ])
  await clock.advance(30_000)
  expect(await known()).toEqual([])
})

test('T35: a transaction is not mixed with writes outside it, and clients write no control batches', async () => {
  const { under } = await start()
  const { producerEpoch, producerId } = await under.initProducer('app')
  const writer = { producerId, producerEpoch, baseSequence: 0, transactional: true }
  await under.produce('t', batchOf(['a'], writer), { transactionalId: 'app' })
  const plain = batchOf(['b'], { ...writer, baseSequence: 1, transactional: false })
  expect((await under.produce('t', plain)).errorCode).toBe(ErrorCode.INVALID_TXN_STATE)
  const control = batchOf(['c'], { ...writer, baseSequence: 1 })
  // The attributes lie at byte 21; bit 5 says control. The checksum is over what follows byte 17, and is set right again.
  control[22]! |= 32
  const answer = await under.produce('t', recrced(control), { transactionalId: 'app' })
  expect(answer.errorCode).toBe(ErrorCode.INVALID_RECORD)
})

function recrced(batch: Uint8Array): Uint8Array {
  let crc = ~0
  for (const byte of batch.subarray(21)) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1
  }
  new DataView(batch.buffer, batch.byteOffset).setUint32(17, ~crc >>> 0)
  return batch
}
