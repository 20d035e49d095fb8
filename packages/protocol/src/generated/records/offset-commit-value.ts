// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** A committed offset in __consumer_offsets. */
export interface OffsetCommitValue {
  /** Offset of the next record to consume. */
  offset: number
  /** Leader epoch of the last record consumed; -1 when unknown (from version 3; default -1). */
  leaderEpoch: number
  /** Free text kept beside the offset. */
  metadata: string
  /** When the offset was committed, in ms. */
  commitTimestamp: number
  /** When the offset may be forgotten, in ms; -1 for the broker's default (version 1; default -1). */
  expireTimestamp: number
  /** Id of the topic (from version 4; tag 0). */
  topicId: string
  unknownTags?: UnknownTags
}

/** A whole OffsetCommitValue from the fields that differ from their defaults, at any depth. */
export function offsetCommitValue(given: Partially<OffsetCommitValue> = {}): OffsetCommitValue {
  return {
    offset: given.offset === undefined ? 0 : given.offset,
    leaderEpoch: given.leaderEpoch === undefined ? -1 : given.leaderEpoch,
    metadata: given.metadata === undefined ? '' : given.metadata,
    commitTimestamp: given.commitTimestamp === undefined ? 0 : given.commitTimestamp,
    expireTimestamp: given.expireTimestamp === undefined ? -1 : given.expireTimestamp,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeOffsetCommitValue(w: Writer, v: number, m: OffsetCommitValue): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'offset'
    w.int64(m.offset)
    at = 'leaderEpoch'
    if (v >= 3) {
      w.int32(m.leaderEpoch)
    }
    at = 'metadata'
    w.string(m.metadata, flex)
    at = 'commitTimestamp'
    w.int64(m.commitTimestamp)
    at = 'expireTimestamp'
    if (v >= 1 && v <= 1) {
      w.int64(m.expireTimestamp)
    }
    at = 'unknownTags'
    if (flex) {
      const has0 = m.topicId !== ZERO_UUID
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
      if (has0) {
        at = 'topicId'
        const t = new Writer(64, false)
        t.uuid(m.topicId)
        w.tag(0, t)
      }
      w.unknownTags(m.unknownTags, 1, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeOffsetCommitValue(r: Reader, v: number): OffsetCommitValue {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let offset: number
    let leaderEpoch: number = -1
    let metadata: string
    let commitTimestamp: number
    let expireTimestamp: number = -1
    let topicId: string = ZERO_UUID
    at = 'offset'
    offset = r.int64()
    at = 'leaderEpoch'
    if (v >= 3) {
      leaderEpoch = r.int32()
    }
    at = 'metadata'
    metadata = r.string(flex)
    at = 'commitTimestamp'
    commitTimestamp = r.int64()
    at = 'expireTimestamp'
    if (v >= 1 && v <= 1) {
      expireTimestamp = r.int64()
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            at = 'topicId'
            topicId = r.uuid()
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          default:
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
        }
      }
    }
    return unknownTags === undefined ? { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp, topicId } : { offset, leaderEpoch, metadata, commitTimestamp, expireTimestamp, topicId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** OffsetCommitValue: A committed offset in __consumer_offsets. */
export const offsetCommitValueData: DataDescription<OffsetCommitValue> = {
  key: 1,
  name: 'OffsetCommitValue',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  make: offsetCommitValue,
  encode(w, v, m) {
    try {
      encodeOffsetCommitValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'OffsetCommitValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeOffsetCommitValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'OffsetCommitValue', v)
    }
  },
}
