/** The TCP server against connections that mean no good, or too much. */
import { connect, type Socket } from 'node:net'
import { Admin, Cluster, tcpNode } from '@moldau/client'
import { type Listener, listen, MemoryStorage } from '@moldau/log'
import {
  ApiKey,
  decodeResponseFrame,
  ErrorCode,
  encodeRequestFrame,
  FrameSplitter,
  type MoldauError,
  requestOf,
  systemClock,
  systemRandom,
} from '@moldau/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BrokerUnderTest, batchOf, ManualClock } from './scenario.ts'

let under: BrokerUnderTest
let listener: Listener
const refused: MoldauError[] = []
const clock = new ManualClock()

beforeAll(async () => {
  under = await BrokerUnderTest.open(new MemoryStorage(), clock)
  await under.createTopic('t')
  listener = await listen(under.broker.node(), {
    ...{ port: 0, frameBytesMax: 100_000, inFlightMax: 3 },
    onRefused: refusal => refused.push(refusal),
  })
})
afterAll(async () => {
  await listener.close()
  await under.broker.close()
})

/** A raw connection: what it gets, in frames, and whether it was closed. */
class Raw {
  readonly socket: Socket
  readonly frames: Uint8Array[] = []
  readonly closed: Promise<void>
  #wake: () => void = () => undefined

  constructor(port = listener.port) {
    this.socket = connect(port, '127.0.0.1')
    const splitter = new FrameSplitter()
    this.socket.on('data', bytes => {
      this.frames.push(...splitter.push(bytes as Buffer))
      this.#wake()
    })
    this.socket.on('error', () => undefined)
    this.closed = new Promise(resolve => this.socket.once('close', () => resolve()))
  }

  write(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) this.socket.write(chunk)
  }

  async frame(n: number): Promise<Uint8Array> {
    while (this.frames.length <= n) await new Promise<void>(resolve => (this.#wake = resolve))
    return this.frames[n]!
  }
}

const int32 = (value: number): Uint8Array => {
  const bytes = new Uint8Array(4)
  new DataView(bytes.buffer).setInt32(0, value)
  return bytes
}
const versions = (correlationId: number) =>
  encodeRequestFrame(ApiKey.ApiVersions, 0, correlationId, 'c', requestOf(ApiKey.ApiVersions))

describe('listen', () => {
  for (const [what, length] of [
    ['a negative length', -1],
    ['a length of 2 GiB', 2147483647],
    ['one byte too much', 100_001],
  ] as const) {
    test(`ends a connection with ${what}, and no other`, async () => {
      const other = new Raw()
      const raw = new Raw()
      refused.length = 0
      raw.write([int32(length), new Uint8Array(10)])
      await raw.closed
      expect(refused.map(one => one.message)).toEqual([
        expect.stringMatching(
          `^a connection was ended: .*127\\.0\\.0\\.1: .*a length of ${length} bytes, 100000 are allowed.*max\\.request\\.size`,
        ),
      ])
      other.write(versions(5))
      expect(decodeResponseFrame(ApiKey.ApiVersions, 0, await other.frame(0)).errorCode).toBe(ErrorCode.NONE)
      other.socket.destroy()
    })
  }

  test('ends a connection that sends garbage in a frame, an unknown API, or a version that is not spoken', async () => {
    const garbage = Uint8Array.from({ length: 40 }, (_, n) => 255 - n)
    const unknownApi = new Uint8Array(14)
    new DataView(unknownApi.buffer).setInt16(0, 999)
    const oldProduce = new Uint8Array(14)
    const badBody = Buffer.concat(
      encodeRequestFrame(ApiKey.Fetch, 12, 1, 'c', requestOf(ApiKey.Fetch)),
    ).subarray(4, -9)
    refused.length = 0
    for (const body of [garbage, unknownApi, oldProduce, new Uint8Array(0), new Uint8Array(3), badBody]) {
      const raw = new Raw()
      raw.write([int32(body.length), body])
      await raw.closed
    }
    const codes = refused.map(one => (one.cause as MoldauError).code.split('_')[0])
    expect(codes).toEqual(['DECODE', 'UNSUPPORTED', 'UNSUPPORTED', 'DECODE', 'DECODE', 'DECODE'])
    expect(refused.every(one => one.code === 'PEER_REFUSED')).toBe(true)
  })

  test('says of a client that speaks TLS or HTTP what it is', async () => {
    for (const [opening, hint] of [
      [Uint8Array.of(0x16, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3), /speaks TLS/],
      [new TextEncoder().encode('GET /topics HTTP/1.1\r\n'), /speaks HTTP/],
    ] as const) {
      refused.length = 0
      const raw = new Raw()
      raw.write([opening])
      await raw.closed
      expect(refused).toMatchObject([{ code: 'PEER_REFUSED', hint: expect.stringMatching(hint) }])
    }
  })

  test('T48: answers ApiVersions of the future in version 0, with the list', async () => {
    const raw = new Raw()
    const body = new Uint8Array(12)
    const view = new DataView(body.buffer)
    view.setInt16(0, ApiKey.ApiVersions)
    view.setInt16(2, 77)
    view.setInt32(4, 321)
    view.setInt16(8, -1)
    raw.write([int32(body.length), body])
    const answer = decodeResponseFrame(ApiKey.ApiVersions, 0, await raw.frame(0))
    expect(answer.errorCode).toBe(ErrorCode.UNSUPPORTED_VERSION)
    expect(answer.apiKeys).toContainEqual({ apiKey: ApiKey.Produce, minVersion: 0, maxVersion: 13 })
    raw.socket.destroy()
  })

  test('answers in order, byte by byte as they come, more requests than may be in flight', async () => {
    const raw = new Raw()
    const bytes = Array.from({ length: 10 }, (_, n) => versions(n)).flat()
    for (const chunk of bytes) for (const byte of chunk) raw.socket.write(Uint8Array.of(byte))
    for (let n = 0; n < 10; n++) {
      const frame = await raw.frame(n)
      expect(new DataView(frame.buffer, frame.byteOffset).getInt32(0)).toBe(n)
    }
    raw.socket.destroy()
  })

  test('does not answer Produce with acks=0, and goes on', async () => {
    const raw = new Raw()
    const produce = requestOf(ApiKey.Produce, {
      acks: 0,
      topicData: [{ name: 't', partitionData: [{ index: 0, records: batchOf(['silent']) }] }],
    })
    raw.write(encodeRequestFrame(ApiKey.Produce, 9, 1, 'c', produce))
    raw.write(versions(2))
    const frame = await raw.frame(0)
    expect(new DataView(frame.buffer, frame.byteOffset).getInt32(0)).toBe(2)
    expect((await under.read('t')).values).toContain('silent')
    raw.socket.destroy()
  })

  test('ends the connection when a Produce with acks=0 fails', async () => {
    const raw = new Raw()
    const topicData = [{ name: 'nowhere', partitionData: [{ index: 0, records: batchOf(['x']) }] }]
    raw.write(
      encodeRequestFrame(ApiKey.Produce, 9, 1, 'c', requestOf(ApiKey.Produce, { acks: 0, topicData })),
    )
    await raw.closed
  })

  test('a frame that is announced and never comes gives its room back after the idle time; clients come again', async () => {
    const idleClock = new ManualClock()
    const idle = await listen(under.broker.node(), { port: 0, idleMsMax: 1000, clock: idleClock })
    const cluster = new Cluster({
      bootstrap: [tcpNode(idle.host, idle.port)],
      dial: () => tcpNode(idle.host, idle.port, 1),
      ...{ clock: systemClock, random: systemRandom, retryBackoffMs: 1 },
    })
    const admin = new Admin(cluster)
    expect(await admin.listTopics()).toHaveLength(1)
    const raw = new Raw(idle.port)
    raw.write([int32(70_000_000)])
    while (idle.held.requestBytes === 0) await new Promise(resolve => setImmediate(resolve))
    expect(idle.held.requestBytes).toBe(70_000_000)
    await idleClock.advance(1000)
    await raw.closed
    expect(idle.held.requestBytes).toBe(0)
    expect(await admin.listTopics()).toHaveLength(1)
    await admin.close()
    await cluster.close()
    await idle.close()
  })

  test('refuses an address that is taken, by name', async () => {
    await expect(listen(under.broker.node(), { port: listener.port })).rejects.toMatchObject({
      code: 'LISTEN_FAILED',
    })
  })
})
