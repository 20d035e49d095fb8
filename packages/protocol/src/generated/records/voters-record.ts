// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** Control record: the voters of the quorum. */
export interface VotersRecord {
  /** Version of the record. */
  version: number
  /** The voters. */
  voters: VotersRecordVoter[]
  unknownTags?: UnknownTags
}

/** One Voter of VotersRecord. */
export interface VotersRecordVoter {
  /** Id of the voter. */
  voterId: number
  /** Log directory of the voter. */
  voterDirectoryId: string
  /** Where the voter listens. */
  endpoints: Endpoint[]
  /** Levels of kraft.version that the voter supports. */
  kRaftVersionFeature: KRaftVersionFeature
  unknownTags?: UnknownTags
}

/** One KRaftVersionFeature of VotersRecord. */
export interface KRaftVersionFeature {
  /** Lowest level that is supported. */
  minSupportedVersion: number
  /** Highest level that is supported. */
  maxSupportedVersion: number
  unknownTags?: UnknownTags
}

/** One Endpoint of VotersRecord. */
export interface Endpoint {
  /** Name of it. */
  name: string
  /** Host name. */
  host: string
  /** TCP port. */
  port: number
  unknownTags?: UnknownTags
}

/** A whole Endpoint. */
export function makeEndpoint(given: Partially<Endpoint> = {}): Endpoint {
  return {
    name: given.name === undefined ? '' : given.name,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeEndpoint(w: Writer, _v: number, m: Endpoint): void {
  let at = ''
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'host'
    w.string(m.host, true)
    at = 'port'
    w.uint16(m.port)
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

function decodeEndpoint(r: Reader, _v: number): Endpoint {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let host: string
    let port: number
    at = 'name'
    name = r.string(true)
    at = 'host'
    host = r.string(true)
    at = 'port'
    port = r.uint16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, host, port } : { name, host, port, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole KRaftVersionFeature. */
export function makeKRaftVersionFeature(given: Partially<KRaftVersionFeature> = {}): KRaftVersionFeature {
  return {
    minSupportedVersion: given.minSupportedVersion === undefined ? 0 : given.minSupportedVersion,
    maxSupportedVersion: given.maxSupportedVersion === undefined ? 0 : given.maxSupportedVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeKRaftVersionFeature(w: Writer, _v: number, m: KRaftVersionFeature): void {
  let at = ''
  try {
    at = 'minSupportedVersion'
    w.int16(m.minSupportedVersion)
    at = 'maxSupportedVersion'
    w.int16(m.maxSupportedVersion)
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

function decodeKRaftVersionFeature(r: Reader, _v: number): KRaftVersionFeature {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let minSupportedVersion: number
    let maxSupportedVersion: number
    at = 'minSupportedVersion'
    minSupportedVersion = r.int16()
    at = 'maxSupportedVersion'
    maxSupportedVersion = r.int16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { minSupportedVersion, maxSupportedVersion } : { minSupportedVersion, maxSupportedVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole VotersRecordVoter. */
export function makeVotersRecordVoter(given: Partially<VotersRecordVoter> = {}): VotersRecordVoter {
  return {
    voterId: given.voterId === undefined ? 0 : given.voterId,
    voterDirectoryId: given.voterDirectoryId === undefined ? ZERO_UUID : given.voterDirectoryId,
    endpoints: given.endpoints === undefined ? [] : given.endpoints.map(e => makeEndpoint(e)),
    kRaftVersionFeature: given.kRaftVersionFeature === undefined ? makeKRaftVersionFeature() : makeKRaftVersionFeature(given.kRaftVersionFeature),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeVotersRecordVoter(w: Writer, v: number, m: VotersRecordVoter): void {
  let at = ''
  let i = -1
  try {
    at = 'voterId'
    w.int32(m.voterId)
    at = 'voterDirectoryId'
    w.uuid(m.voterDirectoryId)
    at = 'endpoints'
    {
      const endpoints = m.endpoints
      w.arrayLength(endpoints.length, true)
      for (i = 0; i < endpoints.length; i++) encodeEndpoint(w, v, endpoints[i]!)
      i = -1
    }
    at = 'kRaftVersionFeature'
    encodeKRaftVersionFeature(w, v, m.kRaftVersionFeature)
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

function decodeVotersRecordVoter(r: Reader, v: number): VotersRecordVoter {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let voterId: number
    let voterDirectoryId: string
    let endpoints: Endpoint[]
    let kRaftVersionFeature: KRaftVersionFeature
    at = 'voterId'
    voterId = r.int32()
    at = 'voterDirectoryId'
    voterDirectoryId = r.uuid()
    at = 'endpoints'
    {
      const n = r.arrayLength(true, 5)
      const a: Endpoint[] = []
      for (i = 0; i < n; i++) a.push(decodeEndpoint(r, v))
      i = -1
      endpoints = a
    }
    at = 'kRaftVersionFeature'
    kRaftVersionFeature = decodeKRaftVersionFeature(r, v)
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { voterId, voterDirectoryId, endpoints, kRaftVersionFeature } : { voterId, voterDirectoryId, endpoints, kRaftVersionFeature, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole VotersRecord from the fields that differ from their defaults, at any depth. */
export function votersRecord(given: Partially<VotersRecord> = {}): VotersRecord {
  return {
    version: given.version === undefined ? 0 : given.version,
    voters: given.voters === undefined ? [] : given.voters.map(e => makeVotersRecordVoter(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeVotersRecord(w: Writer, v: number, m: VotersRecord): void {
  let at = ''
  let i = -1
  try {
    at = 'version'
    w.int16(m.version)
    at = 'voters'
    {
      const voters = m.voters
      w.arrayLength(voters.length, true)
      for (i = 0; i < voters.length; i++) encodeVotersRecordVoter(w, v, voters[i]!)
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

function decodeVotersRecord(r: Reader, v: number): VotersRecord {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let version: number
    let voters: VotersRecordVoter[]
    at = 'version'
    version = r.int16()
    at = 'voters'
    {
      const n = r.arrayLength(true, 27)
      const a: VotersRecordVoter[] = []
      for (i = 0; i < n; i++) a.push(decodeVotersRecordVoter(r, v))
      i = -1
      voters = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { version, voters } : { version, voters, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** VotersRecord: Control record: the voters of the quorum. */
export const votersRecordData: DataDescription<VotersRecord> = {
  key: -1,
  name: 'VotersRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: votersRecord,
  encode(w, v, m) {
    try {
      encodeVotersRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'VotersRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeVotersRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'VotersRecord', v)
    }
  },
}
