/** Topic configurations: each has its effect, and a change has it on the log that is open. */
import { ApiKey, codecReady, ErrorCode } from '@moldau/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { batchOf, Home, outside } from './broker-home.ts'

beforeAll(async () => {
  await codecReady('zstd')
})

const rows = (count: number, value = 'x'.repeat(100)) =>
  Array.from({ length: count }, (_, n) => ({ key: `k${n}`, value }))

describe('configurations through the APIs', () => {
  test('CreateTopics, IncrementalAlterConfigs and AlterConfigs set them, DescribeConfigs tells them, a restart keeps them', async () => {
    const home = await new Home().start()
    await home.create('t', { 'retention.ms': '1000', 'segment.bytes': '1048576' })
    const described = async () => {
      const response = await home.send(ApiKey.DescribeConfigs, {
        resources: [{ resourceType: 2, resourceName: 't', configurationKeys: null }],
      })
      return new Map(
        response.results[0]!.configs.filter(({ configSource }) => configSource === 1).map(
          ({ name, value }) => [name, value],
        ),
      )
    }
    expect(await described()).toEqual(
      new Map([
        ['retention.ms', '1000'],
        ['segment.bytes', '1048576'],
      ]),
    )
    expect((await home.alter('t', { 'retention.ms': null, 'max.message.bytes': '500' })).errorCode).toBe(0)
    const changed = new Map([
      ['segment.bytes', '1048576'],
      ['max.message.bytes', '500'],
    ])
    expect(await described()).toEqual(changed)
    await home.restart()
    expect(await described()).toEqual(changed)
    const replaced = await home.send(ApiKey.AlterConfigs, {
      resources: [
        {
          resourceType: 2,
          resourceName: 't',
          configs: [{ name: 'cleanup.policy', value: 'compact,delete' }],
        },
      ],
    })
    expect(replaced.responses[0]!.errorCode).toBe(ErrorCode.NONE)
    expect(await described()).toEqual(new Map([['cleanup.policy', 'compact,delete']]))
  })

  test('a wrong value, a wrong name, and values that contradict each other are refused and change nothing', async () => {
    const home = await new Home().start()
    await home.create('t')
    for (const configs of [
      { 'segment.bytes': '5' },
      { 'retention.ms': 'soon' },
      { 'no.such.config': '1' },
      { 'min.compaction.lag.ms': '10', 'max.compaction.lag.ms': '5' },
    ] as Record<string, string>[]) {
      expect((await home.alter('t', configs)).errorCode).toBe(ErrorCode.INVALID_CONFIG)
      await expect(home.create('u', configs)).rejects.toThrow(String(ErrorCode.INVALID_CONFIG))
    }
    const nowhere: [string, number][] = [
      ['absent', ErrorCode.UNKNOWN_TOPIC_OR_PARTITION],
      ['no topic', ErrorCode.INVALID_TOPIC_EXCEPTION],
      ['', ErrorCode.INVALID_REQUEST],
    ]
    for (const [topic, code] of nowhere)
      expect((await home.alter(topic, { 'retention.ms': '1' })).errorCode).toBe(code)
    const withoutValue = await home.send(ApiKey.CreateTopics, {
      topics: [
        {
          name: 'u',
          numPartitions: 1,
          replicationFactor: 1,
          configs: [{ name: 'retention.ms', value: null }],
        },
      ],
    })
    expect(withoutValue.topics[0]!.errorCode).toBe(ErrorCode.INVALID_CONFIG)
  })

  // What Kafka 4.3 answered: the value as it tells it afterwards, or undefined where it refused.
  const judged: [string, string, string | undefined][] = [
    ['retention.ms', ' 77 ', '77'],
    ['retention.ms', '+7', '7'],
    ['retention.ms', '007', '7'],
    ['retention.ms', '-0', '0'],
    ['retention.ms', '-2', undefined],
    ['retention.ms', '9223372036854775807', '9223372036854775807'],
    ['retention.ms', '9223372036854775808', undefined],
    ['retention.ms', '1e3', undefined],
    ['retention.bytes', '-3', '-3'],
    ['retention.bytes', '-9223372036854775809', undefined],
    ['max.message.bytes', '2147483648', undefined],
    ['segment.bytes', '1048575', undefined],
    ['min.cleanable.dirty.ratio', '.5', '.5'],
    ['min.cleanable.dirty.ratio', '1.5', undefined],
    ['min.cleanable.dirty.ratio', '0x1', undefined],
    ['preallocate', 'TRUE', 'true'],
    ['preallocate', 'yes', undefined],
    ['compression.type', ' zstd ', 'zstd'],
    ['compression.type', 'none', undefined],
    ['compression.gzip.level', '-1', '-1'],
    ['compression.gzip.level', '0', undefined],
    ['cleanup.policy', ' compact , delete ', 'compact,delete'],
    ['cleanup.policy', 'compact,compact', 'compact'],
    ['cleanup.policy', 'compact,', undefined],
    ['cleanup.policy', 'Compact', undefined],
    ['remote.storage.enable', 'true', undefined],
    ['leader.replication.throttled.replicas', ' 0:1 , 1:1', '0:1,1:1'],
    ['leader.replication.throttled.replicas', '*', '*'],
    ['follower.replication.throttled.replicas', 'all', undefined],
  ]
  test.each(judged)('%s of %j becomes %j', async (name, value, kept) => {
    const home = await new Home().start()
    await home.create('t')
    const { errorCode, errorMessage } = await home.alter('t', { [name]: value })
    expect(errorCode).toBe(kept === undefined ? ErrorCode.INVALID_CONFIG : ErrorCode.NONE)
    if (kept === undefined) expect(errorMessage).toContain(name)
    const { results } = await home.send(ApiKey.DescribeConfigs, {
      resources: [{ resourceType: 2, resourceName: 't', configurationKeys: [name] }],
    })
    const { configSource, value: told } = results[0]!.configs[0]!
    expect(configSource).toBe(kept === undefined ? 5 : 1)
    if (kept !== undefined) expect(told).toBe(kept)
  })

  test('items are added to a list once, however they are written', async () => {
    const home = await new Home().start()
    await home.create('t')
    const change = async (configOperation: number, value: string) => {
      const { responses } = await home.send(ApiKey.IncrementalAlterConfigs, {
        resources: [
          {
            resourceType: 2,
            resourceName: 't',
            configs: [{ name: 'cleanup.policy', configOperation, value }],
          },
        ],
      })
      const { results } = await home.send(ApiKey.DescribeConfigs, {
        resources: [{ resourceType: 2, resourceName: 't', configurationKeys: ['cleanup.policy'] }],
      })
      return [responses[0]!.errorCode, results[0]!.configs[0]!.value]
    }
    expect(await change(2, ' delete , compact ')).toEqual([ErrorCode.NONE, 'delete,compact'])
    expect(await change(2, 'compact')).toEqual([ErrorCode.NONE, 'delete,compact'])
    expect(await change(3, ' delete')).toEqual([ErrorCode.NONE, 'compact'])
  })
})

describe('what they do', () => {
  test('max.message.bytes, changed on the live log', async () => {
    const home = await new Home().start()
    await home.create('t')
    expect((await home.produce('t', rows(5))).errorCode).toBe(ErrorCode.NONE)
    await home.alter('t', { 'max.message.bytes': '300' })
    expect((await home.produce('t', rows(5))).errorCode).toBe(ErrorCode.MESSAGE_TOO_LARGE)
    expect((await home.produce('t', rows(1))).errorCode).toBe(ErrorCode.NONE)
  })

  test("message.timestamp.type: LogAppendTime takes the log's clock, and says so", async () => {
    const home = await new Home().start()
    await home.create('t', { 'message.timestamp.type': 'LogAppendTime' })
    const nowMs = home.clock.ms
    const answer = await home.produce('t', [{ key: 'a', value: '1', timestamp: 5 }])
    expect(answer).toMatchObject({ errorCode: ErrorCode.NONE, logAppendTimeMs: nowMs })
    expect((await home.read('t')).times).toEqual([nowMs])
    await home.alter('t', { 'message.timestamp.type': 'CreateTime' })
    expect((await home.produce('t', [{ key: 'a', value: '1', timestamp: 5 }])).logAppendTimeMs).toBe(-1)
    expect((await home.read('t')).times).toEqual([nowMs, 5])
  })

  test('message.timestamp.before.max.ms and after.max.ms hold for every record, not for the batch alone', async () => {
    const home = await new Home().start()
    await home.create('t', {
      'message.timestamp.before.max.ms': '1000',
      'message.timestamp.after.max.ms': '1000',
    })
    const at = (...deltas: number[]) =>
      home.produce(
        't',
        deltas.map(delta => ({ key: 'a', value: '1', timestamp: home.clock.ms + delta })),
      )
    expect((await at(-1000, 0, 1000)).errorCode).toBe(ErrorCode.NONE)
    for (const deltas of [[-1001], [1001], [0, -1001, 0], [0, 1001, 0]])
      expect([deltas, (await at(...deltas)).errorCode]).toEqual([deltas, ErrorCode.INVALID_TIMESTAMP])
  })

  test("T50: compression.type brings every batch to the topic's codec, and the size is checked again afterwards", async () => {
    for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const) {
      const home = await new Home().start()
      const compressionType = codec === 'none' ? 'uncompressed' : codec
      await home.create('t', { 'compression.type': compressionType, 'max.message.bytes': '2000' })
      for (const given of ['none', 'gzip', 'snappy', 'lz4', 'zstd'] as const)
        expect([codec, given, (await home.produce('t', rows(10), given)).errorCode]).toEqual([
          codec,
          given,
          0,
        ])
      const { rows: read, codecs } = await home.read('t')
      expect(read).toHaveLength(50)
      expect(read[0]).toBe(`0:k0=${'x'.repeat(100)}`)
      expect(new Set(codecs)).toEqual(new Set([codec]))
      // Small as it came, too large as the topic wants it.
      const large = await home.produce('t', rows(40), 'lz4')
      expect(large.errorCode).toBe(codec === 'none' ? ErrorCode.MESSAGE_TOO_LARGE : ErrorCode.NONE)
      await home.alter('t', { 'compression.type': 'producer' })
      await home.produce('t', rows(1), 'gzip')
      expect((await home.read('t')).codecs.at(-1)).toBe('gzip')
    }
  })

  test('recompressed, a batch of an idempotent producer is still recognized', async () => {
    const home = await new Home().start()
    await home.create('t', { 'compression.type': 'lz4' })
    const identity = { producerId: 7, producerEpoch: 0, baseSequence: 0, transactional: false }
    const first = await home.produce('t', rows(3), 'gzip', identity)
    const again = await home.produce('t', rows(3), 'gzip', identity)
    expect([first.errorCode, again.errorCode, again.baseOffset]).toEqual([0, 0, 0])
    expect((await home.read('t')).rows).toHaveLength(3)
  })

  test('segment.bytes and segment.ms, changed on the live log', async () => {
    const home = await new Home().start()
    await home.create('t')
    const segments = () => home.files('t-0').filter(name => name.endsWith('.log')).length
    for (let n = 0; n < 3; n++) await home.produce('t', rows(1))
    expect(segments()).toBe(1)
    await home.alter('t', { 'segment.ms': '1000' })
    await home.clock.advance(1001)
    await home.produce('t', rows(1))
    expect(segments()).toBe(2)
    await home.alter('t', { 'segment.bytes': '1048576', 'max.message.bytes': '900000' })
    for (let n = 0; n < 3; n++) await home.produce('t', rows(6, 'x'.repeat(100_000)))
    expect(segments()).toBe(4)
  })

  test('retention.bytes and retention.ms let segments go; file.delete.delay.ms keeps their files a while', async () => {
    const home = await new Home({ 'log.retention.check.interval.ms': 1000 }).start()
    await home.create('t', {
      'segment.bytes': '1048576',
      'retention.bytes': '2200000',
      'retention.ms': '-1',
      'file.delete.delay.ms': '5000',
    })
    for (let n = 0; n < 6; n++) await home.produce('t', rows(9, 'x'.repeat(100_000)))
    await home.clock.advance(1000)
    expect((await home.listOffset('t', -2)).offset).toBe(27)
    expect(home.files('t-0').filter(name => name.endsWith('.log.deleted'))).toHaveLength(3)
    await home.clock.advance(5000)
    expect(home.files('t-0').filter(name => name.endsWith('.deleted'))).toEqual([])
    await home.alter('t', { 'retention.ms': '60000', 'retention.bytes': '-1' })
    await home.clock.advance(30_000)
    expect((await home.listOffset('t', -2)).offset).toBe(27)
    await home.clock.advance(60_000)
    // All of it is old: the log is empty and goes on at its end.
    expect(await home.listOffset('t', -2)).toMatchObject({ offset: 54 })
    expect((await home.produce('t', rows(1))).baseOffset).toBe(54)
    await home.restart()
    expect((await home.read('t', 54)).rows).toHaveLength(1)
    expect((await home.listOffset('t', -2)).offset).toBe(54)
  })

  test('cleanup.policy, changed on the live log: what was deleted by time is compacted from now on', async () => {
    const home = await new Home({
      'log.retention.check.interval.ms': 1000,
      'log.cleaner.backoff.ms': 1000,
    }).start()
    await home.create('t', { 'segment.ms': '100', 'retention.ms': '1' })
    await home.alter('t', { 'cleanup.policy': 'compact', 'min.cleanable.dirty.ratio': '0' })
    for (let n = 0; n < 5; n++) {
      await home.produce('t', rows(2, `v${n}`))
      await home.clock.advance(200)
    }
    await home.produce('t', [{ key: 'last', value: 'active' }])
    await home.clock.advance(60_000)
    expect((await home.read('t')).rows).toEqual(['8:k0=v4', '9:k1=v4', '10:last=active'])
    expect((await home.produce('t', [{ key: null, value: 'x' }])).errorCode).toBe(ErrorCode.INVALID_RECORD)
    expect(home.faults).toEqual([])
  })

  test('flush.messages and flush.ms make the log durable in every flush mode', async () => {
    const home = new Home({ 'log.flush.interval.ms': 500 })
    home.flush = 'os'
    await home.start()
    await home.create('t', { 'flush.messages': '3' })
    await home.create('u')
    await home.produceBytes('t', outside(batchOf(rows(3), home.clock.ms)), 1)
    await home.produceBytes('u', outside(batchOf(rows(1), home.clock.ms)), 1)
    await home.clock.advance(500)
    await home.crash('power')
    expect((await home.read('t')).rows).toHaveLength(3)
    expect((await home.read('u')).rows).toHaveLength(1)
  })
})

test('DescribeLogDirs tells the folder and the size of each partition', async () => {
  const home = await new Home().start()
  await home.create('t', {}, 2)
  await home.produce('t', rows(3))
  const response = await home.send(ApiKey.DescribeLogDirs, { topics: null })
  const [result] = response.results
  expect(result).toMatchObject({ errorCode: ErrorCode.NONE, isCordoned: false })
  expect(result!.logDir.endsWith('/data')).toBe(true)
  const size = home.storage.stat('data/t-0/00000000000000000000.log')!.sizeBytes
  expect(result!.topics).toMatchObject([
    {
      name: 't',
      partitions: [
        { partitionIndex: 0, partitionSize: size, offsetLag: 0 },
        { partitionIndex: 1, partitionSize: 0 },
      ],
    },
  ])
  const some = await home.send(ApiKey.DescribeLogDirs, {
    topics: [
      { topic: 't', partitions: [1, 7] },
      { topic: 'u', partitions: [0] },
    ],
  })
  expect(some.results[0]!.topics).toMatchObject([{ name: 't', partitions: [{ partitionIndex: 1 }] }])
})

test('OffsetForLeaderEpoch tells where an epoch ended, in every version', async () => {
  const home = await new Home().start()
  await home.create('t')
  await home.produce('t', rows(4))
  for (const version of [2, 3, 4]) {
    const ask = async (leaderEpoch: number, currentLeaderEpoch = -1) => {
      const response = await home.send(
        ApiKey.OffsetForLeaderEpoch,
        { topics: [{ topic: 't', partitions: [{ partition: 0, leaderEpoch, currentLeaderEpoch }] }] },
        version,
      )
      return response.topics[0]!.partitions[0]!
    }
    expect(await ask(0)).toMatchObject({ errorCode: 0, leaderEpoch: 0, endOffset: 4 })
    expect(await ask(0, 9)).toMatchObject({ errorCode: ErrorCode.UNKNOWN_LEADER_EPOCH })
    expect(await ask(5)).toMatchObject({ errorCode: 0, endOffset: -1 })
  }
})
