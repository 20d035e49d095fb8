/**
 * Edge file: a Node over TCP. Encodes the request, writes it, reads the answer, decodes it.
 *
 *  1. Requests are pipelined; answers come in the order of the requests, and the correlation ids are checked to say so.
 *  2. Bytes are written as they are lent (one writev for a frame's chunks); what is read is never reused.
 *  3. A connection that errs, ends, or says something unreadable rejects everything unanswered with ConnectionLost.
 *  4. More than `maxInFlight` requests wait their turn inside.
 */
import { connect, type Socket } from 'node:net'
import {
  ApiKey,
  apiOf,
  type BrokerId,
  type Connection,
  ConnectionLost,
  correlationIdOf,
  decodeResponseFrame,
  encodeRequestFrame,
  FRAME_BYTES_MAX,
  FrameSplitter,
  MoldauError,
  type Node,
  type ProduceRequest,
  type RequestOf,
  type ResponseOf,
  responseOf,
  UnsupportedVersion,
  type Version,
} from '@moldau/protocol'
import { Cluster, type ClusterOptions } from './cluster/cluster.ts'

export interface TcpNodeOptions {
  /** What the client calls itself. Default 'moldau'. */
  readonly clientId?: string
  /** How long a connection may take to come about, ms. Default 10000. */
  readonly connectTimeoutMs?: number
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

class TcpConnection implements Connection {
  readonly #socket: Socket
  readonly #clientId: string
  readonly #maxInFlight: number
  readonly #splitter: FrameSplitter
  readonly #pending: Pending[] = []
  readonly #waiting: (() => void)[] = []
  #correlationId = 0
  #lost: ConnectionLost | undefined

  constructor(socket: Socket, options: TcpNodeOptions) {
    this.#socket = socket
    this.#clientId = options.clientId ?? 'moldau'
    this.#maxInFlight = options.maxInFlight ?? 100
    this.#splitter = new FrameSplitter(options.frameBytesMax ?? FRAME_BYTES_MAX)
    socket.on('data', bytes => this.#read(bytes))
    socket.on('error', error => this.#fail(new ConnectionLost(error.message, error)))
    socket.on('close', () => this.#fail(new ConnectionLost('the other side closed the connection')))
  }

  send<K extends ApiKey>(key: K, version: Version<K>, body: RequestOf<K>): Promise<ResponseOf<K>> {
    return new Promise<ResponseOf<K>>((resolve, reject) => {
      const write = (): void => this.#write(key, version, body, resolve as (response: never) => void, reject)
      if (this.#pending.length < this.#maxInFlight && this.#waiting.length === 0) write()
      else this.#waiting.push(write)
    })
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
    this.#socket.cork()
    for (const chunk of chunks) this.#socket.write(chunk)
    this.#socket.uncork()
    if (key === ApiKey.Produce && (body as ProduceRequest).acks === 0) resolve(responseOf(key) as never)
    else this.#pending.push({ correlationId, key, version, resolve, reject })
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
    while (this.#waiting.length > 0 && this.#pending.length < this.#maxInFlight) this.#waiting.shift()!()
  }

  #fail(error: ConnectionLost): void {
    if (this.#lost !== undefined) return
    this.#lost = error
    this.#socket.destroy()
    for (const pending of this.#pending.splice(0)) pending.reject(error)
    for (const write of this.#waiting.splice(0)) write()
  }

  close(): Promise<void> {
    if (this.#lost === undefined) {
      // Lets what was written (acks=0) reach the other side before the socket is gone.
      this.#socket.end()
      this.#lost = new ConnectionLost('the connection was closed')
      for (const pending of this.#pending.splice(0)) pending.reject(this.#lost)
      for (const write of this.#waiting.splice(0)) write()
      this.#socket.setTimeout(1000, () => this.#socket.destroy())
    }
    return Promise.resolve()
  }
}

/** A Kafka node at an address. Nothing is opened before `connect`. */
export function tcpNode(host: string, port: number, id: BrokerId = -1, options: TcpNodeOptions = {}): Node {
  return {
    id,
    connect: () =>
      new Promise<Connection>((resolve, reject) => {
        const socket = connect({ host, port, noDelay: true, keepAlive: true })
        const where = `${host}:${port}`
        const timeoutMs = options.connectTimeoutMs ?? 10_000
        const failed = (error: Error): void => {
          socket.destroy()
          reject(new ConnectionLost(`${where} cannot be reached: ${error.message}`, error))
        }
        socket.setTimeout(timeoutMs, () => failed(new Error(`no connection within ${timeoutMs} ms`)))
        socket.once('error', failed)
        socket.once('connect', () => {
          socket.setTimeout(0)
          socket.removeListener('error', failed)
          resolve(new TcpConnection(socket, options))
        })
      }),
  }
}

/** `host:port` pairs, separated by commas. @throws MoldauError `INVALID_ADDRESS` */
export function parseAddresses(addresses: string): { host: string; port: number }[] {
  return addresses.split(',').map(address => {
    const match = /^\s*(?:\[([^\]]+)\]|([^:\s]+)):(\d{1,5})\s*$/.exec(address)
    const port = Number(match?.[3])
    if (match === null || port > 65535)
      throw new MoldauError('INVALID_ADDRESS', `'${address}' is no address`, {
        hint: 'write host:port, for example localhost:9092',
      })
    return { host: match[1] ?? match[2]!, port }
  })
}

/** A cluster that is reached over TCP, from `host:port` pairs separated by commas. Nothing is opened before the first use. */
export function tcpCluster(
  addresses: string,
  options: Omit<ClusterOptions, 'bootstrap' | 'dial'> & TcpNodeOptions,
): Cluster {
  const bootstrap = parseAddresses(addresses).map(({ host, port }) => tcpNode(host, port, -1, options))
  return new Cluster({ ...options, bootstrap, dial: (host, port, id) => tcpNode(host, port, id, options) })
}
