import { describe, expect, test } from 'vitest'
import {
  consumerGroupMemberMetadataValueData,
  consumerGroupMetadataValueData,
  consumerProtocolSubscriptionData,
  DecodeError,
  decodeKey,
  decodeMetadataRecord,
  decodeVersioned,
  encodeKey,
  encodeMetadataRecord,
  encodeVersioned,
  groupMetadataKeyData,
  kindOfKey,
  offsetCommitKeyData,
  offsetCommitValueData,
  topicRecordData,
} from './index.ts'

describe('coordinator records', () => {
  test('a key starts with the number of its kind', () => {
    const key = encodeKey(offsetCommitKeyData, { group: 'g', topic: 't', partition: 3 })
    expect(Buffer.from(key).toString('hex')).toBe('000100016700017400000003')
    expect(kindOfKey(key)).toBe(1)
    expect(decodeKey(offsetCommitKeyData, key)).toEqual({ group: 'g', topic: 't', partition: 3 })
    expect(kindOfKey(encodeKey(groupMetadataKeyData, { group: 'g' }))).toBe(2)
    expect(kindOfKey(new Uint8Array(1))).toBe(-1)
  })

  test('a value starts with its version, and an unknown version is refused', () => {
    const data = offsetCommitValueData.make({ offset: 5, metadata: 'm', commitTimestamp: 9 })
    const bytes = encodeVersioned(offsetCommitValueData, 3, data)
    expect(bytes[1]).toBe(3)
    expect(decodeVersioned(offsetCommitValueData, bytes)).toEqual({ version: 3, data })
    bytes[1] = 99
    expect(() => decodeVersioned(offsetCommitValueData, bytes)).toThrow(DecodeError)
  })

  test('a consumer group as Kafka writes it, with a hash of 64 bits', () => {
    const written = Buffer.from('000000000002010008c7c78c10d307914a', 'hex')
    const { data } = decodeVersioned(consumerGroupMetadataValueData, written)
    expect(data).toEqual(consumerGroupMetadataValueData.make({ epoch: 2, metadataHash: 0x78c10d307914a }))
    const own = consumerGroupMetadataValueData.make({ epoch: 3, metadataHash: 2 ** 32 })
    const bytes = encodeVersioned(consumerGroupMetadataValueData, 0, own)
    expect(decodeVersioned(consumerGroupMetadataValueData, bytes).data).toEqual(own)
  })

  test('a member of a consumer group as Kafka writes it, with a tagged struct that is null', () => {
    const written =
      '0000000011636f6e736f6c652d636f6e73756d65720b2f3132372e302e302e310206706c61696e01000493e00001000100'
    expect(decodeVersioned(consumerGroupMemberMetadataValueData, Buffer.from(written, 'hex')).data).toEqual(
      consumerGroupMemberMetadataValueData.make({
        instanceId: null,
        rackId: null,
        serverAssignor: null,
        clientId: 'console-consumer',
        clientHost: '/127.0.0.1',
        subscribedTopicNames: ['plain'],
        subscribedTopicRegex: '',
        rebalanceTimeoutMs: 300_000,
      }),
    )
    const classicMemberMetadata = { sessionTimeoutMs: 45_000, supportedProtocols: [] }
    const classic = consumerGroupMemberMetadataValueData.make({ clientId: 'c', classicMemberMetadata })
    const bytes = encodeVersioned(consumerGroupMemberMetadataValueData, 0, classic)
    expect(decodeVersioned(consumerGroupMemberMetadataValueData, bytes).data).toEqual(classic)
  })

  test('a newer consumer protocol is read as the newest known', () => {
    const data = consumerProtocolSubscriptionData.make({ topics: ['a'] })
    const bytes = encodeVersioned(consumerProtocolSubscriptionData, 3, data)
    bytes[1] = 42
    expect(decodeVersioned(consumerProtocolSubscriptionData, bytes, true)).toEqual({ version: 3, data })
  })
})

describe('metadata records', () => {
  test('go round with frame version, key and version in front', () => {
    const data = topicRecordData.make({ name: '__proto__', topicId: 'N3PjFvzQQZSPdJ2SxGWk3A' })
    const bytes = encodeMetadataRecord(topicRecordData, 0, data)
    expect([...bytes.subarray(0, 3)]).toEqual([1, topicRecordData.key, 0])
    expect(decodeMetadataRecord(bytes)).toEqual({ description: topicRecordData, version: 0, data })
  })

  test('an unknown kind, version or frame version is kept as bytes', () => {
    for (const start of [
      [1, 99, 0],
      [1, topicRecordData.key, 77],
      [2, topicRecordData.key, 0],
    ]) {
      const bytes = Uint8Array.of(...start, 1, 2, 3)
      expect(decodeMetadataRecord(bytes)).toEqual({ description: undefined, bytes })
    }
    expect(() => decodeMetadataRecord(Uint8Array.of(1))).toThrow(DecodeError)
  })
})
