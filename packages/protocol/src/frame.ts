/**
 * Frames: a request or a response as it goes over a connection, length first, header, body.
 *
 *  1. A length is checked against the largest allowed before anything is kept for it, and memory grows only with the bytes
 *     that have come.
 *  2. A frame handed out is immutable and never reused: views on it stay valid.
 *  3. ApiVersions answers with response header version 0 in all its versions, so that a client that knows nothing yet can
 *     read it.
 *  4. The chunks of an encoded frame, in order, are its bytes; large records fields are the caller's own bytes.
 *
 * Source: Kafka's protocol guide, KIP-482, KIP-511.
 */
import { apiOf } from './api.ts'
import type { ApiDescription } from './codec/description.ts'
import { DecodeError, decodeFailure, inField } from './codec/failures.ts'
import { Reader } from './codec/reader.ts'
import { Writer } from './codec/writer.ts'
import { ErrorCode } from './errors.ts'
import { ApiKey, apis, type RequestOf, type ResponseOf } from './generated/index.ts'

/** Kafka's default of `socket.request.max.bytes`. */
export const FRAME_BYTES_MAX = 104_857_600

/** A request whose header has been read and whose body has not. */
export interface RequestFrame {
  readonly key: number
  readonly version: number
  readonly correlationId: number
  readonly clientId: string | null
  /** Undefined when this program does not know the API. */
  readonly api: ApiDescription | undefined
  /** Whether the API is known and speaks this version: only then can the body be read. */
  readonly isSpoken: boolean
  /** Stands at the body. */
  readonly reader: Reader
}

/** The version of the header before a request: 2 where the request is flexible. */
export function requestHeaderVersion(api: ApiDescription, version: number): 1 | 2 {
  return version >= api.flexibleFrom ? 2 : 1
}

/** The version of the header before a response: 1 where the response is flexible, always 0 for ApiVersions. */
export function responseHeaderVersion(api: ApiDescription, version: number): 0 | 1 {
  return api.key !== ApiKey.ApiVersions && version >= api.flexibleFrom ? 1 : 0
}

/** Puts the length in front: the writer's first four bytes are its place. */
function finish(writer: Writer): Uint8Array[] {
  const length = writer.length - 4
  const chunks = writer.chunks()
  const first = chunks[0]!
  new DataView(first.buffer, first.byteOffset, first.byteLength).setInt32(0, length)
  return chunks
}

/**
 * A request as the chunks of a frame, the length included. Chunks may be the body's own records bytes.
 * @throws EncodeError (`ENCODE_FAILED`) when the version cannot carry a value.
 */
export function encodeRequestFrame<K extends ApiKey>(
  key: K,
  version: number,
  correlationId: number,
  clientId: string | null,
  body: RequestOf<K>,
): Uint8Array[] {
  const api = apiOf(key)
  const writer = new Writer()
  writer.int32(0)
  writer.int16(key)
  writer.int16(version)
  writer.int32(correlationId)
  writer.nullableString(clientId, false)
  if (requestHeaderVersion(api as ApiDescription, version) === 2) writer.uvarint(0)
  api.encodeRequest(writer, version, body)
  return finish(writer)
}

/** A response as the chunks of a frame, the length included. */
export function encodeResponseFrame<K extends ApiKey>(
  key: K,
  version: number,
  correlationId: number,
  body: ResponseOf<K>,
): Uint8Array[] {
  const api = apiOf(key)
  const writer = new Writer()
  writer.int32(0)
  writer.int32(correlationId)
  if (responseHeaderVersion(api as ApiDescription, version) === 1) writer.uvarint(0)
  api.encodeResponse(writer, version, body)
  return finish(writer)
}

/**
 * Reads the header of a request; the body is read by `frame.api.decodeRequest(frame.reader, frame.version)`.
 * @throws DecodeError (`DECODE_FAILED`) when even the header cannot be read.
 */
export function readRequestFrame(frame: Uint8Array): RequestFrame {
  const reader = new Reader(frame)
  let at = 'requestApiKey'
  try {
    const key = reader.int16()
    at = 'requestApiVersion'
    const version = reader.int16()
    at = 'correlationId'
    const correlationId = reader.int32()
    at = 'clientId'
    const clientId = reader.nullableString(false)
    const api = apis.get(key)
    at = 'unknownTags'
    if (api !== undefined && requestHeaderVersion(api, version) === 2) skipTags(reader)
    const isSpoken = api !== undefined && version >= api.minVersion && version <= api.maxVersion
    return { key, version, correlationId, clientId, api, isSpoken, reader }
  } catch (error) {
    throw decodeFailure(inField(error, at, -1), 'RequestHeader', 2)
  }
}

function skipTags(reader: Reader): void {
  for (let n = reader.uvarint(); n > 0; n--) {
    reader.uvarint()
    reader.take(reader.uvarint())
  }
}

/** The correlation id of a response, which is all that is needed to find the request it answers. */
export function correlationIdOf(frame: Uint8Array): number {
  if (frame.length < 4)
    throw new DecodeError('ResponseHeader', 0, 'correlationId', 0, `4 bytes needed, ${frame.length} left`)
  return new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getInt32(0)
}

/**
 * Reads a response whose request is known. An ApiVersions response that refuses the version is in version 0, whatever was
 * asked (KIP-511).
 * @throws DecodeError (`DECODE_FAILED`).
 */
export function decodeResponseFrame<K extends ApiKey>(
  key: K,
  version: number,
  frame: Uint8Array,
): ResponseOf<K> {
  const api = apiOf(key)
  const reader = new Reader(frame, 4)
  try {
    if (responseHeaderVersion(api as ApiDescription, version) === 1) skipTags(reader)
  } catch (error) {
    throw decodeFailure(inField(error, 'unknownTags', -1), 'ResponseHeader', 1)
  }
  const refused =
    key === ApiKey.ApiVersions &&
    reader.remaining >= 2 &&
    reader.view.getInt16(reader.pos) === ErrorCode.UNSUPPORTED_VERSION
  return api.decodeResponse(reader, refused ? 0 : version)
}

/** Cuts a stream of bytes into frames. */
export class FrameSplitter {
  readonly #frameBytesMax: number
  #parts: Uint8Array[] = []
  #bytes = 0
  /** Bytes that the next frame needs, its length included; 4 until the length is known. */
  #need = 4

  /** `frameBytesMax`: the largest frame that is accepted. */
  constructor(frameBytesMax = FRAME_BYTES_MAX) {
    this.#frameBytesMax = frameBytesMax
  }

  /**
   * Takes the next bytes and returns the frames that are now whole, without their lengths. A frame that came in one piece
   * is a view on it; one that came in several is copied once.
   * @throws DecodeError (`DECODE_FAILED`) when a length is negative or too large: the connection must then be closed.
   */
  push(bytes: Uint8Array): Uint8Array[] {
    const frames: Uint8Array[] = []
    let rest = bytes
    if (this.#bytes > 0) {
      this.#keep(bytes)
      if (this.#bytes < 4) return frames
      if (this.#need === 4) this.#need = this.#lengthOf(this.#joined(4)) + 4
      if (this.#bytes < this.#need) return frames
      rest = this.#joined(this.#bytes)
      this.#parts = []
      this.#bytes = 0
    }
    while (rest.length >= 4) {
      const need = this.#lengthOf(rest) + 4
      if (rest.length < need) break
      frames.push(rest.subarray(4, need))
      rest = rest.subarray(need)
    }
    this.#need = rest.length >= 4 ? this.#lengthOf(rest) + 4 : 4
    if (rest.length > 0) this.#keep(rest)
    return frames
  }

  /** Length of the frame that has begun and is not whole; 0 where none has, or its length is not known yet. */
  get announcedBytes(): number {
    return this.#bytes >= 4 && this.#need > 4 ? this.#need - 4 : 0
  }

  #keep(bytes: Uint8Array): void {
    this.#parts.push(bytes)
    this.#bytes += bytes.length
  }

  /** The kept bytes in one piece. Fewer than `least` never. */
  #joined(least: number): Uint8Array {
    if (this.#parts.length > 1 && this.#parts[0]!.length < least) {
      const whole = new Uint8Array(this.#bytes)
      let at = 0
      for (const part of this.#parts) {
        whole.set(part, at)
        at += part.length
      }
      this.#parts = [whole]
    }
    return this.#parts[0]!
  }

  #lengthOf(bytes: Uint8Array): number {
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(0)
    if (length >= 0 && length <= this.#frameBytesMax) return length
    throw new DecodeError(
      'frame',
      0,
      'length',
      0,
      `a length of ${length} bytes, ${this.#frameBytesMax} are allowed`,
    )
  }
}
