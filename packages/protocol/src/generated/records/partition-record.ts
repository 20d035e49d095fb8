// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** A partition was created, with its replicas and leader. */
export interface PartitionRecord {
  /** Partition number (default -1). */
  partitionId: number
  /** Id of the topic. */
  topicId: string
  /** All replicas, the preferred leader first. */
  replicas: number[]
  /** Replicas that are in sync. */
  isr: number[]
  /** Replicas on their way out. */
  removingReplicas: number[]
  /** Replicas on their way in. */
  addingReplicas: number[]
  /** Id of the leader (default -1). */
  leader: number
  /** 0 recovered, 1 still recovering from an unclean election (tag 0). */
  leaderRecoveryState: number
  /** Epoch of the leader; -1 when unknown (default -1). */
  leaderEpoch: number
  /** Counts the changes of the partition (default -1). */
  partitionEpoch: number
  /** Log directory of each replica, in the order of the replicas (from version 1). */
  directories: string[]
  /** Replicas outside the in-sync set that still may lead (from version 2; tag 1; default null). */
  eligibleLeaderReplicas: number[] | null
  /** Replicas that could lead when the eligible ones were last known (from version 2; tag 2; default null). */
  lastKnownElr: number[] | null
  unknownTags?: UnknownTags
}

/** A whole PartitionRecord from the fields that differ from their defaults, at any depth. */
export function partitionRecord(given: Partially<PartitionRecord> = {}): PartitionRecord {
  return {
    partitionId: given.partitionId === undefined ? -1 : given.partitionId,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    replicas: given.replicas === undefined ? [] : [...given.replicas],
    isr: given.isr === undefined ? [] : [...given.isr],
    removingReplicas: given.removingReplicas === undefined ? [] : [...given.removingReplicas],
    addingReplicas: given.addingReplicas === undefined ? [] : [...given.addingReplicas],
    leader: given.leader === undefined ? -1 : given.leader,
    leaderRecoveryState: given.leaderRecoveryState === undefined ? 0 : given.leaderRecoveryState,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    partitionEpoch: given.partitionEpoch === undefined ? -1 : given.partitionEpoch,
    directories: given.directories === undefined ? [] : [...given.directories],
    eligibleLeaderReplicas: given.eligibleLeaderReplicas === undefined ? null : given.eligibleLeaderReplicas === null ? null : [...given.eligibleLeaderReplicas],
    lastKnownElr: given.lastKnownElr === undefined ? null : given.lastKnownElr === null ? null : [...given.lastKnownElr],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionRecord(w: Writer, v: number, m: PartitionRecord): void {
  let at = ''
  let i = -1
  try {
    at = 'partitionId'
    w.int32(m.partitionId)
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'replicas'
    {
      const replicas = m.replicas
      w.arrayLength(replicas.length, true)
      for (i = 0; i < replicas.length; i++) w.int32(replicas[i]!)
      i = -1
    }
    at = 'isr'
    {
      const isr = m.isr
      w.arrayLength(isr.length, true)
      for (i = 0; i < isr.length; i++) w.int32(isr[i]!)
      i = -1
    }
    at = 'removingReplicas'
    {
      const removingReplicas = m.removingReplicas
      w.arrayLength(removingReplicas.length, true)
      for (i = 0; i < removingReplicas.length; i++) w.int32(removingReplicas[i]!)
      i = -1
    }
    at = 'addingReplicas'
    {
      const addingReplicas = m.addingReplicas
      w.arrayLength(addingReplicas.length, true)
      for (i = 0; i < addingReplicas.length; i++) w.int32(addingReplicas[i]!)
      i = -1
    }
    at = 'leader'
    w.int32(m.leader)
    at = 'leaderEpoch'
    w.int32(m.leaderEpoch)
    at = 'partitionEpoch'
    w.int32(m.partitionEpoch)
    at = 'directories'
    if (v >= 1) {
      const directories = m.directories
      w.arrayLength(directories.length, true)
      for (i = 0; i < directories.length; i++) w.uuid(directories[i]!)
      i = -1
    }
    at = 'unknownTags'
    const has0 = m.leaderRecoveryState !== 0
    const has1 = v >= 2 && m.eligibleLeaderReplicas !== null
    const has2 = v >= 2 && m.lastKnownElr !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0))
    if (has0) {
      at = 'leaderRecoveryState'
      const t = new Writer(64, false)
      t.int8(m.leaderRecoveryState)
      w.tag(0, t)
    }
    if (has1) {
      at = 'eligibleLeaderReplicas'
      const t = new Writer(64, false)
      const eligibleLeaderReplicas = m.eligibleLeaderReplicas
      if (eligibleLeaderReplicas === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(eligibleLeaderReplicas.length, true)
        for (i = 0; i < eligibleLeaderReplicas.length; i++) t.int32(eligibleLeaderReplicas[i]!)
        i = -1
      }
      w.tag(1, t)
    }
    if (has2) {
      at = 'lastKnownElr'
      const t = new Writer(64, false)
      const lastKnownElr = m.lastKnownElr
      if (lastKnownElr === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(lastKnownElr.length, true)
        for (i = 0; i < lastKnownElr.length; i++) t.int32(lastKnownElr[i]!)
        i = -1
      }
      w.tag(2, t)
    }
    w.unknownTags(m.unknownTags, 3, Infinity)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodePartitionRecord(r: Reader, v: number): PartitionRecord {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionId: number
    let topicId: string
    let replicas: number[]
    let isr: number[]
    let removingReplicas: number[]
    let addingReplicas: number[]
    let leader: number
    let leaderRecoveryState: number = 0
    let leaderEpoch: number
    let partitionEpoch: number
    let directories: string[] = []
    let eligibleLeaderReplicas: number[] | null = null
    let lastKnownElr: number[] | null = null
    at = 'partitionId'
    partitionId = r.int32()
    at = 'topicId'
    topicId = r.uuid()
    at = 'replicas'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      replicas = a
    }
    at = 'isr'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      isr = a
    }
    at = 'removingReplicas'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      removingReplicas = a
    }
    at = 'addingReplicas'
    {
      const n = r.arrayLength(true, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      addingReplicas = a
    }
    at = 'leader'
    leader = r.int32()
    at = 'leaderEpoch'
    leaderEpoch = r.int32()
    at = 'partitionEpoch'
    partitionEpoch = r.int32()
    at = 'directories'
    if (v >= 1) {
      {
        const n = r.arrayLength(true, 16)
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.uuid())
        i = -1
        directories = a
      }
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'leaderRecoveryState'
          leaderRecoveryState = r.int8()
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 1: {
          if (v >= 2) {
            at = 'eligibleLeaderReplicas'
            {
              const n = r.nullableArrayLength(true, 4)
              if (n < 0) {
                eligibleLeaderReplicas = null
              } else {
                const a: number[] = []
                for (i = 0; i < n; i++) a.push(r.int32())
                i = -1
                eligibleLeaderReplicas = a
              }
            }
            r.endTag(end)
            at = 'unknownTags'
          } else {
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
          }
          break
        }
        case 2: {
          if (v >= 2) {
            at = 'lastKnownElr'
            {
              const n = r.nullableArrayLength(true, 4)
              if (n < 0) {
                lastKnownElr = null
              } else {
                const a: number[] = []
                for (i = 0; i < n; i++) a.push(r.int32())
                i = -1
                lastKnownElr = a
              }
            }
            r.endTag(end)
            at = 'unknownTags'
          } else {
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
          }
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionId, topicId, replicas, isr, removingReplicas, addingReplicas, leader, leaderRecoveryState, leaderEpoch, partitionEpoch, directories, eligibleLeaderReplicas, lastKnownElr } : { partitionId, topicId, replicas, isr, removingReplicas, addingReplicas, leader, leaderRecoveryState, leaderEpoch, partitionEpoch, directories, eligibleLeaderReplicas, lastKnownElr, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** PartitionRecord: A partition was created, with its replicas and leader. */
export const partitionRecordData: DataDescription<PartitionRecord> = {
  key: 3,
  name: 'PartitionRecord',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  make: partitionRecord,
  encode(w, v, m) {
    try {
      encodePartitionRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'PartitionRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodePartitionRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'PartitionRecord', v)
    }
  },
}
