/**
 * What the two sides of a foreign-key join tell each other, in Kafka Streams' layouts.
 *
 * Subscription, left to right: `0x80 if there is no hash | version 1 · instruction · [16 bytes hash] · primary key · int32
 * partition`; version 0 has no partition. Response, right to left: `0x80 if there is no hash | version 0 · [16 bytes hash] ·
 * foreign value`, no bytes for none. The hash is that of the left value's bytes (murmur3); without a left value there is none.
 */
import { StreamsError } from '../failure.ts'
import { copyBytes } from './byte-sink.ts'
import { Serde } from './serde.ts'

/** What the right side is to do with a subscription. */
export const Instruction = {
  deleteSilently: 0,
  deleteAndAnswer: 1,
  /** Answer in any case: with null where there is no value. */
  answer: 2,
  answerIfMatched: 3,
} as const
export type Instruction = (typeof Instruction)[keyof typeof Instruction]

export interface Subscription {
  readonly hash: Uint8Array | null
  readonly instruction: Instruction
  readonly primaryKey: unknown
  /** Of the left record; null in version 0. */
  readonly partition: number | null
}

export interface SubscriptionResponse {
  readonly hash: Uint8Array | null
  readonly foreignValue: unknown
  /** Where the answer goes; not written. */
  readonly partition: number | null
}

const NO_HASH = 0x80
const HASH_BYTES = 16

function tooShort(what: string, bytes: number): StreamsError {
  return new StreamsError('DESERIALIZATION_FAILED', `${what} has ${bytes} bytes, which are too few`)
}

function unknownVersion(what: string, version: number): StreamsError {
  return new StreamsError('DESERIALIZATION_FAILED', `${what} has version ${version}, which is not known here`)
}

export function subscription(primaryKey: Serde<unknown>): Serde<Subscription> {
  return new Serde<Subscription>({
    encoding: '',
    lends: primaryKey.lends,
    decode: (bytes, start, end) => {
      if (end - start < 2) throw tooShort('a subscription', end - start)
      const version = bytes[start]! & ~NO_HASH
      if (version > 1) throw unknownVersion('a subscription', version)
      const hasHash = (bytes[start]! & NO_HASH) === 0
      const keyStart = start + 2 + (hasHash ? HASH_BYTES : 0)
      const keyEnd = version === 0 ? end : end - 4
      if (keyEnd < keyStart) throw tooShort('a subscription', end - start)
      return {
        hash: hasHash ? bytes.slice(start + 2, keyStart) : null,
        instruction: bytes[start + 1] as Instruction,
        primaryKey: primaryKey.decode(bytes, keyStart, keyEnd),
        partition: version === 0 ? null : int32(bytes, keyEnd),
      }
    },
    encode: ({ hash, instruction, primaryKey: key, partition }, sink) => {
      sink.ensure(2 + HASH_BYTES)
      sink.bytes[sink.at++] = hash === null ? NO_HASH | 1 : 1
      sink.bytes[sink.at++] = instruction
      if (hash !== null) {
        copyBytes(hash, 0, HASH_BYTES, sink.bytes, sink.at)
        sink.at += HASH_BYTES
      }
      primaryKey.encode(key, sink)
      sink.ensure(4)
      sink.view.setInt32(sink.at, partition ?? 0)
      sink.at += 4
    },
  })
}

export function subscriptionResponse(foreignValue: Serde<unknown>): Serde<SubscriptionResponse> {
  return new Serde<SubscriptionResponse>({
    encoding: '',
    lends: foreignValue.lends,
    decode: (bytes, start, end) => {
      if (end - start < 1) throw tooShort('an answer', end - start)
      const version = bytes[start]! & ~NO_HASH
      if (version > 0) throw unknownVersion('an answer', version)
      const hasHash = (bytes[start]! & NO_HASH) === 0
      const valueStart = start + 1 + (hasHash ? HASH_BYTES : 0)
      if (end < valueStart) throw tooShort('an answer', end - start)
      return {
        hash: hasHash ? bytes.slice(start + 1, valueStart) : null,
        foreignValue: end === valueStart ? null : foreignValue.decode(bytes, valueStart, end),
        partition: null,
      }
    },
    encode: ({ hash, foreignValue: value }, sink) => {
      sink.ensure(1 + HASH_BYTES)
      sink.bytes[sink.at++] = hash === null ? NO_HASH : 0
      if (hash !== null) {
        copyBytes(hash, 0, HASH_BYTES, sink.bytes, sink.at)
        sink.at += HASH_BYTES
      }
      if (value !== null && value !== undefined) foreignValue.encode(value, sink)
    },
  })
}

function int32(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!
}
