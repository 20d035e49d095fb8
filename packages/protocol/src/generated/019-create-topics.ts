// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import { ZERO_UUID, type Reader } from '../codec/reader.ts'
import { Writer } from '../codec/writer.ts'

/** The CreateTopics request. */
export interface CreateTopicsRequest {
  /** The topics. */
  topics: CreatableTopic[]
  /** How long the broker may take, in ms (default 60000). */
  timeoutMs: number
  /** Whether to check and change nothing. */
  validateOnly: boolean
  unknownTags?: UnknownTags
}

/** One CreatableTopic of CreateTopicsRequest. */
export interface CreatableTopic {
  /** Name of it. */
  name: string
  /** Number of partitions; -1 for the broker's default. */
  numPartitions: number
  /** Number of replicas; -1 for the broker's default. */
  replicationFactor: number
  /** Replicas chosen by hand; empty to let the broker choose. */
  assignments: CreatableReplicaAssignment[]
  /** Configuration entries. */
  configs: CreatableTopicConfig[]
  unknownTags?: UnknownTags
}

/** One CreatableTopicConfig of CreateTopicsRequest. */
export interface CreatableTopicConfig {
  /** Name of it. */
  name: string
  /** The value; null for none. */
  value: string | null
  unknownTags?: UnknownTags
}

/** One CreatableReplicaAssignment of CreateTopicsRequest. */
export interface CreatableReplicaAssignment {
  /** Partition number. */
  partitionIndex: number
  /** Ids of the brokers that get a replica. */
  brokerIds: number[]
  unknownTags?: UnknownTags
}

/** A whole CreatableReplicaAssignment. */
export function makeCreatableReplicaAssignment(given: Partially<CreatableReplicaAssignment> = {}): CreatableReplicaAssignment {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    brokerIds: given.brokerIds === undefined ? [] : [...given.brokerIds],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatableReplicaAssignment(w: Writer, v: number, m: CreatableReplicaAssignment): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'brokerIds'
    {
      const brokerIds = m.brokerIds
      w.arrayLength(brokerIds.length, flex)
      for (i = 0; i < brokerIds.length; i++) w.int32(brokerIds[i]!)
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

function decodeCreatableReplicaAssignment(r: Reader, v: number): CreatableReplicaAssignment {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let brokerIds: number[]
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'brokerIds'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      brokerIds = a
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
    return unknownTags === undefined ? { partitionIndex, brokerIds } : { partitionIndex, brokerIds, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole CreatableTopicConfig. */
export function makeCreatableTopicConfig(given: Partially<CreatableTopicConfig> = {}): CreatableTopicConfig {
  return {
    name: given.name === undefined ? '' : given.name,
    value: given.value === undefined ? '' : given.value,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatableTopicConfig(w: Writer, v: number, m: CreatableTopicConfig): void {
  const flex = v >= 5
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

function decodeCreatableTopicConfig(r: Reader, v: number): CreatableTopicConfig {
  const flex = v >= 5
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

/** A whole CreatableTopic. */
export function makeCreatableTopic(given: Partially<CreatableTopic> = {}): CreatableTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    numPartitions: given.numPartitions === undefined ? 0 : given.numPartitions,
    replicationFactor: given.replicationFactor === undefined ? 0 : given.replicationFactor,
    assignments: given.assignments === undefined ? [] : given.assignments.map(e => makeCreatableReplicaAssignment(e)),
    configs: given.configs === undefined ? [] : given.configs.map(e => makeCreatableTopicConfig(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatableTopic(w: Writer, v: number, m: CreatableTopic): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'numPartitions'
    w.int32(m.numPartitions)
    at = 'replicationFactor'
    w.int16(m.replicationFactor)
    at = 'assignments'
    {
      const assignments = m.assignments
      w.arrayLength(assignments.length, flex)
      for (i = 0; i < assignments.length; i++) encodeCreatableReplicaAssignment(w, v, assignments[i]!)
      i = -1
    }
    at = 'configs'
    {
      const configs = m.configs
      w.arrayLength(configs.length, flex)
      for (i = 0; i < configs.length; i++) encodeCreatableTopicConfig(w, v, configs[i]!)
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

function decodeCreatableTopic(r: Reader, v: number): CreatableTopic {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let numPartitions: number
    let replicationFactor: number
    let assignments: CreatableReplicaAssignment[]
    let configs: CreatableTopicConfig[]
    at = 'name'
    name = r.string(flex)
    at = 'numPartitions'
    numPartitions = r.int32()
    at = 'replicationFactor'
    replicationFactor = r.int16()
    at = 'assignments'
    {
      const n = r.arrayLength(flex, 6)
      const a: CreatableReplicaAssignment[] = []
      for (i = 0; i < n; i++) a.push(decodeCreatableReplicaAssignment(r, v))
      i = -1
      assignments = a
    }
    at = 'configs'
    {
      const n = r.arrayLength(flex, 3)
      const a: CreatableTopicConfig[] = []
      for (i = 0; i < n; i++) a.push(decodeCreatableTopicConfig(r, v))
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
    return unknownTags === undefined ? { name, numPartitions, replicationFactor, assignments, configs } : { name, numPartitions, replicationFactor, assignments, configs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole CreateTopicsRequest from the fields that differ from their defaults, at any depth. */
export function createTopicsRequest(given: Partially<CreateTopicsRequest> = {}): CreateTopicsRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics.map(e => makeCreatableTopic(e)),
    timeoutMs: given.timeoutMs === undefined ? 60000 : given.timeoutMs,
    validateOnly: given.validateOnly === undefined ? false : given.validateOnly,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreateTopicsRequest(w: Writer, v: number, m: CreateTopicsRequest): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeCreatableTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'timeoutMs'
    w.int32(m.timeoutMs)
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

function decodeCreateTopicsRequest(r: Reader, v: number): CreateTopicsRequest {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: CreatableTopic[]
    let timeoutMs: number
    let validateOnly: boolean
    at = 'topics'
    {
      const n = r.arrayLength(flex, 10)
      const a: CreatableTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeCreatableTopic(r, v))
      i = -1
      topics = a
    }
    at = 'timeoutMs'
    timeoutMs = r.int32()
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
    return unknownTags === undefined ? { topics, timeoutMs, validateOnly } : { topics, timeoutMs, validateOnly, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The CreateTopics response. */
export interface CreateTopicsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** The topics. */
  topics: CreatableTopicResult[]
  unknownTags?: UnknownTags
}

/** One CreatableTopicResult of CreateTopicsResponse. */
export interface CreatableTopicResult {
  /** Name of it. */
  name: string
  /** Id of the topic (from version 7). */
  topicId: string
  /** Error code; 0 for none. */
  errorCode: number
  /** What went wrong, in words; null for nothing. */
  errorMessage: string | null
  /** Error code when the configuration may not be told (from version 5; tag 0). */
  topicConfigErrorCode: number
  /** Number of partitions; -1 for the broker's default (from version 5; default -1). */
  numPartitions: number
  /** Number of replicas; -1 for the broker's default (from version 5; default -1). */
  replicationFactor: number
  /** Configuration entries (from version 5). */
  configs: CreatableTopicConfigs[] | null
  unknownTags?: UnknownTags
}

/** One CreatableTopicConfigs of CreateTopicsResponse. */
export interface CreatableTopicConfigs {
  /** Name of it (from version 5). */
  name: string
  /** The value; null for none (from version 5). */
  value: string | null
  /** Whether the entry cannot be changed (from version 5). */
  readOnly: boolean
  /** Where the value comes from: 1 topic, 2 dynamic broker, 3 dynamic default broker, 4 static broker, 5 default (from version 5; default -1). */
  configSource: number
  /** Whether the value is kept secret (from version 5). */
  isSensitive: boolean
  unknownTags?: UnknownTags
}

/** A whole CreatableTopicConfigs. */
export function makeCreatableTopicConfigs(given: Partially<CreatableTopicConfigs> = {}): CreatableTopicConfigs {
  return {
    name: given.name === undefined ? '' : given.name,
    value: given.value === undefined ? '' : given.value,
    readOnly: given.readOnly === undefined ? false : given.readOnly,
    configSource: given.configSource === undefined ? -1 : given.configSource,
    isSensitive: given.isSensitive === undefined ? false : given.isSensitive,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatableTopicConfigs(w: Writer, v: number, m: CreatableTopicConfigs): void {
  const flex = v >= 5
  let at = ''
  try {
    at = 'name'
    if (v >= 5) {
      w.string(m.name, flex)
    }
    at = 'value'
    if (v >= 5) {
      w.nullableString(m.value, flex)
    }
    at = 'readOnly'
    if (v >= 5) {
      w.bool(m.readOnly)
    }
    at = 'configSource'
    if (v >= 5) {
      w.int8(m.configSource)
    }
    at = 'isSensitive'
    if (v >= 5) {
      w.bool(m.isSensitive)
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

function decodeCreatableTopicConfigs(r: Reader, v: number): CreatableTopicConfigs {
  const flex = v >= 5
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string = ''
    let value: string | null = ''
    let readOnly: boolean = false
    let configSource: number = -1
    let isSensitive: boolean = false
    at = 'name'
    if (v >= 5) {
      name = r.string(flex)
    }
    at = 'value'
    if (v >= 5) {
      value = r.nullableString(flex)
    }
    at = 'readOnly'
    if (v >= 5) {
      readOnly = r.bool()
    }
    at = 'configSource'
    if (v >= 5) {
      configSource = r.int8()
    }
    at = 'isSensitive'
    if (v >= 5) {
      isSensitive = r.bool()
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
    return unknownTags === undefined ? { name, value, readOnly, configSource, isSensitive } : { name, value, readOnly, configSource, isSensitive, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole CreatableTopicResult. */
export function makeCreatableTopicResult(given: Partially<CreatableTopicResult> = {}): CreatableTopicResult {
  return {
    name: given.name === undefined ? '' : given.name,
    topicId: given.topicId === undefined ? ZERO_UUID : given.topicId,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    errorMessage: given.errorMessage === undefined ? '' : given.errorMessage,
    topicConfigErrorCode: given.topicConfigErrorCode === undefined ? 0 : given.topicConfigErrorCode,
    numPartitions: given.numPartitions === undefined ? -1 : given.numPartitions,
    replicationFactor: given.replicationFactor === undefined ? -1 : given.replicationFactor,
    configs: given.configs === undefined ? [] : given.configs === null ? null : given.configs.map(e => makeCreatableTopicConfigs(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreatableTopicResult(w: Writer, v: number, m: CreatableTopicResult): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'topicId'
    if (v >= 7) {
      w.uuid(m.topicId)
    }
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'errorMessage'
    w.nullableString(m.errorMessage, flex)
    at = 'numPartitions'
    if (v >= 5) {
      w.int32(m.numPartitions)
    }
    at = 'replicationFactor'
    if (v >= 5) {
      w.int16(m.replicationFactor)
    }
    at = 'configs'
    if (v >= 5) {
      const configs = m.configs
      if (configs === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(configs.length, flex)
        for (i = 0; i < configs.length; i++) encodeCreatableTopicConfigs(w, v, configs[i]!)
        i = -1
      }
    }
    at = 'unknownTags'
    if (flex) {
      const has0 = m.topicConfigErrorCode !== 0
      w.uvarint((m.unknownTags?.size ?? 0) + (has0 ? 1 : 0))
      if (has0) {
        at = 'topicConfigErrorCode'
        const t = new Writer(64, false)
        t.int16(m.topicConfigErrorCode)
        w.tag(0, t)
      }
      w.unknownTags(m.unknownTags, 1, Infinity)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeCreatableTopicResult(r: Reader, v: number): CreatableTopicResult {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let topicId: string = ZERO_UUID
    let errorCode: number
    let errorMessage: string | null
    let topicConfigErrorCode: number = 0
    let numPartitions: number = -1
    let replicationFactor: number = -1
    let configs: CreatableTopicConfigs[] | null = []
    at = 'name'
    name = r.string(flex)
    at = 'topicId'
    if (v >= 7) {
      topicId = r.uuid()
    }
    at = 'errorCode'
    errorCode = r.int16()
    at = 'errorMessage'
    errorMessage = r.nullableString(flex)
    at = 'numPartitions'
    if (v >= 5) {
      numPartitions = r.int32()
    }
    at = 'replicationFactor'
    if (v >= 5) {
      replicationFactor = r.int16()
    }
    at = 'configs'
    if (v >= 5) {
      {
        const n = r.nullableArrayLength(flex, 1)
        if (n < 0) {
          configs = null
        } else {
          const a: CreatableTopicConfigs[] = []
          for (i = 0; i < n; i++) a.push(decodeCreatableTopicConfigs(r, v))
          i = -1
          configs = a
        }
      }
    }
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        switch (tag) {
          case 0: {
            at = 'topicConfigErrorCode'
            topicConfigErrorCode = r.int16()
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
    return unknownTags === undefined ? { name, topicId, errorCode, errorMessage, topicConfigErrorCode, numPartitions, replicationFactor, configs } : { name, topicId, errorCode, errorMessage, topicConfigErrorCode, numPartitions, replicationFactor, configs, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole CreateTopicsResponse from the fields that differ from their defaults, at any depth. */
export function createTopicsResponse(given: Partially<CreateTopicsResponse> = {}): CreateTopicsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeCreatableTopicResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeCreateTopicsResponse(w: Writer, v: number, m: CreateTopicsResponse): void {
  const flex = v >= 5
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeCreatableTopicResult(w, v, topics[i]!)
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

function decodeCreateTopicsResponse(r: Reader, v: number): CreateTopicsResponse {
  const flex = v >= 5
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let topics: CreatableTopicResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'topics'
    {
      const n = r.arrayLength(flex, 6)
      const a: CreatableTopicResult[] = []
      for (i = 0; i < n; i++) a.push(decodeCreatableTopicResult(r, v))
      i = -1
      topics = a
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
    return unknownTags === undefined ? { throttleTimeMs, topics } : { throttleTimeMs, topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** CreateTopics, API key 19: versions 2 to 7. */
export const createTopicsApi: ApiDescription<CreateTopicsRequest, CreateTopicsResponse> = {
  key: 19,
  name: 'CreateTopics',
  minVersion: 2,
  maxVersion: 7,
  flexibleFrom: 5,
  request: createTopicsRequest,
  response: createTopicsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeCreateTopicsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'CreateTopicsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeCreateTopicsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'CreateTopicsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeCreateTopicsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'CreateTopicsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeCreateTopicsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'CreateTopicsResponse', v)
    }
  },
}
