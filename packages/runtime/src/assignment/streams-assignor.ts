/**
 * The assignor of an application's group: by task, sticky and cooperative, protocol name `stream`.
 *
 * The leader sees every member's subscription, assigns tasks (task-assignor.ts), and hands each member the partitions of its
 * tasks; what another member still runs is held back for the next round. Source: Kafka Streams' `StreamsPartitionAssignor`.
 */
import type { Assignor } from '@moldau/client'
import { assignTasks, type TaskMember, withoutOwnedByOthers } from './task-assignor.ts'
import { partitionsOfTask, type TopologyPlan } from './topology-plan.ts'
import { asksForRebalance, decodeSubscription, encodeAssignment, encodeSubscription } from './user-data.ts'

/** What this member says of itself when it joins. */
export interface OwnState {
  readonly processId: string
  running(): ReadonlySet<string>
  offsetSums(): ReadonlyMap<string, number>
  /**
   * Tasks meant for this member are with others, who let go of them first: it asks for the next rebalance. Their owners would,
   * but one that dies, and takes its place over as a static member does, knows of nothing that it should let go of.
   */
  rebalanceSoon?(): void
  /** The group reads these topics: patterns may match some that this member has not seen. */
  learnTopics?(topics: Iterable<string>): Promise<void>
}

export const ASSIGNOR_NAME = 'stream'

/** `given`: the plan, or what gives the present one. */
export function streamsAssignor(given: TopologyPlan | (() => TopologyPlan), own: OwnState): Assignor {
  return {
    name: ASSIGNOR_NAME,
    protocols: ['cooperative'],
    subscriptionUserData: () =>
      encodeSubscription({ processId: own.processId, running: own.running(), offsetSums: own.offsetSums() }),
    onAssignment: async ({ partitions, userData }) => {
      await own.learnTopics?.(new Set(partitions.map(({ topic }) => topic)))
      if (asksForRebalance(userData)) own.rebalanceSoon?.()
    },
    assign: async ({ members }) => {
      await own.learnTopics?.(new Set(members.flatMap(({ topics }) => topics)))
      const plan = typeof given === 'function' ? given() : given
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
            awaitsTasks,
          )
          return [memberId, { partitions, userData }]
        }),
      )
    },
  }
}
