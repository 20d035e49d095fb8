import { type Clock, ErrorCode, type MoldauError, type Random } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import { backoffMs, Deadline, failureOf, retrying } from './retry.ts'
import { parseAddresses } from './tcp-node.ts'
import { byTopic, TopicPartitionMap } from './topic-partition.ts'

const low: Random = { nextUint32: () => 0 }
const high: Random = { nextUint32: () => 4294967295 }
const backoff = { retryBackoffMs: 100, retryBackoffMaxMs: 1000 }

/** A clock whose timers run at once, and on which time passes by them alone. */
function hasty(): Clock {
  let nowMs = 0
  return {
    nowMs: () => nowMs,
    monotonicMs: () => nowMs,
    setTimer(delayMs, run) {
      Promise.resolve().then(() => {
        nowMs += delayMs
        run()
      })
      return { cancel: () => undefined }
    },
  }
}

describe('trying again', () => {
  test('waits longer each time, up to a limit, a fifth more or less', () => {
    expect([0, 1, 2, 3, 4, 40].map(n => backoffMs(backoff, low, n))).toEqual([80, 160, 320, 640, 800, 800])
    expect(backoffMs(backoff, high, 4)).toBeCloseTo(1200, 3)
  })

  test('ends with success, with a failure for good, or with the time', async () => {
    const clock = hasty()
    const context = { clock, random: low, backoff }
    const failing = (times: number, error: MoldauError) => async (n: number) => {
      if (n < times) throw error
      return n
    }
    const soon = failureOf(ErrorCode.NOT_LEADER_OR_FOLLOWER, 'it did not work')
    const never = failureOf(ErrorCode.PRODUCER_FENCED, 'it did not work')
    expect(await retrying(context, new Deadline(clock, 10_000), failing(5, soon))).toBe(5)
    await expect(retrying(context, new Deadline(clock, 10_000), failing(1, never))).rejects.toBe(never)
    await expect(retrying(context, new Deadline(clock, 500), failing(50, soon))).rejects.toBe(soon)
  })

  test('a failure carries the code by its name', () => {
    expect(failureOf(6, 'no')).toMatchObject({ code: 'NOT_LEADER_OR_FOLLOWER', retriable: true })
    expect(failureOf(6, 'no', 'the broker said so').message).toContain('the broker said so')
  })
})

describe('addresses', () => {
  test('are host:port, separated by commas', () => {
    expect(parseAddresses('a:1, [::1]:65535')).toEqual([
      { host: 'a', port: 1 },
      { host: '::1', port: 65535 },
    ])
  })

  test.each(['', 'a', 'a:', ':1', 'a:65536', 'a:1,', 'a:b'])('%j is none', text => {
    expect(() => parseAddresses(text)).toThrow('write host:port')
  })
})

describe('a map of partitions', () => {
  test('takes any name, and counts', () => {
    const map = new TopicPartitionMap<number>()
    for (const topic of ['__proto__', 'constructor', 'a-1'])
      for (const partition of [0, 1]) map.set(topic, partition, partition)
    map.set('a-1', 1, 9)
    expect(map.size).toBe(6)
    expect(map.get('a-1', 1)).toBe(9)
    expect(map.delete('__proto__', 0)).toBe(true)
    expect(map.delete('__proto__', 0)).toBe(false)
    expect([...map.values()]).toHaveLength(5)
    expect([...byTopic(map.keys()).keys()].sort()).toEqual(['__proto__', 'a-1', 'constructor'])
    map.clear()
    expect(map.size).toBe(0)
  })
})
