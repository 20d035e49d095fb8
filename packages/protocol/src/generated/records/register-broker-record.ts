// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** A broker registered. */
export interface RegisterBrokerRecord {
  /** Id of the broker. */
  brokerId: number
  /** Whether the broker comes from ZooKeeper (from version 2). */
  isMigratingZkBroker: boolean
  /** Identity of this run of the process. */
  incarnationId: string
  /** Epoch of the broker's registration. */
  brokerEpoch: number
  /** Where the node listens. */
  endPoints: BrokerEndpoint[]
  /** Features with the levels that are supported. */
  features: BrokerFeature[]
  /** Rack of the node; null when unknown. */
  rack: string | null
  /** Whether the broker is fenced (default true). */
  fenced: boolean
  /** Whether the broker is shutting down in good order (from version 1). */
  inControlledShutdown: boolean
  /** Ids of the broker's log directories (from version 3; tag 0). */
  logDirs: string[]
  /** Log directories that take no new partitions (from version 4; tag 1; default null). */
  cordonedLogDirs: string[] | null
  unknownTags?: UnknownTags
}

/** One BrokerFeature of RegisterBrokerRecord. */
export interface BrokerFeature {
  /** Name of it. */
  name: string
  /** Lowest level that is supported. */
  minSupportedVersion: number
  /** Highest level that is supported. */
  maxSupportedVersion: number
  unknownTags?: UnknownTags
}

/** One BrokerEndpoint of RegisterBrokerRecord. */
export interface BrokerEndpoint {
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

/** A whole BrokerEndpoint. */
export function makeBrokerEndpoint(given: Partially<BrokerEndpoint> = {}): BrokerEndpoint {
  return {
    name: given.name === undefined ? '' : given.name,
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    securityProtocol: given.securityProtocol === undefined ? 0 : given.securityProtocol,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeBrokerEndpoint(w: Writer, _v: number, m: BrokerEndpoint): void {
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

function decodeBrokerEndpoint(r: Reader, _v: number): BrokerEndpoint {
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

/** A whole BrokerFeature. */
export function makeBrokerFeature(given: Partially<BrokerFeature> = {}): BrokerFeature {
  return {
    name: given.name === undefined ? '' : given.name,
    minSupportedVersion: given.minSupportedVersion === undefined ? 0 : given.minSupportedVersion,
    maxSupportedVersion: given.maxSupportedVersion === undefined ? 0 : given.maxSupportedVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeBrokerFeature(w: Writer, _v: number, m: BrokerFeature): void {
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

function decodeBrokerFeature(r: Reader, _v: number): BrokerFeature {
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

/** A whole RegisterBrokerRecord from the fields that differ from their defaults, at any depth. */
export function registerBrokerRecord(given: Partially<RegisterBrokerRecord> = {}): RegisterBrokerRecord {
  return {
    brokerId: given.brokerId === undefined ? 0 : given.brokerId,
    isMigratingZkBroker: given.isMigratingZkBroker === undefined ? false : given.isMigratingZkBroker,
    incarnationId: given.incarnationId === undefined ? ZERO_UUID : given.incarnationId,
    brokerEpoch: given.brokerEpoch === undefined ? 0 : given.brokerEpoch,
    endPoints: given.endPoints === undefined ? [] : given.endPoints.map(e => makeBrokerEndpoint(e)),
    features: given.features === undefined ? [] : given.features.map(e => makeBrokerFeature(e)),
    rack: given.rack === undefined ? '' : given.rack,
    fenced: given.fenced === undefined ? true : given.fenced,
    inControlledShutdown: given.inControlledShutdown === undefined ? false : given.inControlledShutdown,
    logDirs: given.logDirs === undefined ? [] : [...given.logDirs],
    cordonedLogDirs: given.cordonedLogDirs === undefined ? null : given.cordonedLogDirs === null ? null : [...given.cordonedLogDirs],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeRegisterBrokerRecord(w: Writer, v: number, m: RegisterBrokerRecord): void {
  let at = ''
  let i = -1
  try {
    at = 'brokerId'
    w.int32(m.brokerId)
    at = 'isMigratingZkBroker'
    if (v >= 2) {
      w.bool(m.isMigratingZkBroker)
    }
    at = 'incarnationId'
    w.uuid(m.incarnationId)
    at = 'brokerEpoch'
    w.int64(m.brokerEpoch)
    at = 'endPoints'
    {
      const endPoints = m.endPoints
      w.arrayLength(endPoints.length, true)
      for (i = 0; i < endPoints.length; i++) encodeBrokerEndpoint(w, v, endPoints[i]!)
      i = -1
    }
    at = 'features'
    {
      const features = m.features
      w.arrayLength(features.length, true)
      for (i = 0; i < features.length; i++) encodeBrokerFeature(w, v, features[i]!)
      i = -1
    }
    at = 'rack'
    w.nullableString(m.rack, true)
    at = 'fenced'
    w.bool(m.fenced)
    at = 'inControlledShutdown'
    if (v >= 1) {
      w.bool(m.inControlledShutdown)
    }
    at = 'unknownTags'
    const has0 = v >= 3 && m.logDirs.length > 0
    const has1 = v >= 4 && m.cordonedLogDirs !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0))
    if (has0) {
      at = 'logDirs'
      const t = new Writer(64, false)
      const logDirs = m.logDirs
      t.arrayLength(logDirs.length, true)
      for (i = 0; i < logDirs.length; i++) t.uuid(logDirs[i]!)
      i = -1
      w.tag(0, t)
    }
    if (has1) {
      at = 'cordonedLogDirs'
      const t = new Writer(64, false)
      const cordonedLogDirs = m.cordonedLogDirs
      if (cordonedLogDirs === null) {
        t.nullArray(true)
      } else {
        t.arrayLength(cordonedLogDirs.length, true)
        for (i = 0; i < cordonedLogDirs.length; i++) t.uuid(cordonedLogDirs[i]!)
        i = -1
      }
      w.tag(1, t)
    }
    w.unknownTags(m.unknownTags, 2, Infinity)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeRegisterBrokerRecord(r: Reader, v: number): RegisterBrokerRecord {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let brokerId: number
    let isMigratingZkBroker: boolean = false
    let incarnationId: string
    let brokerEpoch: number
    let endPoints: BrokerEndpoint[]
    let features: BrokerFeature[]
    let rack: string | null
    let fenced: boolean
    let inControlledShutdown: boolean = false
    let logDirs: string[] = []
    let cordonedLogDirs: string[] | null = null
    at = 'brokerId'
    brokerId = r.int32()
    at = 'isMigratingZkBroker'
    if (v >= 2) {
      isMigratingZkBroker = r.bool()
    }
    at = 'incarnationId'
    incarnationId = r.uuid()
    at = 'brokerEpoch'
    brokerEpoch = r.int64()
    at = 'endPoints'
    {
      const n = r.arrayLength(true, 7)
      const a: BrokerEndpoint[] = []
      for (i = 0; i < n; i++) a.push(decodeBrokerEndpoint(r, v))
      i = -1
      endPoints = a
    }
    at = 'features'
    {
      const n = r.arrayLength(true, 6)
      const a: BrokerFeature[] = []
      for (i = 0; i < n; i++) a.push(decodeBrokerFeature(r, v))
      i = -1
      features = a
    }
    at = 'rack'
    rack = r.nullableString(true)
    at = 'fenced'
    fenced = r.bool()
    at = 'inControlledShutdown'
    if (v >= 1) {
      inControlledShutdown = r.bool()
    }
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          if (v >= 3) {
            at = 'logDirs'
            {
              const n = r.arrayLength(true, 16)
              const a: string[] = []
              for (i = 0; i < n; i++) a.push(r.uuid())
              i = -1
              logDirs = a
            }
            r.endTag(end)
            at = 'unknownTags'
          } else {
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
          }
          break
        }
        case 1: {
          if (v >= 4) {
            at = 'cordonedLogDirs'
            {
              const n = r.nullableArrayLength(true, 16)
              if (n < 0) {
                cordonedLogDirs = null
              } else {
                const a: string[] = []
                for (i = 0; i < n; i++) a.push(r.uuid())
                i = -1
                cordonedLogDirs = a
              }
            }
            r.endTag(end)
            at = 'unknownTags'
          } else {
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
          }
          break
        }
        default:
          unknownTags ??= new Map()
          unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { brokerId, isMigratingZkBroker, incarnationId, brokerEpoch, endPoints, features, rack, fenced, inControlledShutdown, logDirs, cordonedLogDirs } : { brokerId, isMigratingZkBroker, incarnationId, brokerEpoch, endPoints, features, rack, fenced, inControlledShutdown, logDirs, cordonedLogDirs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** RegisterBrokerRecord: A broker registered. */
export const registerBrokerRecordData: DataDescription<RegisterBrokerRecord> = {
  key: 0,
  name: 'RegisterBrokerRecord',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 0,
  make: registerBrokerRecord,
  encode(w, v, m) {
    try {
      encodeRegisterBrokerRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'RegisterBrokerRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeRegisterBrokerRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'RegisterBrokerRecord', v)
    }
  },
}
