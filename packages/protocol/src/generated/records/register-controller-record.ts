// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** A controller registered. */
export interface RegisterControllerRecord {
  /** Id of the controller. */
  controllerId: number
  /** Identity of this run of the process. */
  incarnationId: string
  /** Whether a migration from ZooKeeper could start. */
  zkMigrationReady: boolean
  /** Where the node listens. */
  endPoints: ControllerEndpoint[]
  /** Features with the levels that are supported. */
  features: ControllerFeature[]
  unknownTags?: UnknownTags
}

/** One ControllerFeature of RegisterControllerRecord. */
export interface ControllerFeature {
  /** Name of it. */
  name: string
  /** Lowest level that is supported. */
  minSupportedVersion: number
  /** Highest level that is supported. */
  maxSupportedVersion: number
  unknownTags?: UnknownTags
}

/** One ControllerEndpoint of RegisterControllerRecord. */
export interface ControllerEndpoint {
  /** Name of it. */
  name: string
  /** Host name. */
  host: string
  /** TCP port. */
  port: number
  /** Number of the security protocol; 0 is plaintext. */
  securityProtocol: number
  unknownTags?: UnknownTags
}

/** A whole ControllerEndpoint. */
export function makeControllerEndpoint(given: Partially<ControllerEndpoint> = {}): ControllerEndpoint {
  return {
    name: given.name === undefined ? '' : given.name,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    securityProtocol: given.securityProtocol === undefined ? 0 : given.securityProtocol,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeControllerEndpoint(w: Writer, _v: number, m: ControllerEndpoint): void {
  let at = ''
  try {
    at = 'name'
    w.string(m.name, true)
    at = 'host'
    w.string(m.host, true)
    at = 'port'
    w.uint16(m.port)
    at = 'securityProtocol'
    w.int16(m.securityProtocol)
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

function decodeControllerEndpoint(r: Reader, _v: number): ControllerEndpoint {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let host: string
    let port: number
    let securityProtocol: number
    at = 'name'
    name = r.string(true)
    at = 'host'
    host = r.string(true)
    at = 'port'
    port = r.uint16()
    at = 'securityProtocol'
    securityProtocol = r.int16()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { name, host, port, securityProtocol } : { name, host, port, securityProtocol, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ControllerFeature. */
export function makeControllerFeature(given: Partially<ControllerFeature> = {}): ControllerFeature {
  return {
    name: given.name === undefined ? '' : given.name,
    minSupportedVersion: given.minSupportedVersion === undefined ? 0 : given.minSupportedVersion,
    maxSupportedVersion: given.maxSupportedVersion === undefined ? 0 : given.maxSupportedVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeControllerFeature(w: Writer, _v: number, m: ControllerFeature): void {
  let at = ''
  try {
    at = 'name'
    w.string(m.name, true)
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

function decodeControllerFeature(r: Reader, _v: number): ControllerFeature {
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let minSupportedVersion: number
    let maxSupportedVersion: number
    at = 'name'
    name = r.string(true)
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
    return unknownTags === undefined ? { name, minSupportedVersion, maxSupportedVersion } : { name, minSupportedVersion, maxSupportedVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole RegisterControllerRecord from the fields that differ from their defaults, at any depth. */
export function registerControllerRecord(given: Partially<RegisterControllerRecord> = {}): RegisterControllerRecord {
  return {
    controllerId: given.controllerId === undefined ? 0 : given.controllerId,
    incarnationId: given.incarnationId === undefined ? ZERO_UUID : given.incarnationId,
    zkMigrationReady: given.zkMigrationReady === undefined ? false : given.zkMigrationReady,
    endPoints: given.endPoints === undefined ? [] : given.endPoints.map(e => makeControllerEndpoint(e)),
    features: given.features === undefined ? [] : given.features.map(e => makeControllerFeature(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeRegisterControllerRecord(w: Writer, v: number, m: RegisterControllerRecord): void {
  let at = ''
  let i = -1
  try {
    at = 'controllerId'
    w.int32(m.controllerId)
    at = 'incarnationId'
    w.uuid(m.incarnationId)
    at = 'zkMigrationReady'
    w.bool(m.zkMigrationReady)
    at = 'endPoints'
    {
      const endPoints = m.endPoints
      w.arrayLength(endPoints.length, true)
      for (i = 0; i < endPoints.length; i++) encodeControllerEndpoint(w, v, endPoints[i]!)
      i = -1
    }
    at = 'features'
    {
      const features = m.features
      w.arrayLength(features.length, true)
      for (i = 0; i < features.length; i++) encodeControllerFeature(w, v, features[i]!)
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

function decodeRegisterControllerRecord(r: Reader, v: number): RegisterControllerRecord {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let controllerId: number
    let incarnationId: string
    let zkMigrationReady: boolean
    let endPoints: ControllerEndpoint[]
    let features: ControllerFeature[]
    at = 'controllerId'
    controllerId = r.int32()
    at = 'incarnationId'
    incarnationId = r.uuid()
    at = 'zkMigrationReady'
    zkMigrationReady = r.bool()
    at = 'endPoints'
    {
      const n = r.arrayLength(true, 7)
      const a: ControllerEndpoint[] = []
      for (i = 0; i < n; i++) a.push(decodeControllerEndpoint(r, v))
      i = -1
      endPoints = a
    }
    at = 'features'
    {
      const n = r.arrayLength(true, 6)
      const a: ControllerFeature[] = []
      for (i = 0; i < n; i++) a.push(decodeControllerFeature(r, v))
      i = -1
      features = a
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      unknownTags ??= new Map()
      unknownTags.set(tag, r.slice(end - r.pos))
    }
    return unknownTags === undefined ? { controllerId, incarnationId, zkMigrationReady, endPoints, features } : { controllerId, incarnationId, zkMigrationReady, endPoints, features, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** RegisterControllerRecord: A controller registered. */
export const registerControllerRecordData: DataDescription<RegisterControllerRecord> = {
  key: 27,
  name: 'RegisterControllerRecord',
  minVersion: 0,
  maxVersion: 0,
  flexibleFrom: 0,
  make: registerControllerRecord,
  encode(w, v, m) {
    try {
      encodeRegisterControllerRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'RegisterControllerRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeRegisterControllerRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'RegisterControllerRecord', v)
    }
  },
}
