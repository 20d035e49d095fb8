// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of a committed offset as brokers wrote it before 0.9. */
export interface LegacyOffsetCommitKey {
  /** Id of the group. */
  group: string
  /** Name of the topic. */
  topic: string
  /** Partition number. */
  partition: number
}

/** A whole LegacyOffsetCommitKey from the fields that differ from their defaults, at any depth. */
export function legacyOffsetCommitKey(given: Partially<LegacyOffsetCommitKey> = {}): LegacyOffsetCommitKey {
  return {
    group: given.group === undefined ? '' : given.group,
    topic: given.topic === undefined ? '' : given.topic,
    partition: given.partition === undefined ? 0 : given.partition,
  }
}

function encodeLegacyOffsetCommitKey(w: Writer, _v: number, m: LegacyOffsetCommitKey): void {
  let at = ''
  try {
    at = 'group'
    w.string(m.group, false)
    at = 'topic'
    w.string(m.topic, false)
    at = 'partition'
    w.int32(m.partition)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeLegacyOffsetCommitKey(r: Reader, _v: number): LegacyOffsetCommitKey {
  let at = ''
  try {
    let group: string
    let topic: string
    let partition: number
    at = 'group'
    group = r.string(false)
    at = 'topic'
    topic = r.string(false)
    at = 'partition'
    partition = r.int32()
    return { group, topic, partition }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** LegacyOffsetCommitKey: Key of a committed offset as brokers wrote it before 0.9. */
export const legacyOffsetCommitKeyData: DataDescription<LegacyOffsetCommitKey> = {
  key: 0,
  name: 'LegacyOffsetCommitKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: legacyOffsetCommitKey,
  encode(w, v, m) {
    try {
      encodeLegacyOffsetCommitKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'LegacyOffsetCommitKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeLegacyOffsetCommitKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'LegacyOffsetCommitKey', v)
    }
  },
}
