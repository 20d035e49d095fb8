/**
 * Serves any Node over a stream of bytes. The mirror image of the client's `frame-connection.ts`.
 *
 *  1. A frame's length is checked before anything is kept for it; a frame that cannot be read ends its connection.
 *  2. Requests of a connection are handed on in the order they came, and answered in that order; a long poll on one connection
 *     holds up no other.
 *  3. Backpressure: nothing more is read from a stream while it has `inFlightMax` unanswered requests or `inFlightBytesMax`
 *     bytes of them, or while it does not take its answers.
 *  4. A version that is not spoken ends the connection, except ApiVersions, which is answered in version 0 (KIP-511).
 *  5. Produce with acks=0 has no answer.
 */
import {
  type ApiDescription,
  ApiKey,
  apiOf,
  type ByteStream,
  type Connection,
  ErrorCode,
  encodeResponseFrame,
  FRAME_BYTES_MAX,
  FrameSplitter,
  type Node,
  type ProduceRequest,
  type RequestFrame,
  readRequestFrame,
  UnsupportedVersion,
} from '@moldau/protocol'

export interface ServeOptions {
  /** Largest request frame in bytes (socket.request.max.bytes). Default 100 MiB. */
  readonly frameBytesMax?: number
  /** Unanswered requests of one connection before nothing more is read from it. Default 100. */
  readonly inFlightMax?: number
  /** Bytes of unanswered requests of one connection before nothing more is read from it. Default 64 MiB. */
  readonly inFlightBytesMax?: number
}

/** A Node that can be told who connects; others are not. */
interface PeerAware {
  connect(purpose: 'admin', peer: { clientId: string; clientHost: string }): Promise<Connection>
}

export class ServedStream {
  readonly #node: Node
  readonly #stream: ByteStream
  readonly #splitter: FrameSplitter
  readonly #inFlightMax: number
  readonly #inFlightBytesMax: number
  readonly #forget: () => void
  #connection: Promise<Connection> | undefined
  #opened: Connection | undefined
  /** Frames read and not yet handed on: they came before the connection was there. */
  #inFlight = 0
  #inFlightBytes = 0
  #draining = false
  #paused = false
  #ended = false

  constructor(node: Node, stream: ByteStream, options: ServeOptions, forget: () => void) {
    this.#node = node
    this.#stream = stream
    this.#splitter = new FrameSplitter(options.frameBytesMax ?? FRAME_BYTES_MAX)
    this.#inFlightMax = options.inFlightMax ?? 100
    this.#inFlightBytesMax = options.inFlightBytesMax ?? 64 * 1024 * 1024
    this.#forget = forget
    stream.listen({
      data: bytes => this.#take(bytes),
      drained: () => {
        this.#draining = false
        this.#regulate()
      },
      // The peer is gone or has said enough: nobody reads further answers.
      closed: () => this.end(),
    })
  }

  #take(bytes: Uint8Array): void {
    if (this.#ended) return
    try {
      for (const frame of this.#splitter.push(bytes)) this.#serve(frame)
    } catch {
      // Not Kafka's protocol, or a frame that is too large (1).
      this.end()
      return
    }
    this.#regulate()
  }

  #serve(frame: Uint8Array): void {
    const request = readRequestFrame(frame)
    const known = request.isSpoken && request.api !== undefined
    if (!known && request.key !== ApiKey.ApiVersions)
      throw new UnsupportedVersion(`API ${request.key} version ${request.version}`)
    this.#inFlight++
    this.#inFlightBytes += frame.length
    const connection = this.#connect(request.clientId)
    const answered = known
      ? this.#ask(connection, request, request.api)
      : this.#listApis(connection, request.correlationId)
    answered
      .catch(() => this.end())
      .finally(() => {
        this.#inFlight--
        this.#inFlightBytes -= frame.length
        this.#regulate()
      })
  }

  #connect(clientId: string | null): Promise<Connection> {
    if (this.#connection === undefined) {
      const peer = { clientId: clientId ?? '', clientHost: `/${this.#stream.remoteAddress}` }
      this.#connection = (this.#node as Node & PeerAware).connect('admin', peer)
      this.#connection.then(
        opened => {
          this.#opened = opened
          if (this.#ended) void opened.close()
        },
        () => this.end(),
      )
    }
    return this.#connection
  }

  /** Hands a request on. Promises settle in the order of `send`, so frames are written in that order (2). */
  async #ask(connection: Promise<Connection>, request: RequestFrame, api: ApiDescription): Promise<void> {
    const { version, correlationId } = request
    const key = request.key as ApiKey
    const body = api.decodeRequest(request.reader, version)
    const opened = this.#opened ?? (await connection)
    try {
      const response = await opened.send(key, version as never, body as never)
      if (key === ApiKey.Produce && (body as ProduceRequest).acks === 0) return
      this.#write(encodeResponseFrame(key, version, correlationId, response))
    } catch (error) {
      if (error instanceof UnsupportedVersion && key === ApiKey.ApiVersions)
        return this.#listApis(connection, correlationId)
      throw error
    }
  }

  /** ApiVersions in a version that is not spoken: the list in version 0, with the error (4). */
  async #listApis(connection: Promise<Connection>, correlationId: number): Promise<void> {
    const opened = this.#opened ?? (await connection)
    const response = await opened.send(ApiKey.ApiVersions, 0, apiOf(ApiKey.ApiVersions).request())
    this.#write(
      encodeResponseFrame(ApiKey.ApiVersions, 0, correlationId, {
        ...response,
        errorCode: ErrorCode.UNSUPPORTED_VERSION,
      }),
    )
  }

  #write(chunks: readonly Uint8Array[]): void {
    if (this.#ended) return
    if (!this.#stream.write(chunks)) this.#draining = true
  }

  /** Reads on, or does not (3). */
  #regulate(): void {
    if (this.#ended) return
    const full =
      this.#draining || this.#inFlight >= this.#inFlightMax || this.#inFlightBytes >= this.#inFlightBytesMax
    if (full === this.#paused) return
    this.#paused = full
    if (full) this.#stream.pause()
    else this.#stream.resume()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    void this.#opened?.close()
    this.#stream.destroy()
    this.#forget()
  }
}
