/** Kafka's own tool for transactions (KIP-664) on our log: lists, describes, finds what hangs, and aborts it. */
import { ApiKey, RecordBatchBuilder, requestOf } from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKafka, kafka, kafkaOrWhy, type Served, serve } from './foreign.ts'

describe.skipIf(!hasKafka)(`kafka-transactions${kafkaOrWhy}`, () => {
  let served: Served
  let producerId = -1
  beforeAll(async () => {
    served = await serve()
    const connection = await served.broker.node().connect('admin')
    const topics = [{ name: 't', numPartitions: 2, replicationFactor: 1 }]
    await connection.send(ApiKey.CreateTopics, 5, requestOf(ApiKey.CreateTopics, { topics, timeoutMs: 1000 }))
    const init = requestOf(ApiKey.InitProducerId, {
      ...{ transactionalId: 'open', transactionTimeoutMs: 600_000, producerId: -1, producerEpoch: -1 },
    })
    const identity = await connection.send(ApiKey.InitProducerId, 5, init)
    producerId = identity.producerId
    const builder = new RecordBatchBuilder(64)
    builder.append(Date.now(), null, 0, 0, new Uint8Array([1]), 0, 1)
    const records = builder.build({ producerId, producerEpoch: 0, baseSequence: 0, transactional: true })
    const topicData = [{ name: 't', partitionData: [{ index: 1, records }] }]
    const produce = requestOf(ApiKey.Produce, {
      transactionalId: 'open',
      acks: -1,
      timeoutMs: 1000,
      topicData,
    })
    const answer = await connection.send(ApiKey.Produce, 12, produce)
    expect(answer.responses[0]!.partitionResponses[0]!.errorCode).toBe(0)
  })
  afterAll(async () => {
    await served.close()
    served.remove()
  })
  const tool = (...args: string[]): Promise<string> =>
    kafka('transactions', ['--bootstrap-server', served.address, ...args])

  test('lists, by duration and pattern too', async () => {
    expect(await tool('list')).toMatch(/open\s+1\s+\d+\s+Ongoing/)
    expect(await tool('list', '--duration-filter', '600000')).not.toMatch(/Ongoing/)
    expect(await tool('list', '--transactional-id-pattern', 'o.*n')).toMatch(/Ongoing/)
    expect(await tool('list', '--transactional-id-pattern', 'x.*')).not.toMatch(/Ongoing/)
  }, 120_000)

  test('describes a transaction and the producers of a partition', async () => {
    const described = await tool('describe', '--transactional-id', 'open')
    expect(described).toMatch(
      new RegExp(`open\\s+${producerId}\\s+0\\s+Ongoing\\s+600000\\s+\\d+\\s+\\d+\\s+t-1`),
    )
    const producers = await tool('describe-producers', '--topic', 't', '--partition', '1')
    expect(producers).toMatch(new RegExp(`${producerId}\\s+0\\s+-1\\s+0\\s+\\d+\\s+0`))
  }, 120_000)

  test('finds nothing that hangs, and aborts a transaction by its start', async () => {
    expect(await tool('find-hanging', '--broker-id', '1')).not.toContain('t ')
    await tool('abort', '--topic', 't', '--partition', '1', '--start-offset', '0')
    const producers = await tool('describe-producers', '--topic', 't', '--partition', '1')
    expect(producers).toMatch(new RegExp(`${producerId}\\s+0\\s+\\d+\\s+0\\s+\\d+\\s+None`))
  }, 120_000)
})
