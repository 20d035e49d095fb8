/**
 * A Connection over a stream of bytes: encodes the request, writes it, reads the answer, decodes it.
 *
 *  1. Requests are pipelined; answers come in the order of the requests, and the correlation ids are checked to say so.
 *  2. Bytes are written as they are lent (one writev for a frame's chunks); what is read is never reused.
 *  3. A stream that errs, ends, or says something unreadable rejects everything unanswered with ConnectionLost.
 *  4. More than `maxInFlight` requests wait their turn inside.
 *  5. A request without an answer (Produce with acks=0) is done when the stream has room for more: whoever sends faster than the
 *     other side reads waits, and what lies here is bounded.
 */
import {
  ApiKey,
  apiOf,
  type ByteStream,
  type Connection,
  ConnectionLost,
  correlationIdOf,
  decodeResponseFrame,
  encodeRequestFrame,
  FRAME_BYTES_MAX,
  FrameSplitter,
  MoldauError,
  type ProduceRequest,
  type RequestOf,
  type ResponseOf,
  responseOf,
  UnsupportedVersion,
  type Version,
} from '@moldau/protocol'

export interface FrameConnectionOptions {
  /** What the client calls itself. Default 'moldau'. */
  readonly clientId?: string
  /** Requests under way on one connection; more wait. Default 100. */
  readonly maxInFlight?: number
  /** The largest response that is accepted, bytes. Default 104857600. */
  readonly frameBytesMax?: number
}

interface Pending {
  readonly correlationId: number
  readonly key: ApiKey
  readonly version: number
  readonly resolve: (response: never) => void
  readonly reject: (error: unknown) => void
}

class FrameConnection implements Connection {
  readonly #stream: ByteStream
  readonly #clientId: string
  readonly #maxInFlight: number
  readonly #splitter: FrameSplitter
  readonly #pending: Pending[] = []
  readonly #waiting: (() => void)[] = []
  /** Written, without an answer to come, and waiting for room (5). */
  readonly #unanswered: { readonly done: () => void; readonly reject: (error: unknown) => void }[] = []
  #correlationId = 0
  #lost: ConnectionLost | undefined

  constructor(stream: ByteStream, options: FrameConnectionOptions) {
    this.#stream = stream
    this.#clientId = options.clientId ?? 'moldau'
    this.#maxInFlight = options.maxInFlight ?? 100
    this.#splitter = new FrameSplitter(options.frameBytesMax ?? FRAME_BYTES_MAX)
    stream.listen({
      data: bytes => this.#read(bytes),
      drained: () => this.#drained(),
      closed: error =>
        this.#fail(new ConnectionLost(error?.message ?? 'the other side closed the connection', error)),
    })
  }

  send<K extends ApiKey>(key: K, version: Version<K>, body: RequestOf<K>): Promise<ResponseOf<K>> {
    return new Promise<ResponseOf<K>>((resolve, reject) => {
      const write = (): void => this.#write(key, version, body, resolve as (response: never) => void, reject)
      if (this.#hasRoom && this.#waiting.length === 0) write()
      else this.#waiting.push(write)
    })
  }

  get #hasRoom(): boolean {
    return this.#pending.length + this.#unanswered.length < this.#maxInFlight
  }

  #write<K extends ApiKey>(
    key: K,
    version: number,
    body: RequestOf<K>,
    resolve: (response: never) => void,
    reject: (error: unknown) => void,
  ): void {
    if (this.#lost !== undefined) {
      reject(this.#lost)
      return
    }
    const api = apiOf(key)
    if (version < api.minVersion || version > api.maxVersion) {
      reject(
        new UnsupportedVersion(
          `${api.name} ${version}: versions ${api.minVersion} to ${api.maxVersion} are known`,
        ),
      )
      return
    }
    const correlationId = this.#correlationId
    let chunks: Uint8Array[]
    try {
      chunks = encodeRequestFrame(key, version, correlationId, this.#clientId, body)
    } catch (error) {
      reject(error)
      return
    }
    this.#correlationId = (correlationId + 1) | 0
    const hasRoom = this.#stream.write(chunks)
    if (key !== ApiKey.Produce || (body as ProduceRequest).acks !== 0) {
      this.#pending.push({ correlationId, key, version, resolve, reject })
      return
    }
    const done = (): void => resolve(responseOf(key) as never)
    if (hasRoom) done()
    else this.#unanswered.push({ done, reject })
  }

  #drained(): void {
    for (const { done } of this.#unanswered.splice(0)) done()
    this.#sendWaiting()
  }

  #sendWaiting(): void {
    while (this.#waiting.length > 0 && this.#hasRoom) this.#waiting.shift()!()
  }

  #read(bytes: Uint8Array): void {
    try {
      for (const frame of this.#splitter.push(bytes)) this.#answer(frame)
    } catch (error) {
      if (!(error instanceof MoldauError)) throw error
      this.#fail(new ConnectionLost(error.message, error))
    }
  }

  #answer(frame: Uint8Array): void {
    const pending = this.#pending.shift()
    const correlationId = correlationIdOf(frame)
    if (pending === undefined || pending.correlationId !== correlationId)
      throw new ConnectionLost(`an answer to request ${correlationId}, which was not its turn`)
    try {
      pending.resolve(decodeResponseFrame(pending.key, pending.version, frame) as never)
    } catch (error) {
      pending.reject(new ConnectionLost('an answer that cannot be read', error))
      throw error
    }
    this.#sendWaiting()
  }

  #fail(error: ConnectionLost): void {
    if (this.#lost !== undefined) return
    this.#lost = error
    this.#stream.destroy()
    for (const { reject } of [...this.#pending.splice(0), ...this.#unanswered.splice(0)]) reject(error)
    for (const write of this.#waiting.splice(0)) write()
  }

  close(): Promise<void> {
    if (this.#lost === undefined) {
      // Lets what was written (acks=0) reach the other side before the stream is gone.
      this.#stream.end()
      this.#lost = new ConnectionLost('the connection was closed')
      for (const pending of this.#pending.splice(0)) pending.reject(this.#lost)
      for (const { done } of this.#unanswered.splice(0)) done()
      for (const write of this.#waiting.splice(0)) write()
    }
    return Promise.resolve()
  }
}

/** Kafka's protocol over `stream`, which belongs to the connection from here on. */
export function frameConnection(stream: ByteStream, options: FrameConnectionOptions = {}): Connection {
  return new FrameConnection(stream, options)
}
