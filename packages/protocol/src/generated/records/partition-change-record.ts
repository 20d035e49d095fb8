// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** Something about a partition changed. */
export interface PartitionChangeRecord {
  /** Partition number (default -1). */
  partitionId: number
  /** Id of the topic. */
  topicId: string
  /** Replicas that are in sync (tag 0; default null). */
  isr: number[] | null
  /** Id of the leader (tag 1; default -2). */
  leader: number
  /** All replicas, the preferred leader first (tag 2; default null). */
  replicas: number[] | null
  /** Replicas on their way out (tag 3; default null). */
  removingReplicas: number[] | null
  /** Replicas on their way in (tag 4; default null). */
  addingReplicas: number[] | null
  /** 0 recovered, 1 still recovering from an unclean election (tag 5; default -1). */
  leaderRecoveryState: number
  /** Log directory of each replica, in the order of the replicas (from version 1; tag 8; default null). */
  directories: string[] | null
  /** Replicas outside the in-sync set that still may lead (from version 2; tag 6; default null). */
  eligibleLeaderReplicas: number[] | null
  /** Replicas that could lead when the eligible ones were last known (from version 2; tag 7; default null). */
  lastKnownElr: number[] | null
  unknownTags?: UnknownTags
}

/** A whole PartitionChangeRecord from the fields that differ from their defaults, at any depth. */
export function partitionChangeRecord(given: Partially<PartitionChangeRecord> = {}): PartitionChangeRecord {
  return {
    partitionId: given.partitionId === undefined ? -1 : given.partitionId,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    isr: given.isr === undefined ? null : given.isr === null ? null : [...given.isr],
    leader: given.leader === undefined ? -2 : given.leader,
    replicas: given.replicas === undefined ? null : given.replicas === null ? null : [...given.replicas],
    removingReplicas: given.removingReplicas === undefined ? null : given.removingReplicas === null ? null : [...given.removingReplicas],
    addingReplicas: given.addingReplicas === undefined ? null : given.addingReplicas === null ? null : [...given.addingReplicas],
    leaderRecoveryState: given.leaderRecoveryState === undefined ? -1 : given.leaderRecoveryState,
    directories: given.directories === undefined ? null : given.directories === null ? null : [...given.directories],
    eligibleLeaderReplicas: given.eligibleLeaderReplicas === undefined ? null : given.eligibleLeaderReplicas === null ? null : [...given.eligibleLeaderReplicas],
    lastKnownElr: given.lastKnownElr === undefined ? null : given.lastKnownElr === null ? null : [...given.lastKnownElr],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodePartitionChangeRecord(w: Writer, v: number, m: PartitionChangeRecord): void {
  let at = ''
  let i = -1
  try {
    at = 'partitionId'
    w.int32(m.partitionId)
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'unknownTags'
    const has0 = m.isr !== null
    const has1 = m.leader !== -2
    const has2 = m.replicas !== null
    const has3 = m.removingReplicas !== null
    const has4 = m.addingReplicas !== null
    const has5 = m.leaderRecoveryState !== -1
    const has6 = v >= 2 && m.eligibleLeaderReplicas !== null
    const has7 = v >= 2 && m.lastKnownElr !== null
    const has8 = v >= 1 && m.directories !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0) + (has4 ? 1 : 0) + (has5 ? 1 : 0) + (has6 ? 1 : 0) + (has7 ? 1 : 0) + (has8 ? 1 : 0))
    if (has0) {
      at = 'isr'
      const t = new Writer(64, false)
      const isr = m.isr
      if (isr === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(isr.length, true)
        for (i = 0; i < isr.length; i++) t.int32(isr[i]!)
        i = -1
      }
      w.tag(0, t)
    }
    if (has1) {
      at = 'leader'
      const t = new Writer(64, false)
      t.int32(m.leader)
      w.tag(1, t)
    }
    if (has2) {
      at = 'replicas'
      const t = new Writer(64, false)
      const replicas = m.replicas
      if (replicas === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(replicas.length, true)
        for (i = 0; i < replicas.length; i++) t.int32(replicas[i]!)
        i = -1
      }
      w.tag(2, t)
    }
    if (has3) {
      at = 'removingReplicas'
      const t = new Writer(64, false)
      const removingReplicas = m.removingReplicas
      if (removingReplicas === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(removingReplicas.length, true)
        for (i = 0; i < removingReplicas.length; i++) t.int32(removingReplicas[i]!)
        i = -1
      }
      w.tag(3, t)
    }
    if (has4) {
      at = 'addingReplicas'
      const t = new Writer(64, false)
      const addingReplicas = m.addingReplicas
      if (addingReplicas === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(addingReplicas.length, true)
        for (i = 0; i < addingReplicas.length; i++) t.int32(addingReplicas[i]!)
        i = -1
      }
      w.tag(4, t)
    }
    if (has5) {
      at = 'leaderRecoveryState'
      const t = new Writer(64, false)
      t.int8(m.leaderRecoveryState)
      w.tag(5, t)
    }
    if (has6) {
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
      w.tag(6, t)
    }
    if (has7) {
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
      w.tag(7, t)
    }
    if (has8) {
      at = 'directories'
      const t = new Writer(64, false)
      const directories = m.directories
      if (directories === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(directories.length, true)
        for (i = 0; i < directories.length; i++) t.uuid(directories[i]!)
        i = -1
      }
      w.tag(8, t)
    }
    w.unknownTags(m.unknownTags, 9, Infinity)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodePartitionChangeRecord(r: Reader, v: number): PartitionChangeRecord {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionId: number
    let topicId: string
    let isr: number[] | null = null
    let leader: number = -2
    let replicas: number[] | null = null
    let removingReplicas: number[] | null = null
    let addingReplicas: number[] | null = null
    let leaderRecoveryState: number = -1
    let directories: string[] | null = null
    let eligibleLeaderReplicas: number[] | null = null
    let lastKnownElr: number[] | null = null
    at = 'partitionId'
    partitionId = r.int32()
    at = 'topicId'
    topicId = r.uuid()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'isr'
          {
            const n = r.nullableArrayLength(true, 4)
            if (n < 0) {
              isr = null
            } else {
              const a: number[] = []
              for (i = 0; i < n; i++) a.push(r.int32())
              i = -1
              isr = a
            }
          }
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 1: {
          at = 'leader'
          leader = r.int32()
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 2: {
          at = 'replicas'
          {
            const n = r.nullableArrayLength(true, 4)
            if (n < 0) {
              replicas = null
            } else {
              const a: number[] = []
              for (i = 0; i < n; i++) a.push(r.int32())
              i = -1
              replicas = a
            }
          }
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 3: {
          at = 'removingReplicas'
          {
            const n = r.nullableArrayLength(true, 4)
            if (n < 0) {
              removingReplicas = null
            } else {
              const a: number[] = []
              for (i = 0; i < n; i++) a.push(r.int32())
              i = -1
              removingReplicas = a
            }
          }
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 4: {
          at = 'addingReplicas'
          {
            const n = r.nullableArrayLength(true, 4)
            if (n < 0) {
              addingReplicas = null
            } else {
              const a: number[] = []
              for (i = 0; i < n; i++) a.push(r.int32())
              i = -1
              addingReplicas = a
            }
          }
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 5: {
          at = 'leaderRecoveryState'
          leaderRecoveryState = r.int8()
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 6: {
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
        case 7: {
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
        case 8: {
          if (v >= 1) {
            at = 'directories'
            {
              const n = r.nullableArrayLength(true, 16)
              if (n < 0) {
                directories = null
              } else {
                const a: string[] = []
                for (i = 0; i < n; i++) a.push(r.uuid())
                i = -1
                directories = a
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
    return unknownTags === undefined ? { partitionId, topicId, isr, leader, replicas, removingReplicas, addingReplicas, leaderRecoveryState, directories, eligibleLeaderReplicas, lastKnownElr } : { partitionId, topicId, isr, leader, replicas, removingReplicas, addingReplicas, leaderRecoveryState, directories, eligibleLeaderReplicas, lastKnownElr, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** PartitionChangeRecord: Something about a partition changed. */
export const partitionChangeRecordData: DataDescription<PartitionChangeRecord> = {
  key: 5,
  name: 'PartitionChangeRecord',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 0,
  make: partitionChangeRecord,
  encode(w, v, m) {
    try {
      encodePartitionChangeRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'PartitionChangeRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodePartitionChangeRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'PartitionChangeRecord', v)
    }
  },
}
