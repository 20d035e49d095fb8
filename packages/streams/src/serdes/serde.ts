/**
 * A serde turns values into Kafka's bytes and back.
 *
 * Why it is more than a pair of functions: on the hot path bytes are passed through unopened, so a serde says whether that
 * is sound, and writes into a lent buffer instead of returning an array.
 *
 * 1. A lazy serde accepts bytes by a check that allocates nothing, and for all it accepts encode(decode(bytes)) = bytes.
 * 2. A serde that is not lazy decodes at the source node, so that a bad record meets the deserialization handler there.
 * 3. Two serdes with one `encoding` write and read the same bytes; `''` claims nothing about others.
 * 4. null is never handed to a serde: a null key or value is null bytes in every encoding.
 */
import { ByteSink } from './byte-sink.ts'

/** What a serde is made of: see {@link Serde}. */
export interface SerdeDefinition<T> {
  /** Names the encoding; equal names promise equal bytes. */
  readonly encoding: string
  readonly decode: (bytes: Uint8Array, start: number, end: number) => T
  readonly encode: (value: T, sink: ByteSink) => void
  /** Present only for lazy serdes (law 1). */
  readonly accepts?: (bytes: Uint8Array, start: number, end: number) => boolean
  /** True when what `decode` returns may share memory with the bytes: a store copies before it decodes. */
  readonly lends?: boolean
  /** A shorter way to `decode(encode(value))`, where there is one for this value; undefined: there is none. */
  readonly roundTrip?: (value: T) => T | undefined
  /** How many bytes follow the bare key in a windowed key: 8 for time windows, 16 for sessions. */
  readonly windowSuffixBytes?: number
}

/** A method's type: unlike a function's it lets a serde of a narrower type stand for one of a wider type. */
type Encode<T> = { encode(value: T, sink: ByteSink): void }['encode']

type Shortcut<T> = { roundTrip(value: T): T | undefined }['roundTrip']

/** The sink of `serialize`; null while a call uses it, since a serde of lists serializes its items within. */
let spare: ByteSink | null = new ByteSink(256)

/** Turns values of type T into bytes and back; made by `string()`, `long()`, `json(schema)` and the like, or by `serde({...})`. */
export class Serde<T> {
  readonly encoding: string
  readonly lazy: boolean
  readonly accepts: (bytes: Uint8Array, start: number, end: number) => boolean
  readonly decode: (bytes: Uint8Array, start: number, end: number) => T
  readonly encode: Encode<T>
  readonly lends: boolean
  readonly windowSuffixBytes: number
  private readonly shortcut: Shortcut<T> | null

  constructor(definition: SerdeDefinition<T>) {
    this.encoding = definition.encoding
    this.lazy = definition.accepts !== undefined
    this.accepts = definition.accepts ?? never
    this.decode = definition.decode
    this.encode = definition.encode
    this.lends = definition.lends ?? false
    this.windowSuffixBytes = definition.windowSuffixBytes ?? 0
    this.shortcut = definition.roundTrip ?? null
  }

  /** The value as it would come back from its bytes: what nobody else can change. @throws what `encode` throws for it */
  roundTrip(value: T): T {
    const { shortcut } = this
    const short = shortcut === null ? undefined : shortcut(value)
    if (short !== undefined) return short
    const bytes = this.serialize('', value)!
    return this.decode(bytes, 0, bytes.length)
  }

  /** The bytes of a value, owned by the caller; null for null. `topic` is there for Kafka's shape of the call. */
  serialize(_topic: string, value: T | null | undefined): Uint8Array | null {
    if (value === null || value === undefined) return null
    const sink = spare ?? new ByteSink(64)
    spare = null
    sink.at = 0
    this.encode(value, sink)
    spare = sink
    return sink.slice(0, sink.at)
  }

  /** The value of bytes; null for null. */
  deserialize(_topic: string, bytes: Uint8Array | null): T | null {
    return bytes === null ? null : this.decode(bytes, 0, bytes.length)
  }
}

function never(): boolean {
  return false
}

/** Up to here an array of its own is cheap: it lies on the heap. Longer ones share slabs: 55 ns for 100 bytes against 200. */
const OWN_ARRAY_MAX = 64
const SLAB_BYTES = 1 << 14
let slab = new Uint8Array(0)
let slabAt = 0

/** Decodes bytes that may change later. */
export function decodeOwned<T>(serde: Serde<T>, bytes: Uint8Array, start: number, end: number): T {
  if (!serde.lends) return serde.decode(bytes, start, end)
  const length = end - start
  if (length <= OWN_ARRAY_MAX || length > SLAB_BYTES >> 3)
    return serde.decode(bytes.slice(start, end), 0, length)
  if (slabAt + length > slab.length) {
    slab = new Uint8Array(SLAB_BYTES)
    slabAt = 0
  }
  const at = slabAt
  slabAt += length
  slab.set(bytes.subarray(start, end), at)
  return serde.decode(slab, at, at + length)
}

/**
 * A copy of a plain object or array whose members are all primitives; null: it is not of the kind.
 */
export function copyOfFlat(
  value: object,
  isMember: (member: unknown) => boolean = isPrimitive,
): object | null {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) if (!isMember(value[i])) return null
    return value.slice()
  }
  if (Object.getPrototypeOf(value) !== Object.prototype) return null
  for (const name in value) if (!isMember((value as Record<string, unknown>)[name])) return null
  return { ...value }
}

function isPrimitive(value: unknown): boolean {
  return typeof value !== 'object' || value === null
}

/** True when bytes of one serde may stand for those of the other without being opened. */
export function sameEncoding(a: Serde<unknown>, b: Serde<unknown>): boolean {
  return a === b || (a.encoding !== '' && a.encoding === b.encoding)
}

/**
 * A serde of one's own from two functions.
 * It is not lazy: every record is decoded where it enters. An exception of `deserialize` goes to the deserialization handler.
 */
export function serde<T>(definition: {
  /** Owned bytes of a value that is never null. */
  serialize: (value: T) => Uint8Array
  /** The value of lent bytes, valid during the call. */
  deserialize: (bytes: Uint8Array) => T
  /** Names the encoding where two instances write the same bytes. */
  encoding?: string
}): Serde<T> {
  return new Serde<T>({
    encoding: definition.encoding ?? '',
    lends: true,
    decode: (bytes, start, end) => definition.deserialize(bytes.subarray(start, end)),
    encode: (value, sink) => {
      const bytes = definition.serialize(value)
      sink.write(bytes, 0, bytes.length)
    },
  })
}
