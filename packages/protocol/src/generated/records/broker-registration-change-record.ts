// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially, UnknownTags } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import { Writer } from '../../codec/writer.ts'

/** A broker's registration changed. */
export interface BrokerRegistrationChangeRecord {
  /** Id of the broker. */
  brokerId: number
  /** Epoch of the broker's registration. */
  brokerEpoch: number
  /** Whether the broker is fenced (tag 0). */
  fenced: number
  /** Whether the broker is shutting down in good order (from version 1; tag 1). */
  inControlledShutdown: number
  /** Ids of the broker's log directories (from version 2; tag 2). */
  logDirs: string[]
  /** Log directories that take no new partitions (from version 3; tag 3; default null). */
  cordonedLogDirs: string[] | null
  unknownTags?: UnknownTags
}

/** A whole BrokerRegistrationChangeRecord from the fields that differ from their defaults, at any depth. */
export function brokerRegistrationChangeRecord(given: Partially<BrokerRegistrationChangeRecord> = {}): BrokerRegistrationChangeRecord {
  return {
    brokerId: given.brokerId === undefined ? 0 : given.brokerId,
    brokerEpoch: given.brokerEpoch === undefined ? 0 : given.brokerEpoch,
    fenced: given.fenced === undefined ? 0 : given.fenced,
    inControlledShutdown: given.inControlledShutdown === undefined ? 0 : given.inControlledShutdown,
    logDirs: given.logDirs === undefined ? [] : [...given.logDirs],
    cordonedLogDirs: given.cordonedLogDirs === undefined ? null : given.cordonedLogDirs === null ? null : [...given.cordonedLogDirs],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeBrokerRegistrationChangeRecord(w: Writer, v: number, m: BrokerRegistrationChangeRecord): void {
  let at = ''
  let i = -1
  try {
    at = 'brokerId'
    w.int32(m.brokerId)
    at = 'brokerEpoch'
    w.int64(m.brokerEpoch)
    at = 'unknownTags'
    const has0 = m.fenced !== 0
    const has1 = v >= 1 && m.inControlledShutdown !== 0
    const has2 = v >= 2 && m.logDirs.length > 0
    const has3 = v >= 3 && m.cordonedLogDirs !== null
    w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0))
    if (has0) {
      at = 'fenced'
      const t = new Writer(64, false)
      t.int8(m.fenced)
      w.tag(0, t)
    }
    if (has1) {
      at = 'inControlledShutdown'
      const t = new Writer(64, false)
      t.int8(m.inControlledShutdown)
      w.tag(1, t)
    }
    if (has2) {
      at = 'logDirs'
      const t = new Writer(64, false)
      const logDirs = m.logDirs
      t.arrayLength(logDirs.length, true)
      for (i = 0; i < logDirs.length; i++) t.uuid(logDirs[i]!)
      i = -1
      w.tag(2, t)
    }
    if (has3) {
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
      w.tag(3, t)
    }
    w.unknownTags(m.unknownTags, 4, Infinity)
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeBrokerRegistrationChangeRecord(r: Reader, v: number): BrokerRegistrationChangeRecord {
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let brokerId: number
    let brokerEpoch: number
    let fenced: number = 0
    let inControlledShutdown: number = 0
    let logDirs: string[] = []
    let cordonedLogDirs: string[] | null = null
    at = 'brokerId'
    brokerId = r.int32()
    at = 'brokerEpoch'
    brokerEpoch = r.int64()
    at = 'unknownTags'
    for (let n = r.uvarint(); n > 0; n--) {
      const tag = r.uvarint()
      const end = r.tagEnd()
      switch (tag) {
        case 0: {
          at = 'fenced'
          fenced = r.int8()
          r.endTag(end)
          at = 'unknownTags'
          break
        }
        case 1: {
          if (v >= 1) {
            at = 'inControlledShutdown'
            inControlledShutdown = r.int8()
            r.endTag(end)
            at = 'unknownTags'
          } else {
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
          }
          break
        }
        case 2: {
          if (v >= 2) {
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
        case 3: {
          if (v >= 3) {
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
    return unknownTags === undefined ? { brokerId, brokerEpoch, fenced, inControlledShutdown, logDirs, cordonedLogDirs } : { brokerId, brokerEpoch, fenced, inControlledShutdown, logDirs, cordonedLogDirs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** BrokerRegistrationChangeRecord: A broker's registration changed. */
export const brokerRegistrationChangeRecordData: DataDescription<BrokerRegistrationChangeRecord> = {
  key: 17,
  name: 'BrokerRegistrationChangeRecord',
  minVersion: 0,
  maxVersion: 3,
  flexibleFrom: 0,
  make: brokerRegistrationChangeRecord,
  encode(w, v, m) {
    try {
      encodeBrokerRegistrationChangeRecord(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'BrokerRegistrationChangeRecord', v)
    }
  },
  decode(r, v) {
    try {
      return decodeBrokerRegistrationChangeRecord(r, v)
    } catch (error) {
      throw decodeFailure(error, 'BrokerRegistrationChangeRecord', v)
    }
  },
}
