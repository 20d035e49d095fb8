/**
 * What the generator's output looks like from outside: one description per API and per stored record, so that a frame can be
 * read or written knowing only its key.
 */
import type { Reader } from './reader.ts'
import type { Writer } from './writer.ts'

/** Tagged fields that this program does not know, by tag; kept so that they survive a round trip. */
export type UnknownTags = ReadonlyMap<number, Uint8Array>

/** A message of which only what differs from the defaults is given, at any depth. */
export type Partially<T> = T extends Uint8Array | UnknownTags
  ? T
  : T extends readonly (infer E)[]
    ? readonly Partially<E>[]
    : T extends object
      ? { readonly [P in keyof T]?: Partially<T[P]> | undefined }
      : T

/** One API: its versions, and both messages in both directions. */
export interface ApiDescription<Request = unknown, Response = unknown> {
  readonly key: number
  readonly name: string
  /** The oldest and newest version that encode and decode know. */
  readonly minVersion: number
  readonly maxVersion: number
  /** The first version with compact lengths and tagged fields; Infinity when there is none. */
  readonly flexibleFrom: number
  /** A whole request from the fields that differ from their defaults. */
  request(given?: Partially<Request>): Request
  /** A whole response from the fields that differ from their defaults. */
  response(given?: Partially<Response>): Response
  /** @throws EncodeError (`ENCODE_FAILED`) when the version cannot carry a value. */
  encodeRequest(writer: Writer, version: number, request: Request): void
  /** @throws DecodeError (`DECODE_FAILED`). Bytes and records in the result are views on the reader's input. */
  decodeRequest(reader: Reader, version: number): Request
  encodeResponse(writer: Writer, version: number, response: Response): void
  decodeResponse(reader: Reader, version: number): Response
}

/** One kind of stored record or user data. The version number that stands before it is not part of encode and decode. */
export interface DataDescription<Data = unknown> {
  /** Kafka's number of this kind, -1 when it has none. */
  readonly key: number
  readonly name: string
  readonly minVersion: number
  readonly maxVersion: number
  readonly flexibleFrom: number
  make(given?: Partially<Data>): Data
  encode(writer: Writer, version: number, data: Data): void
  decode(reader: Reader, version: number): Data
}
