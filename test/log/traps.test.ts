/** Known traps of a log's rebuild, each by its number. Those of cleaning are in compaction.test.ts, T50 in topic-config.test.ts. */
import { ApiKey, BATCH, crc32c, ErrorCode, RecordBatchBuilder, setInt64 } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { batchOf, Home, outside, text } from './broker-home.ts'

const row = (n: number) => ({ key: `k${n}`, value: `v${n}` })
const producer = (producerId: number, baseSequence: number) => ({
  producerId,
  producerEpoch: 0,
  baseSequence,
  transactional: false,
})

describe('log and recovery', () => {
  test('T1: whatever the power takes after a segment was made, what was acknowledged is there', async () => {
    for (let seed = 1; seed <= 40; seed++) {
      const home = await new Home({ 'log.roll.ms': 10 }, seed).start()
      await home.create('t')
      for (let n = 0; n < 6; n++) {
        await home.clock.advance(20)
        expect((await home.produce('t', [row(n)])).errorCode).toBe(ErrorCode.NONE)
      }
      const segments = home.files('t-0').filter(name => name.endsWith('.log'))
      expect(segments).toHaveLength(6)
      await home.crash('power')
      expect((await home.read('t')).rows).toEqual(Array.from({ length: 6 }, (_, n) => `${n}:k${n}=v${n}`))
    }
  })

  test('T2: an unclean start does not move the recovery point forward, and one beyond the end of the log is drawn back', async () => {
    const home = await new Home().start()
    await home.create('t')
    for (let n = 0; n < 5; n++) await home.produce('t', [row(n)])
    const storage = home.storage.afterCrash('process')
    const write = (path: string, content: string): void => {
      const file = storage.open(path, { create: true })
      file.truncate(0)
      file.write(text.encode(content), 0)
    }
    // A checkpoint that claims more than there is, over a log whose last batch is torn.
    write('data/recovery-point-offset-checkpoint', '0\n1\nt 0 99\n')
    const log = 'data/t-0/00000000000000000000.log'
    storage.open(log).truncate(storage.stat(log)!.sizeBytes - 3)
    await home.start(storage)
    expect((await home.read('t')).rows).toHaveLength(4)
    const points = new TextDecoder().decode(storage.readFile('data/recovery-point-offset-checkpoint'))
    expect(points).toContain('t 0 4\n')
    expect((await home.produce('t', [row(9)])).baseOffset).toBe(4)
    await home.crash('power')
    expect((await home.read('t')).rows).toHaveLength(5)
  })

  test('T10: DeleteRecords up to the high watermark, then a restart: the start stays, and so does the producer', async () => {
    for (const how of ['stop', 'process', 'power'] as const) {
      const home = await new Home().start()
      await home.create('t')
      for (let n = 0; n < 4; n++)
        await home.produceBytes('t', outside(batchOf([row(n)], home.clock.ms, 'none', producer(7, n))))
      const response = await home.send(ApiKey.DeleteRecords, {
        topics: [{ name: 't', partitions: [{ partitionIndex: 0, offset: -1 }] }],
      })
      expect(response.topics[0]!.partitions[0]).toMatchObject({ errorCode: 0, lowWatermark: 4 })
      if (how === 'stop') await home.restart()
      else await home.crash(how)
      expect((await home.listOffset('t', -2)).offset).toBe(4)
      const next = batchOf([row(4)], home.clock.ms, 'none', producer(7, 4))
      expect(await home.produceBytes('t', outside(next))).toMatchObject({ errorCode: 0, baseOffset: 4 })
      expect(await home.produceBytes('t', outside(next))).toMatchObject({ errorCode: 0, baseOffset: 4 })
      expect((await home.read('t', 4)).rows).toEqual(['4:k4=v4'])
      const below = await home.fetch({
        topics: [{ topic: 't', topicId: '', partitions: [{ partition: 0, fetchOffset: 3 } as never] }],
      })
      expect(below.responses[0]!.partitions[0]!.errorCode).toBe(ErrorCode.OFFSET_OUT_OF_RANGE)
    }
  })

  test('T11: retention takes the segment with the only state of a producer: it goes on, and its last batch is still known', async () => {
    const home = await new Home({ 'log.retention.check.interval.ms': 1000, 'log.roll.ms': 10 }).start()
    await home.create('t', { 'retention.ms': '500' })
    const batch = (sequence: number) =>
      outside(batchOf([row(sequence)], home.clock.ms, 'none', producer(7, sequence)))
    const last = batch(0)
    await home.produceBytes('t', last)
    await home.clock.advance(2_000)
    expect((await home.listOffset('t', -2)).offset).toBe(1)
    expect(await home.produceBytes('t', last)).toMatchObject({ errorCode: 0, baseOffset: 0 })
    await home.crash()
    expect(await home.produceBytes('t', last)).toMatchObject({ errorCode: 0, baseOffset: 0 })
    expect(await home.produceBytes('t', batch(1))).toMatchObject({ errorCode: 0, baseOffset: 1 })
    // One that the log knows nothing of may begin anywhere: what it wrote may have been deleted.
    const unknown = batchOf([row(0)], home.clock.ms, 'none', producer(8, 55))
    expect((await home.produceBytes('t', outside(unknown))).errorCode).toBe(ErrorCode.NONE)
  })

  test('T12: a topic deleted and made anew is another one: its id, its records, its producers and its committed offsets', async () => {
    const home = await new Home().start()
    const oldId = await home.create('t')
    for (let n = 0; n < 3; n++)
      await home.produceBytes('t', outside(batchOf([row(n)], home.clock.ms, 'none', producer(7, n))))
    await home.send(
      ApiKey.OffsetCommit,
      { groupId: 'g', topics: [{ name: 't', partitions: [{ partitionIndex: 0, committedOffset: 3 }] }] },
      8,
    )
    const wanted = (topicId: string) => ({
      topics: [
        {
          topic: '',
          topicId,
          partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1000 } as never],
        },
      ],
    })
    // One that waits for more is told as soon as the topic is gone.
    const other = await home.broker.node().connect('admin')
    const { connection } = home
    home.connection = other
    const waiting = home.fetch(
      {
        ...wanted(oldId),
        topics: [
          {
            topic: '',
            topicId: oldId,
            partitions: [{ partition: 0, fetchOffset: 3, partitionMaxBytes: 1000 } as never],
          },
        ],
        maxWaitMs: 60_000,
      },
      13,
    )
    home.connection = connection
    await home.send(ApiKey.DeleteTopics, { topics: [{ name: 't' }] })
    expect((await waiting).responses[0]!.partitions[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID)
    const newId = await home.create('t')
    expect(newId).not.toBe(oldId)
    const fetched = await home.fetch(wanted(oldId), 13)
    expect(fetched.responses[0]!.partitions[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID)
    const produced = await home.send(ApiKey.Produce, {
      acks: -1,
      topicData: [
        { topicId: oldId, partitionData: [{ index: 0, records: outside(batchOf([row(9)], home.clock.ms)) }] },
      ],
    })
    expect(produced.responses[0]!.partitionResponses[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_ID)
    for (const restart of [false, true]) {
      if (restart) await home.crash('power')
      expect((await home.read('t')).rows).toEqual([])
      const offsets = await home.send(
        ApiKey.OffsetFetch,
        { groups: [{ groupId: 'g', topics: [{ name: 't', partitionIndexes: [0] }] }] },
        8,
      )
      expect(offsets.groups[0]!.topics[0]!.partitions[0]!.committedOffset).toBe(-1)
    }
    // The old producer's sequences mean nothing here.
    const first = batchOf([row(0)], home.clock.ms, 'none', producer(7, 3))
    expect(await home.produceBytes('t', outside(first))).toMatchObject({ errorCode: 0, baseOffset: 0 })
  })

  test('T12: the folder of an earlier topic of the same name is set aside, not taken over', async () => {
    const home = await new Home().start()
    await home.create('t')
    await home.produce('t', [row(1)])
    const storage = home.storage.afterCrash('process')
    const file = storage.open('data/t-0/partition.metadata')
    file.truncate(0)
    file.write(text.encode('version: 0\ntopic_id: zzzzzzzzzzzzzzzzzzzzzA'), 0)
    await home.start(storage)
    expect((await home.read('t')).rows).toEqual([])
    expect(storage.list('data').some(name => name.endsWith('-stray'))).toBe(true)
  })

  test('T13: appends and syncs under way while topics are deleted harm nobody else', async () => {
    const home = await new Home({ 'log.roll.ms': 1 }).start()
    await home.create('stays')
    for (let n = 0; n < 20; n++) {
      await home.create('goes')
      const node = home.broker.node()
      const { connection } = home
      const sends: Promise<unknown>[] = []
      for (const topic of ['goes', 'stays', 'goes', 'stays']) {
        home.connection = await node.connect('admin')
        sends.push(home.produce(topic, [row(n)]))
      }
      home.connection = connection
      const deleted = home.send(ApiKey.DeleteTopics, { topics: [{ name: 'goes' }] })
      await home.clock.advance(5)
      await Promise.all([...sends, deleted])
    }
    expect(home.faults).toEqual([])
    expect((await home.read('stays')).rows).toHaveLength(40)
    expect(home.storage.list('data').filter(name => name.startsWith('goes'))).toEqual([])
    await home.restart()
    expect((await home.read('stays')).rows).toHaveLength(40)
  })

  /** A batch whose header claims another largest time than its records have. */
  function lying(times: readonly number[], claimed: number): Uint8Array {
    const builder = new RecordBatchBuilder(512)
    for (const [n, time] of times.entries())
      builder.append(time, text.encode('k'), 0, 1, text.encode(`${n}`), 0, 1)
    const bytes = outside(builder.build())
    const view = new DataView(bytes.buffer)
    setInt64(view, BATCH.maxTimestamp, claimed)
    view.setUint32(BATCH.crc, crc32c(bytes, BATCH.attributes))
    return bytes
  }

  test('T14: the largest time is that of the records, whatever the batch claims', async () => {
    const home = await new Home().start()
    await home.create('t')
    const base = home.clock.ms - 10_000
    await home.produceBytes('t', lying([base, base + 5], base + 900))
    await home.produceBytes('t', lying([base + 10, base + 50, base + 50, base + 20], base + 10))
    await home.produceBytes('t', lying([base + 30], base + 30))
    expect(await home.listOffset('t', -3)).toEqual({ offset: 3, timestamp: base + 50 })
    expect(await home.listOffset('t', base + 6)).toEqual({ offset: 2, timestamp: base + 10 })
    expect(await home.listOffset('t', base + 50)).toEqual({ offset: 3, timestamp: base + 50 })
    expect(await home.listOffset('t', base + 51)).toEqual({ offset: -1, timestamp: -1 })
  })

  test('T14: the largest time of an empty log is -1, and of records without a time too', async () => {
    const home = await new Home().start()
    await home.create('t')
    expect(await home.listOffset('t', -3)).toEqual({ offset: -1, timestamp: -1 })
    await home.produce('t', [{ key: 'a', value: '1', timestamp: -1 }])
    expect((await home.listOffset('t', -3)).timestamp).toBe(-1)
  })

  test('T15: a record from the future does not hold retention for ever', async () => {
    const home = await new Home({ 'log.retention.check.interval.ms': 1000, 'log.roll.ms': 10 }).start()
    await home.create('t', {
      'retention.ms': '5000',
      'message.timestamp.after.max.ms': '9223372036854775807',
    })
    const year3000Ms = 32_503_680_000_000
    await home.produce('t', [{ key: 'a', value: '1', timestamp: year3000Ms }])
    await home.clock.advance(20)
    await home.produce('t', [row(1)])
    await home.clock.advance(4_000)
    expect((await home.listOffset('t', -2)).offset).toBe(0)
    await home.clock.advance(3_000)
    expect((await home.listOffset('t', -2)).offset).toBe(2)
    await home.alter('t', { 'message.timestamp.after.max.ms': '3600000' })
    const refused = await home.produce('t', [{ key: 'a', value: '1', timestamp: year3000Ms }])
    expect(refused.errorCode).toBe(ErrorCode.INVALID_TIMESTAMP)
  })
})

describe('batches from outside', () => {
  /** A whole batch around the given bytes as its only record. */
  function around(record: readonly number[], count = 1): Uint8Array {
    const bytes = new Uint8Array(61 + record.length)
    const built = batchOf([row(1)], 1000)
    bytes.set(built.subarray(0, 61))
    bytes.set(record, 61)
    const view = new DataView(bytes.buffer)
    view.setInt32(BATCH.batchLength, bytes.length - 12)
    view.setInt32(BATCH.lastOffsetDelta, count - 1)
    view.setInt32(BATCH.recordCount, count)
    view.setUint32(BATCH.crc, crc32c(bytes, BATCH.attributes))
    return bytes
  }

  const cases: [string, number[], number][] = [
    ['a record longer than its batch', [0xfe, 0xff, 0x0f, 0, 0, 0, 1, 1, 0], 1],
    ['a record of negative length', [1, 0, 0, 0, 1, 1, 0], 1],
    ['a key longer than its record', [14, 0, 0, 0, 0xfe, 0xff, 0xff, 0xff], 1],
    ['a value longer than its record', [14, 0, 0, 0, 1, 0xfe, 0xff, 0x0f], 1],
    ['two thousand million headers', [20, 0, 0, 0, 1, 1, 0xfe, 0xff, 0xff, 0xff, 0x0f], 1],
    ['a header longer than its record', [18, 0, 0, 0, 1, 1, 2, 0xfe, 0xff, 0x03], 1],
    ['a varint without an end', [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80], 1],
    ['bytes behind the last record', [12, 0, 0, 0, 1, 1, 0, 9, 9], 1],
    ['fewer records than it claims', [12, 0, 0, 0, 1, 1, 0], 3],
    ['an offset that does not count up', [12, 0, 0, 8, 1, 1, 0], 1],
  ]
  test.each(cases)('T49: %s is refused before anything is allocated or written', async (_, record, count) => {
    const home = await new Home().start()
    await home.create('t')
    expect((await home.produceBytes('t', around(record, count))).errorCode).toBe(ErrorCode.INVALID_RECORD)
    expect((await home.produceBytes('t', around([12, 0, 0, 0, 1, 1, 0]))).errorCode).toBe(ErrorCode.NONE)
    expect((await home.read('t')).rows).toEqual(['0:null=null'])
  })
})

test('T53: names that mean something to JavaScript are names like any other', async () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']
  const home = await new Home().start()
  for (const name of names) {
    await home.create(name, { 'retention.ms': '12345' })
    await home.produce(name, [{ key: name, value: name }])
    await home.send(
      ApiKey.OffsetCommit,
      { groupId: name, topics: [{ name, partitions: [{ partitionIndex: 0, committedOffset: 1 }] }] },
      8,
    )
    expect((await home.alter(name, { [`x${name}`]: '1' })).errorCode).toBe(ErrorCode.INVALID_CONFIG)
  }
  for (const crash of [false, true]) {
    if (crash) await home.crash('power')
    for (const name of names) {
      expect((await home.read(name)).rows).toEqual([`0:${name}=${name}`])
      const offsets = await home.send(
        ApiKey.OffsetFetch,
        { groups: [{ groupId: name, topics: [{ name, partitionIndexes: [0] }] }] },
        8,
      )
      expect(offsets.groups[0]!.topics[0]!.partitions[0]!.committedOffset).toBe(1)
      const described = await home.send(ApiKey.DescribeConfigs, {
        resources: [{ resourceType: 2, resourceName: name, configurationKeys: null }],
      })
      const own = described.results[0]!.configs.filter(({ configSource }) => configSource === 1)
      expect(own.map(({ value }) => value)).toEqual(['12345'])
    }
  }
  expect(({} as Record<string, unknown>).partitions).toBeUndefined()
  for (const name of names) await home.send(ApiKey.DeleteTopics, { topics: [{ name }] })
  const metadata = await home.send(ApiKey.Metadata, { topics: null })
  expect(metadata.topics.filter(({ name }) => names.includes(name ?? ''))).toEqual([])
})

test('a topic is never made under the name of the metadata log, whoever asks for it', async () => {
  const home = await new Home().start()
  await home.create('t')
  await expect(home.create('__cluster_metadata')).rejects.toThrow(String(ErrorCode.INVALID_REQUEST))
  const asked = await home.send(ApiKey.Metadata, {
    topics: [{ name: '__cluster_metadata' }],
    allowAutoTopicCreation: true,
  })
  expect(asked.topics[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  await home.restart()
  const metadata = await home.send(ApiKey.Metadata, { topics: null })
  expect(metadata.topics.map(({ name }) => name)).toEqual(['t'])
})

test('lookups by time, the largest time and both ends hold over many segments and after a restart', async () => {
  const home = await new Home({ 'log.roll.ms': 5, 'log.index.interval.bytes': 64 }).start()
  await home.create('t')
  const base = home.clock.ms
  const times = [5, 3, 9, 9, 1, 20, 4, 19, 20, 2].map(each => base - 1_000 + each)
  for (const timestamp of times) {
    await home.clock.advance(10)
    await home.produce('t', [{ key: 'k', value: 'v', timestamp }])
  }
  for (const how of ['live', 'stop', 'process'] as const) {
    if (how === 'stop') await home.restart()
    if (how === 'process') await home.crash()
    expect(await home.listOffset('t', -3)).toEqual({ offset: 5, timestamp: base - 980 })
    expect((await home.listOffset('t', -1)).offset).toBe(10)
    for (let at = base - 1_002; at < base - 975; at++) {
      const offset = times.findIndex(time => time >= at)
      expect(await home.listOffset('t', at)).toEqual({ offset, timestamp: offset < 0 ? -1 : times[offset] })
    }
  }
})
