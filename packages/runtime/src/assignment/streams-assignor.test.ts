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
