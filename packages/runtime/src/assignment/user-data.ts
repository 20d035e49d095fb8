/**
 * What members of an application's group tell each other, in Kafka Streams' layouts: SubscriptionInfo (version 11) from each
 * member, AssignmentInfo (version 11) back from the leader.
 */
import { assignmentInfoDataData, Reader, subscriptionInfoDataData, Writer } from '@moldau/protocol'
import type { TaskId } from './task-id.ts'
import { parseTaskName, taskName } from './task-id.ts'

const VERSION = 11
/** The offset sum of a task that its member runs. */
const RUNNING = -2

export interface Subscription {
  readonly processId: string
  readonly running: ReadonlySet<string>
  /** Tasks with state on disk: sums of changelog offsets. */
  readonly offsetSums: ReadonlyMap<string, number>
  /** Differs from join to join: a member that joins again is then heard, though it may say nothing new. Default 0. */
  readonly uniqueField?: number
}

/** The process id as Kafka's uuid: 22 characters of base64url. */
export function kafkaUuid(uuid: string): string {
  const hex = uuid.replaceAll('-', '')
  return Buffer.from(hex, 'hex').toString('base64url')
}

export function encodeSubscription(subscription: Subscription): Uint8Array {
  const sums = new Map([
    ...subscription.offsetSums,
    ...[...subscription.running].map(name => [name, RUNNING] as const),
  ])
  const data = subscriptionInfoDataData.make({
    version: VERSION,
    latestSupportedVersion: VERSION,
    processId: kafkaUuid(subscription.processId),
    taskOffsetSums: [...sums].map(([name, offsetSum]) => {
      const task = parseTaskName(name)!
      return { topicGroupId: task.subTopology, partition: task.partition, offsetSum }
    }),
    uniqueField: subscription.uniqueField ?? 0,
  })
  const writer = new Writer(256, false)
  subscriptionInfoDataData.encode(writer, VERSION, data)
  return writer.toBytes()
}

/** Reads a member's data; one that is empty or of another version counts as a member that runs nothing. */
export function decodeSubscription(bytes: Uint8Array | null): Subscription {
  const nothing = { processId: '', running: new Set<string>(), offsetSums: new Map<string, number>() }
  if (bytes === null || bytes.length < 4) return nothing
  const version = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0)
  if (version < 10 || version > VERSION) return nothing
  const data = subscriptionInfoDataData.decode(new Reader(bytes), version)
  const running = new Set<string>()
  const offsetSums = new Map<string, number>()
  for (const { topicGroupId, partition, offsetSum } of data.taskOffsetSums) {
    const name = taskName({ subTopology: topicGroupId, partition })
    if (offsetSum === RUNNING) running.add(name)
    else offsetSums.set(name, offsetSum)
  }
  return { processId: data.processId, running, offsetSums }
}

/** No rebalance is asked for. */
const NEVER_MS = Number.MAX_SAFE_INTEGER

/** What the leader tells a member beside its partitions. */
export interface AssignmentData {
  /** Others still run tasks that are meant for this member, which asks for the next rebalance itself. */
  readonly awaitsTasks: boolean
  /** By which plan the leader assigned (`planId`); undefined where it does not say. */
  readonly planId: number | undefined
}

/**
 * AssignmentInfo, and behind it the plan's id in 4 bytes. `tasks` in the order of the assigned partitions: a task stands once for each
 * of its partitions.
 */
export function encodeAssignment(
  tasks: readonly TaskId[],
  { awaitsTasks, planId }: AssignmentData,
): Uint8Array {
  const data = assignmentInfoDataData.make({
    version: VERSION,
    commonlySupportedVersion: VERSION,
    activeTasks: tasks.map(({ subTopology, partition }) => ({ topicGroupId: subTopology, partition })),
    nextRebalanceMs: awaitsTasks ? 0 : NEVER_MS,
  })
  const writer = new Writer(256, false)
  assignmentInfoDataData.encode(writer, VERSION, data)
  if (planId !== undefined) writer.int32(planId)
  return writer.toBytes()
}

/** Reads what the leader said. Data that is empty or of another version says nothing. */
export function decodeAssignment(bytes: Uint8Array | null): AssignmentData {
  const nothing = { awaitsTasks: false, planId: undefined }
  if (bytes === null || bytes.length < 4) return nothing
  const version = new DataView(bytes.buffer, bytes.byteOffset).getInt32(0)
  if (version < 10 || version > VERSION) return nothing
  const reader = new Reader(bytes)
  const awaitsTasks = assignmentInfoDataData.decode(reader, version).nextRebalanceMs === 0
  return { awaitsTasks, planId: reader.remaining >= 4 ? reader.int32() : undefined }
}
