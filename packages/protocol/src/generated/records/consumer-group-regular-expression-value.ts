// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** The topics of an expression that members of a consumer group are subscribed to, in __consumer_offsets. */
export interface ConsumerGroupRegularExpressionValue {
  /** The topics. */
  topics: string[]
  /** Version of the metadata that was looked at. */
  version: number
  /** When it was resolved, in ms. */
  timestamp: number
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupRegularExpressionValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupRegularExpressionValue(given: Partially<ConsumerGroupRegularExpressionValue> = {}): ConsumerGroupRegularExpressionValue {
  return {
    topics: given.topics === undefined ? [] : [...given.topics],
    version: given.version === undefined ? 0 : given.version,
    timestamp: given.timestamp === undefined ? 0 : given.timestamp,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupRegularExpressionValue(w: Writer, _v: number, m: ConsumerGroupRegularExpressionValue): void {
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, true)
      for (i = 0; i < topics.length; i++) w.string(topics[i]!, true)
      i = -1
    }
    at = 'version'
    w.int64(m.version)
    at = 'timestamp'
    w.int64(m.timestamp)
    at = 'unknownTags'
    if (m.unknownTags === undefined) w.uvarint(0)
    else {
      w.uvarint(m.unknownTags.size)
      w.unknownTags(m.unknownTags, 0, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerGroupRegularExpressionValue(r: Reader, _v: number): ConsumerGroupRegularExpressionValue {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: string[]
    let version: number
    let timestamp: number
    at = 'topics'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      topics = a
    }
    at = 'version'
    version = r.int64()
    at = 'timestamp'
    timestamp = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { topics, version, timestamp } : { topics, version, timestamp, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerGroupRegularExpressionValue: The topics of an expression that members of a consumer group are subscribed to, in __consumer_offsets. */
export const consumerGroupRegularExpressionValueData: DataDescription<ConsumerGroupRegularExpressionValue> = {
  key: 16,
  name: 'ConsumerGroupRegularExpressionValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupRegularExpressionValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupRegularExpressionValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupRegularExpressionValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupRegularExpressionValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupRegularExpressionValue', v)
    }
  },
}
