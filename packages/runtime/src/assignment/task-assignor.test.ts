import fc from 'fast-check'
import { expect, test } from 'vitest'
import { assignTasks, type TaskMember, withoutOwnedByOthers } from './task-assignor.ts'
import { type TaskId, taskName } from './task-id.ts'

const tasks = (subTopologies: number, partitions: number): TaskId[] =>
  Array.from({ length: subTopologies * partitions }, (_, n) => ({
    subTopology: Math.floor(n / partitions),
    partition: n % partitions,
  }))
const member = (memberId: string, running: string[] = [], sums: [string, number][] = []): TaskMember => ({
  memberId,
  running: new Set(running),
  offsetSums: new Map(sums),
})

test('every task once, balanced, sticky, whatever ran before', () => {
  const arbitrary = fc.record({
    members: fc.integer({ min: 1, max: 6 }),
    subTopologies: fc.integer({ min: 1, max: 3 }),
    partitions: fc.integer({ min: 1, max: 8 }),
    owners: fc.array(fc.nat(8), { minLength: 24, maxLength: 24 }),
  })
  fc.assert(
    fc.property(arbitrary, ({ members: count, subTopologies, partitions, owners }) => {
      const all = tasks(subTopologies, partitions)
      const members = Array.from({ length: count }, (_, m) =>
        member(`m${m}`, all.filter((_, n) => owners[n] === m).map(taskName)),
      )
      const assigned = assignTasks(members, all)
      expect([...assigned.values()].flat().map(taskName).sort()).toEqual(all.map(taskName).sort())
      const loads = [...assigned.values()].map(list => list.length)
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(1)
      for (const { memberId, running } of members) {
        const kept = assigned.get(memberId)!.filter(task => running.has(taskName(task))).length
        expect(kept).toBeGreaterThanOrEqual(Math.min(running.size, Math.floor(all.length / count)))
      }
      const handed = withoutOwnedByOthers(assigned, members)
      for (const [memberId, list] of handed) {
        for (const task of list) {
          const owner = members.find(m => m.running.has(taskName(task)))
          expect(owner?.memberId ?? memberId).toBe(memberId)
        }
      }
    }),
  )
})

test('state on disk draws a task', () => {
  const members = [
    member('a'),
    member(
      'b',
      [],
      [
        ['0_0', 100],
        ['0_1', 50],
      ],
    ),
    member('c', [], [['0_1', 70]]),
  ]
  const assigned = assignTasks(members, tasks(1, 3))
  expect(assigned.get('b')!.map(taskName)).toEqual(['0_0'])
  expect(assigned.get('c')!.map(taskName)).toEqual(['0_1'])
  expect(assigned.get('a')!.map(taskName)).toEqual(['0_2'])
})

test('a new member gets its share in two rounds, and nobody runs a task twice meanwhile', () => {
  const all = tasks(1, 4)
  const before = [member('a', ['0_0', '0_1', '0_2', '0_3']), member('b')]
  const first = withoutOwnedByOthers(assignTasks(before, all), before)
  expect([...first].map(([id, list]) => [id, list.map(taskName)])).toEqual([
    ['a', ['0_0', '0_1']],
    ['b', []],
  ])
  const after = [member('a', ['0_0', '0_1']), member('b')]
  const second = withoutOwnedByOthers(assignTasks(after, all), after)
  expect(second.get('b')!.map(taskName)).toEqual(['0_2', '0_3'])
})
