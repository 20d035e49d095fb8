// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The OffsetFetch request. */
export interface OffsetFetchRequest {
  /** Id of the group (versions 1 to 7). */
  groupId: string
  /** The topics (versions 1 to 7; null from version 2). */
  topics: OffsetFetchRequestTopic[] | null
  /** The groups (from version 8). */
  groups: OffsetFetchRequestGroup[]
  /** Whether to wait while transactions hold offsets back: such partitions answer UNSTABLE_OFFSET_COMMIT (from version 7). */
  requireStable: boolean
  unknownTags?: UnknownTags
}

/** One OffsetFetchRequestGroup of OffsetFetchRequest. */
export interface OffsetFetchRequestGroup {
  /** Id of the group (from version 8). */
  groupId: string
  /** Id that the coordinator gave the member; empty at first (from version 9; default null). */
  memberId: string | null
  /** The member's epoch in the new group protocol; -1 in the classic one (from version 9; default -1). */
  memberEpoch: number
  /** The topics (from version 8). */
  topics: OffsetFetchRequestTopics[] | null
  unknownTags?: UnknownTags
}

/** One OffsetFetchRequestTopics of OffsetFetchRequest. */
export interface OffsetFetchRequestTopics {
  /** Name of it (versions 8 to 9). */
  name: string
  /** Id of the topic (from version 10). */
  topicId: string
  /** Partition numbers (from version 8). */
  partitionIndexes: number[]
  unknownTags?: UnknownTags
}

/** One OffsetFetchRequestTopic of OffsetFetchRequest. */
export interface OffsetFetchRequestTopic {
  /** Name of it (versions 1 to 7). */
  name: string
  /** Partition numbers (versions 1 to 7). */
  partitionIndexes: number[]
  unknownTags?: UnknownTags
}

/** A whole OffsetFetchRequestTopic. */
export function makeOffsetFetchRequestTopic(given: Partially<OffsetFetchRequestTopic> = {}): OffsetFetchRequestTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitionIndexes: given.partitionIndexes === undefined ? [] : [...given.partitionIndexes],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchRequestTopic(w: Writer, v: number, m: OffsetFetchRequestTopic): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v <= 7) {
      w.string(m.name, flex)
    }
    at = 'partitionIndexes'
    if (v <= 7) {
      const partitionIndexes = m.partitionIndexes
      w.arrayLength(partitionIndexes.length, flex)
      for (i = 0; i < partitionIndexes.length; i++) w.int32(partitionIndexes[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchRequestTopic(r: Reader, v: number): OffsetFetchRequestTopic {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let partitionIndexes: number[] = []
    at = 'name'
    if (v <= 7) {
      name = r.string(flex)
    }
    at = 'partitionIndexes'
    if (v <= 7) {
      {
        const n = r.arrayLength(flex, 4)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int32())
        i = -1
        partitionIndexes = a
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, partitionIndexes } : { name, partitionIndexes, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetFetchRequestTopics. */
export function makeOffsetFetchRequestTopics(given: Partially<OffsetFetchRequestTopics> = {}): OffsetFetchRequestTopics {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitionIndexes: given.partitionIndexes === undefined ? [] : [...given.partitionIndexes],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchRequestTopics(w: Writer, v: number, m: OffsetFetchRequestTopics): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v >= 8 && v <= 9) {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 10) {
      w.uuid(m.topicId)
    }
    at = 'partitionIndexes'
    if (v >= 8) {
      const partitionIndexes = m.partitionIndexes
      w.arrayLength(partitionIndexes.length, flex)
      for (i = 0; i < partitionIndexes.length; i++) w.int32(partitionIndexes[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchRequestTopics(r: Reader, v: number): OffsetFetchRequestTopics {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let topicId: string = ZERO_UUID
    let partitionIndexes: number[] = []
    at = 'name'
    if (v >= 8 && v <= 9) {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 10) {
      topicId = r.uuid()
    }
    at = 'partitionIndexes'
    if (v >= 8) {
      {
        const n = r.arrayLength(flex, 4)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int32())
        i = -1
        partitionIndexes = a
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, topicId, partitionIndexes } : { name, topicId, partitionIndexes, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetFetchRequestGroup. */
export function makeOffsetFetchRequestGroup(given: Partially<OffsetFetchRequestGroup> = {}): OffsetFetchRequestGroup {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    memberId: given.memberId === undefined ? null : given.memberId,
    memberEpoch: given.memberEpoch === undefined ? -1 : given.memberEpoch,
    topics: given.topics === undefined ? [] : given.topics === null ? null : given.topics.map(e => makeOffsetFetchRequestTopics(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchRequestGroup(w: Writer, v: number, m: OffsetFetchRequestGroup): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    if (v >= 8) {
      w.string(m.groupId, flex)
    }
    at = 'memberId'
    if (v >= 9) {
      w.nullableString(m.memberId, flex)
    }
    at = 'memberEpoch'
    if (v >= 9) {
      w.int32(m.memberEpoch)
    }
    at = 'topics'
    if (v >= 8) {
      const topics = m.topics
      if (topics === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(topics.length, flex)
        for (i = 0; i < topics.length; i++) encodeOffsetFetchRequestTopics(w, v, topics[i]!)
        i = -1
      }
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchRequestGroup(r: Reader, v: number): OffsetFetchRequestGroup {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string = ''
    let memberId: string | null = null
    let memberEpoch: number = -1
    let topics: OffsetFetchRequestTopics[] | null = []
    at = 'groupId'
    if (v >= 8) {
      groupId = r.string(flex)
    }
    at = 'memberId'
    if (v >= 9) {
      memberId = r.nullableString(flex)
    }
    at = 'memberEpoch'
    if (v >= 9) {
      memberEpoch = r.int32()
    }
    at = 'topics'
    if (v >= 8) {
      {
        const n = r.nullableArrayLength(flex, 1)
        if (n < 0) {
          topics = null
        } else {
          const a: OffsetFetchRequestTopics[] = []
          for (i = 0; i < n; i++) a.push(decodeOffsetFetchRequestTopics(r, v))
          i = -1
          topics = a
        }
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { groupId, memberId, memberEpoch, topics } : { groupId, memberId, memberEpoch, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetFetchRequest from the fields that differ from their defaults, at any depth. */
export function offsetFetchRequest(given: Partially<OffsetFetchRequest> = {}): OffsetFetchRequest {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    topics: given.topics === undefined ? [] : given.topics === null ? null : given.topics.map(e => makeOffsetFetchRequestTopic(e)),
    groups: given.groups === undefined ? [] : given.groups.map(e => makeOffsetFetchRequestGroup(e)),
    requireStable: given.requireStable === undefined ? false : given.requireStable,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchRequest(w: Writer, v: number, m: OffsetFetchRequest): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    if (v <= 7) {
      w.string(m.groupId, flex)
    }
    at = 'topics'
    if (v <= 7) {
      if (v >= 2) {
        const topics = m.topics
        if (topics === null) {
          w.nullArray(flex)
        } else {
          w.arrayLength(topics.length, flex)
          for (i = 0; i < topics.length; i++) encodeOffsetFetchRequestTopic(w, v, topics[i]!)
          i = -1
        }
      } else {
        const topics = m.topics
        if (topics === null) {
          throw w.fault('null where this version has none')
        } else {
          w.arrayLength(topics.length, flex)
          for (i = 0; i < topics.length; i++) encodeOffsetFetchRequestTopic(w, v, topics[i]!)
          i = -1
        }
      }
    }
    at = 'groups'
    if (v >= 8) {
      const groups = m.groups
      w.arrayLength(groups.length, flex)
      for (i = 0; i < groups.length; i++) encodeOffsetFetchRequestGroup(w, v, groups[i]!)
      i = -1
    }
    at = 'requireStable'
    if (v >= 7) {
      w.bool(m.requireStable)
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchRequest(r: Reader, v: number): OffsetFetchRequest {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string = ''
    let topics: OffsetFetchRequestTopic[] | null = []
    let groups: OffsetFetchRequestGroup[] = []
    let requireStable: boolean = false
    at = 'groupId'
    if (v <= 7) {
      groupId = r.string(flex)
    }
    at = 'topics'
    if (v <= 7) {
      if (v >= 2) {
        {
          const n = r.nullableArrayLength(flex, 1)
          if (n < 0) {
            topics = null
          } else {
            const a: OffsetFetchRequestTopic[] = []
            for (i = 0; i < n; i++) a.push(decodeOffsetFetchRequestTopic(r, v))
            i = -1
            topics = a
          }
        }
      } else {
        {
          const n = r.arrayLength(flex, 1)
          const a: OffsetFetchRequestTopic[] = []
          for (i = 0; i < n; i++) a.push(decodeOffsetFetchRequestTopic(r, v))
          i = -1
          topics = a
        }
      }
    }
    at = 'groups'
    if (v >= 8) {
      {
        const n = r.arrayLength(flex, 1)
        const a: OffsetFetchRequestGroup[] = []
        for (i = 0; i < n; i++) a.push(decodeOffsetFetchRequestGroup(r, v))
        i = -1
        groups = a
      }
    }
    at = 'requireStable'
    if (v >= 7) {
      requireStable = r.bool()
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { groupId, topics, groups, requireStable } : { groupId, topics, groups, requireStable, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The OffsetFetch response. */
export interface OffsetFetchResponse {
  /** How long the answer was held back by a quota, in ms (from version 3). */
  throttleTimeMs: number
  /** The topics (versions 1 to 7). */
  topics: OffsetFetchResponseTopic[]
  /** Error code; 0 for none (versions 2 to 7). */
  errorCode: number
  /** The groups (from version 8). */
  groups: OffsetFetchResponseGroup[]
  unknownTags?: UnknownTags
}

/** One OffsetFetchResponseGroup of OffsetFetchResponse. */
export interface OffsetFetchResponseGroup {
  /** Id of the group (from version 8). */
  groupId: string
  /** The topics (from version 8). */
  topics: OffsetFetchResponseTopics[]
  /** Error code; 0 for none (from version 8). */
  errorCode: number
  unknownTags?: UnknownTags
}

/** One OffsetFetchResponseTopics of OffsetFetchResponse. */
export interface OffsetFetchResponseTopics {
  /** Name of it (versions 8 to 9). */
  name: string
  /** Id of the topic (from version 10). */
  topicId: string
  /** The partitions (from version 8). */
  partitions: OffsetFetchResponsePartitions[]
  unknownTags?: UnknownTags
}

/** One OffsetFetchResponsePartitions of OffsetFetchResponse. */
export interface OffsetFetchResponsePartitions {
  /** Partition number (from version 8). */
  partitionIndex: number
  /** Offset of the next record to consume; in answers -1 when there is none (from version 8). */
  committedOffset: number
  /** Leader epoch of the last record consumed; -1 when unknown (from version 8; default -1). */
  committedLeaderEpoch: number
  /** Free text kept beside the offset (from version 8). */
  metadata: string | null
  /** Error code; 0 for none (from version 8). */
  errorCode: number
  unknownTags?: UnknownTags
}

/** One OffsetFetchResponseTopic of OffsetFetchResponse. */
export interface OffsetFetchResponseTopic {
  /** Name of it (versions 1 to 7). */
  name: string
  /** The partitions (versions 1 to 7). */
  partitions: OffsetFetchResponsePartition[]
  unknownTags?: UnknownTags
}

/** One OffsetFetchResponsePartition of OffsetFetchResponse. */
export interface OffsetFetchResponsePartition {
  /** Partition number (versions 1 to 7). */
  partitionIndex: number
  /** Offset of the next record to consume; in answers -1 when there is none (versions 1 to 7). */
  committedOffset: number
  /** Leader epoch of the last record consumed; -1 when unknown (versions 5 to 7; default -1). */
  committedLeaderEpoch: number
  /** Free text kept beside the offset (versions 1 to 7). */
  metadata: string | null
  /** Error code; 0 for none (versions 1 to 7). */
  errorCode: number
  unknownTags?: UnknownTags
}

/** A whole OffsetFetchResponsePartition. */
export function makeOffsetFetchResponsePartition(given: Partially<OffsetFetchResponsePartition> = {}): OffsetFetchResponsePartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    committedOffset: given.committedOffset === undefined ? 0 : given.committedOffset,
    committedLeaderEpoch: given.committedLeaderEpoch === undefined ? -1 : given.committedLeaderEpoch,
    metadata: given.metadata === undefined ? '' : given.metadata,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchResponsePartition(w: Writer, v: number, m: OffsetFetchResponsePartition): void {
  const flex = v >= 6
  let at = ''
  try {
    at = 'partitionIndex'
    if (v <= 7) {
      w.int32(m.partitionIndex)
    }
    at = 'committedOffset'
    if (v <= 7) {
      w.int64(m.committedOffset)
    }
    at = 'committedLeaderEpoch'
    if (v >= 5 && v <= 7) {
      w.int32(m.committedLeaderEpoch)
    }
    at = 'metadata'
    if (v <= 7) {
      w.nullableString(m.metadata, flex)
    }
    at = 'errorCode'
    if (v <= 7) {
      w.int16(m.errorCode)
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetFetchResponsePartition(r: Reader, v: number): OffsetFetchResponsePartition {
  const flex = v >= 6
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number = 0
    let committedOffset: number = 0
    let committedLeaderEpoch: number = -1
    let metadata: string | null = ''
    let errorCode: number = 0
    at = 'partitionIndex'
    if (v <= 7) {
      partitionIndex = r.int32()
    }
    at = 'committedOffset'
    if (v <= 7) {
      committedOffset = r.int64()
    }
    at = 'committedLeaderEpoch'
    if (v >= 5 && v <= 7) {
      committedLeaderEpoch = r.int32()
    }
    at = 'metadata'
    if (v <= 7) {
      metadata = r.nullableString(flex)
    }
    at = 'errorCode'
    if (v <= 7) {
      errorCode = r.int16()
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode } : { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole OffsetFetchResponseTopic. */
export function makeOffsetFetchResponseTopic(given: Partially<OffsetFetchResponseTopic> = {}): OffsetFetchResponseTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetFetchResponsePartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchResponseTopic(w: Writer, v: number, m: OffsetFetchResponseTopic): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v <= 7) {
      w.string(m.name, flex)
    }
    at = 'partitions'
    if (v <= 7) {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeOffsetFetchResponsePartition(w, v, partitions[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchResponseTopic(r: Reader, v: number): OffsetFetchResponseTopic {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let partitions: OffsetFetchResponsePartition[] = []
    at = 'name'
    if (v <= 7) {
      name = r.string(flex)
    }
    at = 'partitions'
    if (v <= 7) {
      {
        const n = r.arrayLength(flex, 1)
        const a: OffsetFetchResponsePartition[] = []
        for (i = 0; i < n; i++) a.push(decodeOffsetFetchResponsePartition(r, v))
        i = -1
        partitions = a
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetFetchResponsePartitions. */
export function makeOffsetFetchResponsePartitions(given: Partially<OffsetFetchResponsePartitions> = {}): OffsetFetchResponsePartitions {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    committedOffset: given.committedOffset === undefined ? 0 : given.committedOffset,
    committedLeaderEpoch: given.committedLeaderEpoch === undefined ? -1 : given.committedLeaderEpoch,
    metadata: given.metadata === undefined ? '' : given.metadata,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchResponsePartitions(w: Writer, v: number, m: OffsetFetchResponsePartitions): void {
  const flex = v >= 6
  let at = ''
  try {
    at = 'partitionIndex'
    if (v >= 8) {
      w.int32(m.partitionIndex)
    }
    at = 'committedOffset'
    if (v >= 8) {
      w.int64(m.committedOffset)
    }
    at = 'committedLeaderEpoch'
    if (v >= 8) {
      w.int32(m.committedLeaderEpoch)
    }
    at = 'metadata'
    if (v >= 8) {
      w.nullableString(m.metadata, flex)
    }
    at = 'errorCode'
    if (v >= 8) {
      w.int16(m.errorCode)
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetFetchResponsePartitions(r: Reader, v: number): OffsetFetchResponsePartitions {
  const flex = v >= 6
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number = 0
    let committedOffset: number = 0
    let committedLeaderEpoch: number = -1
    let metadata: string | null = ''
    let errorCode: number = 0
    at = 'partitionIndex'
    if (v >= 8) {
      partitionIndex = r.int32()
    }
    at = 'committedOffset'
    if (v >= 8) {
      committedOffset = r.int64()
    }
    at = 'committedLeaderEpoch'
    if (v >= 8) {
      committedLeaderEpoch = r.int32()
    }
    at = 'metadata'
    if (v >= 8) {
      metadata = r.nullableString(flex)
    }
    at = 'errorCode'
    if (v >= 8) {
      errorCode = r.int16()
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode } : { partitionIndex, committedOffset, committedLeaderEpoch, metadata, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole OffsetFetchResponseTopics. */
export function makeOffsetFetchResponseTopics(given: Partially<OffsetFetchResponseTopics> = {}): OffsetFetchResponseTopics {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeOffsetFetchResponsePartitions(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchResponseTopics(w: Writer, v: number, m: OffsetFetchResponseTopics): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'name'
    if (v >= 8 && v <= 9) {
      w.string(m.name, flex)
    }
    at = 'topicId'
    if (v >= 10) {
      w.uuid(m.topicId)
    }
    at = 'partitions'
    if (v >= 8) {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeOffsetFetchResponsePartitions(w, v, partitions[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchResponseTopics(r: Reader, v: number): OffsetFetchResponseTopics {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let topicId: string = ZERO_UUID
    let partitions: OffsetFetchResponsePartitions[] = []
    at = 'name'
    if (v >= 8 && v <= 9) {
      name = r.string(flex)
    }
    at = 'topicId'
    if (v >= 10) {
      topicId = r.uuid()
    }
    at = 'partitions'
    if (v >= 8) {
      {
        const n = r.arrayLength(flex, 1)
        const a: OffsetFetchResponsePartitions[] = []
        for (i = 0; i < n; i++) a.push(decodeOffsetFetchResponsePartitions(r, v))
        i = -1
        partitions = a
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, topicId, partitions } : { name, topicId, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetFetchResponseGroup. */
export function makeOffsetFetchResponseGroup(given: Partially<OffsetFetchResponseGroup> = {}): OffsetFetchResponseGroup {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetFetchResponseTopics(e)),
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchResponseGroup(w: Writer, v: number, m: OffsetFetchResponseGroup): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'groupId'
    if (v >= 8) {
      w.string(m.groupId, flex)
    }
    at = 'topics'
    if (v >= 8) {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeOffsetFetchResponseTopics(w, v, topics[i]!)
      i = -1
    }
    at = 'errorCode'
    if (v >= 8) {
      w.int16(m.errorCode)
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchResponseGroup(r: Reader, v: number): OffsetFetchResponseGroup {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let groupId: string = ''
    let topics: OffsetFetchResponseTopics[] = []
    let errorCode: number = 0
    at = 'groupId'
    if (v >= 8) {
      groupId = r.string(flex)
    }
    at = 'topics'
    if (v >= 8) {
      {
        const n = r.arrayLength(flex, 1)
        const a: OffsetFetchResponseTopics[] = []
        for (i = 0; i < n; i++) a.push(decodeOffsetFetchResponseTopics(r, v))
        i = -1
        topics = a
      }
    }
    at = 'errorCode'
    if (v >= 8) {
      errorCode = r.int16()
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { groupId, topics, errorCode } : { groupId, topics, errorCode, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole OffsetFetchResponse from the fields that differ from their defaults, at any depth. */
export function offsetFetchResponse(given: Partially<OffsetFetchResponse> = {}): OffsetFetchResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeOffsetFetchResponseTopic(e)),
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    groups: given.groups === undefined ? [] : given.groups.map(e => makeOffsetFetchResponseGroup(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetFetchResponse(w: Writer, v: number, m: OffsetFetchResponse): void {
  const flex = v >= 6
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    if (v >= 3) {
      w.int32(m.throttleTimeMs)
    }
    at = 'topics'
    if (v <= 7) {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeOffsetFetchResponseTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'errorCode'
    if (v >= 2 && v <= 7) {
      w.int16(m.errorCode)
    }
    at = 'groups'
    if (v >= 8) {
      const groups = m.groups
      w.arrayLength(groups.length, flex)
      for (i = 0; i < groups.length; i++) encodeOffsetFetchResponseGroup(w, v, groups[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeOffsetFetchResponse(r: Reader, v: number): OffsetFetchResponse {
  const flex = v >= 6
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number = 0
    let topics: OffsetFetchResponseTopic[] = []
    let errorCode: number = 0
    let groups: OffsetFetchResponseGroup[] = []
    at = 'throttleTimeMs'
    if (v >= 3) {
      throttleTimeMs = r.int32()
    }
    at = 'topics'
    if (v <= 7) {
      {
        const n = r.arrayLength(flex, 1)
        const a: OffsetFetchResponseTopic[] = []
        for (i = 0; i < n; i++) a.push(decodeOffsetFetchResponseTopic(r, v))
        i = -1
        topics = a
      }
    }
    at = 'errorCode'
    if (v >= 2 && v <= 7) {
      errorCode = r.int16()
    }
    at = 'groups'
    if (v >= 8) {
      {
        const n = r.arrayLength(flex, 1)
        const a: OffsetFetchResponseGroup[] = []
        for (i = 0; i < n; i++) a.push(decodeOffsetFetchResponseGroup(r, v))
        i = -1
        groups = a
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { throttleTimeMs, topics, errorCode, groups } : { throttleTimeMs, topics, errorCode, groups, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** OffsetFetch, API key 9: versions 1 to 10. */
export const offsetFetchApi: ApiDescription<OffsetFetchRequest, OffsetFetchResponse> = {
  key: 9,
  name: 'OffsetFetch',
  minVersion: 1,
  maxVersion: 10,
  flexibleFrom: 6,
  request: offsetFetchRequest,
  response: offsetFetchResponse,
  encodeRequest(w, v, m) {
    try {
      encodeOffsetFetchRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetFetchRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeOffsetFetchRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetFetchRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeOffsetFetchResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetFetchResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeOffsetFetchResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetFetchResponse', v)
    }
  },
}
