import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MoldauError } from '../failure.ts'
import { COMPRESSION_TYPES, codecReady, compress, decompress } from './compression.ts'
import { controlTypeOf, coordinatorEpochOf, encodeTransactionMarker } from './control-record.ts'
import { crc32c } from './crc32c.ts'
import {
  BATCH,
  BatchHeader,
  checkBatch,
  setBaseOffset,
  setLeaderEpoch,
  setLogAppendTime,
} from './record-batch.ts'
import { RecordBatchBuilder } from './record-batch-builder.ts'
import { type Header, RecordCursor } from './record-cursor.ts'

interface Plain {
  readonly timestamp: number
  readonly key: Uint8Array | null
  readonly value: Uint8Array | null
  readonly headers: readonly Header[]
}

const bytes = fc.uint8Array({ maxLength: 300 })
const nullable = fc.option(bytes, { nil: null, freq: 5 })
const plain: fc.Arbitrary<Plain> = fc.record({
  timestamp: fc.oneof(fc.integer({ min: 0, max: 2 ** 41 }), fc.nat(1000)).map(Number),
  key: nullable,
  value: nullable,
  headers: fc.array(fc.record({ key: fc.string(), value: nullable }), { maxLength: 3 }),
})

function build(
  records: readonly Plain[],
  compression: (typeof COMPRESSION_TYPES)[number] = 'none',
): Uint8Array {
  const builder = new RecordBatchBuilder(512, compression)
  for (const { timestamp, key, value, headers } of records) {
    builder.append(timestamp, key, 0, key?.length ?? 0, value, 0, value?.length ?? 0, headers)
  }
  return builder.build({ producerId: 7, producerEpoch: 3, baseSequence: 11, transactional: true })
}

function read(batch: Uint8Array, start = 0): (Plain & { offset: number })[] {
  const cursor = new RecordCursor().open(batch, start)
  const out: (Plain & { offset: number })[] = []
  while (cursor.next()) {
    out.push({
      offset: cursor.offset,
      timestamp: cursor.timestamp,
      key: cursor.keyStart < 0 ? null : cursor.bytes.slice(cursor.keyStart, cursor.keyEnd),
      value: cursor.valueStart < 0 ? null : cursor.bytes.slice(cursor.valueStart, cursor.valueEnd),
      headers: cursor.headers().map(h => ({ key: h.key, value: h.value?.slice() ?? null })),
    })
  }
  return out
}

const plainBytes = (records: readonly Plain[]): unknown =>
  records.map(r => ({
    ...r,
    key: r.key && [...r.key],
    value: r.value && [...r.value],
    headers: r.headers.map(h => ({ key: h.key, value: h.value && [...h.value] })),
  }))

describe('a batch', () => {
  test.each(COMPRESSION_TYPES)('round trips with %s', async compression => {
    await codecReady(compression)
    fc.assert(
      fc.property(fc.array(plain, { minLength: 1, maxLength: 20 }), records => {
        const batch = build(records, compression)
        expect(checkBatch(batch.slice(), 0, batch.length)).toBe('ok')
        const header = new BatchHeader().at(batch, 0)
        expect(header.sizeInBytes).toBe(batch.length)
        expect(header.recordCount).toBe(records.length)
        expect(header.lastSequence).toBe(11 + records.length - 1)
        expect(header.maxTimestamp).toBe(Math.max(...records.map(r => r.timestamp)))
        expect(header.compression).toBe(compression)
        expect([header.isTransactional, header.isControl]).toEqual([true, false])
        const back = read(batch)
        expect(back.map(r => r.offset)).toEqual(records.map((_, n) => n))
        expect(plainBytes(back.map(({ offset, ...rest }) => rest))).toEqual(plainBytes(records))
      }),
      { numRuns: 60 },
    )
  })

  test('offset and leader epoch are outside the checksum; any other flipped byte is noticed', () => {
    const batch = build([{ timestamp: 5, key: null, value: Uint8Array.of(1, 2, 3), headers: [] }]).slice()
    const view = new DataView(batch.buffer)
    setBaseOffset(view, 0, 2 ** 40)
    setLeaderEpoch(view, 0, 9)
    expect(checkBatch(batch, 0, batch.length)).toBe('ok')
    expect(read(batch)[0]!.offset).toBe(2 ** 40)
    for (let at = BATCH.batchLength; at < batch.length; at++) {
      if (at >= BATCH.leaderEpoch && at < BATCH.magic) continue
      const damaged = batch.slice()
      damaged[at]! ^= 0x40
      expect(checkBatch(damaged, 0, damaged.length)).not.toBe('ok')
    }
  })

  test('a cut at any byte is incomplete', () => {
    const batch = build([{ timestamp: 5, key: null, value: null, headers: [] }])
    for (let end = 0; end < batch.length; end++) expect(checkBatch(batch, 0, end)).toBe('incomplete')
  })

  test('log append time replaces every record time', () => {
    const batch = build(
      [1, 2, 3].map(timestamp => ({ timestamp, key: null, value: null, headers: [] })),
    ).slice()
    setLogAppendTime(batch, 0, 77)
    expect(checkBatch(batch, 0, batch.length)).toBe('ok')
    expect(read(batch).map(r => r.timestamp)).toEqual([77, 77, 77])
  })

  test('damaged records throw CORRUPT_RECORD, never read outside and never hang', () => {
    fc.assert(
      fc.property(
        fc.array(plain, { minLength: 1, maxLength: 5 }),
        fc.nat(),
        fc.nat(255),
        (records, place, byte) => {
          const batch = build(records).slice()
          batch[61 + (place % (batch.length - 61))] = byte
          try {
            for (const r of read(batch)) expect(r.headers.length).toBeLessThan(batch.length)
          } catch (error) {
            expect((error as MoldauError).code).toBe('CORRUPT_RECORD')
          }
        },
      ),
      { numRuns: 300 },
    )
  })
})

test('a transaction marker carries its type and epoch', () => {
  const marker = encodeTransactionMarker('COMMIT', 4000, 2, 17, 99)
  const header = new BatchHeader().at(marker, 0)
  expect([header.isControl, header.isTransactional, header.producerId, header.producerEpoch]).toEqual([
    true,
    true,
    4000,
    2,
  ])
  expect(crc32c(marker, BATCH.attributes)).toBe(header.crc)
  const cursor = new RecordCursor().open(marker, 0)
  expect(cursor.next()).toBe(true)
  expect([controlTypeOf(cursor), coordinatorEpochOf(cursor)]).toEqual(['COMMIT', 17])
})

describe('decompression is bounded', () => {
  test.each(COMPRESSION_TYPES.filter(c => c !== 'none'))('%s', async compression => {
    await codecReady(compression)
    const bomb = compress(compression, new Uint8Array(4 << 20))
    expect(decompress(compression, bomb)).toHaveLength(4 << 20)
    expect(() => decompress(compression, bomb, 1 << 16)).toThrow(MoldauError)
    expect(() => decompress(compression, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toThrow(MoldauError)
  })
})
