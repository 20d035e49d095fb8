/** The consumer protocol (KIP-848) with our own consumer, on whatever cluster it is given; and what an admin sees of groups and transactions. */
import {
  Admin,
  type Cluster,
  Consumer,
  type ConsumerOptions,
  nameOf,
  OFFSET_SPEC,
  Producer,
} from '@moldau/client'
import { MoldauError, systemClock } from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ClientCluster } from './suite.ts'

let names = 0
const fresh = (what: string): string => `${what}-848-${process.pid}-${++names}`

async function codeOf(run: Promise<unknown>): Promise<string> {
  try {
    await run
  } catch (error) {
    if (error instanceof MoldauError) return error.code
    throw error
  }
  return 'none'
}

/** `open` is called once. */
export function consumerProtocolSuite(name: string, open: () => Promise<ClientCluster>): void {
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

    async function topic(partitions: number, as = fresh('topic')): Promise<string> {
      const created = await admin.createTopics([{ name: as, partitions, replicationFactor: 1 }])
      expect(created.get(as)).toBeUndefined()
      return as
    }

    function consumer(options: ConsumerOptions): Consumer {
      const made = new Consumer(cluster, {
        ...{ groupProtocol: 'consumer', autoOffsetReset: 'earliest', fetchMaxWaitMs: 100 },
        ...options,
      })
      closing.push(() => made.close())
      return made
    }

    function producer(transactionalId?: string): Producer {
      const made = new Producer(cluster, {
        lingerMs: 0,
        ...(transactionalId === undefined ? {} : { transactionalId }),
      })
      closing.push(() => made.close())
      return made
    }

    const assigned = (member: Consumer): string[] => member.assignment().map(nameOf).sort()

    /** Polls all members until `until` says that it is enough. */
    async function pollAll(
      members: readonly Consumer[],
      until: () => boolean,
      seen: string[] = [],
    ): Promise<void> {
      const deadline = systemClock.monotonicMs() + 30_000
      while (!until()) {
        if (systemClock.monotonicMs() > deadline) throw new Error('it did not come to an end')
        for (const member of members)
          for (const fetched of await member.poll(20))
            for (const { value } of fetched.toRecords()) seen.push(Buffer.from(value!).toString())
      }
    }

    test('members share, take over from who leaves, and every record reaches one of them', async () => {
      const to = await topic(4)
      const groupId = fresh('group')
      const out = producer()
      const seen: string[] = []
      const send = async (from: number): Promise<void> => {
        for (let n = from; n < from + 40; n++)
          await out.send({ topic: to, partition: n % 4, value: String(n) })
      }
      const events: string[] = []
      const one = consumer({ groupId })
      one.subscribe([to], {
        onRevoked: async list => {
          events.push(`- ${list.length}`)
          await one.commit()
        },
      })
      await send(0)
      await pollAll([one], () => seen.length >= 40, seen)
      await one.commit()
      const two = consumer({ groupId })
      two.subscribe([to])
      await pollAll([one, two], () => assigned(one).length === 2 && assigned(two).length === 2, seen)
      expect(events).toEqual(['- 2'])
      await send(40)
      await pollAll([one, two], () => seen.length >= 80, seen)
      await two.commit()
      const described = (await admin.describeConsumerGroups([groupId])).get(groupId)!
      expect(described).toMatchObject({ state: 'Stable', assignor: 'uniform' })
      expect(described.members.map(member => member.assignment.length)).toEqual([2, 2])
      expect((await admin.listGroups({ types: ['consumer'] })).map(group => group.groupId)).toContain(groupId)
      expect((await admin.describeGroups([groupId])).get(groupId)!.state).toBe('Dead')
      await two.close()
      await pollAll([one], () => assigned(one).length === 4, seen)
      await send(80)
      await pollAll([one], () => seen.length >= 120, seen)
      expect(seen.map(Number).sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, n) => n))
    }, 60_000)

    test('a subscription by expression sees topics that come', async () => {
      const prefix = fresh('seen')
      await topic(2, `${prefix}-a`)
      const member = consumer({ groupId: fresh('group') })
      member.subscribe({ pattern: `${prefix}-[ab]` })
      await pollAll([member], () => assigned(member).length === 2)
      await topic(1, `${prefix}-b`)
      await topic(1, `${prefix}-c`)
      await pollAll([member], () => assigned(member).length === 3)
      expect(assigned(member)).toEqual([`${prefix}-a-0`, `${prefix}-a-1`, `${prefix}-b-0`])
      const wrong = consumer({ groupId: fresh('group') })
      wrong.subscribe({ pattern: '(' })
      expect(await codeOf(pollAll([wrong], () => false))).toBe('INVALID_REGULAR_EXPRESSION')
    }, 60_000)

    test('a static member comes back to its partitions; another of its name is refused while it is there', async () => {
      const to = await topic(2)
      const options = { groupId: fresh('group'), groupInstanceId: 'worker-1' }
      const former = consumer(options)
      former.subscribe([to])
      await pollAll([former], () => assigned(former).length === 2)
      const early = consumer(options)
      early.subscribe([to])
      expect(await codeOf(pollAll([early], () => false))).toBe('UNRELEASED_INSTANCE_ID')
      await former.close()
      const latter = consumer(options)
      latter.subscribe([to])
      await pollAll([latter], () => assigned(latter).length === 2)
    }, 60_000)

    test('consumed offsets in a transaction, fenced by the member epoch', async () => {
      const [from, to] = [await topic(1), await topic(1)]
      const groupId = fresh('group')
      const id = fresh('txn')
      const member = consumer({ groupId })
      member.subscribe([from])
      await pollAll([member], () => assigned(member).length === 1)
      const out = producer(id)
      await out.initTransactions()
      out.beginTransaction()
      await out.send({ topic: to, partition: 0, value: 'x' })
      const offsets = [{ topic: from, partition: 0, offset: 5 }]
      await out.sendOffsetsToTransaction(offsets, member.groupMetadata())
      await out.commitTransaction()
      expect((await admin.groupOffsets(groupId)).get(from, 0)?.offset).toBe(5)
      out.beginTransaction()
      const stale = { ...member.groupMetadata(), generationId: member.groupMetadata().generationId + 7 }
      expect(await codeOf(out.sendOffsetsToTransaction(offsets, stale))).toBe('ILLEGAL_GENERATION')
      await out.abortTransaction()
    }, 60_000)

    test('the admin sees transactions, ends one that hangs, and knows the lag in both isolation levels', async () => {
      const to = await topic(1)
      const id = fresh('txn')
      const out = producer(id)
      await out.initTransactions()
      out.beginTransaction()
      await out.send({ topic: to, partition: 0, value: 'x' })
      const ends = async (): Promise<number[]> => {
        const question = [{ topic: to, partition: 0, timestamp: OFFSET_SPEC.latest }]
        const answers = [
          await admin.listOffsets(question),
          await admin.listOffsets(question, 'read_committed'),
        ]
        return answers.map(answer => answer.get(to, 0)!.offset)
      }
      expect(await ends()).toEqual([1, 0])
      expect(await admin.listTransactions({ states: ['Ongoing'], pattern: `${id}` })).toMatchObject([
        { transactionalId: id, state: 'Ongoing' },
      ])
      const described = (await admin.describeTransactions([id, 'none-such'])).get(id)!
      expect(described).toMatchObject({ state: 'Ongoing', partitions: [{ topic: to, partition: 0 }] })
      const [writer] = (await admin.describeProducers([{ topic: to, partition: 0 }])).get(to, 0)!
      expect(writer).toMatchObject({ producerId: described.producerId, currentTxnStartOffset: 0 })
      await admin.abortTransaction({ topic: to, partition: 0, ...writer! })
      expect(await ends()).toEqual([2, 2])
      await out.abortTransaction()
    }, 60_000)

    test('offsets of topics in use are not forgotten, others are', async () => {
      const [used, left] = [await topic(1), await topic(1)]
      const groupId = fresh('group')
      await admin.alterGroupOffsets(groupId, [
        { topic: used, partition: 0, offset: 1 },
        { topic: left, partition: 0, offset: 2 },
      ])
      const member = consumer({ groupId })
      member.subscribe([used])
      await pollAll([member], () => assigned(member).length === 1)
      expect(await codeOf(admin.deleteGroupOffsets(groupId, [{ topic: used, partition: 0 }]))).toBe(
        'GROUP_SUBSCRIBED_TO_TOPIC',
      )
      await admin.deleteGroupOffsets(groupId, [{ topic: left, partition: 0 }])
      const offsets = await admin.groupOffsets(groupId)
      expect([offsets.get(used, 0)?.offset, offsets.get(left, 0)?.offset]).toEqual([1, undefined])
    }, 60_000)
  })
}
