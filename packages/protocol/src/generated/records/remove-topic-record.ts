// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A topic was deleted. */
export interface RemoveTopicRecord {
  /** Id of the topic. */
  topicId: string
  unknownTags?: UnknownTags
}

/** A whole RemoveTopicRecord from the fields that differ from their defaults, at any depth. */
export function removeTopicRecord(given: Partially<RemoveTopicRecord> = {}): RemoveTopicRecord {
  return {
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeRemoveTopicRecord(w: Writer, _v: number, m: RemoveTopicRecord): void {
  let at = ''
  try {
    at = 'topicId'
    w.uuid(m.topicId)
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeRemoveTopicRecord(r: Reader, _v: number): RemoveTopicRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topicId: string
    at = 'topicId'
    topicId = r.uuid()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topicId } : { topicId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** RemoveTopicRecord: A topic was deleted. */
export const removeTopicRecordData: DataDescription<RemoveTopicRecord> = {
  key: 9,
  name: 'RemoveTopicRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: removeTopicRecord,
  encode(w, v, m) {
    try {
      encodeRemoveTopicRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'RemoveTopicRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeRemoveTopicRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'RemoveTopicRecord', v)
    }
  },
}
