/** The classic member alone, in virtual time: answers that come too late, callbacks that take too long, and what must not stay behind. */
import type { Assignor } from '@moldau/client'
import { ApiKey, ErrorCode, sleep } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import type { ScriptedNode } from '../../packages/testing/src/node/index.ts'
import { groupOfOne, watch } from './scripted-group.ts'

/** What goes through waits while it is shut. */
function gate() {
  let open: Promise<void> = Promise.resolve()
  let release: () => void = () => undefined
  return {
    through: () => open,
    shut: () => {
      open = new Promise(resolve => (release = resolve))
    },
    open: () => {
      open = Promise.resolve()
      release()
    },
  }
}

const joinedAs = (node: ScriptedNode): string[] => node.of(ApiKey.JoinGroup).map(one => one.memberId)
const beats = (node: ScriptedNode): number => node.of(ApiKey.Heartbeat).length
const leavings = (node: ScriptedNode): string[] =>
  node.of(ApiKey.LeaveGroup).map(one => one.members[0]!.memberId)

describe('an answer that comes too late', () => {
  test('to a commit of the generation before takes nothing from the next one', async () => {
    for (const code of ['ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID'] as const) {
      const commits = gate()
      const { joins, node } = groupOfOne(() => 0, {
        [ApiKey.OffsetCommit]: async () => {
          await commits.through()
          return { topics: [{ name: 't', partitions: [{ partitionIndex: 0, errorCode: ErrorCode[code] }] }] }
        },
      })
      const { clock, consumer, events, poll } = watch(node)
      await poll(500)
      commits.shut()
      const committed = consumer.commit([{ topic: 't', partition: 0, offset: 6 }]).catch(error => error.code)
      await clock.advance(10)
      consumer.enforceRebalance('the test wants it')
      await poll(500)
      commits.open()
      await clock.advance(10)
      expect(await committed).toBe(code)
      await poll(500)
      expect(events).toEqual(['+1', '-1', '+1'])
      expect(joins()).toBe(2)
      await consumer.close()
    }
  })

  test('to a join makes no member of who has unsubscribed, and what it gave is given back', async () => {
    for (const nth of [1, 2]) {
      const joining = gate()
      const { node } = groupOfOne(() => 0)
      const join = node.script[ApiKey.JoinGroup]!
      node.script = {
        ...node.script,
        [ApiKey.JoinGroup]: async (request, version) => {
          const answer = await join(request, version)
          if (node.of(ApiKey.JoinGroup).length === nth) await joining.through()
          return answer
        },
      }
      joining.shut()
      const { clock, consumer, poll } = watch(node)
      await poll(100)
      expect(joinedAs(node)).toEqual(nth === 1 ? [''] : ['', 'm0'])
      const gone = consumer.unsubscribe()
      await clock.advance(10)
      joining.open()
      await gone
      await clock.advance(2000)
      expect(joinedAs(node)).toHaveLength(nth)
      expect(node.of(ApiKey.SyncGroup)).toHaveLength(0)
      expect(beats(node)).toBe(0)
      expect(new Set(leavings(node))).toEqual(new Set(['m0']))
      // And whoever comes again, comes anew.
      consumer.subscribe(['t'])
      await poll(500)
      expect(consumer.assignment()).toHaveLength(1)
      expect(joinedAs(node)[nth]).toBe('')
      await consumer.close()
    }
  })

  test('to a join that the program was too late for brings no ghost to life', async () => {
    let beat: number = ErrorCode.NONE
    const joining = gate()
    const { joins, node } = groupOfOne(() => beat)
    const join = node.script[ApiKey.JoinGroup]!
    node.script = {
      ...node.script,
      [ApiKey.JoinGroup]: async (request, version) => {
        const answer = await join(request, version)
        if (joins() === 2) await joining.through()
        return answer
      },
    }
    const { clock, consumer, events, poll } = watch(node, { assignors: [cooperative] })
    await poll(500)
    beat = ErrorCode.REBALANCE_IN_PROGRESS
    await clock.advance(150)
    beat = ErrorCode.NONE
    joining.shut()
    await poll(10)
    await clock.advance(6000)
    expect(leavings(node)).toEqual(['m0'])
    const syncs = node.of(ApiKey.SyncGroup).length
    const before = beats(node)
    joining.open()
    await clock.advance(3000)
    expect(node.of(ApiKey.SyncGroup)).toHaveLength(syncs)
    expect(beats(node)).toBe(before)
    await poll(500)
    expect(events).toEqual(['+1', 'lost 1', '+1'])
    expect(joinedAs(node).at(-2)).toBe('')
    await consumer.close()
  })
})

/** All of `t` for the first member, under the cooperative protocol; `assigns` may be replaced. */
const assigning = (assign: Assignor['assign']): Assignor => ({
  name: 'range',
  protocols: ['cooperative'],
  assign,
})
const all = [{ topic: 't', partition: 0 }]
const cooperative = assigning(
  ({ members }) => new Map([[members[0]!.memberId, { partitions: all, userData: null }]]),
)

describe('a member', () => {
  test('whose generation is over joins again under its id: the group waits for no ghost', async () => {
    let beat: number = ErrorCode.NONE
    const { node } = groupOfOne(() => beat)
    const { clock, events, poll } = watch(node)
    await poll(500)
    beat = ErrorCode.ILLEGAL_GENERATION
    await clock.advance(150)
    beat = ErrorCode.NONE
    await poll(500)
    expect(events).toEqual(['+1', 'lost 1', '+1'])
    expect(joinedAs(node)).toEqual(['', 'm0', 'm0'])
  })

  test('that leads shows that it is alive while its assignor takes its time', async () => {
    const { node } = groupOfOne(() => 0)
    const clocks: Parameters<typeof sleep>[0][] = []
    const slow = assigning(async group => {
      await sleep(clocks[0]!, 3000)
      return cooperative.assign(group)
    })
    const { clock, events, poll } = watch(node, { assignors: [slow], sessionTimeoutMs: 1000 })
    clocks.push(clock)
    await poll(2000)
    expect(events).toEqual([])
    expect(beats(node)).toBeGreaterThanOrEqual(15)
    expect(node.of(ApiKey.Heartbeat).every(one => one.generationId === 1)).toBe(true)
    await poll(2000)
    expect(events).toEqual(['+1'])
  })

  test('whose assignor throws hears it in its poll, and may poll again', async () => {
    const { node } = groupOfOne(() => 0)
    const failure = new TypeError('a mistake of the program')
    const failures = [failure]
    const faulty = assigning(group => {
      const next = failures.shift()
      if (next !== undefined) throw next
      return cooperative.assign(group)
    })
    const { events, poll } = watch(node, { assignors: [faulty] })
    expect(await poll(500)).toBe(failure)
    expect(await poll(500)).toBeUndefined()
    expect(events).toEqual(['+1'])
  })

  test('that is closed beats on while the program gives back what it has, and is silent afterwards', async () => {
    for (const call of ['close', 'unsubscribe'] as const) {
      const { node } = groupOfOne(() => 0)
      const clocks: Parameters<typeof sleep>[0][] = []
      const { clock, consumer, poll } = watch(node, {}, { onRevoked: () => sleep(clocks[0]!, 6000) })
      clocks.push(clock)
      await poll(500)
      const before = beats(node)
      const closed = consumer[call]()
      await clock.advance(5900)
      expect(beats(node) - before, call).toBeGreaterThan(50)
      expect(leavings(node), call).toEqual([])
      await clock.advance(200)
      await closed
      expect(leavings(node), call).toEqual(['m0'])
      const after = beats(node)
      await clock.advance(5000)
      expect(beats(node), call).toBe(after)
    }
  })

  test('whose program is too long over giving back is not given what others have by then', async () => {
    const { node } = groupOfOne(() => beat)
    let beat: number = ErrorCode.NONE
    const turns = [all, [], all]
    const moving = assigning(({ members }) => {
      const partitions = turns.shift() ?? all
      return new Map([[members[0]!.memberId, { partitions, userData: null }]])
    })
    const clocks: Parameters<typeof sleep>[0][] = []
    const { clock, consumer, events, poll } = watch(
      node,
      { assignors: [moving] },
      { onRevoked: () => sleep(clocks[0]!, 8000) },
    )
    clocks.push(clock)
    await poll(500)
    beat = ErrorCode.REBALANCE_IN_PROGRESS
    await clock.advance(150)
    beat = ErrorCode.NONE
    const polled = consumer.poll(100)
    await clock.advance(7000)
    expect(leavings(node)).toEqual(['m0'])
    await clock.advance(2000)
    await polled
    expect(events).toEqual(['+1', '-1'])
    await poll(4000)
    expect(events).toEqual(['+1', '-1', '+1'])
    expect(joinedAs(node)).toEqual(['', 'm0', 'm0', '', 'm2'])
  })

  test('whose program throws while it gives back gets what it was assigned all the same', async () => {
    let beat: number = ErrorCode.NONE
    const { node } = groupOfOne(() => beat)
    const turns = [all, [{ topic: 't', partition: 1 }]]
    const moving = assigning(({ members }) => {
      const partitions = turns.shift() ?? [{ topic: 't', partition: 1 }]
      return new Map([[members[0]!.memberId, { partitions, userData: null }]])
    })
    const failure = new RangeError('a mistake of the program')
    const { clock, consumer, events, poll } = watch(
      node,
      { assignors: [moving] },
      {
        onRevoked: () => {
          throw failure
        },
      },
    )
    await poll(500)
    beat = ErrorCode.REBALANCE_IN_PROGRESS
    await clock.advance(150)
    beat = ErrorCode.NONE
    expect(await poll(500)).toBe(failure)
    expect(consumer.assignment()).toEqual([{ topic: 't', partition: 1 }])
    expect(events).toEqual(['+1', '-1', '+1'])
  })
})
