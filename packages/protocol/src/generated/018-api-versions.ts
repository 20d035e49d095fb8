// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import { Writer } from '../codec/writer.ts'

/** The ApiVersions request. */
export interface ApiVersionsRequest {
  /** Name of the client library (from version 3). */
  clientSoftwareName: string
  /** Version of the client library (from version 3). */
  clientSoftwareVersion: string
  unknownTags?: UnknownTags
}

/** A whole ApiVersionsRequest from the fields that differ from their defaults, at any depth. */
export function apiVersionsRequest(given: Partially<ApiVersionsRequest> = {}): ApiVersionsRequest {
  return {
    clientSoftwareName: given.clientSoftwareName === undefined ? '' : given.clientSoftwareName,
    clientSoftwareVersion: given.clientSoftwareVersion === undefined ? '' : given.clientSoftwareVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeApiVersionsRequest(w: Writer, v: number, m: ApiVersionsRequest): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'clientSoftwareName'
    if (v >= 3) {
      w.string(m.clientSoftwareName, flex)
    }
    at = 'clientSoftwareVersion'
    if (v >= 3) {
      w.string(m.clientSoftwareVersion, flex)
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
    throw inField(error, at, -1)
  }
}

function decodeApiVersionsRequest(r: Reader, v: number): ApiVersionsRequest {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let clientSoftwareName: string = ''
    let clientSoftwareVersion: string = ''
    at = 'clientSoftwareName'
    if (v >= 3) {
      clientSoftwareName = r.string(flex)
    }
    at = 'clientSoftwareVersion'
    if (v >= 3) {
      clientSoftwareVersion = r.string(flex)
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
    return unknownTags === undefined ? { clientSoftwareName, clientSoftwareVersion } : { clientSoftwareName, clientSoftwareVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** The ApiVersions response. */
export interface ApiVersionsResponse {
  /** Error code; 0 for none. */
  errorCode: number
  /** The APIs that are answered, with their versions. */
  apiKeys: ApiVersion[]
  /** How long the answer was held back by a quota, in ms (from version 1). */
  throttleTimeMs: number
  /** Features that the broker could do (from version 3; tag 0). */
  supportedFeatures: SupportedFeatureKey[]
  /** Epoch of the finalized features; -1 when unknown (from version 3; tag 1; default -1). */
  finalizedFeaturesEpoch: number
  /** Features that are in force in the whole cluster (from version 3; tag 2). */
  finalizedFeatures: FinalizedFeatureKey[]
  /** Whether a migration from ZooKeeper could start (from version 3; tag 3). */
  zkMigrationReady: boolean
  unknownTags?: UnknownTags
}

/** One FinalizedFeatureKey of ApiVersionsResponse. */
export interface FinalizedFeatureKey {
  /** Name of it (from version 3). */
  name: string
  /** Highest finalized level (from version 3). */
  maxVersionLevel: number
  /** Lowest finalized level (from version 3). */
  minVersionLevel: number
  unknownTags?: UnknownTags
}

/** One SupportedFeatureKey of ApiVersionsResponse. */
export interface SupportedFeatureKey {
  /** Name of it (from version 3). */
  name: string
  /** Lowest version that is spoken (from version 3). */
  minVersion: number
  /** Highest version that is spoken (from version 3). */
  maxVersion: number
  unknownTags?: UnknownTags
}

/** One ApiVersion of ApiVersionsResponse. */
export interface ApiVersion {
  /** Number of the API. */
  apiKey: number
  /** Lowest version that is spoken. */
  minVersion: number
  /** Highest version that is spoken. */
  maxVersion: number
  unknownTags?: UnknownTags
}

/** A whole ApiVersion. */
export function makeApiVersion(given: Partially<ApiVersion> = {}): ApiVersion {
  return {
    apiKey: given.apiKey === undefined ? 0 : given.apiKey,
    minVersion: given.minVersion === undefined ? 0 : given.minVersion,
    maxVersion: given.maxVersion === undefined ? 0 : given.maxVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeApiVersion(w: Writer, v: number, m: ApiVersion): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'apiKey'
    w.int16(m.apiKey)
    at = 'minVersion'
    w.int16(m.minVersion)
    at = 'maxVersion'
    w.int16(m.maxVersion)
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

function decodeApiVersion(r: Reader, v: number): ApiVersion {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let apiKey: number
    let minVersion: number
    let maxVersion: number
    at = 'apiKey'
    apiKey = r.int16()
    at = 'minVersion'
    minVersion = r.int16()
    at = 'maxVersion'
    maxVersion = r.int16()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { apiKey, minVersion, maxVersion } : { apiKey, minVersion, maxVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole SupportedFeatureKey. */
export function makeSupportedFeatureKey(given: Partially<SupportedFeatureKey> = {}): SupportedFeatureKey {
  return {
    name: given.name === undefined ? '' : given.name,
    minVersion: given.minVersion === undefined ? 0 : given.minVersion,
    maxVersion: given.maxVersion === undefined ? 0 : given.maxVersion,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeSupportedFeatureKey(w: Writer, v: number, m: SupportedFeatureKey): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'name'
    if (v >= 3) {
      w.string(m.name, flex)
    }
    at = 'minVersion'
    if (v >= 3) {
      w.int16(m.minVersion)
    }
    at = 'maxVersion'
    if (v >= 3) {
      w.int16(m.maxVersion)
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
    throw inField(error, at, -1)
  }
}

function decodeSupportedFeatureKey(r: Reader, v: number): SupportedFeatureKey {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let minVersion: number = 0
    let maxVersion: number = 0
    at = 'name'
    if (v >= 3) {
      name = r.string(flex)
    }
    at = 'minVersion'
    if (v >= 3) {
      minVersion = r.int16()
    }
    at = 'maxVersion'
    if (v >= 3) {
      maxVersion = r.int16()
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
    return unknownTags === undefined ? { name, minVersion, maxVersion } : { name, minVersion, maxVersion, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole FinalizedFeatureKey. */
export function makeFinalizedFeatureKey(given: Partially<FinalizedFeatureKey> = {}): FinalizedFeatureKey {
  return {
    name: given.name === undefined ? '' : given.name,
    maxVersionLevel: given.maxVersionLevel === undefined ? 0 : given.maxVersionLevel,
    minVersionLevel: given.minVersionLevel === undefined ? 0 : given.minVersionLevel,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeFinalizedFeatureKey(w: Writer, v: number, m: FinalizedFeatureKey): void {
  const flex = v >= 3
  let at = ''
  try {
    at = 'name'
    if (v >= 3) {
      w.string(m.name, flex)
    }
    at = 'maxVersionLevel'
    if (v >= 3) {
      w.int16(m.maxVersionLevel)
    }
    at = 'minVersionLevel'
    if (v >= 3) {
      w.int16(m.minVersionLevel)
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
    throw inField(error, at, -1)
  }
}

function decodeFinalizedFeatureKey(r: Reader, v: number): FinalizedFeatureKey {
  const flex = v >= 3
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let maxVersionLevel: number = 0
    let minVersionLevel: number = 0
    at = 'name'
    if (v >= 3) {
      name = r.string(flex)
    }
    at = 'maxVersionLevel'
    if (v >= 3) {
      maxVersionLevel = r.int16()
    }
    at = 'minVersionLevel'
    if (v >= 3) {
      minVersionLevel = r.int16()
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
    return unknownTags === undefined ? { name, maxVersionLevel, minVersionLevel } : { name, maxVersionLevel, minVersionLevel, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ApiVersionsResponse from the fields that differ from their defaults, at any depth. */
export function apiVersionsResponse(given: Partially<ApiVersionsResponse> = {}): ApiVersionsResponse {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    apiKeys: given.apiKeys === undefined ? [] : given.apiKeys.map(e => makeApiVersion(e)),
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    supportedFeatures: given.supportedFeatures === undefined ? [] : given.supportedFeatures.map(e => makeSupportedFeatureKey(e)),
    finalizedFeaturesEpoch: given.finalizedFeaturesEpoch === undefined ? -1 : given.finalizedFeaturesEpoch,
    finalizedFeatures: given.finalizedFeatures === undefined ? [] : given.finalizedFeatures.map(e => makeFinalizedFeatureKey(e)),
    zkMigrationReady: given.zkMigrationReady === undefined ? false : given.zkMigrationReady,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeApiVersionsResponse(w: Writer, v: number, m: ApiVersionsResponse): void {
  const flex = v >= 3
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'apiKeys'
    {
      const apiKeys = m.apiKeys
      w.arrayLength(apiKeys.length, flex)
      for (i = 0; i < apiKeys.length; i++) encodeApiVersion(w, v, apiKeys[i]!)
      i = -1
    }
    at = 'throttleTimeMs'
    if (v >= 1) {
      w.int32(m.throttleTimeMs)
    }
    at = 'unknownTags'
    if (flex) {
      const has0 = m.supportedFeatures.length > 0
      const has1 = m.finalizedFeaturesEpoch !== -1
      const has2 = m.finalizedFeatures.length > 0
      const has3 = m.zkMigrationReady
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0) + (has1 ? 1 : 0) + (has2 ? 1 : 0) + (has3 ? 1 : 0))
      if (has0) {
        at = 'supportedFeatures'
        const t = new Writer(64, false)
        const supportedFeatures = m.supportedFeatures
        t.arrayLength(supportedFeatures.length, flex)
        for (i = 0; i < supportedFeatures.length; i++) encodeSupportedFeatureKey(t, v, supportedFeatures[i]!)
        i = -1
        w.tag(0, t)
      }
      if (has1) {
        at = 'finalizedFeaturesEpoch'
        const t = new Writer(64, false)
        t.int64(m.finalizedFeaturesEpoch)
        w.tag(1, t)
      }
      if (has2) {
        at = 'finalizedFeatures'
        const t = new Writer(64, false)
        const finalizedFeatures = m.finalizedFeatures
        t.arrayLength(finalizedFeatures.length, flex)
        for (i = 0; i < finalizedFeatures.length; i++) encodeFinalizedFeatureKey(t, v, finalizedFeatures[i]!)
        i = -1
        w.tag(2, t)
      }
      if (has3) {
        at = 'zkMigrationReady'
        const t = new Writer(64, false)
        t.bool(m.zkMigrationReady)
        w.tag(3, t)
      }
      w.unknownTags(m.unknownTags, 4, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeApiVersionsResponse(r: Reader, v: number): ApiVersionsResponse {
  const flex = v >= 3
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let apiKeys: ApiVersion[]
    let throttleTimeMs: number = 0
    let supportedFeatures: SupportedFeatureKey[] = []
    let finalizedFeaturesEpoch: number = -1
    let finalizedFeatures: FinalizedFeatureKey[] = []
    let zkMigrationReady: boolean = false
    at = 'errorCode'
    errorCode = r.int16()
    at = 'apiKeys'
    {
      const n = r.arrayLength(flex, 6)
      const a: ApiVersion[] = []
      for (i = 0; i < n; i++) a.push(decodeApiVersion(r, v))
      i = -1
      apiKeys = a
    }
    at = 'throttleTimeMs'
    if (v >= 1) {
      throttleTimeMs = r.int32()
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            at = 'supportedFeatures'
            {
              const n = r.arrayLength(flex, 1)
              const a: SupportedFeatureKey[] = []
              for (i = 0; i < n; i++) a.push(decodeSupportedFeatureKey(r, v))
              i = -1
              supportedFeatures = a
            }
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 1: {
            at = 'finalizedFeaturesEpoch'
            finalizedFeaturesEpoch = r.int64()
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 2: {
            at = 'finalizedFeatures'
            {
              const n = r.arrayLength(flex, 1)
              const a: FinalizedFeatureKey[] = []
              for (i = 0; i < n; i++) a.push(decodeFinalizedFeatureKey(r, v))
              i = -1
              finalizedFeatures = a
            }
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          case 3: {
            at = 'zkMigrationReady'
            zkMigrationReady = r.bool()
            r.endTag(end)
            at = 'unknownTags'
            break
          }
          default:
            unknownTags ??= new Map()
            unknownTags.set(tag, r.slice(end - r.pos))
        }
      }
    }
    return unknownTags === undefined ? { errorCode, apiKeys, throttleTimeMs, supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures, zkMigrationReady } : { errorCode, apiKeys, throttleTimeMs, supportedFeatures, finalizedFeaturesEpoch, finalizedFeatures, zkMigrationReady, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** ApiVersions, API key 18: versions 0 to 4. */
export const apiVersionsApi: ApiDescription<ApiVersionsRequest, ApiVersionsResponse> = {
  key: 18,
  name: 'ApiVersions',
  minVersion: 0,
  maxVersion: 4,
  flexibleFrom: 3,
  request: apiVersionsRequest,
  response: apiVersionsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeApiVersionsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ApiVersionsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeApiVersionsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ApiVersionsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeApiVersionsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'ApiVersionsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeApiVersionsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'ApiVersionsResponse', v)
    }
  },
}
