import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeOffsetMetadata, encodeOffsetMetadata } from './offset-metadata.ts'

test('has Kafka Streams layout: magic 2, int64 time, then the map of processors', () => {
  expect(encodeOffsetMetadata({ partitionTimeMs: 258, processors: new Map() })).toBe(
    Buffer.from('020000000000000102', 'hex').toString('base64'),
  )
  expect(encodeOffsetMetadata({ partitionTimeMs: -1, processors: new Map([['ab', 7]]) })).toBe(
    Buffer.from('02ffffffffffffffff000000010000000261620000000000000007', 'hex').toString('base64'),
  )
})

test('what was written is read back', () => {
  const processors = fc
    .dictionary(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger())
    .map(d => new Map(Object.entries(d)))
  fc.assert(
    fc.property(fc.maxSafeInteger(), processors, (partitionTimeMs, map) => {
      const back = decodeOffsetMetadata(encodeOffsetMetadata({ partitionTimeMs, processors: map }))
      expect(back).toEqual({ partitionTimeMs, processors: map })
    }),
  )
})

test('magic 1 has the time alone; other text counts as none', () => {
  const none = { partitionTimeMs: -1, processors: new Map() }
  const old = Buffer.from('010000000000000005', 'hex').toString('base64')
  expect(decodeOffsetMetadata(old).partitionTimeMs).toBe(5)
  for (const text of ['', 'x', 'hello world!', 'AwAAAAAAAAAF'])
    expect(decodeOffsetMetadata(text)).toEqual(none)
  const whole = encodeOffsetMetadata({ partitionTimeMs: 5, processors: new Map([['a', 1]]) })
  const bytes = Buffer.from(whole, 'base64')
  for (let cut = 0; cut < bytes.length; cut++) {
    expect(() => decodeOffsetMetadata(bytes.subarray(0, cut).toString('base64'))).not.toThrow()
  }
})
