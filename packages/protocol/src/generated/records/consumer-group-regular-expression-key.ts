// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Key of the topics of an expression that members of a consumer group are subscribed to, in __consumer_offsets. */
export interface ConsumerGroupRegularExpressionKey {
  /** Id of the group. */
  groupId: string
  /** The expression. */
  regularExpression: string
}

/** A whole ConsumerGroupRegularExpressionKey from the fields that differ from their defaults, at any depth. */
export function consumerGroupRegularExpressionKey(given: Partially<ConsumerGroupRegularExpressionKey> = {}): ConsumerGroupRegularExpressionKey {
  return {
    groupId: given.groupId === undefined ? '' : given.groupId,
    regularExpression: given.regularExpression === undefined ? '' : given.regularExpression,
  }
}

function encodeConsumerGroupRegularExpressionKey(w: Writer, _v: number, m: ConsumerGroupRegularExpressionKey): void {
  let at = ''
  try {
    at = 'groupId'
    w.string(m.groupId, false)
    at = 'regularExpression'
    w.string(m.regularExpression, false)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeConsumerGroupRegularExpressionKey(r: Reader, _v: number): ConsumerGroupRegularExpressionKey {
  let at = ''
  try {
    let groupId: string
    let regularExpression: string
    at = 'groupId'
    groupId = r.string(false)
    at = 'regularExpression'
    regularExpression = r.string(false)
    return { groupId, regularExpression }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** ConsumerGroupRegularExpressionKey: Key of the topics of an expression that members of a consumer group are subscribed to, in __consumer_offsets. */
export const consumerGroupRegularExpressionKeyData: DataDescription<ConsumerGroupRegularExpressionKey> = {
  key: 16,
  name: 'ConsumerGroupRegularExpressionKey',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: Infinity,
  make: consumerGroupRegularExpressionKey,
  encode(w, v, m) {
    try {
      encodeConsumerGroupRegularExpressionKey(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupRegularExpressionKey', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupRegularExpressionKey(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupRegularExpressionKey', v)
    }
  },
}
