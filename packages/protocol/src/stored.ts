/**
 * Stored records: what coordinators and the metadata log write as keys and values.
 *
 *  1. A coordinator's value, a consumer protocol's blob and a producer snapshot start with their version as int16. A
 *     coordinator's key starts with the number of its kind instead.
 *  2. A metadata record starts with frame version (1), api key and version, each an unsigned varint.
 *  3. A metadata record of an unknown kind or version is kept as bytes, so that it survives a rewrite.
 *
 * Source: Kafka's MessageUtil.toVersionPrefixedByteBuffer, CoordinatorRecordSerde, MetadataRecordSerde (KIP-631).
 */
import type { DataDescription } from './codec/description.ts'
import { CodecFault, decodeFailure, inField } from './codec/failures.ts'
import { Reader } from './codec/reader.ts'
import { Writer } from './codec/writer.ts'
import { assert } from './failure.ts'
import { storedRecords } from './generated/index.ts'

/** What was read, and the version that stood before it. */
export interface Versioned<T> {
  readonly version: number
  readonly data: T
}

/** The bytes of `data` with its version as int16 in front. */
export function encodeVersioned<T>(description: DataDescription<T>, version: number, data: T): Uint8Array {
  const writer = new Writer(256, false)
  writer.int16(version)
  description.encode(writer, version, data)
  return writer.toBytes()
}

/**
 * Reads bytes that start with their version as int16. A version newer than the newest known is read as that one where
 * `newerAsNewest` says so (Kafka does this for the consumer protocol), and refused otherwise.
 * @throws DecodeError (`DECODE_FAILED`).
 */
export function decodeVersioned<T>(
  description: DataDescription<T>,
  bytes: Uint8Array,
  newerAsNewest = false,
): Versioned<T> {
  const reader = new Reader(bytes)
  let version = -1
  try {
    version = reader.int16()
    if (version > description.maxVersion && newerAsNewest) version = description.maxVersion
    if (version < description.minVersion || version > description.maxVersion)
      throw new CodecFault(`a version of ${version}`, 0)
  } catch (error) {
    throw decodeFailure(inField(error, 'version', -1), description.name, version)
  }
  return { version, data: description.decode(reader, version) }
}

/** The bytes of a coordinator's key: the number of its kind as int16, then the key. */
export function encodeKey<T>(description: DataDescription<T>, key: T): Uint8Array {
  assert(description.key >= 0, `${description.name} is a coordinator's key`)
  const writer = new Writer(64, false)
  writer.int16(description.key)
  description.encode(writer, description.maxVersion, key)
  return writer.toBytes()
}

/** The number that a coordinator's key starts with, or -1 when it is too short to have one. */
export function kindOfKey(bytes: Uint8Array): number {
  return bytes.length < 2 ? -1 : ((bytes[0]! << 24) >> 16) | bytes[1]!
}

/**
 * Reads a coordinator's key whose kind is known (`kindOfKey`).
 * @throws DecodeError (`DECODE_FAILED`).
 */
export function decodeKey<T>(description: DataDescription<T>, bytes: Uint8Array): T {
  assert(kindOfKey(bytes) === description.key, `these bytes are a ${description.name}`)
  return description.decode(new Reader(bytes, 2), description.maxVersion)
}

/** One record of the metadata log. */
export type MetadataRecord =
  | { readonly description: DataDescription; readonly version: number; readonly data: unknown }
  | { readonly description: undefined; readonly bytes: Uint8Array }

const metadataKinds = new Map<number, DataDescription>()
for (const name of [
  ...['RegisterBrokerRecord', 'UnregisterBrokerRecord', 'TopicRecord', 'PartitionRecord', 'ConfigRecord'],
  ...[
    'PartitionChangeRecord',
    'FenceBrokerRecord',
    'UnfenceBrokerRecord',
    'RemoveTopicRecord',
    'FeatureLevelRecord',
  ],
  ...['ProducerIdsRecord', 'BrokerRegistrationChangeRecord', 'NoOpRecord', 'BeginTransactionRecord'],
  ...['EndTransactionRecord', 'AbortTransactionRecord', 'RegisterControllerRecord'],
]) {
  const description = storedRecords.get(name)
  assert(description !== undefined, `${name} is described`)
  metadataKinds.set(description.key, description)
}

const METADATA_FRAME_VERSION = 1

/** The bytes of a metadata record's value. */
export function encodeMetadataRecord<T>(
  description: DataDescription<T>,
  version: number,
  data: T,
): Uint8Array {
  const writer = new Writer(128, false)
  writer.uvarint(METADATA_FRAME_VERSION)
  writer.uvarint(description.key)
  writer.uvarint(version)
  description.encode(writer, version, data)
  return writer.toBytes()
}

/**
 * Reads a metadata record's value. One of an unknown kind or version comes back as its bytes.
 * @throws DecodeError (`DECODE_FAILED`) when the bytes are damaged.
 */
export function decodeMetadataRecord(bytes: Uint8Array): MetadataRecord {
  const reader = new Reader(bytes)
  let description: DataDescription | undefined
  let version: number
  try {
    if (reader.uvarint() !== METADATA_FRAME_VERSION) return { description: undefined, bytes }
    description = metadataKinds.get(reader.uvarint())
    version = reader.uvarint()
  } catch (error) {
    throw decodeFailure(inField(error, 'frame', -1), 'MetadataRecord', METADATA_FRAME_VERSION)
  }
  if (description === undefined || version < description.minVersion || version > description.maxVersion)
    return { description: undefined, bytes }
  return { description, version, data: description.decode(reader, version) }
}
