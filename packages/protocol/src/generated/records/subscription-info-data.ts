// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { NO_BYTES, ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What a streams client tells the group's leader, inside its subscription's user data. */
export interface SubscriptionInfoData {
  /** Version that is used. */
  version: number
  /** Newest version that the client can read (from version 3; default -1). */
  latestSupportedVersion: number
  /** Identity of the process. */
  processId: string
  /** Tasks the client ran before (versions 1 to 6). */
  prevTasks: TaskId[]
  /** Tasks of which the client holds a copy (versions 1 to 6). */
  standbyTasks: TaskId[]
  /** host:port at which the client answers queries; empty for none (from version 2). */
  userEndPoint: Uint8Array
  /** How far the client's state has come, by task (from version 7). */
  taskOffsetSums: TaskOffsetSum[]
  /** Changes with every subscription, so that the coordinator takes it for a new one (from version 8). */
  uniqueField: number
  /** Error of the assignment; 0 for none (from version 9). */
  errorCode: number
  /** Tags of the client, for rack-aware standbys (from version 11). */
  clientTags: ClientTag[]
}

/** One ClientTag of SubscriptionInfoData. */
export interface ClientTag {
  /** Name of the tag (from version 11). */
  key: Uint8Array
  /** Value of the tag (from version 11). */
  value: Uint8Array
}

/** One TaskOffsetSum of SubscriptionInfoData. */
export interface TaskOffsetSum {
  /** Number of the sub-topology (from version 7). */
  topicGroupId: number
  /** Partition number (from version 10). */
  partition: number
  /** Sum of the changelog offsets that the client has for the task; -2 when it runs the task (from version 10). */
  offsetSum: number
  /** Name of the topology; null when it has none (from version 10). */
  namedTopology: string | null
  /** Offset sums by partition (versions 7 to 9). */
  partitionToOffsetSum: PartitionToOffsetSum[]
}

/** One PartitionToOffsetSum of SubscriptionInfoData. */
export interface PartitionToOffsetSum {
  /** Partition number (versions 7 to 9). */
  partition: number
  /** Sum of the changelog offsets that the client has for the task; -2 when it runs the task (versions 7 to 9). */
  offsetSum: number
}

/** One TaskId of SubscriptionInfoData. */
export interface TaskId {
  /** Number of the sub-topology (versions 1 to 6). */
  topicGroupId: number
  /** Partition number (versions 1 to 6). */
  partition: number
}

/** A whole TaskId. */
export function makeTaskId(given: Partially<TaskId> = {}): TaskId {
  return {
    topicGroupId: given.topicGroupId === undefined ? 0 : given.topicGroupId,
    partition: given.partition === undefined ? 0 : given.partition,
  }
}

function encodeTaskId(w: Writer, v: number, m: TaskId): void {
  let at = ''
  try {
    at = 'topicGroupId'
    if (v <= 6) {
      w.int32(m.topicGroupId)
    }
    at = 'partition'
    if (v <= 6) {
      w.int32(m.partition)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeTaskId(r: Reader, v: number): TaskId {
  let at = ''
  try {
    let topicGroupId: number = 0
    let partition: number = 0
    at = 'topicGroupId'
    if (v <= 6) {
      topicGroupId = r.int32()
    }
    at = 'partition'
    if (v <= 6) {
      partition = r.int32()
    }
    return { topicGroupId, partition }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole PartitionToOffsetSum. */
export function makePartitionToOffsetSum(given: Partially<PartitionToOffsetSum> = {}): PartitionToOffsetSum {
  return {
    partition: given.partition === undefined ? 0 : given.partition,
    offsetSum: given.offsetSum === undefined ? 0 : given.offsetSum,
  }
}

function encodePartitionToOffsetSum(w: Writer, v: number, m: PartitionToOffsetSum): void {
  let at = ''
  try {
    at = 'partition'
    if (v >= 7 && v <= 9) {
      w.int32(m.partition)
    }
    at = 'offsetSum'
    if (v >= 7 && v <= 9) {
      w.int64(m.offsetSum)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodePartitionToOffsetSum(r: Reader, v: number): PartitionToOffsetSum {
  let at = ''
  try {
    let partition: number = 0
    let offsetSum: number = 0
    at = 'partition'
    if (v >= 7 && v <= 9) {
      partition = r.int32()
    }
    at = 'offsetSum'
    if (v >= 7 && v <= 9) {
      offsetSum = r.int64()
    }
    return { partition, offsetSum }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole TaskOffsetSum. */
export function makeTaskOffsetSum(given: Partially<TaskOffsetSum> = {}): TaskOffsetSum {
  return {
    topicGroupId: given.topicGroupId === undefined ? 0 : given.topicGroupId,
    partition: given.partition === undefined ? 0 : given.partition,
    offsetSum: given.offsetSum === undefined ? 0 : given.offsetSum,
    namedTopology: given.namedTopology === undefined ? '' : given.namedTopology,
    partitionToOffsetSum: given.partitionToOffsetSum === undefined ? [] : given.partitionToOffsetSum.map(e => makePartitionToOffsetSum(e)),
  }
}

function encodeTaskOffsetSum(w: Writer, v: number, m: TaskOffsetSum): void {
  let at = ''
  let i = -1
  try {
    at = 'topicGroupId'
    if (v >= 7) {
      w.int32(m.topicGroupId)
    }
    at = 'partition'
    if (v >= 10) {
      w.int32(m.partition)
    }
    at = 'offsetSum'
    if (v >= 10) {
      w.int64(m.offsetSum)
    }
    at = 'namedTopology'
    if (v >= 10) {
      w.nullableString(m.namedTopology, false)
    }
    at = 'partitionToOffsetSum'
    if (v >= 7 && v <= 9) {
      const partitionToOffsetSum = m.partitionToOffsetSum
      w.arrayLength(partitionToOffsetSum.length, false)
      for (i = 0; i < partitionToOffsetSum.length; i++) encodePartitionToOffsetSum(w, v, partitionToOffsetSum[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeTaskOffsetSum(r: Reader, v: number): TaskOffsetSum {
  let at = ''
  let i = -1
  try {
    let topicGroupId: number = 0
    let partition: number = 0
    let offsetSum: number = 0
    let namedTopology: string | null = ''
    let partitionToOffsetSum: PartitionToOffsetSum[] = []
    at = 'topicGroupId'
    if (v >= 7) {
      topicGroupId = r.int32()
    }
    at = 'partition'
    if (v >= 10) {
      partition = r.int32()
    }
    at = 'offsetSum'
    if (v >= 10) {
      offsetSum = r.int64()
    }
    at = 'namedTopology'
    if (v >= 10) {
      namedTopology = r.nullableString(false)
    }
    at = 'partitionToOffsetSum'
    if (v >= 7 && v <= 9) {
      {
        const n = r.arrayLength(false, 1)
        const a: PartitionToOffsetSum[] = []
        for (i = 0; i < n; i++) a.push(decodePartitionToOffsetSum(r, v))
        i = -1
        partitionToOffsetSum = a
      }
    }
    return { topicGroupId, partition, offsetSum, namedTopology, partitionToOffsetSum }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ClientTag. */
export function makeClientTag(given: Partially<ClientTag> = {}): ClientTag {
  return {
    key: given.key === undefined ? NO_BYTES : given.key,
    value: given.value === undefined ? NO_BYTES : given.value,
  }
}

function encodeClientTag(w: Writer, v: number, m: ClientTag): void {
  let at = ''
  try {
    at = 'key'
    if (v >= 11) {
      w.bytesField(m.key, false)
    }
    at = 'value'
    if (v >= 11) {
      w.bytesField(m.value, false)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeClientTag(r: Reader, v: number): ClientTag {
  let at = ''
  try {
    let key: Uint8Array = NO_BYTES
    let value: Uint8Array = NO_BYTES
    at = 'key'
    if (v >= 11) {
      key = r.bytesField(false)
    }
    at = 'value'
    if (v >= 11) {
      value = r.bytesField(false)
    }
    return { key, value }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole SubscriptionInfoData from the fields that differ from their defaults, at any depth. */
export function subscriptionInfoData(given: Partially<SubscriptionInfoData> = {}): SubscriptionInfoData {
  return {
    version: given.version === undefined ? 0 : given.version,
    latestSupportedVersion: given.latestSupportedVersion === undefined ? -1 : given.latestSupportedVersion,
    processId: given.processId === undefined ? ZERO_UUID : given.processId,
    prevTasks: given.prevTasks === undefined ? [] : given.prevTasks.map(e => makeTaskId(e)),
    standbyTasks: given.standbyTasks === undefined ? [] : given.standbyTasks.map(e => makeTaskId(e)),
    userEndPoint: given.userEndPoint === undefined ? NO_BYTES : given.userEndPoint,
    taskOffsetSums: given.taskOffsetSums === undefined ? [] : given.taskOffsetSums.map(e => makeTaskOffsetSum(e)),
    uniqueField: given.uniqueField === undefined ? 0 : given.uniqueField,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    clientTags: given.clientTags === undefined ? [] : given.clientTags.map(e => makeClientTag(e)),
  }
}

function encodeSubscriptionInfoData(w: Writer, v: number, m: SubscriptionInfoData): void {
  let at = ''
  let i = -1
  try {
    at = 'version'
    w.int32(m.version)
    at = 'latestSupportedVersion'
    if (v >= 3) {
      w.int32(m.latestSupportedVersion)
    }
    at = 'processId'
    w.uuid(m.processId)
    at = 'prevTasks'
    if (v <= 6) {
      const prevTasks = m.prevTasks
      w.arrayLength(prevTasks.length, false)
      for (i = 0; i < prevTasks.length; i++) encodeTaskId(w, v, prevTasks[i]!)
      i = -1
    }
    at = 'standbyTasks'
    if (v <= 6) {
      const standbyTasks = m.standbyTasks
      w.arrayLength(standbyTasks.length, false)
      for (i = 0; i < standbyTasks.length; i++) encodeTaskId(w, v, standbyTasks[i]!)
      i = -1
    }
    at = 'userEndPoint'
    if (v >= 2) {
      w.bytesField(m.userEndPoint, false)
    }
    at = 'taskOffsetSums'
    if (v >= 7) {
      const taskOffsetSums = m.taskOffsetSums
      w.arrayLength(taskOffsetSums.length, false)
      for (i = 0; i < taskOffsetSums.length; i++) encodeTaskOffsetSum(w, v, taskOffsetSums[i]!)
      i = -1
    }
    at = 'uniqueField'
    if (v >= 8) {
      w.int8(m.uniqueField)
    }
    at = 'errorCode'
    if (v >= 9) {
      w.int32(m.errorCode)
    }
    at = 'clientTags'
    if (v >= 11) {
      const clientTags = m.clientTags
      w.arrayLength(clientTags.length, false)
      for (i = 0; i < clientTags.length; i++) encodeClientTag(w, v, clientTags[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeSubscriptionInfoData(r: Reader, v: number): SubscriptionInfoData {
  let at = ''
  let i = -1
  try {
    let version: number
    let latestSupportedVersion: number = -1
    let processId: string
    let prevTasks: TaskId[] = []
    let standbyTasks: TaskId[] = []
    let userEndPoint: Uint8Array = NO_BYTES
    let taskOffsetSums: TaskOffsetSum[] = []
    let uniqueField: number = 0
    let errorCode: number = 0
    let clientTags: ClientTag[] = []
    at = 'version'
    version = r.int32()
    at = 'latestSupportedVersion'
    if (v >= 3) {
      latestSupportedVersion = r.int32()
    }
    at = 'processId'
    processId = r.uuid()
    at = 'prevTasks'
    if (v <= 6) {
      {
        const n = r.arrayLength(false, 1)
        const a: TaskId[] = []
        for (i = 0; i < n; i++) a.push(decodeTaskId(r, v))
        i = -1
        prevTasks = a
      }
    }
    at = 'standbyTasks'
    if (v <= 6) {
      {
        const n = r.arrayLength(false, 1)
        const a: TaskId[] = []
        for (i = 0; i < n; i++) a.push(decodeTaskId(r, v))
        i = -1
        standbyTasks = a
      }
    }
    at = 'userEndPoint'
    if (v >= 2) {
      userEndPoint = r.bytesField(false)
    }
    at = 'taskOffsetSums'
    if (v >= 7) {
      {
        const n = r.arrayLength(false, 1)
        const a: TaskOffsetSum[] = []
        for (i = 0; i < n; i++) a.push(decodeTaskOffsetSum(r, v))
        i = -1
        taskOffsetSums = a
      }
    }
    at = 'uniqueField'
    if (v >= 8) {
      uniqueField = r.int8()
    }
    at = 'errorCode'
    if (v >= 9) {
      errorCode = r.int32()
    }
    at = 'clientTags'
    if (v >= 11) {
      {
        const n = r.arrayLength(false, 1)
        const a: ClientTag[] = []
        for (i = 0; i < n; i++) a.push(decodeClientTag(r, v))
        i = -1
        clientTags = a
      }
    }
    return { version, latestSupportedVersion, processId, prevTasks, standbyTasks, userEndPoint, taskOffsetSums, uniqueField, errorCode, clientTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** SubscriptionInfoData: What a streams client tells the group's leader, inside its subscription's user data. */
export const subscriptionInfoDataData: DataDescription<SubscriptionInfoData> = {
  key: -1,
  name: 'SubscriptionInfoData',
  minVersion: 1,
  maxVersion: 11,
  flexibleFrom: Infinity,
  make: subscriptionInfoData,
  encode(w, v, m) {
    try {
      encodeSubscriptionInfoData(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'SubscriptionInfoData', v)
    }
  },
  decode(r, v) {
    try {
      return decodeSubscriptionInfoData(r, v)
    } catch (error) {
      throw decodeFailure(error, 'SubscriptionInfoData', v)
    }
  },
}
