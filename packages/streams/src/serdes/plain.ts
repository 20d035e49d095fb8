/** The serdes of Kafka's own primitive types, byte for byte; int64 is a checked number. */
import { StreamsError } from '../failure.ts'
import { readInt64 } from './byte-sink.ts'
import { Serde } from './serde.ts'
import { decodeUtf8, encodeUtf8, isUtf8, isWellFormed } from './utf8.ts'

function unreadable(type: string, detail: string): StreamsError {
  return new StreamsError('DESERIALIZATION_FAILED', `${type}: ${detail}`)
}

function unwritable(type: string, value: unknown): StreamsError {
  return new StreamsError('SERIALIZATION_FAILED', `not a value of type ${type}: ${String(value)}`)
}

function sized(type: string, size: number, start: number, end: number): void {
  if (end - start !== size) throw unreadable(type, `expected ${size} bytes, got ${end - start}`)
}

function whole(type: string, value: number, bound: number): void {
  if (!Number.isInteger(value) || value < -bound || value >= bound) throw unwritable(type, value)
}

const STRING = new Serde<string>({
  encoding: 'string',
  accepts: isUtf8,
  roundTrip: value => (typeof value === 'string' && isWellFormed(value) ? value : undefined),
  decode: decodeUtf8,
  encode: (value, sink) => {
    if (typeof value !== 'string') throw unwritable('string', value)
    encodeUtf8(value, sink)
  },
})

const LONG = new Serde<number>({
  encoding: 'long',
  accepts: (bytes, start, end) => end - start === 8 && Number.isSafeInteger(readInt64(bytes, start)),
  roundTrip: value => (Number.isSafeInteger(value) ? value + 0 : undefined),
  decode: (bytes, start, end) => {
    sized('long', 8, start, end)
    const value = readInt64(bytes, start)
    if (!Number.isSafeInteger(value)) throw unreadable('long', 'beyond 2^53-1: read it with bigLong()')
    return value
  },
  encode: (value, sink) => {
    if (!Number.isSafeInteger(value)) throw unwritable('long', value)
    sink.writeInt64(value)
  },
})

const BIG_LONG = new Serde<bigint>({
  encoding: 'bigLong',
  accepts: (_bytes, start, end) => end - start === 8,
  decode: (bytes, start, end) => {
    sized('bigLong', 8, start, end)
    return new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(start)
  },
  encode: (value, sink) => {
    if (typeof value !== 'bigint' || BigInt.asIntN(64, value) !== value) throw unwritable('bigLong', value)
    sink.ensure(8)
    sink.view.setBigInt64(sink.at, value)
    sink.at += 8
  },
})

const INTEGER = new Serde<number>({
  encoding: 'integer',
  accepts: (_bytes, start, end) => end - start === 4,
  roundTrip: value => (value === (value | 0) ? value | 0 : undefined),
  decode: (bytes, start, end) => {
    sized('integer', 4, start, end)
    return (bytes[start]! << 24) | (bytes[start + 1]! << 16) | (bytes[start + 2]! << 8) | bytes[start + 3]!
  },
  encode: (value, sink) => {
    whole('integer', value, 2147483648)
    sink.ensure(4)
    sink.view.setInt32(sink.at, value)
    sink.at += 4
  },
})

const SHORT = new Serde<number>({
  encoding: 'short',
  accepts: (_bytes, start, end) => end - start === 2,
  decode: (bytes, start, end) => {
    sized('short', 2, start, end)
    return (((bytes[start]! << 8) | bytes[start + 1]!) << 16) >> 16
  },
  encode: (value, sink) => {
    whole('short', value, 32768)
    sink.ensure(2)
    sink.view.setInt16(sink.at, value)
    sink.at += 2
  },
})

const numbers = new DataView(new ArrayBuffer(8))

function notNan(bytes: Uint8Array, start: number, size: number): boolean {
  // A NaN has many bit patterns and JavaScript keeps one, so its bytes could not be given back: not lazy.
  for (let i = 0; i < size; i++) numbers.setUint8(i, bytes[start + i]!)
  return !Number.isNaN(size === 8 ? numbers.getFloat64(0) : numbers.getFloat32(0))
}

const DOUBLE = new Serde<number>({
  encoding: 'double',
  accepts: (bytes, start, end) => end - start === 8 && notNan(bytes, start, 8),
  roundTrip: value => (typeof value === 'number' ? value : undefined),
  decode: (bytes, start, end) => {
    sized('double', 8, start, end)
    for (let i = 0; i < 8; i++) numbers.setUint8(i, bytes[start + i]!)
    return numbers.getFloat64(0)
  },
  encode: (value, sink) => {
    if (typeof value !== 'number') throw unwritable('double', value)
    sink.ensure(8)
    sink.view.setFloat64(sink.at, value)
    sink.at += 8
  },
})

const FLOAT = new Serde<number>({
  encoding: 'float',
  accepts: (bytes, start, end) => end - start === 4 && notNan(bytes, start, 4),
  roundTrip: value => (typeof value === 'number' ? Math.fround(value) : undefined),
  decode: (bytes, start, end) => {
    sized('float', 4, start, end)
    for (let i = 0; i < 4; i++) numbers.setUint8(i, bytes[start + i]!)
    return numbers.getFloat32(0)
  },
  encode: (value, sink) => {
    if (typeof value !== 'number') throw unwritable('float', value)
    sink.ensure(4)
    sink.view.setFloat32(sink.at, value)
    sink.at += 4
  },
})

const BOOLEAN = new Serde<boolean>({
  encoding: 'boolean',
  accepts: (bytes, start, end) => end - start === 1 && bytes[start]! <= 1,
  roundTrip: value => (typeof value === 'boolean' ? value : undefined),
  decode: (bytes, start, end) => {
    sized('boolean', 1, start, end)
    if (bytes[start]! > 1) throw unreadable('boolean', `expected 0 or 1, got ${bytes[start]}`)
    return bytes[start] === 1
  },
  encode: (value, sink) => {
    if (typeof value !== 'boolean') throw unwritable('boolean', value)
    sink.ensure(1)
    sink.bytes[sink.at++] = value ? 1 : 0
  },
})

const BYTES = new Serde<Uint8Array>({
  encoding: 'bytes',
  lends: true,
  accepts: () => true,
  decode: (bytes, start, end) => bytes.subarray(start, end),
  encode: (value, sink) => {
    if (!(value instanceof Uint8Array)) throw unwritable('bytes', value)
    sink.write(value, 0, value.length)
  },
})

const UUID_TEXT = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

const UUID = new Serde<string>({
  encoding: 'uuid',
  decode: (bytes, start, end) => {
    const text = decodeUtf8(bytes, start, end).toLowerCase()
    if (!UUID_TEXT.test(text)) throw unreadable('uuid', `'${text}' is none`)
    return text
  },
  encode: (value, sink) => {
    if (typeof value !== 'string' || !UUID_TEXT.test(value)) throw unwritable('uuid', value)
    encodeUtf8(value, sink)
  },
})

const VOID = new Serde<null>({
  encoding: 'void',
  decode: () => {
    throw unreadable('void', 'expected null')
  },
  encode: value => {
    throw unwritable('void', value)
  },
})

/** Text as UTF-8 (Kafka's StringSerde). Ill-formed bytes read as U+FFFD, as in Java. */
export const string = (): Serde<string> => STRING
/** int64 as a checked number: 8 bytes, big endian (LongSerde). Values beyond 2^53-1 cannot be read; see {@link bigLong}. */
export const long = (): Serde<number> => LONG
/** int64 as a bigint: the same bytes as {@link long}, the whole range, slower. */
export const bigLong = (): Serde<bigint> => BIG_LONG
/** int32: 4 bytes, big endian (IntegerSerde). */
export const integer = (): Serde<number> => INTEGER
/** int16: 2 bytes, big endian (ShortSerde). */
export const short = (): Serde<number> => SHORT
/** IEEE 754 double: 8 bytes (DoubleSerde). */
export const double = (): Serde<number> => DOUBLE
/** IEEE 754 float: 4 bytes (FloatSerde). */
export const float = (): Serde<number> => FLOAT
/** One byte, 0 or 1 (BooleanSerde). */
export const boolean = (): Serde<boolean> => BOOLEAN
/** Bytes as they are (ByteArraySerde); what is read is a view lent until the callback returns: copy it to keep it. */
export const bytes = (): Serde<Uint8Array> => BYTES
/** A UUID as its 36 characters (UUIDSerde); read in lower case. */
export const uuid = (): Serde<string> => UUID
/** Always null (VoidSerde). */
export const voidSerde = (): Serde<null> => VOID
