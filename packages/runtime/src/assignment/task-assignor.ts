/**
 * Who runs which task: pure, (members, tasks, what they ran before) -> assignment.
 *
 *  1. Every task goes to exactly one member.
 *  2. Balanced: no member runs two tasks more than another.
 *  3. Sticky: a member keeps what it ran before, as far as (2) allows; a task whose state a member has goes there before
 *     others.
 *  4. Deterministic: members and tasks are taken in their own order, not in that of arrival.
 * Source: Kafka Streams' `StickyTaskAssignor`; KIP-429 for `withoutOwnedByOthers`.
 */
import { compareTasks, type TaskId, taskName } from './task-id.ts'

export interface TaskMember {
  readonly memberId: string
  /** Tasks that it runs now. */
  readonly running: ReadonlySet<string>
  /** Tasks of which it has state on disk, and how much: the sum of changelog offsets. */
  readonly offsetSums: ReadonlyMap<string, number>
}

export type TaskAssignment = ReadonlyMap<string, readonly TaskId[]>

export function assignTasks(members: readonly TaskMember[], tasks: readonly TaskId[]): TaskAssignment {
  const inOrder = [...members].sort((a, b) => (a.memberId < b.memberId ? -1 : 1))
  const open = new Map(tasks.map(task => [taskName(task), task]))
  const assigned = new Map<string, TaskId[]>(inOrder.map(member => [member.memberId, []]))
  const least = Math.floor(tasks.length / inOrder.length)
  // So many members may run one task more than the least.
  let extra = tasks.length - least * inOrder.length
  const give = (member: string, name: string): void => {
    assigned.get(member)!.push(open.get(name)!)
    open.delete(name)
  }
  const hasRoom = (member: string): boolean => {
    const count = assigned.get(member)!.length
    if (count < least) return true
    if (count > least || extra === 0) return false
    extra--
    return true
  }
  for (const { memberId, running } of inOrder) {
    for (const name of [...running].filter(name => open.has(name)).sort(byTask)) {
      if (hasRoom(memberId)) give(memberId, name)
    }
  }
  for (const name of [...open.keys()].sort(byTask)) {
    const owners = inOrder
      .filter(member => (member.offsetSums.get(name) ?? -1) >= 0)
      .sort((a, b) => b.offsetSums.get(name)! - a.offsetSums.get(name)!)
    const owner = owners.find(member => hasRoom(member.memberId))
    if (owner !== undefined) give(owner.memberId, name)
  }
  for (const name of [...open.keys()].sort(byTask)) {
    const { subTopology } = open.get(name)!
    const load = (id: string): number => assigned.get(id)!.length
    const same = (id: string): number =>
      assigned.get(id)!.filter(task => task.subTopology === subTopology).length
    const candidates = inOrder
      .map(member => member.memberId)
      .sort((a, b) => load(a) - load(b) || same(a) - same(b) || (a < b ? -1 : 1))
    give(candidates[0]!, name)
  }
  for (const list of assigned.values()) list.sort(compareTasks)
  return assigned
}

function byTask(a: string, b: string): number {
  const [subTopology = 0, partition = 0] = a.split('_').map(Number)
  const [otherSub = 0, otherPartition = 0] = b.split('_').map(Number)
  return subTopology - otherSub || partition - otherPartition
}

/**
 * What may be handed out at once: a task that another member still runs is held back. That member gives it up when it sees
 * its assignment, and joins again; the next round then hands it over. Two members never run a task at the same time.
 */
export function withoutOwnedByOthers(
  assignment: TaskAssignment,
  members: readonly TaskMember[],
): TaskAssignment {
  const owner = new Map<string, string>()
  for (const member of members) for (const name of member.running) owner.set(name, member.memberId)
  return new Map(
    [...assignment].map(([memberId, tasks]) => [
      memberId,
      tasks.filter(task => (owner.get(taskName(task)) ?? memberId) === memberId),
    ]),
  )
}
