// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { NO_BYTES, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A classic group, its generation and members, in __consumer_offsets. */
export interface GroupMetadataValue {
  /** Kind of group; consumers say 'consumer'. */
  protocolType: string
  /** Generation of the group. */
  generation: number
  /** Protocol that the group agreed on; null for none. */
  protocol: string | null
  /** Member that assigns. */
  leader: string | null
  /** When the group came into its state, in ms; -1 when unknown (from version 2; default -1). */
  currentStateTimestamp: number
  /** Members of the group. */
  members: MemberMetadata[]
  unknownTags?: UnknownTags
}

/** One MemberMetadata of GroupMetadataValue. */
export interface MemberMetadata {
  /** Id that the coordinator gave the member. */
  memberId: string
  /** Name of a static member; null for a dynamic one (from version 3; default null). */
  groupInstanceId: string | null
  /** Name the member's client gives itself. */
  clientId: string
  /** Host the member connected from. */
  clientHost: string
  /** How long the coordinator waits for members to rejoin, in ms (from version 1; default -1). */
  rebalanceTimeout: number
  /** After this long without a heartbeat the member is dropped, in ms. */
  sessionTimeout: number
  /** The member's subscription, as bytes of the protocol. */
  subscription: Uint8Array
  /** The member's assignment, as bytes of the protocol. */
  assignment: Uint8Array
  unknownTags?: UnknownTags
}

/** A whole MemberMetadata. */
export function makeMemberMetadata(given: Partially<MemberMetadata> = {}): MemberMetadata {
  return {
    memberId: given.memberId === undefined ? '' : given.memberId,
    groupInstanceId: given.groupInstanceId === undefined ? null : given.groupInstanceId,
    clientId: given.clientId === undefined ? '' : given.clientId,
    clientHost: given.clientHost === undefined ? '' : given.clientHost,
    rebalanceTimeout: given.rebalanceTimeout === undefined ? -1 : given.rebalanceTimeout,
    sessionTimeout: given.sessionTimeout === undefined ? 0 : given.sessionTimeout,
    subscription: given.subscription === undefined ? NO_BYTES : given.subscription,
    assignment: given.assignment === undefined ? NO_BYTES : given.assignment,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeMemberMetadata(w: Writer, v: number, m: MemberMetadata): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'memberId'
    w.string(m.memberId, flex)
    at = 'groupInstanceId'
    if (v >= 3) {
      w.nullableString(m.groupInstanceId, flex)
    }
    at = 'clientId'
    w.string(m.clientId, flex)
    at = 'clientHost'
    w.string(m.clientHost, flex)
    at = 'rebalanceTimeout'
    if (v >= 1) {
      w.int32(m.rebalanceTimeout)
    }
    at = 'sessionTimeout'
    w.int32(m.sessionTimeout)
    at = 'subscription'
    w.bytesField(m.subscription, flex)
    at = 'assignment'
    w.bytesField(m.assignment, flex)
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeMemberMetadata(r: Reader, v: number): MemberMetadata {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let memberId: string
    let groupInstanceId: string | null = null
    let clientId: string
    let clientHost: string
    let rebalanceTimeout: number = -1
    let sessionTimeout: number
    let subscription: Uint8Array
    let assignment: Uint8Array
    at = 'memberId'
    memberId = r.string(flex)
    at = 'groupInstanceId'
    if (v >= 3) {
      groupInstanceId = r.nullableString(flex)
    }
    at = 'clientId'
    clientId = r.string(flex)
    at = 'clientHost'
    clientHost = r.string(flex)
    at = 'rebalanceTimeout'
    if (v >= 1) {
      rebalanceTimeout = r.int32()
    }
    at = 'sessionTimeout'
    sessionTimeout = r.int32()
    at = 'subscription'
    subscription = r.bytesField(flex)
    at = 'assignment'
    assignment = r.bytesField(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeout, sessionTimeout, subscription, assignment } : { memberId, groupInstanceId, clientId, clientHost, rebalanceTimeout, sessionTimeout, subscription, assignment, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole GroupMetadataValue from the fields that differ from their defaults, at any depth. */
export function groupMetadataValue(given: Partially<GroupMetadataValue> = {}): GroupMetadataValue {
  return {
    protocolType: given.protocolType === undefined ? '' : given.protocolType,
    generation: given.generation === undefined ? 0 : given.generation,
    protocol: given.protocol === undefined ? '' : given.protocol,
    leader: given.leader === undefined ? '' : given.leader,
    currentStateTimestamp: given.currentStateTimestamp === undefined ? -1 : given.currentStateTimestamp,
    members: given.members === undefined ? [] : given.members.map(e => makeMemberMetadata(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeGroupMetadataValue(w: Writer, v: number, m: GroupMetadataValue): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'protocolType'
    w.string(m.protocolType, flex)
    at = 'generation'
    w.int32(m.generation)
    at = 'protocol'
    w.nullableString(m.protocol, flex)
    at = 'leader'
    w.nullableString(m.leader, flex)
    at = 'currentStateTimestamp'
    if (v >= 2) {
      w.int64(m.currentStateTimestamp)
    }
    at = 'members'
    {
      const members = m.members
      w.arrayLength(members.length, flex)
      for (i = 0; i < members.length; i++) encodeMemberMetadata(w, v, members[i]!)
      i = -1
    }
    at = 'unknownTags'
    if (flex) {
      if (m.unknownTags === undefined) w.uvarint(0)
      else {
        w.uvarint(m.unknownTags.size)
        w.unknownTags(m.unknownTags, 0, Infinity)
      }
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeGroupMetadataValue(r: Reader, v: number): GroupMetadataValue {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let protocolType: string
    let generation: number
    let protocol: string | null
    let leader: string | null
    let currentStateTimestamp: number = -1
    let members: MemberMetadata[]
    at = 'protocolType'
    protocolType = r.string(flex)
    at = 'generation'
    generation = r.int32()
    at = 'protocol'
    protocol = r.nullableString(flex)
    at = 'leader'
    leader = r.nullableString(flex)
    at = 'currentStateTimestamp'
    if (v >= 2) {
      currentStateTimestamp = r.int64()
    }
    at = 'members'
    {
      const n = r.arrayLength(flex, 15)
      const a: MemberMetadata[] = []
      for (i = 0; i < n; i++) a.push(decodeMemberMetadata(r, v))
      i = -1
      members = a
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { protocolType, generation, protocol, leader, currentStateTimestamp, members } : { protocolType, generation, protocol, leader, currentStateTimestamp, members, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** GroupMetadataValue: A classic group, its generation and members, in __consumer_offsets. */
export const groupMetadataValueData: DataDescription<GroupMetadataValue> = {
  key: 2,
  name: 'GroupMetadataValue',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 4,
  make: groupMetadataValue,
  encode(w, v, m) {
    try {
      encodeGroupMetadataValue(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'GroupMetadataValue', v)
    }
  },
  decode(r, v) {
    try {
      return decodeGroupMetadataValue(r, v)
    } catch (error) {
      throw decodeFailure(error, 'GroupMetadataValue', v)
    }
  },
}
