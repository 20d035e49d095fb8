import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ApiKey,
  correlationIdOf,
  DecodeError,
  decodeResponseFrame,
  describeError,
  ErrorCode,
  encodeRequestFrame,
  encodeResponseFrame,
  errorTable,
  FrameSplitter,
  isRetriable,
  LENT_BYTES_MIN,
  readRequestFrame,
  requestOf,
  responseOf,
} from './index.ts'

describe('request and response frames', () => {
  test.each([3, 8, 9, 13])('a Produce request of version %i goes round', version => {
    const topicData = [{ partitionData: [{ index: 1, records: Uint8Array.of(1, 2, 3) }] }]
    const body = requestOf(ApiKey.Produce, { acks: -1, timeoutMs: 5, topicData })
    const whole = Buffer.concat(encodeRequestFrame(ApiKey.Produce, version, 77, 'me', body))
    expect(whole.readInt32BE(0)).toBe(whole.length - 4)
    const frame = readRequestFrame(whole.subarray(4))
    expect(frame).toMatchObject({ key: 0, version, correlationId: 77, clientId: 'me', isSpoken: true })
    expect(frame.api!.decodeRequest(frame.reader, version)).toEqual(body)
    expect(frame.reader.remaining).toBe(0)
  })

  test('large records are lent, not copied; small ones are copied', () => {
    const large = new Uint8Array(LENT_BYTES_MIN)
    const small = new Uint8Array(LENT_BYTES_MIN - 1)
    const chunksWith = (records: Uint8Array): Uint8Array[] => {
      const topicData = [{ partitionData: [{ records }] }]
      return encodeRequestFrame(ApiKey.Produce, 9, 1, null, requestOf(ApiKey.Produce, { topicData }))
    }
    expect(chunksWith(large).some(chunk => chunk === large)).toBe(true)
    expect(chunksWith(large)).toHaveLength(3)
    expect(chunksWith(small)).toHaveLength(1)
  })

  test('ApiVersions answers with header version 0 in every version, others with 1 where flexible', () => {
    const versions = responseOf(ApiKey.ApiVersions, { errorCode: 35 })
    const spoken = responseOf(ApiKey.ApiVersions, { apiKeys: [{ apiKey: 18, maxVersion: 4 }] })
    for (const version of [0, 3, 4]) {
      const whole = Buffer.concat(encodeResponseFrame(ApiKey.ApiVersions, version, 9, spoken))
      expect(whole.readInt16BE(8)).toBe(0)
      expect(decodeResponseFrame(ApiKey.ApiVersions, version, whole.subarray(4))).toEqual(spoken)
    }
    const refused = Buffer.concat(encodeResponseFrame(ApiKey.ApiVersions, 0, 9, versions))
    expect(decodeResponseFrame(ApiKey.ApiVersions, 4, refused.subarray(4))).toEqual(versions)
    const heartbeat = Buffer.concat(encodeResponseFrame(ApiKey.Heartbeat, 4, 9, responseOf(ApiKey.Heartbeat)))
    expect(correlationIdOf(heartbeat.subarray(4))).toBe(9)
    expect(heartbeat[8]).toBe(0)
    expect(heartbeat.length).toBe(4 + 4 + 1 + 4 + 2 + 1)
  })

  test('a version that is not spoken, and an unknown API, are told by the header alone', () => {
    const header = Buffer.from([0, 18, 0, 99, 0, 0, 0, 5, 0xff, 0xff, 0])
    expect(readRequestFrame(header)).toMatchObject({
      key: 18,
      version: 99,
      correlationId: 5,
      isSpoken: false,
    })
    const unknown = Buffer.from([0x7f, 0xff, 0, 0, 0, 0, 0, 6, 0xff, 0xff])
    expect(readRequestFrame(unknown)).toMatchObject({ correlationId: 6, api: undefined, isSpoken: false })
    expect(() => readRequestFrame(header.subarray(0, 9))).toThrow(DecodeError)
  })
})

describe('FrameSplitter', () => {
  test('gives the same frames however the bytes are cut', () => {
    const arbitrary = fc.tuple(
      fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }),
      fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1 }),
    )
    fc.assert(
      fc.property(arbitrary, ([frames, cuts]) => {
        const stream = Buffer.concat(
          frames.flatMap(frame => {
            const length = Buffer.alloc(4)
            length.writeInt32BE(frame.length)
            return [length, frame]
          }),
        )
        const splitter = new FrameSplitter()
        const found: Buffer[] = []
        for (let at = 0, n = 0; at < stream.length; n++) {
          const size = cuts[n % cuts.length]!
          found.push(...splitter.push(stream.subarray(at, at + size)).map(one => Buffer.from(one)))
          at += size
        }
        expect(found).toEqual(frames.map(frame => Buffer.from(frame)))
      }),
    )
  })

  test.each([-1, 101])('a length of %i is refused as soon as it is seen', length => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32BE(length)
    expect(() => new FrameSplitter(100).push(bytes)).toThrow(DecodeError)
    const cut = new FrameSplitter(100)
    cut.push(bytes.subarray(0, 3))
    expect(() => cut.push(bytes.subarray(3))).toThrow('100 are allowed')
  })
})

describe('the error table', () => {
  test('holds every code from -1 to 133 once, with words', () => {
    expect([...errorTable.keys()].sort((a, b) => a - b)).toEqual(Array.from({ length: 135 }, (_, i) => i - 1))
    for (const error of errorTable.values()) expect(error.text).toMatch(/^[a-zA-Z].*[^.]$/)
    expect(new Set(Object.values(ErrorCode)).size).toBe(135)
  })

  test('a code of a newer Kafka is described, and not retriable', () => {
    expect(describeError(9999)).toMatchObject({ name: 'ERROR_9999', retriable: false })
    expect(isRetriable(ErrorCode.NOT_LEADER_OR_FOLLOWER)).toBe(true)
    expect(isRetriable(ErrorCode.PRODUCER_FENCED)).toBe(false)
  })
})
