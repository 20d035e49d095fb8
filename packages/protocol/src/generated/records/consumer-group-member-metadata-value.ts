// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { NO_BYTES, type Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** A member of a consumer group and what it is subscribed to, in __consumer_offsets. */
export interface ConsumerGroupMemberMetadataValue {
  /** Name of a static member; null for none. */
  instanceId: string | null
  /** Rack of the member; null for none. */
  rackId: string | null
  /** Name that the client gave itself. */
  clientId: string
  /** Where the client is. */
  clientHost: string
  /** Topics that the member is subscribed to; null for unchanged. */
  subscribedTopicNames: string[]
  /** Expression of topics that the member is subscribed to; null for unchanged. */
  subscribedTopicRegex: string | null
  /** How long the member may take to let partitions go, in ms; -1 for unchanged (default -1). */
  rebalanceTimeoutMs: number
  /** Assignor that the member prefers; null for none. */
  serverAssignor: string | null
  /** What is kept of a member that speaks the classic protocol; null for others (tag 0; default null). */
  classicMemberMetadata: ConsumerGroupClassicMemberMetadata | null
  unknownTags?: UnknownTags
}

/** One ConsumerGroupClassicMemberMetadata of ConsumerGroupMemberMetadataValue. */
export interface ConsumerGroupClassicMemberMetadata {
  /** Session of the member, in ms. */
  sessionTimeoutMs: number
  /** Classic protocols of the member. */
  supportedProtocols: ConsumerGroupClassicProtocol[]
  unknownTags?: UnknownTags
}

/** One ConsumerGroupClassicProtocol of ConsumerGroupMemberMetadataValue. */
export interface ConsumerGroupClassicProtocol {
  /** Name of it. */
  name: string
  /** Subscription in the bytes of the protocol. */
  metadata: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole ConsumerGroupClassicProtocol. */
export function makeConsumerGroupClassicProtocol(given: Partially<ConsumerGroupClassicProtocol> = {}): ConsumerGroupClassicProtocol {
  return {
    name: given.name === undefined ? '' : given.name,
    metadata: given.metadata === undefined ? NO_BYTES : given.metadata,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupClassicProtocol(w: Writer, _v: number, m: ConsumerGroupClassicProtocol): void {
  let at = ''
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'metadata'
    w.bytesField(m.metadata, true)
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

function decodeConsumerGroupClassicProtocol(r: Reader, _v: number): ConsumerGroupClassicProtocol {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let metadata: Uint8Array
    at = 'name'
    name = r.string(true)
    at = 'metadata'
    metadata = r.bytesField(true)
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, metadata } : { name, metadata, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ConsumerGroupClassicMemberMetadata. */
export function makeConsumerGroupClassicMemberMetadata(given: Partially<ConsumerGroupClassicMemberMetadata> = {}): ConsumerGroupClassicMemberMetadata {
  return {
    sessionTimeoutMs: given.sessionTimeoutMs === undefined ? 0 : given.sessionTimeoutMs,
    supportedProtocols: given.supportedProtocols === undefined ? [] : given.supportedProtocols.map(e => makeConsumerGroupClassicProtocol(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupClassicMemberMetadata(w: Writer, v: number, m: ConsumerGroupClassicMemberMetadata): void {
  let at = ''
  let i = -1
  try {
    at = 'sessionTimeoutMs'
    w.int32(m.sessionTimeoutMs)
    at = 'supportedProtocols'
    {
      const supportedProtocols = m.supportedProtocols
      w.arrayLength(supportedProtocols.length, true)
      for (i = 0; i < supportedProtocols.length; i++) encodeConsumerGroupClassicProtocol(w, v, supportedProtocols[i]!)
      i = -1
    }
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

function decodeConsumerGroupClassicMemberMetadata(r: Reader, v: number): ConsumerGroupClassicMemberMetadata {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let sessionTimeoutMs: number
    let supportedProtocols: ConsumerGroupClassicProtocol[]
    at = 'sessionTimeoutMs'
    sessionTimeoutMs = r.int32()
    at = 'supportedProtocols'
    {
      const n = r.arrayLength(true, 3)
      const a: ConsumerGroupClassicProtocol[] = []
      for (i = 0; i < n; i++) a.push(decodeConsumerGroupClassicProtocol(r, v))
      i = -1
      supportedProtocols = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { sessionTimeoutMs, supportedProtocols } : { sessionTimeoutMs, supportedProtocols, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole ConsumerGroupMemberMetadataValue from the fields that differ from their defaults, at any depth. */
export function consumerGroupMemberMetadataValue(given: Partially<ConsumerGroupMemberMetadataValue> = {}): ConsumerGroupMemberMetadataValue {
  return {
    instanceId: given.instanceId === undefined ? '' : given.instanceId,
    rackId: given.rackId === undefined ? '' : given.rackId,
    clientId: given.clientId === undefined ? '' : given.clientId,
    clientHost: given.clientHost === undefined ? '' : given.clientHost,
    subscribedTopicNames: given.subscribedTopicNames === undefined ? [] : [...given.subscribedTopicNames],
    subscribedTopicRegex: given.subscribedTopicRegex === undefined ? '' : given.subscribedTopicRegex,
    rebalanceTimeoutMs: given.rebalanceTimeoutMs === undefined ? -1 : given.rebalanceTimeoutMs,
    serverAssignor: given.serverAssignor === undefined ? '' : given.serverAssignor,
    classicMemberMetadata: given.classicMemberMetadata === undefined ? null : given.classicMemberMetadata === null ? null : makeConsumerGroupClassicMemberMetadata(given.classicMemberMetadata),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeConsumerGroupMemberMetadataValue(w: Writer, v: number, m: ConsumerGroupMemberMetadataValue): void {
  let at = ''
  let i = -1
  try {
    at = 'instanceId'
    w.nullableString(m.instanceId, true)
    at = 'rackId'
    w.nullableString(m.rackId, true)
    at = 'clientId'
    w.string(m.clientId, true)
    at = 'clientHost'
    w.string(m.clientHost, true)
    at = 'subscribedTopicNames'
    {
      const subscribedTopicNames = m.subscribedTopicNames
      w.arrayLength(subscribedTopicNames.length, true)
      for (i = 0; i < subscribedTopicNames.length; i++) w.string(subscribedTopicNames[i]!, true)
      i = -1
    }
    at = 'subscribedTopicRegex'
    w.nullableString(m.subscribedTopicRegex, true)
    at = 'rebalanceTimeoutMs'
    w.int32(m.rebalanceTimeoutMs)
    at = 'serverAssignor'
    w.nullableString(m.serverAssignor, true)
    at = 'unknownTags'
    const has0 = m.classicMemberMetadata !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
    if (has0) {
      at = 'classicMemberMetadata'
      const t = new Writer(64, false)
      if (m.classicMemberMetadata === null) {
        t.int8(-1)
      } else {
        t.int8(1)
        encodeConsumerGroupClassicMemberMetadata(t, v, m.classicMemberMetadata)
      }
      w.tag(0, t)
    }
    w.unknownTags(m.unknownTags, 1, Infinity)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeConsumerGroupMemberMetadataValue(r: Reader, v: number): ConsumerGroupMemberMetadataValue {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let instanceId: string | null
    let rackId: string | null
    let clientId: string
    let clientHost: string
    let subscribedTopicNames: string[]
    let subscribedTopicRegex: string | null
    let rebalanceTimeoutMs: number
    let serverAssignor: string | null
    let classicMemberMetadata: ConsumerGroupClassicMemberMetadata | null = null
    at = 'instanceId'
    instanceId = r.nullableString(true)
    at = 'rackId'
    rackId = r.nullableString(true)
    at = 'clientId'
    clientId = r.string(true)
    at = 'clientHost'
    clientHost = r.string(true)
    at = 'subscribedTopicNames'
    {
      const n = r.arrayLength(true, 1)
      const a: string[] = []
      for (i = 0; i < n; i++) a.push(r.string(true))
      i = -1
      subscribedTopicNames = a
    }
    at = 'subscribedTopicRegex'
    subscribedTopicRegex = r.nullableString(true)
    at = 'rebalanceTimeoutMs'
    rebalanceTimeoutMs = r.int32()
    at = 'serverAssignor'
    serverAssignor = r.nullableString(true)
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'classicMemberMetadata'
          classicMemberMetadata = r.uvarint() > 0 ? decodeConsumerGroupClassicMemberMetadata(r, v) : null
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor, classicMemberMetadata } : { instanceId, rackId, clientId, clientHost, subscribedTopicNames, subscribedTopicRegex, rebalanceTimeoutMs, serverAssignor, classicMemberMetadata, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ConsumerGroupMemberMetadataValue: A member of a consumer group and what it is subscribed to, in __consumer_offsets. */
export const consumerGroupMemberMetadataValueData: DataDescription<ConsumerGroupMemberMetadataValue> = {
  key: 5,
  name: 'ConsumerGroupMemberMetadataValue',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: consumerGroupMemberMetadataValue,
  encode(w, v, m) {
    try {
      encodeConsumerGroupMemberMetadataValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ConsumerGroupMemberMetadataValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeConsumerGroupMemberMetadataValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ConsumerGroupMemberMetadataValue', v)
    }
  },
}
