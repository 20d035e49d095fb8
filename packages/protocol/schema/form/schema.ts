/**
 * The form in which Kafka's messages are described: as data, once, for both directions and all versions.
 *
 * The generator (tools/src/generate) writes types, defaults, encode and decode from these descriptions; the tests interpret
 * them slowly and compare. Names, types, versions, tags and defaults are Kafka's; the words are ours.
 *
 *  1. `versions` is a range: '3-12', or '9+' (to the newest version spoken), or '4'.
 *  2. A field that a version lacks is skipped when written and has its default when read.
 *  3. From `flexibleFrom` on, strings, bytes and arrays have compact lengths and every struct ends in tagged fields.
 *  4. A field with `tag` is written only when it differs from its default.
 *
 * Source: KIP-482 (flexible versions), KIP-893 (nullable structs), Kafka's message descriptions.
 */

export type PrimitiveType =
  | 'bool'
  | 'int8'
  | 'int16'
  | 'uint16'
  | 'int32'
  | 'uint32'
  | 'int64'
  /** 64 bits that are only ever compared; a number holds the lower 53 of them. */
  | 'hash64'
  | 'float64'
  | 'string'
  | 'uuid'
  | 'bytes'
  | 'records'

export interface FieldSchema {
  /** Kafka's name in lowerCamel. */
  readonly name: string
  /** A primitive, the name of a struct, or either with '[]' in front. */
  readonly type: string
  readonly versions: string
  /** The versions in which null may be written. */
  readonly nullable?: string
  /** The number under which the field is written as a tagged field, in `tagged` versions. */
  readonly tag?: number
  readonly tagged?: string
  /** When absent: 0, false, '', the zero uuid, no bytes, no elements, a struct of defaults; null for nullable records. */
  readonly default?: number | string | boolean | null
  /** Whether a writer may leave the value out where the version lacks the field. */
  readonly ignorable?: boolean
  /** False for the one string that is never compact: the client id of the request header. */
  readonly flexible?: false
  /** The fields of a struct that is described in place. */
  readonly fields?: readonly FieldSchema[]
  readonly about: string
}

export interface MessageSchema {
  readonly fields: readonly FieldSchema[]
  /** Structs that several fields share. */
  readonly structs?: Readonly<Record<string, readonly FieldSchema[]>>
}

/** A request, its response, and the versions of both that are spoken. */
export interface ApiSchema {
  readonly key: number
  readonly name: string
  readonly versions: string
  /** The first flexible version; null when there is none. */
  readonly flexibleFrom: number | null
  readonly request: MessageSchema
  readonly response: MessageSchema
}

/** Something that is stored rather than said: a coordinator's record, a metadata record, user data. */
export interface DataSchema extends MessageSchema {
  readonly name: string
  /** What the record starts with where Kafka gives its kind a number: a key's int16 prefix, a metadata record's api key. */
  readonly key?: number
  readonly versions: string
  readonly flexibleFrom: number | null
  readonly about: string
}
