// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { ApiDescription, Partially, UnknownTags } from '../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../codec/failures.ts'
import type { Reader } from '../codec/reader.ts'
import type { Writer } from '../codec/writer.ts'

/** The DescribeLogDirs request. */
export interface DescribeLogDirsRequest {
  /** The topics to describe; null for all. */
  topics: DescribableLogDirTopic[] | null
  unknownTags?: UnknownTags
}

/** One DescribableLogDirTopic of DescribeLogDirsRequest. */
export interface DescribableLogDirTopic {
  /** Name of the topic. */
  topic: string
  /** Numbers of its partitions. */
  partitions: number[]
  unknownTags?: UnknownTags
}

/** A whole DescribableLogDirTopic. */
export function makeDescribableLogDirTopic(given: Partially<DescribableLogDirTopic> = {}): DescribableLogDirTopic {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partitions: given.partitions === undefined ? [] : [...given.partitions],
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribableLogDirTopic(w: Writer, v: number, m: DescribableLogDirTopic): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'topic'
    w.string(m.topic, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) w.int32(partitions[i]!)
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

function decodeDescribableLogDirTopic(r: Reader, v: number): DescribableLogDirTopic {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topic: string
    let partitions: number[]
    at = 'topic'
    topic = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 4)
      const a: number[] = []
      for (i = 0; i < n; i++) a.push(r.int32())
      i = -1
      partitions = a
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
    return unknownTags === undefined ? { topic, partitions } : { topic, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeLogDirsRequest from the fields that differ from their defaults, at any depth. */
export function describeLogDirsRequest(given: Partially<DescribeLogDirsRequest> = {}): DescribeLogDirsRequest {
  return {
    topics: given.topics === undefined ? [] : given.topics === null ? null : given.topics.map(e => makeDescribableLogDirTopic(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeLogDirsRequest(w: Writer, v: number, m: DescribeLogDirsRequest): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'topics'
    {
      const topics = m.topics
      if (topics === null) {
        w.nullArray(flex)
      } else {
        w.arrayLength(topics.length, flex)
        for (i = 0; i < topics.length; i++) encodeDescribableLogDirTopic(w, v, topics[i]!)
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

function decodeDescribeLogDirsRequest(r: Reader, v: number): DescribeLogDirsRequest {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let topics: DescribableLogDirTopic[] | null
    at = 'topics'
    {
      const n = r.nullableArrayLength(flex, 3)
      if (n < 0) {
        topics = null
      } else {
        const a: DescribableLogDirTopic[] = []
        for (i = 0; i < n; i++) a.push(decodeDescribableLogDirTopic(r, v))
        i = -1
        topics = a
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
    return unknownTags === undefined ? { topics } : { topics, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** The DescribeLogDirs response. */
export interface DescribeLogDirsResponse {
  /** How long the answer was held back by a quota, in ms. */
  throttleTimeMs: number
  /** Error code of the request; 0 for none (from version 3). */
  errorCode: number
  /** The log folders. */
  results: DescribeLogDirsResult[]
  unknownTags?: UnknownTags
}

/** One DescribeLogDirsResult of DescribeLogDirsResponse. */
export interface DescribeLogDirsResult {
  /** Error code of the folder; 0 for none. */
  errorCode: number
  /** Absolute path of the folder. */
  logDir: string
  /** The topics in it. */
  topics: DescribeLogDirsTopic[]
  /** Bytes of the volume; -1 when unknown (from version 4; default -1). */
  totalBytes: number
  /** Free bytes of the volume; -1 when unknown (from version 4; default -1). */
  usableBytes: number
  /** Whether the folder takes no new partitions (from version 5). */
  isCordoned: boolean
  unknownTags?: UnknownTags
}

/** One DescribeLogDirsTopic of DescribeLogDirsResponse. */
export interface DescribeLogDirsTopic {
  /** Name of the topic. */
  name: string
  /** The partitions. */
  partitions: DescribeLogDirsPartition[]
  unknownTags?: UnknownTags
}

/** One DescribeLogDirsPartition of DescribeLogDirsResponse. */
export interface DescribeLogDirsPartition {
  /** Number of the partition. */
  partitionIndex: number
  /** Bytes of its log files. */
  partitionSize: number
  /** How far the log reaches beyond its high watermark. */
  offsetLag: number
  /** Whether the log is on its way to become the current one, in another folder. */
  isFutureKey: boolean
  unknownTags?: UnknownTags
}

/** A whole DescribeLogDirsPartition. */
export function makeDescribeLogDirsPartition(given: Partially<DescribeLogDirsPartition> = {}): DescribeLogDirsPartition {
  return {
    partitionIndex: given.partitionIndex === undefined ? 0 : given.partitionIndex,
    partitionSize: given.partitionSize === undefined ? 0 : given.partitionSize,
    offsetLag: given.offsetLag === undefined ? 0 : given.offsetLag,
    isFutureKey: given.isFutureKey === undefined ? false : given.isFutureKey,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeLogDirsPartition(w: Writer, v: number, m: DescribeLogDirsPartition): void {
  const flex = v >= 2
  let at = ''
  try {
    at = 'partitionIndex'
    w.int32(m.partitionIndex)
    at = 'partitionSize'
    w.int64(m.partitionSize)
    at = 'offsetLag'
    w.int64(m.offsetLag)
    at = 'isFutureKey'
    w.bool(m.isFutureKey)
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

function decodeDescribeLogDirsPartition(r: Reader, v: number): DescribeLogDirsPartition {
  const flex = v >= 2
  let at = ''
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let partitionIndex: number
    let partitionSize: number
    let offsetLag: number
    let isFutureKey: boolean
    at = 'partitionIndex'
    partitionIndex = r.int32()
    at = 'partitionSize'
    partitionSize = r.int64()
    at = 'offsetLag'
    offsetLag = r.int64()
    at = 'isFutureKey'
    isFutureKey = r.bool()
    if (flex) {
      at = 'unknownTags'
      for (let n = r.uvarint(); n > 0; n--) {
        const tag = r.uvarint()
        const end = r.tagEnd()
        unknownTags ??= new Map()
        unknownTags.set(tag, r.slice(end - r.pos))
      }
    }
    return unknownTags === undefined ? { partitionIndex, partitionSize, offsetLag, isFutureKey } : { partitionIndex, partitionSize, offsetLag, isFutureKey, unknownTags }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DescribeLogDirsTopic. */
export function makeDescribeLogDirsTopic(given: Partially<DescribeLogDirsTopic> = {}): DescribeLogDirsTopic {
  return {
    name: given.name === undefined ? '' : given.name,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeDescribeLogDirsPartition(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeLogDirsTopic(w: Writer, v: number, m: DescribeLogDirsTopic): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'name'
    w.string(m.name, flex)
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, flex)
      for (i = 0; i < partitions.length; i++) encodeDescribeLogDirsPartition(w, v, partitions[i]!)
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

function decodeDescribeLogDirsTopic(r: Reader, v: number): DescribeLogDirsTopic {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let name: string
    let partitions: DescribeLogDirsPartition[]
    at = 'name'
    name = r.string(flex)
    at = 'partitions'
    {
      const n = r.arrayLength(flex, 21)
      const a: DescribeLogDirsPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeLogDirsPartition(r, v))
      i = -1
      partitions = a
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
    return unknownTags === undefined ? { name, partitions } : { name, partitions, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeLogDirsResult. */
export function makeDescribeLogDirsResult(given: Partially<DescribeLogDirsResult> = {}): DescribeLogDirsResult {
  return {
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    logDir: given.logDir === undefined ? '' : given.logDir,
    topics: given.topics === undefined ? [] : given.topics.map(e => makeDescribeLogDirsTopic(e)),
    totalBytes: given.totalBytes === undefined ? -1 : given.totalBytes,
    usableBytes: given.usableBytes === undefined ? -1 : given.usableBytes,
    isCordoned: given.isCordoned === undefined ? false : given.isCordoned,
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeLogDirsResult(w: Writer, v: number, m: DescribeLogDirsResult): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'errorCode'
    w.int16(m.errorCode)
    at = 'logDir'
    w.string(m.logDir, flex)
    at = 'topics'
    {
      const topics = m.topics
      w.arrayLength(topics.length, flex)
      for (i = 0; i < topics.length; i++) encodeDescribeLogDirsTopic(w, v, topics[i]!)
      i = -1
    }
    at = 'totalBytes'
    if (v >= 4) {
      w.int64(m.totalBytes)
    }
    at = 'usableBytes'
    if (v >= 4) {
      w.int64(m.usableBytes)
    }
    at = 'isCordoned'
    if (v >= 5) {
      w.bool(m.isCordoned)
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

function decodeDescribeLogDirsResult(r: Reader, v: number): DescribeLogDirsResult {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let errorCode: number
    let logDir: string
    let topics: DescribeLogDirsTopic[]
    let totalBytes: number = -1
    let usableBytes: number = -1
    let isCordoned: boolean = false
    at = 'errorCode'
    errorCode = r.int16()
    at = 'logDir'
    logDir = r.string(flex)
    at = 'topics'
    {
      const n = r.arrayLength(flex, 3)
      const a: DescribeLogDirsTopic[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeLogDirsTopic(r, v))
      i = -1
      topics = a
    }
    at = 'totalBytes'
    if (v >= 4) {
      totalBytes = r.int64()
    }
    at = 'usableBytes'
    if (v >= 4) {
      usableBytes = r.int64()
    }
    at = 'isCordoned'
    if (v >= 5) {
      isCordoned = r.bool()
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
    return unknownTags === undefined ? { errorCode, logDir, topics, totalBytes, usableBytes, isCordoned } : { errorCode, logDir, topics, totalBytes, usableBytes, isCordoned, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole DescribeLogDirsResponse from the fields that differ from their defaults, at any depth. */
export function describeLogDirsResponse(given: Partially<DescribeLogDirsResponse> = {}): DescribeLogDirsResponse {
  return {
    throttleTimeMs: given.throttleTimeMs === undefined ? 0 : given.throttleTimeMs,
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    results: given.results === undefined ? [] : given.results.map(e => makeDescribeLogDirsResult(e)),
    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),
  }
}

function encodeDescribeLogDirsResponse(w: Writer, v: number, m: DescribeLogDirsResponse): void {
  const flex = v >= 2
  let at = ''
  let i = -1
  try {
    at = 'throttleTimeMs'
    w.int32(m.throttleTimeMs)
    at = 'errorCode'
    if (v >= 3) {
      w.int16(m.errorCode)
    }
    at = 'results'
    {
      const results = m.results
      w.arrayLength(results.length, flex)
      for (i = 0; i < results.length; i++) encodeDescribeLogDirsResult(w, v, results[i]!)
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

function decodeDescribeLogDirsResponse(r: Reader, v: number): DescribeLogDirsResponse {
  const flex = v >= 2
  let at = ''
  let i = -1
  let unknownTags: Map<number, Uint8Array> | undefined
  try {
    let throttleTimeMs: number
    let errorCode: number = 0
    let results: DescribeLogDirsResult[]
    at = 'throttleTimeMs'
    throttleTimeMs = r.int32()
    at = 'errorCode'
    if (v >= 3) {
      errorCode = r.int16()
    }
    at = 'results'
    {
      const n = r.arrayLength(flex, 5)
      const a: DescribeLogDirsResult[] = []
      for (i = 0; i < n; i++) a.push(decodeDescribeLogDirsResult(r, v))
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
    return unknownTags === undefined ? { throttleTimeMs, errorCode, results } : { throttleTimeMs, errorCode, results, unknownTags }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** DescribeLogDirs, API key 35: versions 1 to 5. */
export const describeLogDirsApi: ApiDescription<DescribeLogDirsRequest, DescribeLogDirsResponse> = {
  key: 35,
  name: 'DescribeLogDirs',
  minVersion: 1,
  maxVersion: 5,
  flexibleFrom: 2,
  request: describeLogDirsRequest,
  response: describeLogDirsResponse,
  encodeRequest(w, v, m) {
    try {
      encodeDescribeLogDirsRequest(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeLogDirsRequest', v)
    }
  },
  decodeRequest(r, v) {
    try {
      return decodeDescribeLogDirsRequest(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeLogDirsRequest', v)
    }
  },
  encodeResponse(w, v, m) {
    try {
      encodeDescribeLogDirsResponse(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'DescribeLogDirsResponse', v)
    }
  },
  decodeResponse(r, v) {
    try {
      return decodeDescribeLogDirsResponse(r, v)
    } catch (error) {
      throw decodeFailure(error, 'DescribeLogDirsResponse', v)
    }
  },
}
