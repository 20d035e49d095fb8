/**
 * Serves any Node over a stream of bytes. The mirror image of the client's `frame-connection.ts`.
 *
 *  1. A frame's length is checked before anything is kept for it; a frame that cannot be read ends its connection, and whoever runs the
 *     server hears who sent it and what was wrong (peer-refusal.ts).
 *  2. Requests of a connection are handed on in the order they came, and answered in that order; a long poll on one connection
 *     holds up no other.
 *  3. Backpressure: nothing more is read from a stream while it has `inFlightMax` unanswered requests or `inFlightBytesMax`
 *     bytes of them, or while it does not take its answers; then none of its requests is begun either.
 *  4. A version that is not spoken ends the connection, except ApiVersions, which is answered in version 0 (KIP-511).
 *  5. Produce with acks=0 has no answer.
 *  6. What all streams of a server hold together is bounded (memory-budget.ts): a large frame is read when there is room for it. Small
 *     ones always are, so that nobody's heartbeat waits for somebody else's data. Fetches get shorter answers while many answers are
 *     not taken.
 *  7. A peer that lets nothing be heard for `idle.maxMs` is gone, and what it held is given back: no byte of a request came, nor was an
 *     answer taken. Who waits for this server, for an answer or for room, is not idle.
 */
import {
  type ApiDescription,
  ApiKey,
  apiOf,
  type ByteStream,
  type Clock,
  type Connection,
  DecodeError,
  ErrorCode,
  encodeResponseFrame,
  type FetchRequest,
  FRAME_BYTES_MAX,
  FrameSplitter,
  type MoldauError,
  type Node,
  type ProduceRequest,
  type RequestFrame,
  readRequestFrame,
  type Timer,
  UnsupportedVersion,
} from '@moldau/protocol'
import { ServerMemory } from './memory-budget.ts'
import { peerRefusal } from './peer-refusal.ts'

/** Frames up to here are read without asking for room (6): what one chunk of a socket holds. */
const SMALL_BYTES = 64 * 1024

export interface ServeOptions {
  /** Largest request frame in bytes (socket.request.max.bytes). Default 100 MiB. */
  readonly frameBytesMax?: number
  /** Unanswered requests of one connection before nothing more is read from it. Default 100. */
  readonly inFlightMax?: number
  /** Bytes of unanswered requests of one connection before nothing more is read from it. Default 64 MiB. */
  readonly inFlightBytesMax?: number
  /** How long a connection may be silent before it is ended (connections.max.idle.ms), by which clock. Default: for ever. */
  readonly idle?: { readonly maxMs: number; readonly clock: Clock }
  /** Shared by the streams of a server. Default: one of its own. */
  readonly memory?: ServerMemory
  /** Hears why a connection was ended that does not speak the protocol, or asked for too much. Default: nobody. */
  readonly onRefused?: (refusal: MoldauError) => void
}

/** A request that was read and not begun. */
interface Held {
  readonly request: RequestFrame
  readonly frameBytes: number
  /** Bytes that it took of the budget. */
  readonly grantedBytes: number
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
  readonly #onRefused: ServeOptions['onRefused']
  /** Something that could be read has come: then the peer at least speaks the protocol. */
  #isUnderstood = false
  #connection: Promise<Connection> | undefined
  #opened: Connection | undefined
  readonly #memory: ServerMemory
  /** Read and not begun, in order. */
  readonly #held: Held[] = []
  /** Begun and not answered; `#onlyProduce`: all of them are Produce, behind which another one may begin. */
  #begun = 0
  #onlyProduce = true
  /** Held and begun. */
  #inFlight = 0
  #inFlightBytes = 0
  /** Taken of the budget, for requests and for the frame that is being read. */
  #grantedBytes = 0
  #frameGrant = 0
  #noLongerWait: (() => void) | undefined
  /** Written and not taken by the peer. */
  #unreadBytes = 0
  readonly #idle: ServeOptions['idle']
  /** When the peer was last heard of, or waited for this server, by the monotonic clock. */
  #heardMs = 0
  #idleTimer: Timer | undefined
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
    this.#onRefused = options.onRefused
    this.#memory = options.memory ?? new ServerMemory()
    this.#idle = options.idle
    if (options.idle !== undefined) this.#watch(options.idle.maxMs)
    this.#heard()
    stream.listen({
      data: bytes => this.#take(bytes),
      drained: () => this.#drained(),
      // The peer is gone or has said enough: nobody reads further answers.
      closed: () => this.end(),
    })
  }

  #heard(): void {
    if (this.#idle !== undefined) this.#heardMs = this.#idle.clock.monotonicMs()
  }

  /** Looks after `ms` whether the peer is silent for too long (7): one timer a connection, not one a request. */
  #watch(ms: number): void {
    const { clock, maxMs } = this.#idle!
    this.#idleTimer = clock.setTimer(ms, () => {
      if (this.#begun > 0 || this.#noLongerWait !== undefined) this.#heard()
      const restMs = this.#heardMs + maxMs - clock.monotonicMs()
      if (restMs > 0) this.#watch(restMs)
      else this.end()
    })
  }

  #take(bytes: Uint8Array): void {
    if (this.#ended) return
    this.#heard()
    try {
      for (const frame of this.#splitter.push(bytes)) this.#serve(frame)
      this.#askForRoom()
    } catch (error) {
      // Not Kafka's protocol, or a frame that is too large (1).
      this.#refuse(error, this.#isUnderstood ? undefined : bytes)
      return
    }
    this.#regulate()
  }

  /** Ends the connection over what the peer has sent. `opening`: its first bytes, where nothing before was understood. */
  #refuse(error: unknown, opening?: Uint8Array): void {
    const isPeers = error instanceof DecodeError || error instanceof UnsupportedVersion
    if (isPeers && !this.#ended) this.#onRefused?.(peerRefusal(this.#stream.remoteAddress, error, opening))
    this.end()
  }

  /** Asks for room for the frame that has begun, once (6). */
  #askForRoom(): void {
    const bytes = this.#splitter.announcedBytes
    if (bytes <= SMALL_BYTES || this.#frameGrant > 0 || this.#noLongerWait !== undefined) return
    const granted = (): void => {
      this.#noLongerWait = undefined
      this.#frameGrant = bytes
      this.#grantedBytes += bytes
    }
    this.#noLongerWait = this.#memory.requests.ask(bytes, () => {
      granted()
      this.#heard()
      this.#regulate()
    })
    if (this.#noLongerWait === undefined) granted()
  }

  #serve(frame: Uint8Array): void {
    const request = readRequestFrame(frame)
    const known = request.isSpoken && request.api !== undefined
    if (!known && request.key !== ApiKey.ApiVersions)
      throw new UnsupportedVersion(`API ${request.key} version ${request.version}`)
    this.#isUnderstood = true
    this.#inFlight++
    this.#inFlightBytes += frame.length
    // It came whole before there was room: the bytes that were on their way when reading stopped.
    this.#noLongerWait?.()
    this.#noLongerWait = undefined
    this.#held.push({ request, frameBytes: frame.length, grantedBytes: this.#frameGrant })
    this.#frameGrant = 0
    this.#beginHeld()
  }

  /** Begins what may begin: one request at a time, but Produce behind Produce; nothing while answers are not taken (3). */
  #beginHeld(): void {
    while (this.#held.length > 0 && !this.#draining && !this.#ended) {
      const isProduce = this.#held[0]!.request.key === ApiKey.Produce
      if (this.#begun > 0 && !(isProduce && this.#onlyProduce)) return
      this.#onlyProduce = isProduce
      this.#begun++
      this.#begin(this.#held.shift()!)
    }
  }

  #begin({ frameBytes, grantedBytes, request }: Held): void {
    const connection = this.#connect(request.clientId)
    const answered =
      request.isSpoken && request.api !== undefined
        ? this.#ask(connection, request, request.api)
        : this.#listApis(connection, request.correlationId)
    answered
      .catch(error => this.#refuse(error))
      .finally(() => {
        this.#begun--
        this.#heard()
        this.#inFlight--
        this.#inFlightBytes -= frameBytes
        this.#giveBack(grantedBytes)
        this.#beginHeld()
        this.#regulate()
      })
  }

  #giveBack(bytes: number): void {
    // What was held when the stream ended has been given back then.
    if (bytes === 0 || this.#ended) return
    this.#grantedBytes -= bytes
    this.#memory.requests.give(bytes)
  }

  #drained(): void {
    this.#heard()
    this.#draining = false
    this.#memory.answers.give(this.#unreadBytes)
    this.#unreadBytes = 0
    this.#beginHeld()
    this.#regulate()
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
    const body = this.#bounded(key, api.decodeRequest(request.reader, version))
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

  /** A fetch whose answer fits what is left for answers (6); a quarter of it, since others fetch too. */
  #bounded(key: ApiKey, body: unknown): unknown {
    if (key !== ApiKey.Fetch) return body
    const request = body as FetchRequest
    const bytes = Math.max(SMALL_BYTES, Math.floor(this.#memory.answers.freeBytes / 4))
    return request.maxBytes <= bytes ? request : { ...request, maxBytes: bytes }
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
    if (this.#stream.write(chunks)) return
    this.#draining = true
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0)
    this.#unreadBytes += bytes
    this.#memory.answers.take(bytes)
  }

  /** Reads on, or does not (3). */
  #regulate(): void {
    if (this.#ended) return
    const full =
      this.#draining ||
      this.#noLongerWait !== undefined ||
      this.#inFlight >= this.#inFlightMax ||
      this.#inFlightBytes >= this.#inFlightBytesMax
    if (full === this.#paused) return
    this.#paused = full
    if (full) this.#stream.pause()
    else this.#stream.resume()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#idleTimer?.cancel()
    this.#held.length = 0
    this.#noLongerWait?.()
    this.#memory.requests.give(this.#grantedBytes)
    this.#memory.answers.give(this.#unreadBytes)
    void this.#opened?.close()
    this.#stream.destroy()
    this.#forget()
  }
}
