/** Bytes that Apache Kafka and librdkafka wrote: each is read, and written again byte for byte. How they were made stands in each file. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  type ApiKey,
  apis,
  correlationIdOf,
  type DataDescription,
  decodeKey,
  decodeMetadataRecord,
  decodeResponseFrame,
  decodeVersioned,
  encodeKey,
  encodeMetadataRecord,
  encodeRequestFrame,
  encodeResponseFrame,
  encodeVersioned,
  Reader,
  readRequestFrame,
  storedRecords,
  Writer,
} from './index.ts'

interface Exchange {
  readonly version: number
  readonly request: string
  readonly response: string
}

interface Stored {
  readonly name: string
  readonly form: 'key' | 'versioned' | 'metadata' | 'bare'
  readonly version: number
  readonly hex: string
}

const folder = new URL('./golden/', import.meta.url)
const load = (name: string): unknown => JSON.parse(readFileSync(new URL(name, folder), 'utf8'))
const hex = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).subarray(4).toString('hex')

const exchanges = readdirSync(folder)
  .filter(name => /^\d+\.json$/.test(name))
  .flatMap(name => {
    const file = load(name) as { api: string; key: ApiKey; exchanges: Exchange[] }
    return file.exchanges.map((one, n) => ({ ...one, api: file.api, key: file.key, n }))
  })

describe('frames between Kafka and its clients', () => {
  test('cover the APIs', () => {
    expect(new Set(exchanges.map(one => one.key)).size).toBeGreaterThanOrEqual(29)
  })

  test.each(exchanges)('$api version $version ($n)', ({ key, version, request, response }) => {
    const frame = readRequestFrame(Buffer.from(request, 'hex'))
    expect(frame).toMatchObject({ key, version, isSpoken: true })
    const asked = apis.get(key)!.decodeRequest(frame.reader, version)
    expect(frame.reader.remaining).toBe(0)
    expect(hex(encodeRequestFrame(key, version, frame.correlationId, frame.clientId, asked as never))).toBe(
      request,
    )
    const bytes = Buffer.from(response, 'hex')
    const answered = decodeResponseFrame(key, version, bytes)
    expect(hex(encodeResponseFrame(key, version, correlationIdOf(bytes), answered))).toBe(response)
  })
})

const stored = (load('stored.json') as { records: Stored[] }).records

describe('records and bodies that Kafka wrote', () => {
  test.each(stored)('$name version $version ($form)', ({ name, form, version, hex: expected }) => {
    const bytes = Buffer.from(expected, 'hex')
    expect(Buffer.from(rewritten(name, form, version, bytes)).toString('hex')).toBe(expected)
  })

  test('are read as what they say', () => {
    const find = (name: string, version: number): Buffer =>
      Buffer.from(stored.find(one => one.name === name && one.version === version)!.hex, 'hex')
    expect(
      decodeVersioned(storedRecords.get('TransactionLogValue')!, find('TransactionLogValue', 1)).data,
    ).toMatchObject({
      ...{ producerId: 1000, previousProducerId: 900, nextProducerId: 1001, nextProducerEpoch: 2 },
      ...{ clientTransactionVersion: 2, transactionStatus: 1 },
      transactionPartitions: [{ topic: 't', partitionIds: [0, 2] }],
    })
    const info = storedRecords
      .get('AssignmentInfoData')!
      .decode(new Reader(find('AssignmentInfoData', 11)), 11)
    expect(info).toMatchObject({
      ...{ version: 11, commonlySupportedVersion: 11, errorCode: 0, nextRebalanceMs: 77 },
      activeTasks: [
        { topicGroupId: 0, partition: 1 },
        { topicGroupId: 1, partition: 1 },
      ],
      standbyTasks: [{ topicGroupId: 2, partition: 3, partitions: [{ topic: 'log', partition: 3 }] }],
      activePartitionsByHost: [{ host: 'h', port: 80, partitions: [{ topicIndex: 1, partition: 1 }] }],
    })
  })
})

function rewritten(name: string, form: Stored['form'], version: number, bytes: Uint8Array): Uint8Array {
  if (form === 'metadata') {
    const record = decodeMetadataRecord(bytes)
    if (record.description === undefined) throw new Error(`${name} came back as bytes`)
    expect(record).toMatchObject({ version, description: { name } })
    return encodeMetadataRecord(record.description, record.version, record.data)
  }
  if (form === 'bare') return rewrittenBare(name, version, bytes)
  const description = storedRecords.get(name)!
  if (form === 'key') return encodeKey(description, decodeKey(description, bytes))
  const { version: found, data } = decodeVersioned(description, bytes)
  expect(found).toBe(version)
  return encodeVersioned(description, found, data)
}

function rewrittenBare(name: string, version: number, bytes: Uint8Array): Uint8Array {
  const api = [...apis.values()].find(one => `${one.name}Request` === name)
  const { encode, decode }: Pick<DataDescription, 'encode' | 'decode'> =
    api === undefined ? storedRecords.get(name)! : { encode: api.encodeRequest, decode: api.decodeRequest }
  const reader = new Reader(bytes)
  const data = decode(reader, version)
  expect(reader.remaining).toBe(0)
  const writer = new Writer()
  encode(writer, version, data)
  return writer.toBytes()
}
