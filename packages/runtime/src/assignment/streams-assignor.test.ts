/** What the leader tells the members beside their partitions. */
import type { MemberSubscription } from '@moldau/client'
import { expect, test } from 'vitest'
import { type OwnState, streamsAssignor } from './streams-assignor.ts'
import type { TaskId } from './task-id.ts'
import type { TopologyPlan } from './topology-plan.ts'
import { encodeSubscription } from './user-data.ts'

const TASKS: TaskId[] = [0, 1].map(partition => ({ subTopology: 0, partition }))
const PLAN = { tasks: TASKS, sourcesOf: [new Map([['in', 2]])] } as unknown as TopologyPlan

function member(memberId: string, running: readonly string[]): MemberSubscription {
  const processId = '00000000-0000-4000-a000-000000000001'
  const userData = encodeSubscription({ processId, running: new Set(running), offsetSums: new Map() })
  return {
    ...{ memberId, groupInstanceId: null, topics: ['in'], ownedPartitions: [], generationId: 1 },
    ...{ rackId: null, userData },
  }
}

test('who waits for tasks that another still runs asks for the next rebalance, and nobody else', async () => {
  const asked: string[] = []
  const own = (name: string): OwnState => ({
    processId: '00000000-0000-4000-a000-000000000001',
    running: () => new Set(),
    offsetSums: () => new Map(),
    rebalanceSoon: () => asked.push(name),
  })
  const members = [member('a', ['0_0', '0_1']), member('b', [])]
  const group = { members, partitionCounts: new Map([['in', 2]]) }
  const assignments = await streamsAssignor(PLAN, own('leader')).assign(group)
  expect(assignments.get('a')!.partitions).toHaveLength(1)
  expect(assignments.get('b')!.partitions).toHaveLength(0)
  const metadata = { groupId: 'g', generationId: 2, memberId: '', groupInstanceId: null }
  for (const [name, assignment] of assignments)
    await streamsAssignor(PLAN, own(name)).onAssignment?.(assignment, metadata)
  expect(asked).toEqual(['b'])
  // Once the owner has let go nobody asks.
  const later = { ...group, members: [member('a', ['0_0']), member('b', [])] }
  for (const [name, assignment] of await streamsAssignor(PLAN, own('leader')).assign(later))
    await streamsAssignor(PLAN, own(name)).onAssignment?.(assignment, metadata)
  expect(asked).toEqual(['b'])
})

test('a member whose plan is not the one that was assigned by asks for a rebalance, once for each plan of its own', async () => {
  let asked = 0
  const own: OwnState = {
    processId: '00000000-0000-4000-a000-000000000001',
    running: () => new Set(),
    offsetSums: () => new Map(),
    rebalanceSoon: () => asked++,
  }
  const group = { members: [member('a', [])], partitionCounts: new Map([['in', 2]]) }
  const assignment = (await streamsAssignor(PLAN, own).assign(group)).get('a')!
  const metadata = { groupId: 'g', generationId: 2, memberId: '', groupInstanceId: null }
  let plan = PLAN
  const assignor = streamsAssignor(() => plan, own)
  const hear = async (): Promise<number> => {
    await assignor.onAssignment?.(assignment, metadata)
    return asked
  }
  expect(await hear()).toBe(0)
  plan = { ...PLAN, sourcesOf: [new Map([['in', 2]]), new Map([['new', 1]])] }
  expect(await hear()).toBe(1)
  expect(await hear()).toBe(1)
  plan = { ...PLAN, sourcesOf: [new Map([['in', 3]])] }
  expect(await hear()).toBe(2)
})

test('what a member says of itself differs from join to join, so that the group hears of it', () => {
  const own: OwnState = { processId: '', running: () => new Set(), offsetSums: () => new Map() }
  const assignor = streamsAssignor(PLAN, { ...own, processId: '00000000-0000-4000-a000-000000000001' })
  const said = [1, 2].map(() => Buffer.from(assignor.subscriptionUserData!(['in'])!).toString('hex'))
  expect(said[0]).not.toBe(said[1])
})
