/** What a producer promises when requests, answers and connections are lost: each record once, in order, or a failure that says so. */
import { Admin, Cluster, Consumer, Producer } from '@moldau/client'
import {
  ApiKey,
  type Connection,
  ConnectionLost,
  ErrorCode,
  MoldauError,
  type Node,
  type ProduceRequest,
  type Purpose,
  type RequestOf,
  type ResponseOf,
  responseOf,
  systemClock,
  systemRandom,
} from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { type FaultRates, faulty, seededRandom } from '../../packages/testing/src/node/index.ts'
import { openBroker } from './homes.ts'
import { older } from './older-node.ts'

const quick = { clock: systemClock, random: systemRandom, retryBackoffMs: 1, retryBackoffMaxMs: 4 }
const on = (node: Node): Cluster => new Cluster({ ...quick, bootstrap: [node], dial: () => node })

async function readAll(
  node: Node,
  topic: string,
  partitions: number,
  isCommitted: boolean,
): Promise<string[][]> {
  const cluster = on(node)
  const consumer = new Consumer(cluster, {
    ...{ autoOffsetReset: 'earliest', fetchMaxWaitMs: 5 },
    isolationLevel: isCommitted ? 'read_committed' : 'read_uncommitted',
  })
  const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
  consumer.assign(all)
  const ends = await consumer.endOffsets(all)
  const found: string[][] = all.map(() => [])
  while (all.some(one => consumer.position(one) < ends.get(topic, one.partition)!.offset))
    for (const fetched of await consumer.poll(100))
      for (const record of fetched.toRecords())
        found[record.partition]!.push(Buffer.from(record.value!).toString())
  await consumer.close()
  await cluster.close()
  return found
}

async function withTopic(
  partitions: number,
  run: (node: Node, topic: string) => Promise<void>,
): Promise<void> {
  const broker = await openBroker()
  const node = broker.node()
  const cluster = on(node)
  const admin = new Admin(cluster)
  await admin.createTopics([{ name: 'sent', partitions }])
  await admin.close()
  await cluster.close()
  try {
    await run(node, 'sent')
  } finally {
    await broker.close()
  }
}

const onlyProduce: FaultRates = {
  connect: 0.1,
  request: 0.15,
  response: 0.2,
  only: key => key === ApiKey.Produce,
}

describe('an idempotent producer that loses connections', () => {
  test.each([1, 2, 3, 4, 5, 6])('seed %i: every record is there once, in order', async seed => {
    await withTopic(2, async (node, topic) => {
      const count = { connects: 0, requests: 0, responses: 0 }
      const cluster = on(faulty(node, seededRandom(seed), onlyProduce, count))
      const producer = new Producer(cluster, { lingerMs: 0, batchBytes: 200 })
      const wanted: string[][] = [[], []]
      for (let n = 0; n < 600; n++) {
        const value = new Uint8Array(Buffer.from(String(n)))
        producer.append(topic, n % 2, n, null, 0, 0, value, 0, value.length)
        wanted[n % 2]!.push(String(n))
        if (n % 25 === 0) await new Promise(resolve => setImmediate(resolve))
      }
      await producer.flush()
      await producer.close()
      await cluster.close()
      expect(count.responses).toBeGreaterThan(0)
      expect(count.requests).toBeGreaterThan(0)
      expect(await readAll(node, topic, 2, false)).toEqual(wanted)
    })
  })
})

describe.each(['protocol 2', 'protocol 1'])(
  'a transactional producer that loses connections, %s',
  protocol => {
    const keys: ApiKey[] = [ApiKey.Produce, ApiKey.EndTxn, ApiKey.AddPartitionsToTxn, ApiKey.FindCoordinator]
    const rates: FaultRates = { connect: 0.05, request: 0.1, response: 0.15, only: key => keys.includes(key) }

    test.each([11, 12, 13, 14])(
      'seed %i: what was committed is there once, in order, and nothing else',
      async seed => {
        await withTopic(2, async (node, topic) => {
          const random = seededRandom(seed)
          const lossy = faulty(protocol === 'protocol 1' ? older(node) : node, random, rates)
          const cluster = on(lossy)
          const producer = new Producer(cluster, {
            lingerMs: 0,
            batchBytes: 200,
            transactionalId: 'tx',
            maxBlockMs: 5000,
          })
          await producer.initTransactions()
          const wanted: string[][] = [[], []]
          for (let round = 0; round < 25; round++) {
            producer.beginTransaction()
            const mine: string[][] = [[], []]
            for (let n = 0; n < 20; n++) {
              const value = new Uint8Array(Buffer.from(`${round}.${n}`))
              producer.append(topic, n % 2, n, null, 0, 0, value, 0, value.length)
              mine[n % 2]!.push(`${round}.${n}`)
            }
            if (random.nextUint32() % 4 === 0) {
              if (random.nextUint32() % 2 === 0) await new Promise(resolve => setTimeout(resolve, 2))
              await producer.abortTransaction()
              continue
            }
            await producer.commitTransaction()
            for (const partition of [0, 1]) wanted[partition]!.push(...mine[partition]!)
          }
          await producer.close()
          await cluster.close()
          expect(await readAll(node, topic, 2, true)).toEqual(wanted)
        })
      },
    )
  },
)

/** The node; answers to the Produce requests whose numbers `refuses` names are NOT_LEADER_OR_FOLLOWER, and nothing is appended. */
function refusing(node: Node, refuses: (n: number) => boolean): Node & { produced: number } {
  const counting = {
    id: node.id,
    produced: 0,
    async connect(purpose: Purpose): Promise<Connection> {
      const inner = await node.connect(purpose)
      return {
        async send<K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> {
          if (key !== ApiKey.Produce || !refuses(counting.produced++)) return inner.send(key, version, body)
          const responses = (body as ProduceRequest).topicData.map(({ name, partitionData, topicId }) => ({
            ...{ name, topicId },
            partitionResponses: partitionData.map(({ index }) => ({
              index,
              errorCode: ErrorCode.NOT_LEADER_OR_FOLLOWER,
            })),
          }))
          return responseOf(ApiKey.Produce, { responses }) as ResponseOf<K>
        },
        close: () => inner.close(),
      }
    },
  }
  return counting
}

describe('the order of batches', () => {
  test.each([
    ['the very first', (n: number) => n === 0],
    ['the first of five in flight', (n: number) => n === 6],
    ['every third', (n: number) => n % 3 === 2],
  ])('is kept when %s is refused for the moment', async (_what, refuses) => {
    await withTopic(1, async (node, topic) => {
      const refuser = refusing(node, refuses)
      const cluster = on(refuser)
      const producer = new Producer(cluster, { lingerMs: 0, batchBytes: 150 })
      await producer.partitionCount(topic)
      const wanted = Array.from({ length: 200 }, (_, n) => String(n))
      for (const one of wanted) {
        const value = new Uint8Array(Buffer.from(one))
        producer.append(topic, 0, 1, null, 0, 0, value, 0, value.length)
      }
      await producer.flush()
      expect(refuser.produced).toBeGreaterThan(10)
      await producer.close()
      await cluster.close()
      expect(await readAll(node, topic, 1, false)).toEqual([wanted])
    })
  })
})

test('a broker that cannot be reached fails the record, retriably, after the time that was given', async () => {
  const nowhere: Node = {
    id: 0,
    connect: async () => {
      throw new ConnectionLost('nobody is there')
    },
  }
  const cluster = on(nowhere)
  const producer = new Producer(cluster, { maxBlockMs: 30 })
  const error = await producer.send({ topic: 'x', value: 'y' }).catch(reason => reason)
  expect(error).toBeInstanceOf(MoldauError)
  expect(error).toMatchObject({ code: 'CONNECTION_LOST', retriable: true })
  await producer.close()
  await cluster.close()
})
