/**
 * Edge file: a Node over TCP. Opens sockets; what goes over them is `frame-connection.ts`.
 */
import { connect } from 'node:net'
import {
  type BrokerId,
  type Connection,
  ConnectionLost,
  MoldauError,
  type Node,
  socketStream,
} from '@moldau/protocol'
import { Cluster, type ClusterOptions } from './cluster/cluster.ts'
import { type FrameConnectionOptions, frameConnection } from './frame-connection.ts'

export interface TcpNodeOptions extends FrameConnectionOptions {
  /** How long a connection may take to come about, ms. Default 10000. */
  readonly connectTimeoutMs?: number
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
          resolve(frameConnection(socketStream(socket), options))
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
