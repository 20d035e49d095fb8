/**
 * Edge file: serves any Node over TCP. The mirror image of `tcpNode`.
 *
 *  1. A frame's length is checked before anything is kept for it; a frame that cannot be read ends its connection.
 *  2. Requests of a connection are handed on in the order they came, and answered in that order; a long poll on one connection
 *     holds up no other.
 *  3. Backpressure: nothing more is read from a socket while it has `inFlightMax` unanswered requests or `inFlightBytesMax`
 *     bytes of them, or while it does not take its answers.
 *  4. A version that is not spoken ends the connection, except ApiVersions, which is answered in version 0 (KIP-511).
 *  5. Produce with acks=0 has no answer.
 */
import { createServer, type Server, type Socket } from 'node:net'
import {
  type ApiDescription,
  ApiKey,
  apiOf,
  type Connection,
  ErrorCode,
  encodeResponseFrame,
  FRAME_BYTES_MAX,
  FrameSplitter,
  MoldauError,
  type Node,
  type ProduceRequest,
  type RequestFrame,
  readRequestFrame,
  UnsupportedVersion,
} from '@moldau/protocol'

export interface ListenOptions {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 9092; 0 chooses a free one. */
  readonly port?: number
  /** Largest request frame in bytes (socket.request.max.bytes). Default 100 MiB. */
  readonly frameBytesMax?: number
  /** Unanswered requests of one connection before nothing more is read from it. Default 100. */
  readonly inFlightMax?: number
  /** Bytes of unanswered requests of one connection before nothing more is read from it. Default 64 MiB. */
  readonly inFlightBytesMax?: number
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** Stops accepting, ends every connection, and settles when all of that is done. */
  close(): Promise<void>
}

/** A Node that can be told who connects; others are not. */
interface PeerAware {
  connect(purpose: 'admin', peer: { clientId: string; clientHost: string }): Promise<Connection>
}

/** Serves `node` over TCP. @throws MoldauError `LISTEN_FAILED` where the address cannot be had */
export async function listen(node: Node, options: ListenOptions = {}): Promise<Listener> {
  const host = options.host ?? '127.0.0.1'
  const sockets = new Set<ServedSocket>()
  const server = createServer({ noDelay: true }, socket => {
    const served = new ServedSocket(node, socket, options, () => sockets.delete(served))
    sockets.add(served)
  })
  await bind(server, host, options.port ?? 9092)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    host,
    port,
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve())
        for (const served of sockets) served.end()
      }),
  }
}

function bind(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const failed = (cause: Error): void => {
      reject(
        new MoldauError('LISTEN_FAILED', 'the address cannot be listened on', {
          detail: `${host}:${port}: ${cause.message}`,
          cause,
        }),
      )
    }
    server.once('error', failed)
    server.listen(port, host, () => {
      server.off('error', failed)
      resolve()
    })
  })
}

class ServedSocket {
  readonly #node: Node
  readonly #socket: Socket
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
  #ended = false

  constructor(node: Node, socket: Socket, options: ListenOptions, forget: () => void) {
    this.#node = node
    this.#socket = socket
    this.#splitter = new FrameSplitter(options.frameBytesMax ?? FRAME_BYTES_MAX)
    this.#inFlightMax = options.inFlightMax ?? 100
    this.#inFlightBytesMax = options.inFlightBytesMax ?? 64 * 1024 * 1024
    this.#forget = forget
    socket.on('data', bytes => this.#take(bytes as Buffer))
    socket.on('drain', () => {
      this.#draining = false
      this.#regulate()
    })
    // The peer is gone or has said enough: nobody reads further answers.
    socket.on('error', () => this.end())
    socket.on('close', () => this.end())
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
      const peer = { clientId: clientId ?? '', clientHost: `/${this.#socket.remoteAddress ?? ''}` }
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
    this.#socket.cork()
    let taken = true
    for (const chunk of chunks) taken = this.#socket.write(chunk)
    this.#socket.uncork()
    if (!taken) this.#draining = true
  }

  /** Reads on, or does not (3). */
  #regulate(): void {
    if (this.#ended) return
    const full =
      this.#draining || this.#inFlight >= this.#inFlightMax || this.#inFlightBytes >= this.#inFlightBytesMax
    if (full === this.#socket.isPaused()) return
    if (full) this.#socket.pause()
    else this.#socket.resume()
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    void this.#opened?.close()
    this.#socket.destroy()
    this.#forget()
  }
}
