/** The idle connection (7), in virtual time and without a socket. */
import {
  ApiKey,
  type ByteStream,
  type ByteStreamEvents,
  type Clock,
  encodeRequestFrame,
  type Node,
  requestOf,
  type Timer,
} from '@moldau/protocol'
import { expect, test } from 'vitest'
import { ServerMemory } from './memory-budget.ts'
import { ServedStream } from './served-stream.ts'

const MAX_MS = 1000

class VirtualClock implements Clock {
  #nowMs = 0
  readonly timers = new Set<{ atMs: number; run: () => void }>()

  nowMs(): number {
    return this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const timer = { atMs: this.#nowMs + delayMs, run }
    this.timers.add(timer)
    return { cancel: () => void this.timers.delete(timer) }
  }

  advance(byMs: number): void {
    const endMs = this.#nowMs + byMs
    for (;;) {
      const next = [...this.timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.timers.delete(next)
      this.#nowMs = next.atMs
      next.run()
    }
    this.#nowMs = endMs
  }
}

async function quiet(): Promise<void> {
  for (let n = 0; n < 50; n++) await Promise.resolve()
}

/** A stream that is served: its peer says what it is told to, and takes answers where `takes`. */
function served(memory = new ServerMemory()) {
  const clock = new VirtualClock()
  const peer = { takes: true, ended: false, answers: 0 }
  let events!: ByteStreamEvents
  const stream: ByteStream = {
    remoteAddress: '',
    listen: given => {
      events = given
    },
    write: () => {
      peer.answers++
      return peer.takes
    },
    pause: () => undefined,
    resume: () => undefined,
    end: () => undefined,
    destroy: () => undefined,
  }
  const answers: (() => void)[] = []
  const node = {
    id: 1,
    connect: async () => ({
      send: () =>
        new Promise(resolve => {
          answers.push(() => resolve({ errorCode: 0, apiKeys: [], throttleTimeMs: 0 }))
        }),
      close: async () => undefined,
    }),
  }
  const options = { memory, idle: { maxMs: MAX_MS, clock } }
  new ServedStream(node as unknown as Node, stream, options, () => {
    peer.ended = true
  })
  const say = (bytes: Uint8Array): void => events.data(bytes)
  const ask = async (): Promise<void> => {
    for (const chunk of encodeRequestFrame(ApiKey.ApiVersions, 0, 1, 'c', requestOf(ApiKey.ApiVersions)))
      say(chunk)
    await quiet()
  }
  const answer = async (): Promise<void> => {
    answers.shift()!()
    await quiet()
  }
  return { answer, ask, clock, drained: () => events.drained(), memory, peer, say }
}

test('a connection on which nothing is said is ended, and its timer with it', () => {
  const { clock, peer } = served()
  clock.advance(MAX_MS - 1)
  expect(peer.ended).toBe(false)
  clock.advance(1)
  expect(peer.ended).toBe(true)
  expect(clock.timers.size).toBe(0)
})

test('a frame that was announced and does not come gives its room back; one that comes slowly is waited for', () => {
  const { clock, memory, peer, say } = served()
  const length = new Uint8Array(4)
  new DataView(length.buffer).setInt32(0, 50_000_000)
  say(length)
  for (let n = 0; n < 5; n++) {
    clock.advance(MAX_MS - 1)
    say(new Uint8Array(1))
  }
  expect([peer.ended, memory.requests.usedBytes]).toEqual([false, 50_000_000])
  clock.advance(MAX_MS)
  expect([peer.ended, memory.requests.usedBytes]).toEqual([true, 0])
})

test('who waits for an answer is not idle, however long it takes; the time begins with the answer', async () => {
  const { answer, ask, clock, peer } = served()
  await ask()
  clock.advance(10 * MAX_MS)
  expect(peer.ended).toBe(false)
  await answer()
  expect(peer.answers).toBe(1)
  clock.advance(MAX_MS - 1)
  expect(peer.ended).toBe(false)
  clock.advance(1)
  expect(peer.ended).toBe(true)
})

test('who waits for room is not idle', () => {
  const memory = new ServerMemory(100_000)
  memory.requests.take(100_000)
  const { clock, peer, say } = served(memory)
  const length = new Uint8Array(4)
  new DataView(length.buffer).setInt32(0, 90_000)
  say(length)
  clock.advance(10 * MAX_MS)
  expect(peer.ended).toBe(false)
  memory.requests.give(100_000)
  clock.advance(MAX_MS - 1)
  expect([peer.ended, memory.requests.usedBytes]).toEqual([false, 90_000])
  clock.advance(1)
  expect([peer.ended, memory.requests.usedBytes]).toEqual([true, 0])
})

test('a peer that does not take its answers is ended too, and what they held is free', async () => {
  const { answer, ask, clock, drained, memory, peer } = served()
  for (const takesLater of [true, false]) {
    peer.takes = false
    await ask()
    await answer()
    expect(memory.answers.usedBytes).toBeGreaterThan(0)
    clock.advance(MAX_MS - 1)
    if (takesLater) drained()
  }
  clock.advance(1)
  expect([peer.ended, memory.answers.usedBytes]).toEqual([true, 0])
})
