// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Control record: a leader was elected. */
export interface LeaderChangeMessage {
  /** Version of the record. */
  version: number
  /** Id of the leader; -1 for none. */
  leaderId: number
  /** The voters. */
  voters: LeaderChangeMessageVoter[]
  /** Voters who chose the leader. */
  grantingVoters: LeaderChangeMessageVoter[]
  unknownTags?: UnknownTags
}

/** One Voter of LeaderChangeMessage. */
export interface LeaderChangeMessageVoter {
  /** Id of the voter. */
  voterId: number
  /** Log directory of the voter (from version 1). */
  voterDirectoryId: string
  unknownTags?: UnknownTags
}

/** A whole LeaderChangeMessageVoter. */
export function makeLeaderChangeMessageVoter(given: Partially<LeaderChangeMessageVoter> = {}): LeaderChangeMessageVoter {
  return {
    voterId: given.voterId === undefined ? 0 : given.voterId,
    voterDirectoryId: given.voterDirectoryId === undefined ? ZERO_UUID : given.voterDirectoryId,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeLeaderChangeMessageVoter(w: Writer, v: number, m: LeaderChangeMessageVoter): void {
  let at = ''
  try {
    at = 'voterId'
    w.int32(m.voterId)
    at = 'voterDirectoryId'
    if (v >= 1) {
      w.uuid(m.voterDirectoryId)
    }
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

function decodeLeaderChangeMessageVoter(r: Reader, v: number): LeaderChangeMessageVoter {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let voterId: number
    let voterDirectoryId: string = ZERO_UUID
    at = 'voterId'
    voterId = r.int32()
    at = 'voterDirectoryId'
    if (v >= 1) {
      voterDirectoryId = r.uuid()
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { voterId, voterDirectoryId } : { voterId, voterDirectoryId, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole LeaderChangeMessage from the fields that differ from their defaults, at any depth. */
export function leaderChangeMessage(given: Partially<LeaderChangeMessage> = {}): LeaderChangeMessage {
  return {
    version: given.version === undefined ? 0 : given.version,
    leaderId: given.leaderId === undefined ? 0 : given.leaderId,
    voters: given.voters === undefined ? [] : given.voters.map(e => makeLeaderChangeMessageVoter(e)),
    grantingVoters: given.grantingVoters === undefined ? [] : given.grantingVoters.map(e => makeLeaderChangeMessageVoter(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeLeaderChangeMessage(w: Writer, v: number, m: LeaderChangeMessage): void {
  let at = ''
  let i = -1
  try {
    at = 'version'
    w.int16(m.version)
    at = 'leaderId'
    w.int32(m.leaderId)
    at = 'voters'
    {
      const voters = m.voters
      w.arrayLength(voters.length, true)
      for (i = 0; i < voters.length; i++) encodeLeaderChangeMessageVoter(w, v, voters[i]!)
      i = -1
    }
    at = 'grantingVoters'
    {
      const grantingVoters = m.grantingVoters
      w.arrayLength(grantingVoters.length, true)
      for (i = 0; i < grantingVoters.length; i++) encodeLeaderChangeMessageVoter(w, v, grantingVoters[i]!)
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

function decodeLeaderChangeMessage(r: Reader, v: number): LeaderChangeMessage {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let version: number
    let leaderId: number
    let voters: LeaderChangeMessageVoter[]
    let grantingVoters: LeaderChangeMessageVoter[]
    at = 'version'
    version = r.int16()
    at = 'leaderId'
    leaderId = r.int32()
    at = 'voters'
    {
      const n = r.arrayLength(true, 5)
      const a: LeaderChangeMessageVoter[] = []
      for (i = 0; i < n; i++) a.push(decodeLeaderChangeMessageVoter(r, v))
      i = -1
      voters = a
    }
    at = 'grantingVoters'
    {
      const n = r.arrayLength(true, 5)
      const a: LeaderChangeMessageVoter[] = []
      for (i = 0; i < n; i++) a.push(decodeLeaderChangeMessageVoter(r, v))
      i = -1
      grantingVoters = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { version, leaderId, voters, grantingVoters } : { version, leaderId, voters, grantingVoters, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** LeaderChangeMessage: Control record: a leader was elected. */
export const leaderChangeMessageData: DataDescription<LeaderChangeMessage> = {
  key: -1,
  name: 'LeaderChangeMessage',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 0,
  make: leaderChangeMessage,
  encode(w, v, m) {
    try {
      encodeLeaderChangeMessage(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'LeaderChangeMessage', v)
    }
  },
  decode(r, v) {
    try {
      return decodeLeaderChangeMessage(r, v)
    } catch (error) {
      throw decodeFailure(error, 'LeaderChangeMessage', v)
    }
  },
}
