/** Types of keys and values of a case: serdes between language values and Kafka's own bytes. */
import {
  boolean,
  double,
  float,
  integer,
  Serde,
  sessionWindowed,
  short,
  string,
  timeWindowed,
  uuid,
  type Windowed,
} from '@moldau/streams'
import { CaseError, ExprError } from './case-error.ts'
import { Fields } from './fields.ts'
import { type JsonNode, parseJson } from './json-node.ts'
import { canonical, int64, languageValue, number, text, type Value } from './values.ts'

/** What a serde of a case throws for a value of another type; Kafka's name. */
export class SerializationException extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'org.apache.kafka.common.errors.SerializationException'
  }
}

function bad(type: string, v: Value): SerializationException {
  return new SerializationException(`not a value of type ${type}: ${text(v, false)}`)
}

/** A serde of ours behind a check of the value and a change of the result. */
function checked<T>(type: string, inner: Serde<T>, to: (v: Value) => T, from: (v: T) => Value): Serde<Value> {
  return new Serde<Value>({
    encoding: inner.encoding,
    lends: inner.lends,
    ...(inner.lazy && { accepts: inner.accepts }),
    decode: (bytes, start, end) => from(inner.decode(bytes, start, end)),
    encode: (value, sink) => {
      try {
        inner.encode(to(value), sink)
      } catch (error) {
        throw error instanceof ExprError ? error : bad(type, value)
      }
    },
  })
}

function want<T>(type: string, test: (v: Value) => boolean): (v: Value) => T {
  return v => {
    if (!test(v)) throw bad(type, v)
    return v as T
  }
}

function whole(type: string, v: Value): bigint {
  if (Number.isSafeInteger(v)) return BigInt(v as number)
  if (typeof v === 'string' && /^-?(0|[1-9][0-9]{0,18})$/.test(v)) return BigInt(v)
  throw bad(type, v)
}

const LONG = new Serde<Value>({
  encoding: 'long',
  accepts: (_bytes, start, end) => end - start === 8,
  decode: (bytes, start, end) => {
    if (end - start !== 8)
      throw new SerializationException('Size of data received by LongDeserializer is not 8')
    return int64(new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(start))
  },
  encode: (value, sink) => {
    const n = whole('long', value)
    if (BigInt.asIntN(64, n) !== n) throw bad('long', value)
    sink.ensure(8)
    sink.view.setBigInt64(sink.at, n)
    sink.at += 8
  },
})

function fraction(type: string): (v: Value) => number {
  return v => {
    if (typeof v === 'number') return v
    if (v === 'NaN' || v === 'Infinity' || v === '-Infinity') return Number(v)
    throw bad(type, v)
  }
}

const BYTES = new Serde<Value>({
  encoding: 'bytes',
  accepts: () => true,
  decode: (bytes, start, end) => hexOf(bytes.subarray(start, end)),
  encode: (value, sink) => {
    const bytes = unhex(value)
    sink.write(bytes, 0, bytes.length)
  },
})

const JSON_TYPE = checked<string>(
  'json',
  string(),
  v => canonical(v),
  textOfJson => {
    try {
      return languageValue(parseJson(textOfJson), 'json')
    } catch (error) {
      throw new SerializationException((error as Error).message)
    }
  },
)
const JSON_EAGER = new Serde<Value>({ encoding: '', decode: JSON_TYPE.decode, encode: JSON_TYPE.encode })

const VOID = new Serde<Value>({
  encoding: 'void',
  decode: () => {
    throw new SerializationException('Data should be null for a VoidDeserializer.')
  },
  encode: value => {
    throw bad('void', value)
  },
})

const smallInteger = (type: string, bits: number) => (v: Value) => {
  const n = Number(whole(type, v))
  if (n < -(2 ** (bits - 1)) || n >= 2 ** (bits - 1)) throw bad(type, v)
  return n
}

const PLAIN: ReadonlyMap<string, Serde<Value>> = new Map<string, Serde<Value>>([
  [
    'boolean',
    checked(
      'boolean',
      boolean(),
      want<boolean>('boolean', v => typeof v === 'boolean'),
      v => v,
    ),
  ],
  ['bytes', BYTES],
  ['double', checked('double', double(), fraction('double'), number)],
  ['float', checked('float', float(), fraction('float'), number)],
  ['integer', checked('integer', integer(), smallInteger('integer', 32), v => v)],
  ['json', JSON_EAGER],
  ['long', LONG],
  ['short', checked('short', short(), smallInteger('short', 16), v => v)],
  [
    'string',
    checked(
      'string',
      string(),
      want<string>('string', v => typeof v === 'string'),
      v => v,
    ),
  ],
  [
    'uuid',
    checked(
      'uuid',
      uuid(),
      want<string>('uuid', v => typeof v === 'string'),
      v => v,
    ),
  ],
  ['void', VOID],
])

/** The serde that a type of the grammar names. */
export function typeOf(node: JsonNode, path: string): Serde<Value> {
  if (typeof node === 'string') {
    const serde = PLAIN.get(node)
    if (serde !== undefined) return serde
    throw new CaseError(path, `unknown type '${node}'; known: ${[...PLAIN.keys()].join(', ')}`)
  }
  const fields = new Fields(node, path)
  let serde: Serde<Value>
  if (fields.has('timeWindowed')) {
    const inner = typeOf(fields.need('timeWindowed'), fields.at('timeWindowed'))
    serde = windowed(timeWindowed(inner, fields.integer('sizeMs')))
  } else if (fields.has('sessionWindowed')) {
    serde = windowed(sessionWindowed(typeOf(fields.need('sessionWindowed'), fields.at('sessionWindowed'))))
  } else if (fields.has('list')) {
    serde = list(typeOf(fields.need('list'), fields.at('list')))
  } else {
    throw new CaseError(path, 'expected a type name or an object with timeWindowed, sessionWindowed or list')
  }
  fields.done()
  return serde
}

/** Windowed keys; objects that are none cannot be written, as in Java. */
function windowed(serde: Serde<Windowed<Value>>): Serde<Value> {
  return new Serde<Value>({
    encoding: serde.encoding,
    lends: serde.lends,
    windowSuffixBytes: serde.windowSuffixBytes,
    ...(serde.lazy && { accepts: serde.accepts }),
    decode: serde.decode,
    encode: (value, sink) => {
      if (typeof value !== 'object' || value === null || value instanceof Map || Array.isArray(value)) {
        throw bad('windowed', value)
      }
      serde.encode(value as Windowed<Value>, sink)
    },
  })
}

/** Kafka's ListSerde with inner values of any size: flag 1 · int32 count · for each int32 length (-1 null) · bytes. */
function list(inner: Serde<Value>): Serde<Value> {
  return new Serde<Value>({
    encoding: '',
    decode: (bytes, start) => {
      const view = new DataView(bytes.buffer, bytes.byteOffset)
      const items: Value[] = []
      let at = start + 5
      for (let left = view.getInt32(start + 1); left > 0; left--) {
        const length = view.getInt32(at)
        at += 4
        items.push(length < 0 ? null : inner.decode(bytes, at, at + length))
        if (length > 0) at += length
      }
      return items
    },
    encode: (value, sink) => {
      if (!Array.isArray(value)) throw bad('list', value)
      const int32 = (n: number): void => {
        sink.ensure(4)
        sink.view.setInt32(sink.at, n)
        sink.at += 4
      }
      sink.ensure(1)
      sink.bytes[sink.at++] = 1
      int32(value.length)
      for (const item of value as Value[]) {
        const bytes = inner.serialize('', item)
        int32(bytes === null ? -1 : bytes.length)
        if (bytes !== null) sink.write(bytes, 0, bytes.length)
      }
    },
  })
}

/** The bytes of a language value of an event: objects become windowed keys where the type wants one. */
export function bytesOf(serde: Serde<Value>, value: Value): Uint8Array | null {
  if (value instanceof Map && serde.windowSuffixBytes > 0) {
    const part = (name: string): number => Number(whole(name, value.get(name) ?? null))
    return serde.serialize('', { key: value.get('key') ?? null, start: part('start'), end: part('end') })
  }
  return serde.serialize('', value)
}

const MAX_INT64 = 2n ** 63n - 1n

/** A windowed key whose times no number holds, which Java reads all the same; undefined for any other. */
function vast(serde: Serde<Value>, bytes: Uint8Array): Value | undefined {
  const { windowSuffixBytes: suffix } = serde
  if (suffix === 0 || bytes.length < suffix) return undefined
  const own = bytes.slice()
  const view = new DataView(own.buffer)
  const [last, before] = [own.length - 8, own.length - suffix]
  const from = view.getBigInt64(last)
  const to = view.getBigInt64(before)
  const isHeld = typeof int64(from) === 'number' && typeof int64(to) === 'number'
  if (isHeld || from < 0n || to < from) return undefined
  own.fill(0, before)
  const { key, end } = serde.decode(own, 0, own.length) as unknown as Windowed<Value>
  const reached = suffix === 16 ? to : from + BigInt(end)
  const window = { key, start: int64(from), end: int64(reached > MAX_INT64 ? MAX_INT64 : reached) }
  return window as unknown as Value
}

/** Reads bytes of an output; what cannot be read is shown as `{"hex": ...}`. */
export function read(serde: Serde<Value> | null, bytes: Uint8Array | null): Value {
  if (bytes === null) return null
  try {
    if (serde !== null) return vast(serde, bytes) ?? serde.decode(bytes, 0, bytes.length)
  } catch {
    // shown as bytes below
  }
  return new Map([['hex', hexOf(bytes)]])
}

export function hexOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex')
}

export function unhex(value: Value): Uint8Array {
  if (typeof value !== 'string' || !/^([0-9a-fA-F]{2})*$/.test(value)) throw bad('bytes', value)
  return new Uint8Array(Buffer.from(value, 'hex'))
}
