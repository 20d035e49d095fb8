/**
 * The records of `__consumer_offsets`: committed offsets, and what is kept of a classic group. Kafka's schemas.
 */
import {
  decodeKey,
  decodeVersioned,
  encodeKey,
  encodeVersioned,
  type GroupMetadataValue,
  groupMetadataKeyData,
  groupMetadataValueData,
  kindOfKey,
  offsetCommitKeyData,
  offsetCommitValueData,
} from '@moldau/protocol'
import type { StoredRecord } from './coordinator-log.ts'

/** The versions that Kafka 4.3 writes. */
const OFFSET_VERSION = 3
const GROUP_VERSION = 3

/** A committed offset, or one that a transaction holds ready. */
export interface CommittedOffset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
  readonly leaderEpoch: number
  readonly metadata: string
  readonly commitMs: number
  /** Where in its partition of `__consumer_offsets` the record lies: of two commits the later record counts. */
  readonly recordOffset: number
}

export type OffsetToCommit = Omit<CommittedOffset, 'recordOffset'>

export function encodeOffset(groupId: string, commit: OffsetToCommit): StoredRecord {
  const { topic, partition, offset, leaderEpoch, metadata, commitMs } = commit
  const key = encodeKey(offsetCommitKeyData, offsetCommitKeyData.make({ group: groupId, topic, partition }))
  const data = offsetCommitValueData.make({ offset, leaderEpoch, metadata, commitTimestamp: commitMs })
  return { key, value: encodeVersioned(offsetCommitValueData, OFFSET_VERSION, data) }
}

export function offsetTombstone(groupId: string, topic: string, partition: number): StoredRecord {
  return {
    key: encodeKey(offsetCommitKeyData, offsetCommitKeyData.make({ group: groupId, topic, partition })),
    value: null,
  }
}

export function encodeGroup(groupId: string, value: GroupMetadataValue): StoredRecord {
  const key = encodeKey(groupMetadataKeyData, groupMetadataKeyData.make({ group: groupId }))
  return { key, value: encodeVersioned(groupMetadataValueData, GROUP_VERSION, value) }
}

export function groupTombstone(groupId: string): StoredRecord {
  return { key: encodeKey(groupMetadataKeyData, groupMetadataKeyData.make({ group: groupId })), value: null }
}

export type GroupRecord =
  | {
      readonly kind: 'offset'
      readonly groupId: string
      readonly topic: string
      readonly partition: number
      readonly commit: OffsetToCommit | null
    }
  | { readonly kind: 'group'; readonly groupId: string; readonly value: GroupMetadataValue | null }

/** Reads a record; `undefined` for kinds that mean nothing here. @throws DecodeError where the bytes are damaged */
export function decodeGroupRecord(key: Uint8Array, value: Uint8Array | null): GroupRecord | undefined {
  const kind = kindOfKey(key)
  // Kind 0 is the form that offsets had before Kafka 0.9.
  if (kind === offsetCommitKeyData.key) {
    const { group: groupId, topic, partition } = decodeKey(offsetCommitKeyData, key)
    if (value === null) return { kind: 'offset', groupId, topic, partition, commit: null }
    const { data } = decodeVersioned(offsetCommitValueData, value)
    const { offset, leaderEpoch, metadata, commitTimestamp: commitMs } = data
    return {
      kind: 'offset',
      groupId,
      topic,
      partition,
      commit: { topic, partition, offset, leaderEpoch, metadata, commitMs },
    }
  }
  if (kind === groupMetadataKeyData.key) {
    const { group: groupId } = decodeKey(groupMetadataKeyData, key)
    return {
      kind: 'group',
      groupId,
      value: value === null ? null : decodeVersioned(groupMetadataValueData, value).data,
    }
  }
  return undefined
}
