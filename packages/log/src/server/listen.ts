/**
 * Edge file: serves any Node over TCP. The mirror image of `tcpNode`; what goes over a socket is `served-stream.ts`.
 */
import { createServer, type Server } from 'node:net'
import { type Clock, MoldauError, type Node, socketStream, systemClock } from '@moldau/protocol'
import { ServerMemory } from './memory-budget.ts'
import { ServedStream, type ServeOptions } from './served-stream.ts'

export interface ListenOptions extends Omit<ServeOptions, 'idle'> {
  /** Default 127.0.0.1. */
  readonly host?: string
  /** Default 9092; 0 chooses a free one. */
  readonly port?: number
  /** Bytes of unanswered requests of all connections before larger ones have to wait (queued.max.request.bytes). Default 256 MiB. */
  readonly requestBytesMax?: number
  /** Bytes of answers that clients do not take before fetches get shorter ones. Default 128 MiB. */
  readonly answerBytesMax?: number
  /** How long a connection may be silent before it is ended (connections.max.idle.ms); negative: for ever. Default 600000. */
  readonly idleMsMax?: number
  /** What measures that. Default: the system's. */
  readonly clock?: Clock
}

export interface Listener {
  readonly host: string
  readonly port: number
  /** What all connections hold now, bytes. */
  readonly held: { readonly requestBytes: number; readonly answerBytes: number }
  /** Stops accepting, ends every connection, and settles when all of that is done. */
  close(): Promise<void>
}

/** How long a peer is silent before the system asks whether it is there, ms. */
const KEEP_ALIVE_MS = 60_000

/** Serves `node` over TCP. @throws MoldauError `LISTEN_FAILED` where the address cannot be had */
export async function listen(node: Node, options: ListenOptions = {}): Promise<Listener> {
  const host = options.host ?? '127.0.0.1'
  const sockets = new Set<ServedStream>()
  const memory = new ServerMemory(options.requestBytesMax, options.answerBytesMax)
  const maxMs = options.idleMsMax ?? 600_000
  const idle = maxMs < 0 ? {} : { idle: { maxMs, clock: options.clock ?? systemClock } }
  const tcp = { noDelay: true, keepAlive: true, keepAliveInitialDelay: KEEP_ALIVE_MS }
  const server = createServer(tcp, socket => {
    const served = new ServedStream(node, socketStream(socket), { ...options, ...idle, memory }, () =>
      sockets.delete(served),
    )
    sockets.add(served)
  })
  await bind(server, host, options.port ?? 9092)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    host,
    port,
    get held() {
      return { requestBytes: memory.requests.usedBytes, answerBytes: memory.answers.usedBytes }
    },
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
