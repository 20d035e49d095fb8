/** Fetch sessions (KIP-227) and the limits of a fetch (KIP-74), request by request. */
import { ApiKey, ErrorCode, type FetchRequest } from '@moldau/protocol'
import { expect, test } from 'vitest'
import { Home } from './broker-home.ts'

const VERSION = 12

async function served(topics: string[], config: Record<string, number> = {}) {
  const home = await new Home(config).start()
  for (const topic of topics) await home.create(topic)
  const part = (topic: string, fetchOffset: number) => ({
    topic,
    topicId: '',
    partitions: [{ partition: 0, fetchOffset, partitionMaxBytes: 1 << 20 } as never],
  })
  const fetch = (sessionId: number, sessionEpoch: number, given: Partial<FetchRequest> = {}) =>
    home.fetch({ topics: [], ...given, sessionId, sessionEpoch }, VERSION)
  const named = (response: Awaited<ReturnType<typeof fetch>>) => response.responses.map(({ topic }) => topic)
  return { home, part, fetch, named }
}

test('T52: a session answers with what has news, and takes what changes', async () => {
  const { home, part, fetch, named } = await served(['a', 'b', 'c'])
  const begun = await fetch(0, 0, { topics: [part('a', 0), part('b', 0)] })
  expect(begun.sessionId).toBeGreaterThan(0)
  expect(named(begun)).toEqual(['a', 'b'])
  const id = begun.sessionId
  expect(named(await fetch(id, 1))).toEqual([])
  await home.produce('b', [{ key: 'k', value: '1' }])
  const news = await fetch(id, 2)
  expect([news.sessionId, named(news)]).toEqual([id, ['b']])
  // The fetcher has read it: its position is news for the broker, and there is none for the fetcher.
  expect(named(await fetch(id, 3, { topics: [part('b', 1)] }))).toEqual([])
  // A partition more is named once, for its offsets are news; one that was forgotten never again.
  await home.produce('a', [{ key: 'k', value: '1' }])
  const forgotten = [{ topic: 'a', topicId: '', partitions: [0] }] as never
  expect(named(await fetch(id, 4, { topics: [part('c', 0)], forgottenTopicsData: forgotten }))).toEqual(['c'])
  await home.produce('c', [{ key: 'k', value: '1' }])
  expect(named(await fetch(id, 5))).toEqual(['c'])
})

test('T52: epochs out of turn, unknown sessions and another kind of names are errors, and the session goes on', async () => {
  const { part, fetch, home } = await served(['a'])
  const { sessionId } = await fetch(0, 0, { topics: [part('a', 0)] })
  expect((await fetch(sessionId + 1, 1)).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND)
  expect((await fetch(sessionId, 2)).errorCode).toBe(ErrorCode.INVALID_FETCH_SESSION_EPOCH)
  const byId = await home.fetch({ topics: [], sessionId, sessionEpoch: 1 }, 13)
  expect(byId.errorCode).toBe(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR)
  expect((await fetch(sessionId, 1)).errorCode).toBe(ErrorCode.NONE)
  // -1 ends it, and an emptied session is none either.
  expect((await fetch(sessionId, -1, { topics: [part('a', 0)] })).sessionId).toBe(0)
  expect((await fetch(sessionId, 2)).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND)
  const other = await fetch(0, 0, { topics: [part('a', 0)] })
  const forgotten = [{ topic: 'a', topicId: '', partitions: [0] }] as never
  expect((await fetch(other.sessionId, 1, { forgottenTopicsData: forgotten })).sessionId).toBe(0)
  expect((await fetch(other.sessionId, 2)).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND)
})

test('T52: errors are told each time, and a topic that is gone is one', async () => {
  const { home, part, fetch } = await served(['a'])
  const { sessionId } = await fetch(0, 0, { topics: [part('a', 0)] })
  await home.send(ApiKey.DeleteTopics, { topics: [{ name: 'a' }] })
  for (const epoch of [1, 2]) {
    const [topic] = (await fetch(sessionId, epoch)).responses
    expect(topic!.partitions[0]!.errorCode).toBe(ErrorCode.UNKNOWN_TOPIC_OR_PARTITION)
  }
})

test('T52: with all slots taken a new session waits for an old one to be idle, or smaller and older', async () => {
  const { home, part, fetch } = await served(['a', 'b'], { 'max.incremental.fetch.session.cache.slots': 2 })
  const first = (await fetch(0, 0, { topics: [part('a', 0)] })).sessionId
  const second = (await fetch(0, 0, { topics: [part('b', 0)] })).sessionId
  expect((await fetch(0, 0, { topics: [part('a', 0)] })).sessionId).toBe(0)
  await home.clock.advance(120_000)
  expect((await fetch(second, 1)).errorCode).toBe(ErrorCode.NONE)
  const third = (await fetch(0, 0, { topics: [part('a', 0)] })).sessionId
  expect(third).toBeGreaterThan(0)
  expect((await fetch(first, 1)).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND)
  // Both are in use now; the older one is smaller than what comes.
  expect((await fetch(0, 0, { topics: [part('a', 0)] })).sessionId).toBe(0)
  const large = (await fetch(0, 0, { topics: [part('a', 0), part('b', 0)] })).sessionId
  expect(large).toBeGreaterThan(0)
  expect((await fetch(second, 2)).errorCode).toBe(ErrorCode.FETCH_SESSION_ID_NOT_FOUND)
  expect((await fetch(third, 1)).errorCode).toBe(ErrorCode.NONE)
})

test('T52: the first batch comes whole however large it is, a later one not', async () => {
  const { home, part, fetch } = await served(['a', 'b'])
  const large = 'x'.repeat(5_000)
  await home.produce('a', [{ key: 'k', value: large }])
  await home.produce('b', [{ key: 'k', value: large }])
  const response = await fetch(0, -1, { topics: [part('a', 0), part('b', 0)], maxBytes: 100 })
  const sizes = response.responses.map(({ partitions }) => partitions[0]!.records?.length ?? 0)
  expect(sizes[0]).toBeGreaterThan(5_000)
  expect(sizes[1]).toBe(0)
})

test('under a byte limit a session lets everybody have a turn', async () => {
  const { home, part, fetch, named } = await served(['a', 'b', 'c'])
  const value = 'x'.repeat(500)
  for (const topic of ['a', 'b', 'c'])
    for (let n = 0; n < 3; n++) await home.produce(topic, [{ key: 'k', value }])
  const { sessionId, responses } = await fetch(0, 0, {
    topics: [part('a', 0), part('b', 0), part('c', 0)],
    maxBytes: 400,
  })
  expect(responses.map(({ partitions }) => (partitions[0]!.records?.length ?? 0) > 0)).toEqual([
    true,
    false,
    false,
  ])
  const turns: string[] = []
  for (let epoch = 1; epoch <= 3; epoch++) {
    const response = await fetch(sessionId, epoch, { maxBytes: 400 })
    turns.push(
      ...named(response).filter((_, n) => (response.responses[n]!.partitions[0]!.records?.length ?? 0) > 0),
    )
  }
  expect(new Set(turns)).toEqual(new Set(['a', 'b', 'c']))
})

test('a session waits for news as any fetch does', async () => {
  const { home, part, fetch, named } = await served(['a'])
  const { sessionId } = await fetch(0, 0, { topics: [part('a', 0)] })
  const other = await home.broker.node().connect('admin')
  const { connection } = home
  home.connection = other
  const waiting = fetch(sessionId, 1, { maxWaitMs: 1_000 })
  home.connection = connection
  await home.produce('a', [{ key: 'k', value: '1' }])
  expect(named(await waiting)).toEqual(['a'])
  home.connection = other
  const idle = fetch(sessionId, 2, { maxWaitMs: 1_000, topics: [part('a', 1)] })
  await home.clock.advance(1_000)
  expect(named(await idle)).toEqual([])
})
