// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DescribeConfigs request. */
export interface DescribeConfigsRequest {
  /** The resources. */
  resources: DescribeConfigsResource[]
  /** Whether to say where else a value could come from. */
  includeSynonyms: boolean
  /** Whether to explain the entries (from version 3). */
  includeDocumentation: boolean
  unknownTags?: UnknownTags
}

/** One DescribeConfigsResource of DescribeConfigsRequest. */
export interface DescribeConfigsResource {
  /** 2 topic, 4 broker. */
  resourceType: number
  /** Name of the topic or id of the broker. */
  resourceName: string
  /** Names asked for; null for all. */
  configurationKeys: string[] | null
  unknownTags?: UnknownTags
}

/** A whole DescribeConfigsResource. */
export function makeDescribeConfigsResource(given: Partially<DescribeConfigsResource> = {}): DescribeConfigsResource {
  return {
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    configurationKeys: given.configurationKeys === undefined ? [] : given.configurationKeys === null ? null : [...given.configurationKeys],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeConfigsResource(w: Writer, v: number, m: DescribeConfigsResource): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'resourceType'
    w.int8(m.resourceType)
    at = 'resourceName'
    w.string(m.resourceName, flex)
    at = 'configurationKeys'
    {
      const configurationKeys = m.configurationKeys
      if (configurationKeys === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(configurationKeys.length, flex)
        for (i = 0; i < configurationKeys.length; i++) w.string(configurationKeys[i]!, flex)
        i = -1
      }
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

function decodeDescribeConfigsResource(r: Reader, v: number): DescribeConfigsResource {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resourceType: number
    let resourceName: string
    let configurationKeys: string[] | null
    at = 'resourceType'
    resourceType = r.int8()
    at = 'resourceName'
    resourceName = r.string(flex)
    at = 'configurationKeys'
    {
      const n = r.nullableArrayLength(flex, 1)
      if (n < 0) {
        configurationKeys = null
      } else {
        const a: string[] = []
        for (i = 0; i < n; i++) a.push(r.string(flex))
        i = -1
        configurationKeys = a
      }
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
    return unknownTags === undefined ? { resourceType, resourceName, configurationKeys } : { resourceType, resourceName, configurationKeys, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeConfigsRequest from the fields that differ from their defaults, at any depth. */
export function describeConfigsRequest(given: Partially<DescribeConfigsRequest> = {}): DescribeConfigsRequest {
  return {
    resources: given.resources === undefined ? [] : given.resources.map(e => makeDescribeConfigsResource(e)),
    includeSynonyms: given.includeSynonyms === undefined ? false : given.includeSynonyms,
    includeDocumentation: given.includeDocumentation === undefined ? false : given.includeDocumentation,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeConfigsRequest(w: Writer, v: number, m: DescribeConfigsRequest): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'resources'
    {
      const resources = m.resources
      w.arrayLength(resources.length, flex)
      for (i = 0; i < resources.length; i++) encodeDescribeConfigsResource(w, v, resources[i]!)
      i = -1
    }
    at = 'includeSynonyms'
    w.bool(m.includeSynonyms)
    at = 'includeDocumentation'
    if (v >= 3) {
      w.bool(m.includeDocumentation)
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

function decodeDescribeConfigsRequest(r: Reader, v: number): DescribeConfigsRequest {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let resources: DescribeConfigsResource[]
    let includeSynonyms: boolean
    let includeDocumentation: boolean = false
    at = 'resources'
    {
      const n = r.arrayLength(flex, 4)
      const a: DescribeConfigsResource[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeConfigsResource(r, v))
      i = -1
      resources = a
    }
    at = 'includeSynonyms'
    includeSynonyms = r.bool()
    at = 'includeDocumentation'
    if (v >= 3) {
      includeDocumentation = r.bool()
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
    return unknownTags === undefined ? { resources, includeSynonyms, includeDocumentation } : { resources, includeSynonyms, includeDocumentation, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DescribeConfigs response. */
export interface DescribeConfigsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** One result for each. */
  results: DescribeConfigsResult[]
  unknownTags?: UnknownTags
}

/** One DescribeConfigsResult of DescribeConfigsResponse. */
export interface DescribeConfigsResult {
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing. */
  errorMessage: string | null
  /** 2 topic, 4 broker. */
  resourceType: number
  /** Name of the topic or id of the broker. */
  resourceName: string
  /** Configuration entries. */
  configs: DescribeConfigsResourceResult[]
  unknownTags?: UnknownTags
}

/** One DescribeConfigsResourceResult of DescribeConfigsResponse. */
export interface DescribeConfigsResourceResult {
  /** Name of it. */
  name: string
  /** The value; null for none. */
  value: string | null
  /** Whether the entry cannot be changed. */
  readOnly: boolean
  /** Where the value comes from: 1 topic, 2 dynamic broker, 3 dynamic default broker, 4 static broker, 5 default (default -1). */
  configSource: number
  /** Whether the value is kept secret. */
  isSensitive: boolean
  /** Where else a value could come from. */
  synonyms: DescribeConfigsSynonym[]
  /** Type of the value (from version 3). */
  configType: number
  /** What the entry is for, in words (from version 3). */
  documentation: string | null
  unknownTags?: UnknownTags
}

/** One DescribeConfigsSynonym of DescribeConfigsResponse. */
export interface DescribeConfigsSynonym {
  /** Name of it. */
  name: string
  /** The value; null for none. */
  value: string | null
  /** Where the value comes from. */
  source: number
  unknownTags?: UnknownTags
}

/** A whole DescribeConfigsSynonym. */
export function makeDescribeConfigsSynonym(given: Partially<DescribeConfigsSynonym> = {}): DescribeConfigsSynonym {
  return {
    name: given.name === undefined ? '' : given.name,
    value: given.value === undefined ? '' : given.value,
    source: given.source === undefined ? 0 : given.source,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeConfigsSynonym(w: Writer, v: number, m: DescribeConfigsSynonym): void {
  const flex = v >= 4
  let at = ''
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'value'
    w.nullableString(m.value, flex)
    at = 'source'
    w.int8(m.source)
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

function decodeDescribeConfigsSynonym(r: Reader, v: number): DescribeConfigsSynonym {
  const flex = v >= 4
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let value: string | null
    let source: number
    at = 'name'
    name = r.string(flex)
    at = 'value'
    value = r.nullableString(flex)
    at = 'source'
    source = r.int8()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { name, value, source } : { name, value, source, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DescribeConfigsResourceResult. */
export function makeDescribeConfigsResourceResult(given: Partially<DescribeConfigsResourceResult> = {}): DescribeConfigsResourceResult {
  return {
    name: given.name === undefined ? '' : given.name,
    value: given.value === undefined ? '' : given.value,
    readOnly: given.readOnly === undefined ? false : given.readOnly,
    configSource: given.configSource === undefined ? -1 : given.configSource,
    isSensitive: given.isSensitive === undefined ? false : given.isSensitive,
    synonyms: given.synonyms === undefined ? [] : given.synonyms.map(e => makeDescribeConfigsSynonym(e)),
    configType: given.configType === undefined ? 0 : given.configType,
    documentation: given.documentation === undefined ? '' : given.documentation,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeConfigsResourceResult(w: Writer, v: number, m: DescribeConfigsResourceResult): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'value'
    w.nullableString(m.value, flex)
    at = 'readOnly'
    w.bool(m.readOnly)
    at = 'configSource'
    w.int8(m.configSource)
    at = 'isSensitive'
    w.bool(m.isSensitive)
    at = 'synonyms'
    {
      const synonyms = m.synonyms
      w.arrayLength(synonyms.length, flex)
      for (i = 0; i < synonyms.length; i++) encodeDescribeConfigsSynonym(w, v, synonyms[i]!)
      i = -1
    }
    at = 'configType'
    if (v >= 3) {
      w.int8(m.configType)
    }
    at = 'documentation'
    if (v >= 3) {
      w.nullableString(m.documentation, flex)
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

function decodeDescribeConfigsResourceResult(r: Reader, v: number): DescribeConfigsResourceResult {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let value: string | null
    let readOnly: boolean
    let configSource: number
    let isSensitive: boolean
    let synonyms: DescribeConfigsSynonym[]
    let configType: number = 0
    let documentation: string | null = ''
    at = 'name'
    name = r.string(flex)
    at = 'value'
    value = r.nullableString(flex)
    at = 'readOnly'
    readOnly = r.bool()
    at = 'configSource'
    configSource = r.int8()
    at = 'isSensitive'
    isSensitive = r.bool()
    at = 'synonyms'
    {
      const n = r.arrayLength(flex, 4)
      const a: DescribeConfigsSynonym[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeConfigsSynonym(r, v))
      i = -1
      synonyms = a
    }
    at = 'configType'
    if (v >= 3) {
      configType = r.int8()
    }
    at = 'documentation'
    if (v >= 3) {
      documentation = r.nullableString(flex)
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
    return unknownTags === undefined ? { name, value, readOnly, configSource, isSensitive, synonyms, configType, documentation } : { name, value, readOnly, configSource, isSensitive, synonyms, configType, documentation, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeConfigsResult. */
export function makeDescribeConfigsResult(given: Partially<DescribeConfigsResult> = {}): DescribeConfigsResult {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? '' : given.errorMessage,
    resourceType: given.resourceType === undefined ? 0 : given.resourceType,
    resourceName: given.resourceName === undefined ? '' : given.resourceName,
    configs: given.configs === undefined ? [] : given.configs.map(e => makeDescribeConfigsResourceResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeConfigsResult(w: Writer, v: number, m: DescribeConfigsResult): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, flex)
    at = 'resourceType'
    w.int8(m.resourceType)
    at = 'resourceName'
    w.string(m.resourceName, flex)
    at = 'configs'
    {
      const configs = m.configs
      w.arrayLength(configs.length, flex)
      for (i = 0; i < configs.length; i++) encodeDescribeConfigsResourceResult(w, v, configs[i]!)
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

function decodeDescribeConfigsResult(r: Reader, v: number): DescribeConfigsResult {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let errorMessage: string | null
    let resourceType: number
    let resourceName: string
    let configs: DescribeConfigsResourceResult[]
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(flex)
    at = 'resourceType'
    resourceType = r.int8()
    at = 'resourceName'
    resourceName = r.string(flex)
    at = 'configs'
    {
      const n = r.arrayLength(flex, 9)
      const a: DescribeConfigsResourceResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeConfigsResourceResult(r, v))
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
    return unknownTags === undefined ? { errorCode, errorMessage, resourceType, resourceName, configs } : { errorCode, errorMessage, resourceType, resourceName, configs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeConfigsResponse from the fields that differ from their defaults, at any depth. */
export function describeConfigsResponse(given: Partially<DescribeConfigsResponse> = {}): DescribeConfigsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    results: given.results === undefined ? [] : given.results.map(e => makeDescribeConfigsResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeConfigsResponse(w: Writer, v: number, m: DescribeConfigsResponse): void {
  const flex = v >= 4
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'results'
    {
      const results = m.results
      w.arrayLength(results.length, flex)
      for (i = 0; i < results.length; i++) encodeDescribeConfigsResult(w, v, results[i]!)
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

function decodeDescribeConfigsResponse(r: Reader, v: number): DescribeConfigsResponse {
  const flex = v >= 4
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let results: DescribeConfigsResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'results'
    {
      const n = r.arrayLength(flex, 7)
      const a: DescribeConfigsResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeConfigsResult(r, v))
      i = -1
      results = a
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
    return unknownTags === undefined ? { throttleTimeMs, results } : { throttleTimeMs, results, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DescribeConfigs, API key 32: versions 1 to 4. */
export const describeConfigsApi: ApiDescription<DescribeConfigsRequest, DescribeConfigsResponse> = {
  key: 32,
  name: 'DescribeConfigs',
  minVersion: 1,
  maxVersion: 4,
  flexibleFrom: 4,
  request: describeConfigsRequest,
  response: describeConfigsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDescribeConfigsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeConfigsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDescribeConfigsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeConfigsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDescribeConfigsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeConfigsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDescribeConfigsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeConfigsResponse', v)
    }
  },
}
