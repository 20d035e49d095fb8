/**
 * What the client promises, tried on whatever cluster it is given: embedded, through the codec, over TCP, or Apache Kafka.
 * Each test names its topics and groups anew, so that one cluster can serve all of them.
 */
import {
  Admin,
  type Assignor,
  type Cluster,
  Consumer,
  type ConsumerOptions,
  type ConsumerRecord,
  cooperativeStickyAssignor,
  nameOf,
  OFFSET_SPEC,
  Producer,
  type ProducerOptions,
  rangeAssignor,
  type TopicPartition,
} from '@moldau/client'
import { COMPRESSION_TYPES, type Header, MoldauError, partitionForKey, systemClock } from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

export interface ClientCluster {
  /** A new cluster object on the same nodes. */
  cluster(): Cluster
  /** The same, on nodes that know nothing of transaction protocol 2. */
  olderCluster(): Cluster
  close(): Promise<void>
}

const text = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString()
const bytes = (value: string): Uint8Array => new Uint8Array(Buffer.from(value))
const values = (records: readonly ConsumerRecord[]): (string | null)[] => records.map(one => text(one.value))
const codeOf = async (run: Promise<unknown>): Promise<string> => {
  try {
    await run
  } catch (error) {
    if (error instanceof MoldauError) return error.code
    throw error
  }
  return 'none'
}

let names = 0
const fresh = (what: string): string => `${what}-${process.pid}-${++names}`

/** Runs the whole suite. `open` is called once. */
export function clientSuite(name: string, open: () => Promise<ClientCluster>): void {
  describe(name, () => {
    let home: ClientCluster
    let cluster: Cluster
    let admin: Admin
    const closing: (() => Promise<unknown>)[] = []

    beforeAll(async () => {
      home = await open()
      cluster = home.cluster()
      admin = new Admin(cluster)
    }, 60_000)

    afterAll(async () => {
      for (const close of closing.reverse()) await close()
      await admin.close()
      await cluster.close()
      await home.close()
    }, 60_000)

    async function topic(partitions = 1, configs: Record<string, string> = {}): Promise<string> {
      const created = fresh('topic')
      const result = await admin.createTopics([{ name: created, partitions, replicationFactor: 1, configs }])
      expect(result.get(created)).toBeUndefined()
      return created
    }

    function producer(options: ProducerOptions = {}, on = cluster): Producer {
      const made = new Producer(on, { lingerMs: 0, ...options })
      closing.push(() => made.close())
      return made
    }

    function consumer(options: ConsumerOptions = {}, on = cluster): Consumer {
      const made = new Consumer(on, {
        ...{
          autoOffsetReset: 'earliest',
          fetchMaxWaitMs: 100,
          heartbeatIntervalMs: 100,
          sessionTimeoutMs: 6000,
        },
        ...options,
      })
      closing.push(() => made.close())
      return made
    }

    /** Polls until `count` records have come. */
    async function collect(from: Consumer, count: number): Promise<ConsumerRecord[]> {
      const records: ConsumerRecord[] = []
      const deadline = systemClock.monotonicMs() + 20_000
      while (records.length < count) {
        if (systemClock.monotonicMs() > deadline)
          throw new Error(`${records.length} of ${count} records came`)
        for (const fetched of await from.poll(500)) records.push(...fetched.toRecords())
      }
      return records
    }

    /** Polls all members until `until` says that it is enough. */
    async function pollAll(members: readonly Consumer[], until: () => boolean): Promise<ConsumerRecord[]> {
      const records: ConsumerRecord[] = []
      const deadline = systemClock.monotonicMs() + 20_000
      while (!until()) {
        if (systemClock.monotonicMs() > deadline) throw new Error('it did not come to an end')
        for (const member of members)
          for (const fetched of await member.poll(20)) records.push(...fetched.toRecords())
      }
      return records
    }

    const assigned = (member: Consumer): string[] => member.assignment().map(nameOf).sort()

    describe('admin', () => {
      test('creates, describes, grows, lists and deletes topics', async () => {
        const created = await topic(2, { 'retention.ms': '-1' })
        const described = await admin.describeTopics([created, 'no-such-topic'])
        expect([...described.keys()]).toEqual([created])
        expect(described.get(created)!.partitions).toHaveLength(2)
        expect((await admin.createTopics([{ name: created }])).get(created)?.code).toBe(
          'TOPIC_ALREADY_EXISTS',
        )
        expect((await admin.createPartitions(new Map([[created, 3]]))).get(created)).toBeUndefined()
        expect((await admin.describeTopics([created])).get(created)!.partitions).toHaveLength(3)
        expect((await admin.createPartitions(new Map([[created, 1]]))).get(created)?.code).toBe(
          'INVALID_PARTITIONS',
        )
        expect(await admin.listTopics()).toContain(created)
        expect((await admin.deleteTopics([created])).get(created)).toBeUndefined()
        await expect.poll(() => admin.listTopics()).not.toContain(created)
        expect((await admin.deleteTopics([created])).get(created)?.code).toBe('UNKNOWN_TOPIC_OR_PARTITION')
      })

      test('tells configurations and where they come from', async () => {
        const created = await topic(1, { 'retention.ms': '-1' })
        const configs = await admin.describeConfigs({ type: 'topic', name: created })
        expect(configs.get('retention.ms')).toMatchObject({ value: '-1', isDefault: false })
        expect(configs.get('cleanup.policy')).toMatchObject({ value: 'delete', isDefault: true })
      })

      test('topics may have the names of object properties', async () => {
        for (const odd of ['__proto__', 'constructor', 'toString']) {
          await admin.createTopics([{ name: odd, partitions: 1, replicationFactor: 1 }])
          await producer().send({ topic: odd, value: odd })
          const from = consumer()
          from.assign([{ topic: odd, partition: 0 }])
          expect(values(await collect(from, 1)).at(-1)).toBe(odd)
        }
      })
    })

    describe('records', () => {
      test.each(COMPRESSION_TYPES)('come back as they were sent, with %s', async compression => {
        const to = await topic()
        const headers: Header[] = [
          { key: 'a', value: bytes('1') },
          { key: '__proto__', value: null },
          { key: 'a', value: new Uint8Array(0) },
        ]
        const out = producer({ compression })
        const rows = Array.from({ length: 50 }, (_, n) => ({
          ...{ topic: to, partition: 0, timestamp: n % 2 === 0 ? 1000 + n : 5 },
          ...{
            key: n % 3 === 0 ? null : `k${n}`,
            value: n % 7 === 0 ? null : 'v'.repeat(n),
            headers: n === 4 ? headers : [],
          },
        }))
        const sent = await out.sendBatch(rows)
        expect(sent.map(one => one.offset)).toEqual(rows.map((_, n) => n))
        const from = consumer()
        from.assign([{ topic: to, partition: 0 }])
        const found = await collect(from, rows.length)
        expect(
          found.map(one => ({ key: text(one.key), value: text(one.value), timestamp: one.timestamp })),
        ).toEqual(rows.map(({ key, timestamp, value }) => ({ key, value, timestamp })))
        expect(found.map(one => one.offset)).toEqual(rows.map((_, n) => n))
        expect(found[4]!.headers.map(one => [one.key, one.value === null ? null : text(one.value)])).toEqual(
          headers.map(one => [one.key, one.value === null ? null : text(one.value)]),
        )
      })

      test('are spread by the hash of their keys', async () => {
        const to = await topic(4)
        const out = producer()
        for (let n = 0; n < 40; n++) {
          const key = bytes(`key-${n}`)
          const { partition } = await out.send({ topic: to, key, value: 'x' })
          expect(partition).toBe(partitionForKey(key, 0, key.length, 4))
        }
      })

      test('appended in many batches arrive in order, and flush waits for all of them', async () => {
        const to = await topic(2)
        const out = producer({ batchBytes: 300, lingerMs: 50 })
        await out.partitionCount(to)
        for (let n = 0; n < 3000; n++) {
          const value = bytes(String(n))
          out.append(to, n % 2, 1, null, 0, 0, value, 0, value.length)
        }
        await out.flush()
        expect(out.bufferedBytes).toBe(0)
        const from = consumer({ isolationLevel: 'read_committed' })
        from.assign([0, 1].map(partition => ({ topic: to, partition })))
        const found = await collect(from, 3000)
        for (const partition of [0, 1]) {
          const mine = found.filter(one => one.partition === partition)
          expect(values(mine)).toEqual(Array.from({ length: 1500 }, (_, n) => String(2 * n + partition)))
        }
      })

      test.each([1, 0] as const)('are taken with acks=%i', async acks => {
        const to = await topic()
        const out = producer({ acks })
        const { offset } = await out.send({ topic: to, value: 'x' })
        expect(offset).toBe(acks === 0 ? -1 : 0)
        const from = consumer()
        from.assign([{ topic: to, partition: 0 }])
        expect(values(await collect(from, 1))).toEqual(['x'])
      })

      test('that are too large fail alone, and the producer goes on', async () => {
        const to = await topic(1, { 'max.message.bytes': '2000' })
        const out = producer()
        await out.send({ topic: to, value: 'a' })
        expect(await codeOf(out.send({ topic: to, value: 'x'.repeat(5000) }))).toBe('MESSAGE_TOO_LARGE')
        await out.send({ topic: to, value: 'b' })
        out.append(to, 0, 1, null, 0, 0, new Uint8Array(5000), 0, 5000)
        expect(await codeOf(out.flush())).toBe('MESSAGE_TOO_LARGE')
        await out.flush()
        await out.send({ topic: to, value: 'c' })
        const from = consumer()
        from.assign([{ topic: to, partition: 0 }])
        expect(values(await collect(from, 3))).toEqual(['a', 'b', 'c'])
        expect(await codeOf(out.send({ topic: to, value: 'x'.repeat(2_000_000) }))).toBe('MESSAGE_TOO_LARGE')
      })
    })

    describe('positions', () => {
      async function filled(count: number, partitions = 1): Promise<string> {
        const to = await topic(partitions)
        const out = producer()
        for (let n = 0; n < count; n++)
          await out.send({ topic: to, partition: n % partitions, value: String(n), timestamp: 1000 * n })
        return to
      }

      test('can be sought by offset, by time, at the beginning and at the end', async () => {
        const to = await filled(10)
        const only = { topic: to, partition: 0 }
        const from = consumer()
        from.assign([only])
        from.seek(only, 7)
        expect(values(await collect(from, 3))).toEqual(['7', '8', '9'])
        expect(from.position(only)).toBe(10)
        await from.seekToTime([only], 4500)
        expect(values(await collect(from, 5))[0]).toBe('5')
        from.seekToBeginning()
        expect(values(await collect(from, 10))[0]).toBe('0')
        from.seekToEnd()
        await producer().send({ topic: to, value: 'new' })
        expect(await codeOf(Promise.resolve().then(() => from.seek(only, -1)))).toBe('INVALID_USE')
        const found = await from.offsetsForTimes([{ ...only, timestamp: 9_000_000_000_000_000 }])
        expect(found.get(to, 0)!.offset).toBe(-1)
        expect((await from.beginningOffsets([only])).get(to, 0)!.offset).toBe(0)
        expect((await from.endOffsets([only])).get(to, 0)!.offset).toBe(11)
        expect(
          (await admin.listOffsets([{ ...only, timestamp: OFFSET_SPEC.latest }])).get(to, 0)!.offset,
        ).toBe(11)
      })

      test('begin where autoOffsetReset says', async () => {
        const to = await filled(3)
        const only = { topic: to, partition: 0 }
        const none = consumer({ autoOffsetReset: 'none', groupId: fresh('group') })
        none.assign([only])
        expect(await codeOf(none.poll(5000))).toBe('NO_OFFSET')
        const latest = consumer({ autoOffsetReset: 'latest' })
        latest.assign([only])
        while (latest.position(only) < 0) await latest.poll(50)
        expect(latest.position(only)).toBe(3)
      })

      test('move on when the records were deleted', async () => {
        const to = await filled(10)
        const only = { topic: to, partition: 0 }
        expect((await admin.deleteRecords([{ ...only, offset: 6 }])).get(to, 0)).toBe(6)
        const from = consumer()
        from.assign([only])
        from.seek(only, 2)
        expect(values(await collect(from, 4))).toEqual(['6', '7', '8', '9'])
        const strict = consumer({ autoOffsetReset: 'none', groupId: fresh('group') })
        strict.assign([only])
        strict.seek(only, 2)
        expect(await codeOf(collect(strict, 1))).toBe('OFFSET_OUT_OF_RANGE')
      })

      test('of a paused partition stand still', async () => {
        const to = await filled(10, 2)
        const [first, second] = [0, 1].map(partition => ({ topic: to, partition })) as [
          TopicPartition,
          TopicPartition,
        ]
        const from = consumer()
        from.assign([first, second])
        from.pause([first])
        expect((await collect(from, 5)).every(one => one.partition === 1)).toBe(true)
        expect(await from.poll(100)).toEqual([])
        from.resume([first])
        expect((await collect(from, 5)).every(one => one.partition === 0)).toBe(true)
      })
    })

    describe('groups', () => {
      test('one member after another goes on from the committed offsets', async () => {
        const to = await topic(2)
        const groupId = fresh('group')
        const out = producer()
        for (let n = 0; n < 10; n++) await out.send({ topic: to, partition: n % 2, value: String(n) })
        const first = consumer({ groupId })
        first.subscribe([to])
        await collect(first, 10)
        await first.commit()
        expect(first.groupMetadata()).toMatchObject({ groupId, groupInstanceId: null })
        await first.close()
        for (let n = 10; n < 14; n++) await out.send({ topic: to, partition: n % 2, value: String(n) })
        const second = consumer({ groupId })
        second.subscribe([to])
        expect(values(await collect(second, 4)).sort()).toEqual(['10', '11', '12', '13'])
        const committed = await second.committed([0, 1].map(partition => ({ topic: to, partition })))
        expect([0, 1].map(partition => committed.get(to, partition)?.offset)).toEqual([5, 5])
        expect((await admin.groupOffsets(groupId)).size).toBe(2)
      })

      test('share partitions by range, and take over from those who leave', async () => {
        const to = await topic(4)
        const groupId = fresh('group')
        const events: string[] = []
        const member = (name: string): Consumer => {
          const made = consumer({ groupId, assignors: [rangeAssignor] })
          made.subscribe([to], {
            onAssigned: list => void events.push(`${name} + ${list.length}`),
            onRevoked: list => void events.push(`${name} - ${list.length}`),
          })
          return made
        }
        const one = member('one')
        await pollAll([one], () => assigned(one).length === 4)
        const two = member('two')
        await pollAll([one, two], () => assigned(one).length === 2 && assigned(two).length === 2)
        expect([...assigned(one), ...assigned(two)].sort()).toEqual([0, 1, 2, 3].map(p => `${to}-${p}`))
        expect(events.slice(0, 2)).toEqual(['one + 4', 'one - 4'])
        await two.close()
        await pollAll([one], () => assigned(one).length === 4)
      })

      test('of the cooperative kind let go only of what moves', async () => {
        const to = await topic(4)
        const groupId = fresh('group')
        const revoked: string[] = []
        const options = { groupId, assignors: [cooperativeStickyAssignor] }
        const one = consumer(options)
        one.subscribe([to], { onRevoked: list => void revoked.push(...list.map(nameOf)) })
        await pollAll([one], () => assigned(one).length === 4)
        const before = assigned(one)
        const two = consumer(options)
        two.subscribe([to])
        await pollAll([one, two], () => assigned(one).length === 2 && assigned(two).length === 2)
        expect(revoked.sort()).toEqual(assigned(two))
        expect(before.filter(one => !revoked.includes(one))).toEqual(assigned(one))
      })

      test('every record reaches one member while members come and go', async () => {
        const to = await topic(3)
        const groupId = fresh('group')
        const out = producer()
        const seen: string[] = []
        const options = { groupId, assignors: [cooperativeStickyAssignor] }
        const run = async (members: Consumer[], until: number): Promise<void> => {
          while (seen.length < until) {
            for (const member of members) {
              for (const fetched of await member.poll(20))
                seen.push(...values(fetched.toRecords()).map(String))
              const code = await codeOf(member.commit())
              expect(['none', 'REBALANCE_IN_PROGRESS']).toContain(code)
            }
          }
        }
        const one = consumer(options)
        one.subscribe([to])
        for (let n = 0; n < 30; n++) await out.send({ topic: to, partition: n % 3, value: String(n) })
        await run([one], 30)
        const two = consumer(options)
        two.subscribe([to])
        await pollAll([one, two], () => assigned(one).length > 0 && assigned(two).length > 0)
        for (let n = 30; n < 60; n++) await out.send({ topic: to, partition: n % 3, value: String(n) })
        await run([one, two], 60)
        await one.close()
        for (let n = 60; n < 90; n++) await out.send({ topic: to, partition: n % 3, value: String(n) })
        await run([two], 90)
        expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 90 }, (_, n) => n))
      })

      test('a static member comes back to its partitions and fences its former self', async () => {
        const to = await topic(2)
        const groupId = fresh('group')
        const options = { groupId, groupInstanceId: 'worker-1' }
        const former = consumer(options)
        former.subscribe([to])
        await pollAll([former], () => assigned(former).length === 2)
        const { generationId } = former.groupMetadata()
        const latter = consumer(options)
        latter.subscribe([to])
        await pollAll([latter], () => assigned(latter).length === 2)
        expect(latter.groupMetadata().generationId).toBe(generationId)
        expect(await codeOf(former.commit([{ topic: to, partition: 0, offset: 0 }]))).toBe(
          'FENCED_INSTANCE_ID',
        )
        expect(await codeOf(former.poll(100))).toBe('FENCED_INSTANCE_ID')
      })

      test.each(['range', 'cooperative-sticky'] as const)(
        'a static member that comes back with another subscription gets that, and hears of new partitions (%s)',
        async kind => {
          const [before, after] = [await topic(2), await topic(2)]
          const assignors = [kind === 'range' ? rangeAssignor : cooperativeStickyAssignor]
          const options = { groupId: fresh('group'), groupInstanceId: 'worker-1', assignors }
          const former = consumer(options)
          former.subscribe([before])
          await pollAll([former], () => assigned(former).length === 2)
          const { generationId } = former.groupMetadata()
          await former.close()
          const mine = home.cluster()
          closing.push(() => mine.close())
          const same = consumer(options, mine)
          same.subscribe([before])
          await pollAll([same], () => assigned(same).length === 2)
          expect(same.groupMetadata().generationId).toBe(generationId)
          // It leads, though it has assigned nothing in this life.
          await admin.createPartitions(new Map([[before, 3]]))
          await mine.update()
          await pollAll([same], () => assigned(same).length === 3)
          await same.close()
          const other = consumer(options)
          other.subscribe([after])
          await pollAll([other], () => assigned(other).join() === `${after}-0,${after}-1`)
        },
      )

      test('an assignor of the program carries its own bytes both ways', async () => {
        const to = await topic(1)
        const groupId = fresh('group')
        const got: string[] = []
        const assignor: Assignor = {
          name: 'stream',
          protocols: ['eager', 'cooperative'],
          subscriptionUserData: topics => bytes(`want ${topics.length}`),
          assign: ({ members, partitionCounts }) =>
            new Map(
              members.map((one, n) => [
                one.memberId,
                {
                  partitions: n === 0 ? [{ topic: to, partition: partitionCounts.get(to)! - 1 }] : [],
                  userData: bytes(`heard ${text(one.userData)}`),
                },
              ]),
            ),
          onAssignment: ({ userData }) => void got.push(text(userData)!),
        }
        const from = consumer({ groupId, assignors: [assignor] })
        from.subscribe([to])
        await pollAll([from], () => assigned(from).length === 1)
        expect(got).toEqual(['heard want 1'])
        const described = (await admin.describeGroups([groupId])).get(groupId)!
        expect(described).toMatchObject({ state: 'Stable', protocolType: 'consumer', protocol: 'stream' })
        expect((await admin.listGroups()).map(one => one.groupId)).toContain(groupId)
        expect((await admin.deleteGroups([groupId])).get(groupId)?.code).toBe('NON_EMPTY_GROUP')
        await from.close()
        expect((await admin.deleteGroups([groupId])).get(groupId)).toBeUndefined()
      })

      test('new partitions of a topic are noticed', async () => {
        const to = await topic(1)
        const mine = home.cluster()
        closing.push(() => mine.close())
        const from = consumer({ groupId: fresh('group') }, mine)
        from.subscribe([to])
        await pollAll([from], () => assigned(from).length === 1)
        await admin.createPartitions(new Map([[to, 2]]))
        await mine.update()
        await pollAll([from], () => assigned(from).length === 2)
      })
    })

    describe.each(['protocol 2', 'protocol 1'] as const)('transactions, %s', protocol => {
      let on: Cluster
      beforeAll(() => {
        on = protocol === 'protocol 2' ? home.cluster() : home.olderCluster()
        closing.push(() => on.close())
      })

      test('are seen whole or not at all', async () => {
        const to = await topic(2)
        const out = producer({ transactionalId: fresh('tx') }, on)
        await out.initTransactions()
        const both = [0, 1].map(partition => ({ topic: to, partition }))
        const committed = consumer({ isolationLevel: 'read_committed' })
        const all = consumer()
        committed.assign(both)
        all.assign(both)
        for (const [round, end] of [
          ['a', 'commit'],
          ['b', 'abort'],
          ['c', 'commit'],
          ['d', 'abort'],
          ['e', 'commit'],
        ] as const) {
          out.beginTransaction()
          for (let n = 0; n < 6; n++)
            void out.send({ topic: to, partition: n % 2, value: `${round}${n}` }).catch(() => 0)
          await out.flush()
          if (end === 'commit') await out.commitTransaction()
          else await out.abortTransaction()
        }
        const wanted = ['a', 'c', 'e'].flatMap(round => Array.from({ length: 6 }, (_, n) => `${round}${n}`))
        expect(values(await collect(committed, 18)).sort()).toEqual(wanted.sort())
        expect(await collect(all, 30)).toHaveLength(30)
        for (const partition of both) expect(committed.position(partition)).toBe(20)
      })

      test('hold the last stable offset back until they are decided', async () => {
        const to = await topic()
        const only = { topic: to, partition: 0 }
        const out = producer({ transactionalId: fresh('tx') }, on)
        await out.initTransactions()
        out.beginTransaction()
        await out.send({ topic: to, value: 'open' })
        await producer().send({ topic: to, value: 'outside' })
        const from = consumer({ isolationLevel: 'read_committed' })
        from.assign([only])
        expect((await from.endOffsets([only])).get(to, 0)!.offset).toBe(0)
        expect((await from.endOffsets([only], 'read_uncommitted')).get(to, 0)!.offset).toBe(2)
        expect(await from.poll(200)).toEqual([])
        await out.commitTransaction()
        expect(values(await collect(from, 2))).toEqual(['open', 'outside'])
        expect((await from.endOffsets([only])).get(to, 0)!.offset).toBe(3)
      })

      test('carry consumed offsets, fenced by the generation', async () => {
        const source = await topic()
        const sink = await topic()
        const groupId = fresh('group')
        await producer().sendBatch(['1', '2', '3'].map(value => ({ topic: source, value })))
        const from = consumer({ groupId, isolationLevel: 'read_committed' })
        from.subscribe([source])
        const records = await collect(from, 3)
        const out = producer({ transactionalId: fresh('tx') }, on)
        await out.initTransactions()
        const where = [{ topic: source, partition: 0 }]
        for (const [end, offset] of [
          ['abort', undefined],
          ['commit', 3],
        ] as const) {
          out.beginTransaction()
          for (const one of records)
            void out.send({ topic: sink, value: `${end} ${text(one.value)}` }).catch(() => 0)
          await out.sendOffsetsToTransaction(from.positions(), from.groupMetadata())
          if (end === 'commit') await out.commitTransaction()
          else await out.abortTransaction()
          expect((await from.committed(where)).get(source, 0)?.offset).toBe(offset)
        }
        const read = consumer({ isolationLevel: 'read_committed' })
        read.assign([{ topic: sink, partition: 0 }])
        expect(values(await collect(read, 3))).toEqual(['commit 1', 'commit 2', 'commit 3'])
        out.beginTransaction()
        const stale = { ...from.groupMetadata(), generationId: from.groupMetadata().generationId - 1 }
        expect(await codeOf(out.sendOffsetsToTransaction(from.positions(), stale))).toBe('ILLEGAL_GENERATION')
        expect(out.transactionState).toBe('abortable')
        expect(await codeOf(out.commitTransaction())).toBe('ILLEGAL_GENERATION')
        await out.abortTransaction()
        out.beginTransaction()
        await out.send({ topic: sink, value: 'after' })
        await out.commitTransaction()
        expect(values(await collect(read, 1))).toEqual(['after'])
      })

      test('of a former producer are aborted and it is fenced', async () => {
        const to = await topic()
        const transactionalId = fresh('tx')
        const former = producer({ transactionalId }, on)
        await former.initTransactions()
        former.beginTransaction()
        await former.send({ topic: to, value: 'former' })
        const latter = producer({ transactionalId }, on)
        await latter.initTransactions()
        latter.beginTransaction()
        await latter.send({ topic: to, value: 'latter' })
        await latter.commitTransaction()
        expect(await codeOf(former.commitTransaction())).toBe('PRODUCER_FENCED')
        expect(former.transactionState).toBe('fatal')
        expect(await codeOf(former.send({ topic: to, value: 'late' }))).toBe('PRODUCER_FENCED')
        const from = consumer({ isolationLevel: 'read_committed' })
        from.assign([{ topic: to, partition: 0 }])
        expect(values(await collect(from, 1))).toEqual(['latter'])
      })

      test('that are empty, and calls out of turn', async () => {
        const to = await topic()
        const out = producer({ transactionalId: fresh('tx') }, on)
        expect(await codeOf(out.send({ topic: to, value: 'x' }))).toBe('INVALID_TXN_STATE')
        await out.initTransactions()
        expect(await codeOf(out.initTransactions())).toBe('INVALID_TXN_STATE')
        expect(await codeOf(out.commitTransaction())).toBe('INVALID_TXN_STATE')
        expect(await codeOf(out.send({ topic: to, value: 'x' }))).toBe('INVALID_TXN_STATE')
        for (const end of ['commit', 'abort'] as const) {
          out.beginTransaction()
          if (end === 'commit') await out.commitTransaction()
          else await out.abortTransaction()
        }
        out.beginTransaction()
        const lost = codeOf(out.send({ topic: to, value: 'unsent' }))
        await out.abortTransaction()
        expect(['TRANSACTION_ABORTED', 'none']).toContain(await lost)
        out.beginTransaction()
        await out.send({ topic: to, value: 'sent' })
        await out.commitTransaction()
        const from = consumer({ isolationLevel: 'read_committed' })
        from.assign([{ topic: to, partition: 0 }])
        expect(values(await collect(from, 1))).toEqual(['sent'])
      })

      test('with a record that is refused must abort, and the producer goes on', async () => {
        const to = await topic(1, { 'max.message.bytes': '2000' })
        const out = producer({ transactionalId: fresh('tx') }, on)
        await out.initTransactions()
        out.beginTransaction()
        await out.send({ topic: to, value: 'a' })
        expect(await codeOf(out.send({ topic: to, value: 'x'.repeat(5000) }))).toBe('MESSAGE_TOO_LARGE')
        expect(out.transactionState).toBe('abortable')
        expect(await codeOf(out.send({ topic: to, value: 'b' }))).toBe('MESSAGE_TOO_LARGE')
        expect(await codeOf(out.commitTransaction())).toBe('MESSAGE_TOO_LARGE')
        await out.abortTransaction()
        out.beginTransaction()
        await out.send({ topic: to, value: 'c' })
        await out.commitTransaction()
        const from = consumer({ isolationLevel: 'read_committed' })
        from.assign([{ topic: to, partition: 0 }])
        expect(values(await collect(from, 1))).toEqual(['c'])
      })
    })
  })
}
