// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The IncrementalAlterConfigs request. */
export interface IncrementalAlterConfigsRequest {
  /** The resources. */
  resources: AlterConfigsResource[]
  /** Whether to check and change nothing. */
  validateOnly: boolean
  unknownTags?: UnknownTags
}

/** One AlterConfigsResource of IncrementalAlterConfigsRequest. */
export interface AlterConfigsResource {
  /** 2 topic, 4 broker. */
  resourceType: number
  /** Name of the topic or id of the broker. */
  resourceName: string
  /** Configuration entries. */
  configs: AlterableConfig[]
  unknownTags?: UnknownTags
}

/** One AlterableConfig of IncrementalAlterConfigsRequest. */
export interface AlterableConfig {
  /** Name of it. */
  name: string
  /** What to do: 0 set, 1 delete, 2 append, 3 subtract. */
  configOperation: number
  /** The value; null for none. */
  value: string | null
  unknownTags?: UnknownTags
}

/** A whole AlterableConfig. */
export function makeAlterableConfig(given: Partially<AlterableConfig> = {}): AlterableConfig {
  return {
    name: given.name === undefined ? '' : given.name,
    configOperation: given.configOperation === undefined ? 0 : given.configOperation,
    value: given.value === undefined ? '' : given.value,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAlterableConfig(w: Writer, v: number, m: AlterableConfig): void {
  const flex = v >= 1
  let at = ''
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'configOperation'
    w.int8(m.configOperation)
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

function decodeAlterableConfig(r: Reader, v: number): AlterableConfig {
  const flex = v >= 1
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let configOperation: number
    let value: string | null
    at = 'name'
    name = r.string(flex)
    at = 'configOperation'
    configOperation = r.int8()
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
    return unknownTags === undefined ? { name, configOperation, value } : { name, configOperation, value, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole AlterConfigsResource. */
export function makeAlterConfigsResource(given: Partially<AlterConfigsResource> = {}): AlterConfigsResource {
  return {
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    configs: given.configs === undefined ? [] : given.configs.map(e => makeAlterableConfig(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAlterConfigsResource(w: Writer, v: number, m: AlterConfigsResource): void {
  const flex = v >= 1
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
      for (i = 0; i < configs.length; i++) encodeAlterableConfig(w, v, configs[i]!)
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

function decodeAlterConfigsResource(r: Reader, v: number): AlterConfigsResource {
  const flex = v >= 1
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resourceType: number
    let resourceName: string
    let configs: AlterableConfig[]
    at = 'resourceType'
    resourceType = r.int8()
    at = 'resourceName'
    resourceName = r.string(flex)
    at = 'configs'
    {
      const n = r.arrayLength(flex, 4)
      const a: AlterableConfig[] = []
      for (i = 0; i < n; i++) a.push(decodeAlterableConfig(r, v))
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

/** A whole IncrementalAlterConfigsRequest from the fields that differ from their defaults, at any depth. */
export function incrementalAlterConfigsRequest(given: Partially<IncrementalAlterConfigsRequest> = {}): IncrementalAlterConfigsRequest {
  return {
    resources: given.resources === undefined ? [] : given.resources.map(e => makeAlterConfigsResource(e)),
    validateOnly: given.validateOnly === undefined ? false : given.validateOnly,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeIncrementalAlterConfigsRequest(w: Writer, v: number, m: IncrementalAlterConfigsRequest): void {
  const flex = v >= 1
  let at = ''
  let i = -1
  try {
    at = 'resources'
    {
      const resources = m.resources
      w.arrayLength(resources.length, flex)
      for (i = 0; i < resources.length; i++) encodeAlterConfigsResource(w, v, resources[i]!)
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

function decodeIncrementalAlterConfigsRequest(r: Reader, v: number): IncrementalAlterConfigsRequest {
  const flex = v >= 1
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resources: AlterConfigsResource[]
    let validateOnly: boolean
    at = 'resources'
    {
      const n = r.arrayLength(flex, 4)
      const a: AlterConfigsResource[] = []
      for (i = 0; i < n; i++) a.push(decodeAlterConfigsResource(r, v))
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

/** The IncrementalAlterConfigs response. */
export interface IncrementalAlterConfigsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** One answer for each. */
  responses: AlterConfigsResourceResponse[]
  unknownTags?: UnknownTags
}

/** One AlterConfigsResourceResponse of IncrementalAlterConfigsResponse. */
export interface AlterConfigsResourceResponse {
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

/** A whole AlterConfigsResourceResponse. */
export function makeAlterConfigsResourceResponse(given: Partially<AlterConfigsResourceResponse> = {}): AlterConfigsResourceResponse {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? '' : given.errorMessage,
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeAlterConfigsResourceResponse(w: Writer, v: number, m: AlterConfigsResourceResponse): void {
  const flex = v >= 1
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

function decodeAlterConfigsResourceResponse(r: Reader, v: number): AlterConfigsResourceResponse {
  const flex = v >= 1
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

/** A whole IncrementalAlterConfigsResponse from the fields that differ from their defaults, at any depth. */
export function incrementalAlterConfigsResponse(given: Partially<IncrementalAlterConfigsResponse> = {}): IncrementalAlterConfigsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    responses: given.responses === undefined ? [] : given.responses.map(e => makeAlterConfigsResourceResponse(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeIncrementalAlterConfigsResponse(w: Writer, v: number, m: IncrementalAlterConfigsResponse): void {
  const flex = v >= 1
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'responses'
    {
      const responses = m.responses
      w.arrayLength(responses.length, flex)
      for (i = 0; i < responses.length; i++) encodeAlterConfigsResourceResponse(w, v, responses[i]!)
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

function decodeIncrementalAlterConfigsResponse(r: Reader, v: number): IncrementalAlterConfigsResponse {
  const flex = v >= 1
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let responses: AlterConfigsResourceResponse[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'responses'
    {
      const n = r.arrayLength(flex, 6)
      const a: AlterConfigsResourceResponse[] = []
      for (i = 0; i < n; i++) a.push(decodeAlterConfigsResourceResponse(r, v))
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

/** IncrementalAlterConfigs, API key 44: versions 0 to 1. */
export const incrementalAlterConfigsApi: ApiDescription<IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse> = {
  key: 44,
  name: 'IncrementalAlterConfigs',
  minVersion: 0,
  maxVersion: 1,
  flexibleFrom: 1,
  request: incrementalAlterConfigsRequest,
  response: incrementalAlterConfigsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeIncrementalAlterConfigsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'IncrementalAlterConfigsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeIncrementalAlterConfigsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'IncrementalAlterConfigsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeIncrementalAlterConfigsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'IncrementalAlterConfigsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeIncrementalAlterConfigsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'IncrementalAlterConfigsResponse', v)
    }
  },
}
