/**
 * The assignor of an application's group: by task, sticky and cooperative, protocol name `stream`.
 *
 * The leader sees every member's subscription, assigns tasks (task-assignor.ts), and hands each member the partitions of its
 * tasks; what another member still runs is held back for the next round. Source: Kafka Streams' `StreamsPartitionAssignor`.
 */
import type { Assignor } from '@moldau/client'
import { assignTasks, type TaskMember, withoutOwnedByOthers } from './task-assignor.ts'
import { partitionsOfTask, type TopologyPlan } from './topology-plan.ts'
import { decodeSubscription, encodeAssignment, encodeSubscription } from './user-data.ts'

/** What this member says of itself when it joins. */
export interface OwnState {
  readonly processId: string
  running(): ReadonlySet<string>
  offsetSums(): ReadonlyMap<string, number>
}

export const ASSIGNOR_NAME = 'stream'
