/** The TCP server under clients that send more than it can take, or take less than they ask for. */
import { connect, type Socket } from 'node:net'
import { type Listener, listen, MemoryStorage } from '@moldau/log'
import { ApiKey, encodeRequestFrame, FrameSplitter, requestOf } from '@moldau/protocol'
import { afterEach, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

const REQUESTS_MAX = 200_000
const ANSWERS_MAX = 1_000_000
const LARGE = 150_000

let listener: Listener
let under: BrokerUnderTest
const sockets: Socket[] = []

async function start(): Promise<void> {
  under = await BrokerUnderTest.open(new MemoryStorage(), new ManualClock())
  await under.createTopic('t')
  const limits = { requestBytesMax: REQUESTS_MAX, answerBytesMax: ANSWERS_MAX }
  listener = await listen(under.broker.node(), { port: 0, ...limits })
}

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy()
  await listener.close()
  await under.broker.close()
})

class Peer {
  readonly socket: Socket
  answers = 0
  #wake: () => void = () => undefined

  constructor(reads = true) {
    this.socket = connect(listener.port, '127.0.0.1')
    sockets.push(this.socket)
    this.socket.on('error', () => undefined)
    if (!reads) return
    const splitter = new FrameSplitter()
    this.socket.on('data', bytes => {
      this.answers += splitter.push(bytes as Buffer).length
      this.#wake()
    })
  }

  send(bytes: Uint8Array): void {
    this.socket.write(bytes)
  }

  async answered(count: number): Promise<void> {
    while (this.answers < count) await new Promise<void>(resolve => (this.#wake = resolve))
  }
}

const joined = (chunks: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(chunks))
const versions = joined(encodeRequestFrame(ApiKey.ApiVersions, 0, 1, 'c', requestOf(ApiKey.ApiVersions)))
const fetchOf = (maxBytes: number, maxWaitMs: number, fetchOffset = 0): Uint8Array => {
  const partitions = [{ partition: 0, fetchOffset, partitionMaxBytes: maxBytes }]
  const request = { maxWaitMs, minBytes: 1, maxBytes, topics: [{ topic: 't', partitions }] }
  return joined(encodeRequestFrame(ApiKey.Fetch, 4, 2, 'c', requestOf(ApiKey.Fetch, request)))
}
/** A Produce of about so many bytes, for a topic that is not there: large to read, quick to answer. */
function produceOf(bytes: number): Uint8Array {
  const topicData = [{ name: 'none', partitionData: [{ index: 0, records: new Uint8Array(bytes) }] }]
  return joined(
    encodeRequestFrame(ApiKey.Produce, 9, 3, 'c', requestOf(ApiKey.Produce, { acks: 1, topicData })),
  )
}

/** Until `holds`, looking at it again and again: what a socket delivers has no other event here. */
async function until(holds: () => boolean): Promise<void> {
  for (let n = 0; n < 2000 && !holds(); n++) await new Promise(resolve => setTimeout(resolve, 5))
  expect(holds()).toBe(true)
}

test('T51: large requests wait for room, heartbeats and short requests of others do not', async () => {
  await start()
  const large = produceOf(LARGE)
  const [a, b, c, d] = [new Peer(), new Peer(), new Peer(), new Peer()]
  // Half of each: they hold what they were granted, and answer nothing.
  a.send(large.subarray(0, LARGE / 2))
  await until(() => listener.held.requestBytes >= LARGE)
  b.send(large.subarray(0, LARGE / 2))
  await until(() => listener.held.requestBytes >= 2 * LARGE)
  c.send(large)
  // A long poll beside them, and short requests behind a frame that has to wait on another connection.
  const poll = new Peer()
  poll.send(fetchOf(100, 60_000))
  for (let n = 1; n <= 20; n++) {
    d.send(versions)
    await d.answered(n)
  }
  expect(c.answers).toBe(0)
  expect(listener.held.requestBytes).toBeLessThan(REQUESTS_MAX + LARGE + 1000)
  a.send(large.subarray(LARGE / 2))
  b.send(large.subarray(LARGE / 2))
  await Promise.all([a.answered(1), b.answered(1), c.answered(1)])
  await until(() => listener.held.requestBytes === 0)
  expect(poll.answers).toBe(0)
  await under.produce('t', batchOf(['x']))
  await poll.answered(1)
})

test('a connection that ends gives back what it held, and who waits goes on', async () => {
  await start()
  const large = produceOf(LARGE)
  const [a, b, c] = [new Peer(), new Peer(), new Peer()]
  a.send(large.subarray(0, 1000))
  await until(() => listener.held.requestBytes >= LARGE)
  b.send(large.subarray(0, 1000))
  await until(() => listener.held.requestBytes >= 2 * LARGE)
  c.send(large)
  a.socket.destroy()
  await c.answered(1)
  b.socket.destroy()
  await until(() => listener.held.requestBytes === 0)
})

test('clients that ask and never read hold a bounded amount, and others are served', async () => {
  await start()
  for (let n = 0; n < 8; n++) await under.produce('t', batchOf([`${n}`.repeat(400_000)]))
  const peers = Array.from({ length: 12 }, () => new Peer(false))
  for (const peer of peers) {
    peer.socket.pause()
    for (let n = 0; n < 40; n++) peer.send(fetchOf(3_000_000, 0))
  }
  await until(() => listener.held.answerBytes > ANSWERS_MAX)
  // Each of them holds one answer at most, and those that came late a short one: a batch of it.
  await new Promise(resolve => setTimeout(resolve, 200))
  expect(listener.held.answerBytes).toBeLessThan(ANSWERS_MAX + peers.length * 900_000)
  const reader = new Peer()
  reader.send(fetchOf(3_000_000, 0))
  await reader.answered(1)
  for (const peer of peers) peer.socket.destroy()
  await until(() => listener.held.answerBytes === 0)
})
