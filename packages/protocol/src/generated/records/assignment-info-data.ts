// Written by `npm run generate` from packages/protocol/schema. Do not edit: change the schema and run it again.
import type { DataDescription, Partially } from '../../codec/description.ts'
import { decodeFailure, encodeFailure, inField } from '../../codec/failures.ts'
import type { Reader } from '../../codec/reader.ts'
import type { Writer } from '../../codec/writer.ts'

/** What the group's leader gives a streams client, inside its assignment's user data. */
export interface AssignmentInfoData {
  /** Version that is used. */
  version: number
  /** Newest version that all clients can read (from version 3; default -1). */
  commonlySupportedVersion: number
  /** Tasks to run, in the order of the assigned partitions. */
  activeTasks: StreamsTask[]
  /** Tasks to keep a copy of. */
  standbyTasks: StandbyTask[]
  /** Who runs which partition (versions 2 to 4). */
  partitionsByHost: HostPartitions[]
  /** Topics that the two maps name by number (from version 5). */
  topicDictionary: TopicDictionaryEntry[]
  /** Who runs which partition (from version 5). */
  activePartitionsByHost: HostDictionaryPartitions[]
  /** Who keeps a copy of which partition (from version 6). */
  standbyPartitionsByHost: HostDictionaryPartitions[]
  /** Error of the assignment; 0 for none (from version 4). */
  errorCode: number
  /** When the client shall rejoin by itself, in ms (from version 7; default 9223372036854776000). */
  nextRebalanceMs: number
}

/** One HostDictionaryPartitions of AssignmentInfoData. */
export interface HostDictionaryPartitions {
  /** Host name (from version 5). */
  host: string
  /** TCP port (from version 5). */
  port: number
  /** Partitions there (from version 5). */
  partitions: DictionaryPartition[]
}

/** One DictionaryPartition of AssignmentInfoData. */
export interface DictionaryPartition {
  /** Number of the topic in the dictionary (from version 5). */
  topicIndex: number
  /** Partition number (from version 5). */
  partition: number
}

/** One TopicDictionaryEntry of AssignmentInfoData. */
export interface TopicDictionaryEntry {
  /** Number of the topic (from version 5). */
  index: number
  /** Name of the topic (from version 5). */
  topic: string
}

/** One HostPartitions of AssignmentInfoData. */
export interface HostPartitions {
  /** Host name (versions 2 to 4). */
  host: string
  /** TCP port (versions 2 to 4). */
  port: number
  /** Partitions run there (versions 2 to 4). */
  partitions: StreamsTopicPartition[]
}

/** One StandbyTask of AssignmentInfoData. */
export interface StandbyTask {
  /** Number of the sub-topology. */
  topicGroupId: number
  /** Partition number. */
  partition: number
  /** UTF-16 units of the topology's name; none when it has none (from version 10). */
  namedTopology: number[]
  /** Changelog partitions of the task. */
  partitions: StreamsTopicPartition[]
}

/** One StreamsTopicPartition of AssignmentInfoData. */
export interface StreamsTopicPartition {
  /** Name of the topic. */
  topic: string
  /** Partition number. */
  partition: number
}

/** One StreamsTask of AssignmentInfoData. */
export interface StreamsTask {
  /** Number of the sub-topology. */
  topicGroupId: number
  /** Partition number. */
  partition: number
  /** UTF-16 units of the topology's name; none when it has none (from version 10). */
  namedTopology: number[]
}

/** A whole StreamsTask. */
export function makeStreamsTask(given: Partially<StreamsTask> = {}): StreamsTask {
  return {
    topicGroupId: given.topicGroupId === undefined ? 0 : given.topicGroupId,
    partition: given.partition === undefined ? 0 : given.partition,
    namedTopology: given.namedTopology === undefined ? [] : [...given.namedTopology],
  }
}

function encodeStreamsTask(w: Writer, v: number, m: StreamsTask): void {
  let at = ''
  let i = -1
  try {
    at = 'topicGroupId'
    w.int32(m.topicGroupId)
    at = 'partition'
    w.int32(m.partition)
    at = 'namedTopology'
    if (v >= 10) {
      const namedTopology = m.namedTopology
      w.arrayLength(namedTopology.length, false)
      for (i = 0; i < namedTopology.length; i++) w.int16(namedTopology[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeStreamsTask(r: Reader, v: number): StreamsTask {
  let at = ''
  let i = -1
  try {
    let topicGroupId: number
    let partition: number
    let namedTopology: number[] = []
    at = 'topicGroupId'
    topicGroupId = r.int32()
    at = 'partition'
    partition = r.int32()
    at = 'namedTopology'
    if (v >= 10) {
      {
        const n = r.arrayLength(false, 2)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int16())
        i = -1
        namedTopology = a
      }
    }
    return { topicGroupId, partition, namedTopology }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole StreamsTopicPartition. */
export function makeStreamsTopicPartition(given: Partially<StreamsTopicPartition> = {}): StreamsTopicPartition {
  return {
    topic: given.topic === undefined ? '' : given.topic,
    partition: given.partition === undefined ? 0 : given.partition,
  }
}

function encodeStreamsTopicPartition(w: Writer, _v: number, m: StreamsTopicPartition): void {
  let at = ''
  try {
    at = 'topic'
    w.string(m.topic, false)
    at = 'partition'
    w.int32(m.partition)
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeStreamsTopicPartition(r: Reader, _v: number): StreamsTopicPartition {
  let at = ''
  try {
    let topic: string
    let partition: number
    at = 'topic'
    topic = r.string(false)
    at = 'partition'
    partition = r.int32()
    return { topic, partition }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole StandbyTask. */
export function makeStandbyTask(given: Partially<StandbyTask> = {}): StandbyTask {
  return {
    topicGroupId: given.topicGroupId === undefined ? 0 : given.topicGroupId,
    partition: given.partition === undefined ? 0 : given.partition,
    namedTopology: given.namedTopology === undefined ? [] : [...given.namedTopology],
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeStreamsTopicPartition(e)),
  }
}

function encodeStandbyTask(w: Writer, v: number, m: StandbyTask): void {
  let at = ''
  let i = -1
  try {
    at = 'topicGroupId'
    w.int32(m.topicGroupId)
    at = 'partition'
    w.int32(m.partition)
    at = 'namedTopology'
    if (v >= 10) {
      const namedTopology = m.namedTopology
      w.arrayLength(namedTopology.length, false)
      for (i = 0; i < namedTopology.length; i++) w.int16(namedTopology[i]!)
      i = -1
    }
    at = 'partitions'
    {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) encodeStreamsTopicPartition(w, v, partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeStandbyTask(r: Reader, v: number): StandbyTask {
  let at = ''
  let i = -1
  try {
    let topicGroupId: number
    let partition: number
    let namedTopology: number[] = []
    let partitions: StreamsTopicPartition[]
    at = 'topicGroupId'
    topicGroupId = r.int32()
    at = 'partition'
    partition = r.int32()
    at = 'namedTopology'
    if (v >= 10) {
      {
        const n = r.arrayLength(false, 2)
        const a: number[] = []
        for (i = 0; i < n; i++) a.push(r.int16())
        i = -1
        namedTopology = a
      }
    }
    at = 'partitions'
    {
      const n = r.arrayLength(false, 6)
      const a: StreamsTopicPartition[] = []
      for (i = 0; i < n; i++) a.push(decodeStreamsTopicPartition(r, v))
      i = -1
      partitions = a
    }
    return { topicGroupId, partition, namedTopology, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole HostPartitions. */
export function makeHostPartitions(given: Partially<HostPartitions> = {}): HostPartitions {
  return {
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeStreamsTopicPartition(e)),
  }
}

function encodeHostPartitions(w: Writer, v: number, m: HostPartitions): void {
  let at = ''
  let i = -1
  try {
    at = 'host'
    if (v >= 2 && v <= 4) {
      w.string(m.host, false)
    }
    at = 'port'
    if (v >= 2 && v <= 4) {
      w.int32(m.port)
    }
    at = 'partitions'
    if (v >= 2 && v <= 4) {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) encodeStreamsTopicPartition(w, v, partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeHostPartitions(r: Reader, v: number): HostPartitions {
  let at = ''
  let i = -1
  try {
    let host: string = ''
    let port: number = 0
    let partitions: StreamsTopicPartition[] = []
    at = 'host'
    if (v >= 2 && v <= 4) {
      host = r.string(false)
    }
    at = 'port'
    if (v >= 2 && v <= 4) {
      port = r.int32()
    }
    at = 'partitions'
    if (v >= 2 && v <= 4) {
      {
        const n = r.arrayLength(false, 6)
        const a: StreamsTopicPartition[] = []
        for (i = 0; i < n; i++) a.push(decodeStreamsTopicPartition(r, v))
        i = -1
        partitions = a
      }
    }
    return { host, port, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole TopicDictionaryEntry. */
export function makeTopicDictionaryEntry(given: Partially<TopicDictionaryEntry> = {}): TopicDictionaryEntry {
  return {
    index: given.index === undefined ? 0 : given.index,
    topic: given.topic === undefined ? '' : given.topic,
  }
}

function encodeTopicDictionaryEntry(w: Writer, v: number, m: TopicDictionaryEntry): void {
  let at = ''
  try {
    at = 'index'
    if (v >= 5) {
      w.int32(m.index)
    }
    at = 'topic'
    if (v >= 5) {
      w.string(m.topic, false)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeTopicDictionaryEntry(r: Reader, v: number): TopicDictionaryEntry {
  let at = ''
  try {
    let index: number = 0
    let topic: string = ''
    at = 'index'
    if (v >= 5) {
      index = r.int32()
    }
    at = 'topic'
    if (v >= 5) {
      topic = r.string(false)
    }
    return { index, topic }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole DictionaryPartition. */
export function makeDictionaryPartition(given: Partially<DictionaryPartition> = {}): DictionaryPartition {
  return {
    topicIndex: given.topicIndex === undefined ? 0 : given.topicIndex,
    partition: given.partition === undefined ? 0 : given.partition,
  }
}

function encodeDictionaryPartition(w: Writer, v: number, m: DictionaryPartition): void {
  let at = ''
  try {
    at = 'topicIndex'
    if (v >= 5) {
      w.int32(m.topicIndex)
    }
    at = 'partition'
    if (v >= 5) {
      w.int32(m.partition)
    }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

function decodeDictionaryPartition(r: Reader, v: number): DictionaryPartition {
  let at = ''
  try {
    let topicIndex: number = 0
    let partition: number = 0
    at = 'topicIndex'
    if (v >= 5) {
      topicIndex = r.int32()
    }
    at = 'partition'
    if (v >= 5) {
      partition = r.int32()
    }
    return { topicIndex, partition }
  } catch (error) {
    throw inField(error, at, -1)
  }
}

/** A whole HostDictionaryPartitions. */
export function makeHostDictionaryPartitions(given: Partially<HostDictionaryPartitions> = {}): HostDictionaryPartitions {
  return {
    host: given.host === undefined ? '' : given.host,
    port: given.port === undefined ? 0 : given.port,
    partitions: given.partitions === undefined ? [] : given.partitions.map(e => makeDictionaryPartition(e)),
  }
}

function encodeHostDictionaryPartitions(w: Writer, v: number, m: HostDictionaryPartitions): void {
  let at = ''
  let i = -1
  try {
    at = 'host'
    if (v >= 5) {
      w.string(m.host, false)
    }
    at = 'port'
    if (v >= 5) {
      w.int32(m.port)
    }
    at = 'partitions'
    if (v >= 5) {
      const partitions = m.partitions
      w.arrayLength(partitions.length, false)
      for (i = 0; i < partitions.length; i++) encodeDictionaryPartition(w, v, partitions[i]!)
      i = -1
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeHostDictionaryPartitions(r: Reader, v: number): HostDictionaryPartitions {
  let at = ''
  let i = -1
  try {
    let host: string = ''
    let port: number = 0
    let partitions: DictionaryPartition[] = []
    at = 'host'
    if (v >= 5) {
      host = r.string(false)
    }
    at = 'port'
    if (v >= 5) {
      port = r.int32()
    }
    at = 'partitions'
    if (v >= 5) {
      {
        const n = r.arrayLength(false, 1)
        const a: DictionaryPartition[] = []
        for (i = 0; i < n; i++) a.push(decodeDictionaryPartition(r, v))
        i = -1
        partitions = a
      }
    }
    return { host, port, partitions }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** A whole AssignmentInfoData from the fields that differ from their defaults, at any depth. */
export function assignmentInfoData(given: Partially<AssignmentInfoData> = {}): AssignmentInfoData {
  return {
    version: given.version === undefined ? 0 : given.version,
    commonlySupportedVersion: given.commonlySupportedVersion === undefined ? -1 : given.commonlySupportedVersion,
    activeTasks: given.activeTasks === undefined ? [] : given.activeTasks.map(e => makeStreamsTask(e)),
    standbyTasks: given.standbyTasks === undefined ? [] : given.standbyTasks.map(e => makeStandbyTask(e)),
    partitionsByHost: given.partitionsByHost === undefined ? [] : given.partitionsByHost.map(e => makeHostPartitions(e)),
    topicDictionary: given.topicDictionary === undefined ? [] : given.topicDictionary.map(e => makeTopicDictionaryEntry(e)),
    activePartitionsByHost: given.activePartitionsByHost === undefined ? [] : given.activePartitionsByHost.map(e => makeHostDictionaryPartitions(e)),
    standbyPartitionsByHost: given.standbyPartitionsByHost === undefined ? [] : given.standbyPartitionsByHost.map(e => makeHostDictionaryPartitions(e)),
    errorCode: given.errorCode === undefined ? 0 : given.errorCode,
    nextRebalanceMs: given.nextRebalanceMs === undefined ? 9223372036854776000 : given.nextRebalanceMs,
  }
}

function encodeAssignmentInfoData(w: Writer, v: number, m: AssignmentInfoData): void {
  let at = ''
  let i = -1
  try {
    at = 'version'
    w.int32(m.version)
    at = 'commonlySupportedVersion'
    if (v >= 3) {
      w.int32(m.commonlySupportedVersion)
    }
    at = 'activeTasks'
    {
      const activeTasks = m.activeTasks
      w.arrayLength(activeTasks.length, false)
      for (i = 0; i < activeTasks.length; i++) encodeStreamsTask(w, v, activeTasks[i]!)
      i = -1
    }
    at = 'standbyTasks'
    {
      const standbyTasks = m.standbyTasks
      w.arrayLength(standbyTasks.length, false)
      for (i = 0; i < standbyTasks.length; i++) encodeStandbyTask(w, v, standbyTasks[i]!)
      i = -1
    }
    at = 'partitionsByHost'
    if (v >= 2 && v <= 4) {
      const partitionsByHost = m.partitionsByHost
      w.arrayLength(partitionsByHost.length, false)
      for (i = 0; i < partitionsByHost.length; i++) encodeHostPartitions(w, v, partitionsByHost[i]!)
      i = -1
    }
    at = 'topicDictionary'
    if (v >= 5) {
      const topicDictionary = m.topicDictionary
      w.arrayLength(topicDictionary.length, false)
      for (i = 0; i < topicDictionary.length; i++) encodeTopicDictionaryEntry(w, v, topicDictionary[i]!)
      i = -1
    }
    at = 'activePartitionsByHost'
    if (v >= 5) {
      const activePartitionsByHost = m.activePartitionsByHost
      w.arrayLength(activePartitionsByHost.length, false)
      for (i = 0; i < activePartitionsByHost.length; i++) encodeHostDictionaryPartitions(w, v, activePartitionsByHost[i]!)
      i = -1
    }
    at = 'standbyPartitionsByHost'
    if (v >= 6) {
      const standbyPartitionsByHost = m.standbyPartitionsByHost
      w.arrayLength(standbyPartitionsByHost.length, false)
      for (i = 0; i < standbyPartitionsByHost.length; i++) encodeHostDictionaryPartitions(w, v, standbyPartitionsByHost[i]!)
      i = -1
    }
    at = 'errorCode'
    if (v >= 4) {
      w.int32(m.errorCode)
    }
    at = 'nextRebalanceMs'
    if (v >= 7) {
      w.int64(m.nextRebalanceMs)
    }
  } catch (error) {
    throw inField(error, at, i)
  }
}

function decodeAssignmentInfoData(r: Reader, v: number): AssignmentInfoData {
  let at = ''
  let i = -1
  try {
    let version: number
    let commonlySupportedVersion: number = -1
    let activeTasks: StreamsTask[]
    let standbyTasks: StandbyTask[]
    let partitionsByHost: HostPartitions[] = []
    let topicDictionary: TopicDictionaryEntry[] = []
    let activePartitionsByHost: HostDictionaryPartitions[] = []
    let standbyPartitionsByHost: HostDictionaryPartitions[] = []
    let errorCode: number = 0
    let nextRebalanceMs: number = 9223372036854776000
    at = 'version'
    version = r.int32()
    at = 'commonlySupportedVersion'
    if (v >= 3) {
      commonlySupportedVersion = r.int32()
    }
    at = 'activeTasks'
    {
      const n = r.arrayLength(false, 8)
      const a: StreamsTask[] = []
      for (i = 0; i < n; i++) a.push(decodeStreamsTask(r, v))
      i = -1
      activeTasks = a
    }
    at = 'standbyTasks'
    {
      const n = r.arrayLength(false, 12)
      const a: StandbyTask[] = []
      for (i = 0; i < n; i++) a.push(decodeStandbyTask(r, v))
      i = -1
      standbyTasks = a
    }
    at = 'partitionsByHost'
    if (v >= 2 && v <= 4) {
      {
        const n = r.arrayLength(false, 1)
        const a: HostPartitions[] = []
        for (i = 0; i < n; i++) a.push(decodeHostPartitions(r, v))
        i = -1
        partitionsByHost = a
      }
    }
    at = 'topicDictionary'
    if (v >= 5) {
      {
        const n = r.arrayLength(false, 1)
        const a: TopicDictionaryEntry[] = []
        for (i = 0; i < n; i++) a.push(decodeTopicDictionaryEntry(r, v))
        i = -1
        topicDictionary = a
      }
    }
    at = 'activePartitionsByHost'
    if (v >= 5) {
      {
        const n = r.arrayLength(false, 1)
        const a: HostDictionaryPartitions[] = []
        for (i = 0; i < n; i++) a.push(decodeHostDictionaryPartitions(r, v))
        i = -1
        activePartitionsByHost = a
      }
    }
    at = 'standbyPartitionsByHost'
    if (v >= 6) {
      {
        const n = r.arrayLength(false, 1)
        const a: HostDictionaryPartitions[] = []
        for (i = 0; i < n; i++) a.push(decodeHostDictionaryPartitions(r, v))
        i = -1
        standbyPartitionsByHost = a
      }
    }
    at = 'errorCode'
    if (v >= 4) {
      errorCode = r.int32()
    }
    at = 'nextRebalanceMs'
    if (v >= 7) {
      nextRebalanceMs = r.int64()
    }
    return { version, commonlySupportedVersion, activeTasks, standbyTasks, partitionsByHost, topicDictionary, activePartitionsByHost, standbyPartitionsByHost, errorCode, nextRebalanceMs }
  } catch (error) {
    throw inField(error, at, i)
  }
}

/** AssignmentInfoData: What the group's leader gives a streams client, inside its assignment's user data. */
export const assignmentInfoDataData: DataDescription<AssignmentInfoData> = {
  key: -1,
  name: 'AssignmentInfoData',
  minVersion: 1,
  maxVersion: 11,
  flexibleFrom: Infinity,
  make: assignmentInfoData,
  encode(w, v, m) {
    try {
      encodeAssignmentInfoData(w, v, m)
    } catch (error) {
      throw encodeFailure(error, 'AssignmentInfoData', v)
    }
  },
  decode(r, v) {
    try {
      return decodeAssignmentInfoData(r, v)
    } catch (error) {
      throw decodeFailure(error, 'AssignmentInfoData', v)
    }
  },
}
