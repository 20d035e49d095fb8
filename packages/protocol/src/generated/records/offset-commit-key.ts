// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of a committed offset in __consumer_offsets. */
export interface OffsetCommitKey {
  /** Id of the group. */
  group: string
  /** Name of the topic. */
  topic: string
  /** Partition number. */
  partition: number
}

/** A whole OffsetCommitKey from the fields that differ from their defaults, at any depth. */
export function offsetCommitKey(given: Partially<OffsetCommitKey> = {}): OffsetCommitKey {
  return {
    group: given.group === undefined ? '' : given.group,
    topic: given.topic === undefined ? '' : given.topic,
    partition: given.partition === undefined ? 0 : given.partition,
  }
}

function encodeOffsetCommitKey(w: Writer, _v: number, m: OffsetCommitKey): void {
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

function decodeOffsetCommitKey(r: Reader, _v: number): OffsetCommitKey {
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

/** OffsetCommitKey: Key of a committed offset in __consumer_offsets. */
export const offsetCommitKeyData: DataDescription<OffsetCommitKey> = {
  key: 1,
  name: 'OffsetCommitKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: offsetCommitKey,
  encode(w, v, m) {
    try {
      encodeOffsetCommitKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetCommitKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeOffsetCommitKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetCommitKey', v)
    }
  },
}
