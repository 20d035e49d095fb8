/** Kafka's own consumers in the consumer protocol (KIP-848) on our log: alone, together, by expression, static, seen by Kafka's tool. */
import { ApiKey, requestOf } from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKafka, kafka, kafkaOrWhy, type Served, serve } from './foreign.ts'

describe.skipIf(!hasKafka)(`Kafka's consumers with group.protocol=consumer${kafkaOrWhy}`, () => {
  let served: Served
  beforeAll(async () => {
    served = await serve({ 'group.consumer.heartbeat.interval.ms': 300 })
    const connection = await served.broker.node().connect('admin')
    const topics = ['orders-a', 'orders-b', 'bills'].map(name => ({
      ...{ name, numPartitions: 3, replicationFactor: 1 },
    }))
    await connection.send(ApiKey.CreateTopics, 5, requestOf(ApiKey.CreateTopics, { topics, timeoutMs: 1000 }))
    for (const topic of ['orders-a', 'orders-b', 'bills'])
      await kafka('verifiable-producer', [
        ...['--bootstrap-server', served.address, '--topic', topic],
        ...['--max-messages', '300', '--value-prefix', '7'],
      ])
  }, 120_000)
  afterAll(async () => {
    await served.close()
    served.remove()
  })

  const consume = (group: string, max: number, ...args: string[]): Promise<string> =>
    kafka('verifiable-consumer', [
      ...['--bootstrap-server', served.address, '--group-id', group, '--group-protocol', 'consumer'],
      ...['--reset-policy', 'earliest', '--max-messages', String(max), ...args],
    ])
  const counted = (output: string): number =>
    [...output.matchAll(/"name":"records_consumed","count":(\d+)/g)].reduce(
      (sum, one) => sum + Number(one[1]),
      0,
    )

  test('the verifiable consumer reads all, and commits', async () => {
    const output = await consume('alone', 300, '--topic', 'orders-a')
    expect(counted(output)).toBe(300)
    const described = await kafka('groups', [
      '--bootstrap-server',
      served.address,
      '--describe',
      '--group',
      'alone',
    ])
    // How many lie where is the producer's choice: GROUP TOPIC PARTITION CURRENT-OFFSET LOG-END-OFFSET LAG, `-` where none are.
    const rows = [...described.matchAll(/alone\s+orders-a\s+\d\s+(\d+|-)\s+(\d+)\s+(\d+|-)/g)]
    expect(rows.length, described).toBeGreaterThan(0)
    expect(
      rows.reduce((sum, [, committed]) => sum + (Number(committed) || 0), 0),
      described,
    ).toBe(300)
    expect(rows.filter(([, committed, end]) => committed !== '-' && committed !== end)).toEqual([])
    const listed = await kafka('groups', [
      '--bootstrap-server',
      served.address,
      '--list',
      '--type',
      'consumer',
    ])
    expect(listed).toContain('alone')
  }, 120_000)

  test('two members share, and the tool sees who has what', async () => {
    const both = [consume('shared', 150, '--topic', 'bills'), consume('shared', 150, '--topic', 'bills')]
    const outputs = await Promise.all(both)
    expect(outputs.map(counted).reduce((a, b) => a + b)).toBeGreaterThanOrEqual(300)
    const state = ['--describe', '--state', '--group', 'shared']
    expect(await kafka('groups', ['--bootstrap-server', served.address, ...state])).toMatch(
      /uniform\s+Empty\s+0/,
    )
  }, 120_000)

  test('the console consumer, subscribed by an expression and static, with its members described', async () => {
    const reading = kafka('console-consumer', [
      ...['--bootstrap-server', served.address, '--group', 'by-expression', '--include', 'orders-.*'],
      ...['--command-property', 'group.protocol=consumer', '--command-property', 'group.instance.id=i1'],
      ...['--command-property', 'auto.offset.reset=earliest', '--timeout-ms', '12000'],
    ])
    const members = ['--describe', '--members', '--verbose', '--group', 'by-expression']
    const all = /by-expression\s+\S+\s+i1\s+.*\b6\b/
    let isReading = true
    const lines = reading.finally(() => {
      isReading = false
    })
    // The member is there only once its program has started, which takes as long as it takes.
    let seen = ''
    while (isReading && !all.test(seen))
      seen = await kafka('groups', ['--bootstrap-server', served.address, ...members]).catch(String)
    expect(seen).toMatch(all)
    expect((await lines).trim().split('\n')).toHaveLength(600)
  }, 120_000)
})
