// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The AlterConfigs request. */
export interface AlterConfigsRequest {
  /** The resources. */
  resources: ReplacedConfigsResource[]
  /** Whether to check and change nothing. */
  validateOnly: boolean
  unknownTags?: UnknownTags
}

/** One ReplacedConfigsResource of AlterConfigsRequest. */
export interface ReplacedConfigsResource {
  /** 2 topic, 4 broker. */
  resourceType: number
  /** Name of the topic or id of the broker. */
  resourceName: string
  /** All configuration entries that the resource shall have of its own. */
  configs: ReplacedConfig[]
  unknownTags?: UnknownTags
}

/** One ReplacedConfig of AlterConfigsRequest. */
export interface ReplacedConfig {
  /** Name of it. */
  name: string
  /** The value; null for none. */
  value: string | null
  unknownTags?: UnknownTags
}

/** A whole ReplacedConfig. */
export function makeReplacedConfig(given: Partially<ReplacedConfig> = {}): ReplacedConfig {
  return {
    name: given.name === undefined ? '' : given.name,
    value: given.value === undefined ? '' : given.value,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeReplacedConfig(w: Writer, v: number, m: ReplacedConfig): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'value'
    w.nullableString(m.value, flex)
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

function decodeReplacedConfig(r: Reader, v: number): ReplacedConfig {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let value: string | null
    at = 'name'
    name = r.string(flex)
    at = 'value'
    value = r.nullableString(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, value } : { name, value, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole ReplacedConfigsResource. */
export function makeReplacedConfigsResource(given: Partially<ReplacedConfigsResource> = {}): ReplacedConfigsResource {
  return {
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    configs: given.configs === undefined ? [] : given.configs.map(e => makeReplacedConfig(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeReplacedConfigsResource(w: Writer, v: number, m: ReplacedConfigsResource): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'resourceType'
    w.int8(m.resourceType)
    at = 'resourceName'
    w.string(m.resourceName, flex)
    at = 'configs'
    {
      const configs = m.configs
      w.arrayLength(configs.length, flex)
      for (i = 0; i < configs.length; i++) encodeReplacedConfig(w, v, configs[i]!)
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

function decodeReplacedConfigsResource(r: Reader, v: number): ReplacedConfigsResource {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resourceType: number
    let resourceName: string
    let configs: ReplacedConfig[]
    at = 'resourceType'
    resourceType = r.int8()
    at = 'resourceName'
    resourceName = r.string(flex)
    at = 'configs'
    {
      const n = r.arrayLength(flex, 3)
      const a: ReplacedConfig[] = []
      for (i = 0; i < n; i++) a.push(decodeReplacedConfig(r, v))
      i = -1
      configs = a
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
    return unknownTags === undefined ? { resourceType, resourceName, configs } : { resourceType, resourceName, configs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole AlterConfigsRequest from the fields that differ from their defaults, at any depth. */
export function alterConfigsRequest(given: Partially<AlterConfigsRequest> = {}): AlterConfigsRequest {
  return {
    resources: given.resources === undefined ? [] : given.resources.map(e => makeReplacedConfigsResource(e)),
    validateOnly: given.validateOnly === undefined ? false : given.validateOnly,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAlterConfigsRequest(w: Writer, v: number, m: AlterConfigsRequest): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'resources'
    {
      const resources = m.resources
      w.arrayLength(resources.length, flex)
      for (i = 0; i < resources.length; i++) encodeReplacedConfigsResource(w, v, resources[i]!)
      i = -1
    }
    at = 'validateOnly'
    w.bool(m.validateOnly)
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

function decodeAlterConfigsRequest(r: Reader, v: number): AlterConfigsRequest {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resources: ReplacedConfigsResource[]
    let validateOnly: boolean
    at = 'resources'
    {
      const n = r.arrayLength(flex, 4)
      const a: ReplacedConfigsResource[] = []
      for (i = 0; i < n; i++) a.push(decodeReplacedConfigsResource(r, v))
      i = -1
      resources = a
    }
    at = 'validateOnly'
    validateOnly = r.bool()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { resources, validateOnly } : { resources, validateOnly, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The AlterConfigs response. */
export interface AlterConfigsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** One answer for each. */
  responses: ReplacedConfigsResourceResponse[]
  unknownTags?: UnknownTags
}

/** One ReplacedConfigsResourceResponse of AlterConfigsResponse. */
export interface ReplacedConfigsResourceResponse {
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing. */
  errorMessage: string | null
  /** 2 topic, 4 broker. */
  resourceType: number
  /** Name of the topic or id of the broker. */
  resourceName: string
  unknownTags?: UnknownTags
}

/** A whole ReplacedConfigsResourceResponse. */
export function makeReplacedConfigsResourceResponse(given: Partially<ReplacedConfigsResourceResponse> = {}): ReplacedConfigsResourceResponse {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? '' : given.errorMessage,
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeReplacedConfigsResourceResponse(w: Writer, v: number, m: ReplacedConfigsResourceResponse): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, flex)
    at = 'resourceType'
    w.int8(m.resourceType)
    at = 'resourceName'
    w.string(m.resourceName, flex)
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

function decodeReplacedConfigsResourceResponse(r: Reader, v: number): ReplacedConfigsResourceResponse {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let errorMessage: string | null
    let resourceType: number
    let resourceName: string
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(flex)
    at = 'resourceType'
    resourceType = r.int8()
    at = 'resourceName'
    resourceName = r.string(flex)
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { errorCode, errorMessage, resourceType, resourceName } : { errorCode, errorMessage, resourceType, resourceName, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole AlterConfigsResponse from the fields that differ from their defaults, at any depth. */
export function alterConfigsResponse(given: Partially<AlterConfigsResponse> = {}): AlterConfigsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    responses: given.responses === undefined ? [] : given.responses.map(e => makeReplacedConfigsResourceResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAlterConfigsResponse(w: Writer, v: number, m: AlterConfigsResponse): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'responses'
    {
      const responses = m.responses
      w.arrayLength(responses.length, flex)
      for (i = 0; i < responses.length; i++) encodeReplacedConfigsResourceResponse(w, v, responses[i]!)
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

function decodeAlterConfigsResponse(r: Reader, v: number): AlterConfigsResponse {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let responses: ReplacedConfigsResourceResponse[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'responses'
    {
      const n = r.arrayLength(flex, 6)
      const a: ReplacedConfigsResourceResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeReplacedConfigsResourceResponse(r, v))
      i = -1
      responses = a
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
    return unknownTags === undefined ? { throttleTimeMs, responses } : { throttleTimeMs, responses, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** AlterConfigs, API key 33: versions 0 to 2. */
export const alterConfigsApi: ApiDescription<AlterConfigsRequest, AlterConfigsResponse> = {
  key: 33,
  name: 'AlterConfigs',
  minVersion: 0,
  maxVersion: 2,
  flexibleFrom: 2,
  request: alterConfigsRequest,
  response: alterConfigsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeAlterConfigsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AlterConfigsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeAlterConfigsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AlterConfigsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeAlterConfigsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AlterConfigsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeAlterConfigsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AlterConfigsResponse', v)
    }
  },
}
