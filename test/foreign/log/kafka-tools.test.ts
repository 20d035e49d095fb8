/**
 * Kafka's own programs as judges: its clients against `listen`, and DumpLogSegments on every file that was written.
 */
import { readdirSync } from 'node:fs'
import { ApiKey, requestOf } from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKafka, kafka, kafkaOrWhy, type Served, serve } from './foreign.ts'

describe.skipIf(!hasKafka)(`Kafka's tools${kafkaOrWhy}`, () => {
  let served: Served
  beforeAll(async () => {
    served = await serve({ 'log.segment.bytes': 40_000, 'log.index.interval.bytes': 512 })
  })
  afterAll(async () => {
    await served.close()
    served.remove()
  })
  const server = (): string[] => ['--bootstrap-server', served.address]

  test('topics are created, described, grown and configured', async () => {
    await kafka('topics', [
      ...server(),
      '--create',
      '--topic',
      'made',
      '--partitions',
      '2',
      '--config',
      'retention.ms=-1',
    ])
    await kafka('topics', [...server(), '--alter', '--topic', 'made', '--partitions', '3'])
    const described = await kafka('topics', [...server(), '--describe', '--topic', 'made'])
    expect(described).toContain('PartitionCount: 3')
    expect(described).toContain('retention.ms=-1')
  }, 120_000)

  test('verifiable producer and consumer agree', async () => {
    await kafka('topics', [...server(), '--create', '--topic', 'verified', '--partitions', '3'])
    const produced = await kafka('verifiable-producer', [
      ...server(),
      '--topic',
      'verified',
      '--max-messages',
      '2000',
      '--acks',
      '-1',
    ])
    expect(produced).toContain('"sent":2000,"acked":2000')
    const consumed = await kafka('verifiable-consumer', [
      ...[...server(), '--topic', 'verified', '--group-id', 'verifiers'],
      ...['--max-messages', '2000', '--reset-policy', 'earliest'],
    ])
    const counts = [...consumed.matchAll(/"name":"records_consumed","count":(\d+)/g)].map(match =>
      Number(match[1]),
    )
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2000)
    const group = await kafka('groups', [...server(), '--describe', '--group', 'verifiers'])
    expect(group).toMatch(/verifiers\s+verified\s+\d+/)
  }, 120_000)

  test('console producer and consumer, read committed', async () => {
    await kafka(
      'console-producer',
      [...server(), '--topic', 'console', '--command-property', 'compression.type=zstd'],
      'eins\nzwei\ndrei\n',
    )
    const read = await kafka('console-consumer', [
      ...[
        ...server(),
        '--topic',
        'console',
        '--from-beginning',
        '--max-messages',
        '3',
        '--timeout-ms',
        '20000',
      ],
      ...['--command-property', 'isolation.level=read_committed'],
    ])
    expect(read.trim().split('\n')).toEqual(['eins', 'zwei', 'drei'])
  }, 120_000)

  test('transactions of the Java producer (KIP-890) leave nothing open', async () => {
    await kafka('producer-perf', [
      ...['--topic', 'verified', '--num-records', '5000', '--record-size', '100', '--throughput', '-1'],
      ...[
        '--transactional-id',
        'perf',
        '--transaction-duration-ms',
        '50',
        '--bootstrap-server',
        served.address,
      ],
    ])
    const connection = await served.broker.node().connect('admin')
    const ends = async (isolationLevel: number): Promise<number[]> => {
      const partitions = [0, 1, 2].map(partitionIndex => ({ partitionIndex, timestamp: -1 }))
      const request = requestOf(ApiKey.ListOffsets, {
        isolationLevel,
        topics: [{ name: 'verified', partitions }],
      })
      const response = await connection.send(ApiKey.ListOffsets, 7, request)
      return response.topics[0]!.partitions.map(({ offset }) => offset)
    }
    expect(await ends(1)).toEqual(await ends(0))
    expect((await ends(0)).reduce((sum, end) => sum + end, 0)).toBeGreaterThan(7000)
  }, 120_000)

  test('DumpLogSegments reads every file of a cleanly stopped folder, and finds the indexes sane', async () => {
    await served.close()
    const files = new Map<string, string[]>()
    for (const name of readdirSync(served.directory)) {
      if (!/-\d+$/.test(name)) continue
      for (const file of readdirSync(`${served.directory}/${name}`)) {
        const kind = name.startsWith('__consumer_offsets')
          ? 'offsets'
          : name.startsWith('__transaction')
            ? 'transactions'
            : name.startsWith('__cluster')
              ? 'metadata'
              : 'data'
        if (/\.(log|index|timeindex|txnindex|snapshot)$/.test(file)) {
          files.set(kind, [...(files.get(kind) ?? []), `${served.directory}/${name}/${file}`])
        }
      }
    }
    expect([...files.keys()].sort()).toEqual(['data', 'metadata', 'offsets', 'transactions'])
    expect(files.get('data')!.filter(file => file.endsWith('.log')).length).toBeGreaterThan(6)
    const dump = (kind: string, ...flags: string[]): Promise<string> =>
      kafka('dump-log', [...flags, '--files', files.get(kind)!.join(',')])
    const fine = (output: string): void => {
      expect(output).not.toMatch(
        /isvalid: false|Exception|corrupt|Mismatches|out of order|Found timestamp mismatch|Found out of order/i,
      )
    }
    const data = await dump('data', '--deep-iteration', '--print-data-log')
    fine(data)
    expect(data).toContain('isTransactional: true')
    expect(data).toContain('endTxnMarker: COMMIT')
    const indexes = files.get('data')!.filter(file => /\.(index|timeindex)$/.test(file))
    const sanity = await kafka('dump-log', ['--index-sanity-check', '--files', indexes.join(',')])
    fine(sanity)
    expect(sanity.match(/passed sanity check/g)!.length).toBeGreaterThan(10)
    const offsets = await dump('offsets', '--offsets-decoder')
    fine(offsets)
    expect(offsets).toContain('"topic":"verified"')
    const transactions = await dump('transactions', '--transaction-log-decoder')
    fine(transactions)
    expect(transactions).toMatch(/CompleteCommit|"transactionStatus":4/)
    const metadata = await dump('metadata', '--cluster-metadata-decoder')
    fine(metadata)
    for (const kind of [
      'LeaderChange',
      'FEATURE_LEVEL_RECORD',
      'TOPIC_RECORD',
      'PARTITION_RECORD',
      'CONFIG_RECORD',
      'PRODUCER_IDS_RECORD',
    ]) {
      expect(metadata).toContain(kind)
    }
  }, 120_000)
})
