/**
 * The assignor of an application's group: by task, sticky and cooperative, protocol name `stream`.
 *
 * The leader sees every member's subscription, assigns tasks (task-assignor.ts), and hands each member the partitions of its
 * tasks; what another member still runs is held back for the next round.
 *
 * A member that comes back within its session time-out, as a static member, finds its assignment of before, by another plan if the
 * topology has changed meanwhile: so each assignment says by which plan it was made, and a member whose plan is another asks for a
 * rebalance, once. Source: Kafka Streams' `StreamsPartitionAssignor`.
 */
import type { Assignor } from '@moldau/client'
import { assignTasks, type TaskMember, withoutOwnedByOthers } from './task-assignor.ts'
import { partitionsOfTask, planId, type TopologyPlan } from './topology-plan.ts'
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription } from './user-data.ts'

/** What this member says of itself when it joins. */
export interface OwnState {
  readonly processId: string
  running(): ReadonlySet<string>
  offsetSums(): ReadonlyMap<string, number>
  /**
   * Asks for the next rebalance: tasks meant for this member are with others, who let go of them first, or its plan is another than
   * the group's. The owners of the tasks would, but one that dies, and takes its place over as a static member does, knows of nothing
   * that it should let go of.
   */
  rebalanceSoon?(): void
  /** The group reads these topics: patterns may match some that this member has not seen. */
  learnTopics?(topics: Iterable<string>): Promise<void>
}

export const ASSIGNOR_NAME = 'stream'

/** `given`: the plan, or what gives the present one. */
export function streamsAssignor(given: TopologyPlan | (() => TopologyPlan), own: OwnState): Assignor {
  const ownPlan = (): TopologyPlan => (typeof given === 'function' ? given() : given)
  let joins = 0
  /** For which own plan a rebalance was asked for. */
  let askedFor: number | undefined
  return {
    name: ASSIGNOR_NAME,
    protocols: ['cooperative'],
    subscriptionUserData: () => {
      joins = (joins + 1) % 128
      const { processId } = own
      return encodeSubscription({
        ...{ processId, running: own.running(), offsetSums: own.offsetSums(), uniqueField: joins },
      })
    },
    onAssignment: async ({ partitions, userData }) => {
      await own.learnTopics?.(new Set(partitions.map(({ topic }) => topic)))
      const { awaitsTasks, planId: assignedBy } = decodeAssignment(userData)
      const mine = planId(ownPlan())
      const isOther = assignedBy !== undefined && assignedBy !== mine && askedFor !== mine
      if (isOther) askedFor = mine
      if (awaitsTasks || isOther) own.rebalanceSoon?.()
    },
    assign: async ({ members }) => {
      await own.learnTopics?.(new Set(members.flatMap(({ topics }) => topics)))
      const plan = ownPlan()
      const id = planId(plan)
      const taskMembers: TaskMember[] = members.map(({ memberId, userData }) => {
        const { running, offsetSums } = decodeSubscription(userData)
        return { memberId, running, offsetSums }
      })
      const meant = assignTasks(taskMembers, plan.tasks)
      const tasks = withoutOwnedByOthers(meant, taskMembers)
      return new Map(
        members.map(({ memberId }) => {
          const given = tasks.get(memberId) ?? []
          // A task stands once for each of its partitions, in their order (Kafka Streams' AssignmentInfo).
          const pairs = given.flatMap(task =>
            partitionsOfTask(plan, task).map(partition => ({ task, partition })),
          )
          const partitions = pairs.map(pair => pair.partition)
          const awaitsTasks = given.length < (meant.get(memberId)?.length ?? 0)
          const userData = encodeAssignment(
            pairs.map(pair => pair.task),
            { awaitsTasks, planId: id },
          )
          return [memberId, { partitions, userData }]
        }),
      )
    },
  }
}
