/** A connection over a stream that takes no more for a while. */
import {
  ApiKey,
  apiOf,
  type ByteStream,
  type ByteStreamEvents,
  ConnectionLost,
  type ProduceResponse,
  requestOf,
} from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { frameConnection } from './frame-connection.ts'

/** A stream whose other side reads nothing: it asks to wait from `roomBytes` on. */
class FullStream implements ByteStream {
  readonly remoteAddress = ''
  readonly roomBytes: number
  heldBytes = 0
  ended = false
  events!: ByteStreamEvents

  constructor(roomBytes: number) {
    this.roomBytes = roomBytes
  }

  listen(events: ByteStreamEvents): void {
    this.events = events
  }

  write(chunks: readonly Uint8Array[]): boolean {
    for (const chunk of chunks) this.heldBytes += chunk.length
    return this.heldBytes < this.roomBytes
  }

  pause(): void {}
  resume(): void {}
  end(): void {
    this.ended = true
  }
  destroy(): void {}
}

const RECORDS_BYTES = 10_000
const produce = requestOf(ApiKey.Produce, {
  acks: 0,
  topicData: [{ name: 't', partitionData: [{ index: 0, records: new Uint8Array(RECORDS_BYTES) }] }],
})

function sendAll(count: number, stream: FullStream) {
  const connection = frameConnection(stream, { maxInFlight: 4 })
  let settled = 0
  const sent = Array.from({ length: count }, () =>
    connection.send(ApiKey.Produce, 9, produce).finally(() => settled++),
  )
  return { connection, sent, settled: () => settled }
}

const turn = async (): Promise<void> => {
  for (let n = 0; n < 10; n++) await undefined
}

describe('Produce with acks=0', () => {
  test('whoever sends faster than the other side reads waits: what lies in the connection is bounded', async () => {
    const stream = new FullStream(30_000)
    const { sent, settled } = sendAll(100, stream)
    await turn()
    // Two fitted; the third filled the stream, and three more are what may be in flight.
    expect(settled()).toBe(2)
    expect(stream.heldBytes).toBeLessThan(7 * RECORDS_BYTES)
    for (let n = 0; n < 100 && settled() < 100; n++) {
      const before = settled()
      stream.heldBytes = 0
      stream.events.drained()
      await turn()
      expect(settled()).toBeGreaterThan(before)
      expect(stream.heldBytes).toBeLessThan(7 * RECORDS_BYTES)
    }
    const expected: ProduceResponse = apiOf(ApiKey.Produce).response()
    expect(await Promise.all(sent)).toEqual(Array.from({ length: 100 }, () => expected))
  })

  test('what waits for room is lost with the stream, and was handed over where the connection is closed', async () => {
    for (const end of ['lost', 'closed']) {
      const stream = new FullStream(1)
      const { connection, sent } = sendAll(3, stream)
      if (end === 'lost') stream.events.closed(undefined)
      else await connection.close()
      for (const one of await Promise.allSettled(sent))
        expect(one).toMatchObject(
          end === 'lost'
            ? { status: 'rejected', reason: expect.any(ConnectionLost) }
            : { status: 'fulfilled' },
        )
    }
  })
})
