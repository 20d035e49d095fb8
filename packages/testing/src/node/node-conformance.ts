/**
 * The contract of the seam (packages/protocol/src/node.ts), clause by clause, for any Node with a broker behind it: the
 * embedded log, every decorator, TCP. The caller hands in its test runner's functions, so that this file needs none.
 */
import {
  ApiKey,
  type Connection,
  ConnectionLost,
  ErrorCode,
  type Node,
  type Purpose,
  RecordBatchBuilder,
  requestOf,
  responseOf,
  UnsupportedVersion,
  ZERO_UUID,
} from '@moldau/protocol'

/** A Node under test, and what ends it. The log behind it must be empty. */
export interface NodeUnderTest {
  readonly node: Node
  close(): Promise<void>
}

/** What the suite needs of a test runner. */
export interface Runner {
  describe(name: string, body: () => void): void
  test(name: string, body: () => Promise<void>): void
  /** Fails the test when the two are not deeply equal. */
  equal(actual: unknown, expected: unknown): void
}

const TOPIC = 'conformance'

function batch(value: string): Uint8Array {
  const builder = new RecordBatchBuilder()
  const bytes = new TextEncoder().encode(value)
  builder.append(1, null, 0, 0, bytes, 0, bytes.length)
  return builder.build()
}

function produceRequest(acks: number, value: string) {
  const topicData = [{ name: TOPIC, partitionData: [{ index: 0, records: batch(value) }] }]
  return requestOf(ApiKey.Produce, { acks, timeoutMs: 5000, topicData })
}

function fetchRequest(fetchOffset: number, maxWaitMs: number) {
  const topics = [{ topic: TOPIC, partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1 << 20 }] }]
  return requestOf(ApiKey.Fetch, { maxWaitMs, minBytes: 1, topics })
}

async function outcomeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise
    return 'answered'
  } catch (error) {
    if (error instanceof ConnectionLost || error instanceof UnsupportedVersion) return error.code
    throw error
  }
}

/** Declares the suite. `open` is called for every test. */
export function nodeConformance(name: string, open: () => Promise<NodeUnderTest>, runner: Runner): void {
  const { describe, equal, test } = runner

  async function run(
    body: (connect: (purpose: Purpose) => Promise<Connection>) => Promise<void>,
  ): Promise<void> {
    const { close, node } = await open()
    const connections: Connection[] = []
    const connect = async (purpose: Purpose): Promise<Connection> => {
      const connection = await node.connect(purpose)
      connections.push(connection)
      return connection
    }
    try {
      const admin = await connect('admin')
      const topics = [{ name: TOPIC, numPartitions: 1, replicationFactor: 1 }]
      const created = await admin.send(
        ApiKey.CreateTopics,
        5,
        requestOf(ApiKey.CreateTopics, { topics, timeoutMs: 5000 }),
      )
      equal(created.topics[0]!.errorCode, ErrorCode.NONE)
      await body(connect)
    } finally {
      for (const connection of connections) await connection.close()
      await close()
    }
  }

  describe(`${name} keeps the contract of a Node`, () => {
    test('1: requests are answered in their order, and a long poll blocks nobody else', () =>
      run(async connect => {
        const fetching = await connect('fetch')
        const order: string[] = []
        const poll = fetching.send(ApiKey.Fetch, 11, fetchRequest(0, 30_000)).then(() => order.push('fetch'))
        const behind = fetching
          .send(ApiKey.ListGroups, 3, requestOf(ApiKey.ListGroups))
          .then(() => order.push('behind the fetch'))
        const other = await connect('metadata')
        await other.send(ApiKey.Metadata, 8, requestOf(ApiKey.Metadata, { topics: [] }))
        equal(order, [])
        const producing = await connect('produce')
        const produced = await producing.send(ApiKey.Produce, 8, produceRequest(-1, 'x'))
        equal(produced.responses[0]!.partitionResponses[0]!.errorCode, ErrorCode.NONE)
        await Promise.all([poll, behind])
        equal(order, ['fetch', 'behind the fetch'])
      }))

    test('2: errors are values, and a version that is not spoken is refused', () =>
      run(async connect => {
        const connection = await connect('admin')
        const topics = [{ name: 'no-such-topic' }]
        const deleted = await connection.send(
          ApiKey.DeleteTopics,
          5,
          requestOf(ApiKey.DeleteTopics, { topicNames: ['no-such-topic'], topics }),
        )
        equal(deleted.responses[0]!.errorCode, ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
        equal(
          await outcomeOf(connection.send(ApiKey.Metadata, 99, requestOf(ApiKey.Metadata))),
          'UNSUPPORTED_VERSION',
        )
      }))

    test('3: response bytes stay as they are', () =>
      run(async connect => {
        const producing = await connect('produce')
        const fetching = await connect('fetch')
        await producing.send(ApiKey.Produce, 8, produceRequest(-1, 'first'))
        const fetched = await fetching.send(ApiKey.Fetch, 11, fetchRequest(0, 100))
        const { records } = fetched.responses[0]!.partitions[0]!
        const before = [...records!]
        for (let n = 0; n < 50; n++) await producing.send(ApiKey.Produce, 8, produceRequest(-1, `later ${n}`))
        await fetching.send(ApiKey.Fetch, 11, fetchRequest(0, 100))
        equal([...records!], before)
      }))

    test('4: a field that the version lacks is ignored on the way in and has its default on the way out', () =>
      run(async connect => {
        const connection = await connect('metadata')
        const ask = (version: number) =>
          connection.send(
            ApiKey.Metadata,
            version,
            requestOf(ApiKey.Metadata, { topics: [{ name: TOPIC, topicId: ZERO_UUID }] }),
          )
        equal((await ask(9)).topics[0]!.topicId, ZERO_UUID)
        equal((await ask(10)).topics[0]!.topicId === ZERO_UUID, false)
        equal((await ask(1)).clusterId, null)
      }))

    test('5: any number of requests at once is answered, in order', () =>
      run(async connect => {
        const connection = await connect('produce')
        const answers = await Promise.all(
          Array.from({ length: 400 }, (_, n) =>
            connection.send(ApiKey.Produce, 8, produceRequest(-1, String(n))),
          ),
        )
        equal(
          answers.map(one => one.responses[0]!.partitionResponses[0]!.baseOffset),
          answers.map((_, n) => n),
        )
      }))

    test('6: Produce with acks=0 settles with the default response, and is carried out', () =>
      run(async connect => {
        const producing = await connect('produce')
        equal(
          await producing.send(ApiKey.Produce, 8, produceRequest(0, 'silent')),
          responseOf(ApiKey.Produce),
        )
        const { baseOffset } = (await producing.send(ApiKey.Produce, 8, produceRequest(-1, 'loud')))
          .responses[0]!.partitionResponses[0]!
        equal(baseOffset, 1)
      }))

    test('7: close ends long polls, and nothing can be sent afterwards', () =>
      run(async connect => {
        const connection = await connect('fetch')
        const poll = outcomeOf(connection.send(ApiKey.Fetch, 11, fetchRequest(0, 30_000)))
        await connection.close()
        equal(await poll, 'CONNECTION_LOST')
        equal(
          await outcomeOf(connection.send(ApiKey.ListGroups, 3, requestOf(ApiKey.ListGroups))),
          'CONNECTION_LOST',
        )
      }))

    test('8: ApiVersions is answered, and every range that it names is one', () =>
      run(async connect => {
        const connection = await connect('metadata')
        for (const version of [0, 3, 4]) {
          const answer = await connection.send(
            ApiKey.ApiVersions,
            version,
            requestOf(ApiKey.ApiVersions, { clientSoftwareName: 'a', clientSoftwareVersion: '1' }),
          )
          equal(answer.errorCode, ErrorCode.NONE)
          for (const one of answer.apiKeys) equal(one.minVersion <= one.maxVersion, true)
          equal(answer.apiKeys.find(one => one.apiKey === ApiKey.Produce)?.minVersion, 0)
        }
      }))
  })
}
