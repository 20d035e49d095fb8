// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A topic was created. */
export interface TopicRecord {
  /** Name of it. */
  name: string
  /** Id of the topic. */
  topicId: string
  unknownTags?: UnknownTags
}

/** A whole TopicRecord from the fields that differ from their defaults, at any depth. */
export function topicRecord(given: Partially<TopicRecord> = {}): TopicRecord {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeTopicRecord(w: Writer, _v: number, m: TopicRecord): void {
  let at = ''
  try {
    at = 'name'
    w.string(m.name, true)
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

function decodeTopicRecord(r: Reader, _v: number): TopicRecord {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let topicId: string
    at = 'name'
    name = r.string(true)
    at = 'topicId'
    topicId = r.uuid()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, topicId } : { name, topicId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** TopicRecord: A topic was created. */
export const topicRecordData: DataDescription<TopicRecord> = {
  key: 2,
  name: 'TopicRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: topicRecord,
  encode(w, v, m) {
    try {
      encodeTopicRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'TopicRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeTopicRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'TopicRecord', v)
    }
  },
}
