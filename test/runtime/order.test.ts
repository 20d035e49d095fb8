/**
 * The order in which a task takes the records of several inputs is a function of the records (decision: a partition counts as
 * empty only when its position has reached an end that was asked for after the candidate was fetched). Each input partition
 * is withheld in turn, for so long that all others have been there for many polls: the output stays the same.
 */
import { ApiKey, type FetchRequest, type MetadataResponse, requestOf } from '@moldau/protocol'
import { type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, type Node } from './home.ts'

/** Fetches that a partition is left out of, before it is asked for at last. */
const WITHHELD_FETCHES = 12

/** The node, with one partition missing from the first fetches that ask for it. `held` counts those. */
function withholding(topic: string, partition: number, held: { fetches: number }) {
  const names = new Map<string, string>()
  return (node: Node): Node => ({
    id: node.id,
    async connect(purpose) {
      const inner = await node.connect(purpose)
      return {
        async send(key, version, body) {
          if (key !== ApiKey.Fetch) {
            const response = await inner.send(key, version, body)
            if (key === ApiKey.Metadata) {
              for (const { name, topicId } of (response as MetadataResponse).topics)
                if (name !== null) names.set(String(topicId), name)
            }
            return response
          }
          const request = requestOf(ApiKey.Fetch, body as FetchRequest)
          // Answered soon, so that withholding takes fetches and no time.
          request.maxWaitMs = 2
          for (const one of request.topics) {
            const name = one.topic === '' ? names.get(String(one.topicId)) : one.topic
            if (name !== topic || held.fetches >= WITHHELD_FETCHES) continue
            const rest = one.partitions.filter(p => p.partition !== partition)
            if (rest.length < one.partitions.length) held.fetches++
            one.partitions = rest
          }
          request.topics = request.topics.filter(one => one.partitions.length > 0)
          return inner.send(key, version, request as typeof body)
        },
        close: () => inner.close(),
      }
    },
  })
}

const PARTITIONS = 2

/** Two streams and two tables. Each output says what the record met, so that order shows. */
function topology(builder: StreamsBuilder): void {
  const text = { key: string(), value: string() }
  const meet = (value: string, other = '-') => `${value}/${other}`
  const left = builder.stream('b-stream', text)
  const right = builder.stream('a-stream', text)
  const rates = builder.table('z-table', { ...text, name: 'rates' })
  const names = builder.table('y-table', { ...text, name: 'names', caching: false })
  left
    .merge(right)
    .leftJoin(rates, meet, text)
    .leftJoin(names, meet, text)
    .groupByKey(text)
    .reduce((all, one) => `${all} ${one}`, { name: 'history', ...text, caching: false })
    .toStream()
    .to('out', text)
}

const INPUTS = ['a-stream', 'b-stream', 'y-table', 'z-table']

/** Records with many equal times, some out of order, over both partitions. */
function inputs(): Input[] {
  let state = 7
  const chance = (n: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return (state >>> 16) % n
  }
  const records: Input[] = []
  for (let n = 0; n < 60; n++) {
    const topic = INPUTS[chance(4)]!
    const partition = chance(PARTITIONS)
    const time = 1000 + Math.floor(n / 6) * 10 + chance(3) * 5
    records.push({ topic, partition, key: `k${partition}`, value: `${topic[0]}${n}`, time })
  }
  return records
}

/** The slow twin: of the heads, the least time; then tables, then by topic. One partition, that is one key, after another. */
function expectedOutputs(records: readonly Input[]): { key: string; value: string; time: number }[] {
  const outputs: { key: string; value: string; time: number }[] = []
  for (let partition = 0; partition < PARTITIONS; partition++) {
    const order = ['y-table', 'z-table', 'a-stream', 'b-stream']
    const queues = order.map(topic => records.filter(r => r.topic === topic && r.partition === partition))
    const latest = new Map<string, string>()
    let history = ''
    let historyTime = 0
    while (queues.some(queue => queue.length > 0)) {
      const heads = queues.filter(queue => queue.length > 0)
      const least = Math.min(...heads.map(queue => queue[0]!.time))
      const { topic, value, time } = heads.find(queue => queue[0]!.time === least)!.shift()!
      if (topic.endsWith('table')) {
        latest.set(topic, value!)
        continue
      }
      const met = `${value}/${latest.get('z-table') ?? '-'}/${latest.get('y-table') ?? '-'}`
      history = history === '' ? met : `${history} ${met}`
      historyTime = Math.max(historyTime, time)
      outputs.push({ key: `k${partition}`, value: history, time: historyTime })
    }
  }
  return outputs
}

async function run(fetchBytes: number, decorate?: (node: Node) => Node) {
  const home = await Home.open()
  try {
    await home.create(Object.fromEntries([...INPUTS, 'out'].map(name => [name, PARTITIONS])))
    await home.write(inputs())
    const config = { 'max.partition.fetch.bytes': fetchBytes }
    const app = home.app('order', topology, await home.folder(), config, decorate)
    await app.start()
    await home.finished(app)
    await app.stop()
    const outputs = (await home.read('out')).map(({ key, value, time }) => ({ key, value, time }))
    // How keys interleave is free.
    return [...outputs.filter(one => one.key === 'k0'), ...outputs.filter(one => one.key === 'k1')]
  } finally {
    await home.close()
  }
}

test.each([
  ['everything in one fetch', 4 << 20],
  ['a batch at a time', 1],
])(
  '7. Lag-aware idling (default 0 is not "no waiting"): the output is a function of the input, %s',
  async (_name, fetchBytes) => {
    const expected = expectedOutputs(inputs())
    expect(expected.length).toBeGreaterThan(15)
    expect(await run(fetchBytes)).toEqual(expected)
    for (const topic of INPUTS) {
      for (let partition = 0; partition < PARTITIONS; partition++) {
        const held = { fetches: 0 }
        const outputs = await run(fetchBytes, withholding(topic, partition, held))
        expect(outputs, `while ${topic}-${partition} was withheld`).toEqual(expected)
        expect(held.fetches).toBe(WITHHELD_FETCHES)
      }
    }
  },
)

test('of equal times the tables go first, then by topic', async () => {
  const home = await Home.open()
  try {
    await home.create(Object.fromEntries([...INPUTS, 'out'].map(name => [name, 1])))
    const at = (topic: string, value: string): Input => ({ topic, key: 'k', value, time: 5 })
    // Written in the reverse of the order that counts.
    await home.write([at('b-stream', 'b'), at('a-stream', 'a'), at('z-table', 'z'), at('y-table', 'y')])
    const app = home.app('ties', topology, await home.folder())
    await app.start()
    await home.finished(app)
    const values = (await home.read('out')).map(({ value }) => value)
    expect(values).toEqual(['a/z/y', 'a/z/y b/z/y'])
    await app.stop()
  } finally {
    await home.close()
  }
})
