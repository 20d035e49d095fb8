/** The member of the consumer protocol alone, in virtual time, against a coordinator that answers when it is told to. */
import {
  type Clock,
  ConnectionLost,
  type ConsumerGroupHeartbeatRequest,
  ErrorCode,
  type Timer,
} from '@moldau/protocol'
import { expect, test } from 'vitest'
import type { Cluster } from '../cluster/cluster.ts'
import { Signal } from '../signal.ts'
import { ConsumerMembership } from './consumer-membership.ts'
import type { MembershipHost } from './group-member.ts'

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

  async advance(byMs: number): Promise<void> {
    const endMs = this.#nowMs + byMs
    for (;;) {
      const next = [...this.timers].filter(({ atMs }) => atMs <= endMs).sort((a, b) => a.atMs - b.atMs)[0]
      if (next === undefined) break
      this.timers.delete(next)
      this.#nowMs = next.atMs
      next.run()
      await quiet()
    }
    this.#nowMs = endMs
  }
}

async function quiet(): Promise<void> {
  for (let n = 0; n < 50; n++) await Promise.resolve()
}

/** A gate: what goes through waits while it is shut. */
class Gate {
  #open: Promise<void> = Promise.resolve()
  release: () => void = () => undefined

  shut(): void {
    this.#open = new Promise(resolve => {
      this.release = resolve
    })
  }

  through(): Promise<void> {
    return this.#open
  }
}

/** `assigns`: the first answer of the coordinator assigns both partitions of a topic. */
function member(groupInstanceId: string | null = null, host: Partial<MembershipHost> = {}, assigns = false) {
  const clock = new VirtualClock()
  const lookup = new Gate()
  const answer = new Gate()
  const epochs: number[] = []
  const owned: ConsumerGroupHeartbeatRequest['topicPartitions'][] = []
  const failures: Error[] = []
  const link = {
    async request(_purpose: string, _key: number, request: ConsumerGroupHeartbeatRequest) {
      const { memberEpoch } = request
      epochs.push(memberEpoch)
      owned.push(request.topicPartitions)
      await answer.through()
      const failure = failures.shift()
      if (failure !== undefined) throw failure
      return {
        ...{ errorCode: 0, errorMessage: null, heartbeatIntervalMs: 1000 },
        assignment: assigns && memberEpoch === 0 ? { topicPartitions: ASSIGNED } : null,
        memberEpoch: memberEpoch < 0 ? memberEpoch : 1,
      }
    },
  }
  const cluster = {
    clock,
    random: { nextUint32: () => 7 },
    backoff: { retryBackoffMs: 100, retryBackoffMaxMs: 1000 },
    requestTimeoutMs: 30_000,
    metadata: { names: new Map([['id', 't']]) },
    async coordinator() {
      await lookup.through()
      return link
    },
  }
  const membership = new ConsumerMembership(
    cluster as unknown as Cluster,
    {
      ...{ groupId: 'g', groupInstanceId, remoteAssignor: null, rackId: null, lane: '' },
      maxPollIntervalMs: 5000,
    },
    { owned: () => [], revoke: async () => undefined, assign: async () => undefined, ...host },
    new Signal(),
  )
  membership.subscribe({ topics: ['t'] })
  return { answer, clock, epochs, failures, lookup, membership, owned }
}

const ASSIGNED = [{ topicId: 'id', partitions: [0, 1] }]

test('a member whose program throws when it is given partitions has them, and says so', async () => {
  const mistake = new RangeError('a mistake of the program')
  const { clock, membership, owned } = member(null, { assign: () => Promise.reject(mistake) }, true)
  await membership.step()
  await clock.advance(0)
  await expect(membership.step()).rejects.toBe(mistake)
  await clock.advance(0)
  expect(owned).toEqual([[], ASSIGNED])
})

test('an answer to a commit of an epoch that is over fences nobody: the coordinator is asked', async () => {
  const { clock, epochs, membership } = member()
  await membership.step()
  await clock.advance(0)
  const { groupMetadata } = membership
  membership.hearError(ErrorCode.FENCED_MEMBER_EPOCH, { ...groupMetadata, generationId: 0 })
  await clock.advance(0)
  expect(epochs).toEqual([0, 1])
  expect(membership.groupMetadata).toEqual(groupMetadata)
  membership.hearError(ErrorCode.FENCED_MEMBER_EPOCH, groupMetadata)
  expect(membership.groupMetadata.generationId).toBe(-1)
})

test('a member that is stopped leaves no timer behind, whatever was under way', async () => {
  for (const underWay of ['nothing', 'a heartbeat', 'a join'] as const) {
    const { answer, clock, epochs, membership } = member()
    if (underWay === 'a join') answer.shut()
    await membership.step()
    await clock.advance(0)
    if (underWay === 'a heartbeat') {
      answer.shut()
      await clock.advance(1000)
    }
    const stopped = membership.stop(true)
    await quiet()
    answer.release()
    await stopped
    await quiet()
    expect(epochs, underWay).toEqual(underWay === 'a heartbeat' ? [0, 1, -1] : [0, -1])
    expect(clock.timers.size, underWay).toBe(0)
  }
})

test('a heartbeat that nobody answers holds a stop up for a second, and arms no timer afterwards', async () => {
  const { answer, clock, epochs, membership } = member()
  await membership.step()
  await clock.advance(0)
  answer.shut()
  await clock.advance(1000)
  const stopped = membership.stop(true)
  await quiet()
  expect(epochs).toEqual([0, 1])
  await clock.advance(1000)
  expect(epochs).toEqual([0, 1, -1])
  answer.release()
  await stopped
  await quiet()
  expect(clock.timers.size).toBe(0)
})

test('who leaves while its coordinator is looked for joins no more, and joins anew when it is asked to', async () => {
  for (const going of ['leave', 'stop'] as const) {
    const { clock, epochs, lookup, membership } = member()
    lookup.shut()
    await membership.step()
    await clock.advance(0)
    const gone = going === 'leave' ? membership.leave() : membership.stop(true)
    await quiet()
    lookup.release()
    await gone
    await clock.advance(10_000)
    expect(epochs.includes(0), going).toBe(false)
    expect(clock.timers.size, going).toBe(0)
    if (going === 'stop') continue
    membership.subscribe({ topics: ['u'] })
    await membership.step()
    await clock.advance(0)
    expect(epochs).toEqual([0])
    expect(membership.groupMetadata.generationId).toBe(1)
  }
})

test('nothing is sent behind the leaving: a join that failed meanwhile is not tried again', async () => {
  const { answer, clock, epochs, failures, membership } = member()
  answer.shut()
  await membership.step()
  await clock.advance(0)
  const failJoin = answer.release
  answer.shut()
  const left = membership.leave()
  await quiet()
  failures.push(new ConnectionLost('the first'))
  failJoin()
  await quiet()
  await clock.advance(500)
  answer.release()
  await left
  await clock.advance(10_000)
  expect(epochs).toEqual([0, -1])
  expect(clock.timers.size).toBe(0)
})

test('who polls too late leaves, with -2 where it is static: it finds its assignment when it polls again', async () => {
  for (const [instanceId, epoch] of [
    [null, -1],
    ['i', -2],
  ] as const) {
    const { clock, epochs, membership } = member(instanceId)
    await membership.step()
    await clock.advance(7000)
    expect(epochs.filter(one => one <= 0)).toEqual([0, epoch])
    await membership.step()
    await clock.advance(0)
    expect(epochs.at(-1)).toBe(0)
  }
})
