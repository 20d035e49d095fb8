/**
 * A connection to the embedded broker: the seam's contract (protocol/node.ts) on this side.
 *
 *  1. Requests start in the order of `send`, one at a time, as Kafka's do; only Produce lets the next one start before it is
 *     answered (`Call.letGo`), and then only another Produce.
 *  2. Answers come in the same order.
 *  3. `close` ends what waits: unanswered requests reject with ConnectionLost.
 */
import {
  ApiKey,
  type Connection,
  ConnectionLost,
  type RequestOf,
  type ResponseOf,
  UnsupportedVersion,
  type Version,
} from '@moldau/protocol'
import { type BrokerContext, type Call, EndConnection } from './handlers/handler.ts'
import { handlers } from './handlers/index.ts'

/** Who is at the other end, as far as the transport knows. */
export interface Peer {
  readonly clientId: string
  readonly clientHost: string
}

interface Entry {
  readonly key: ApiKey
  readonly version: number
  readonly body: unknown
  readonly resolve: (response: never) => void
  readonly reject: (error: unknown) => void
  done: boolean
  failed: boolean
  result: unknown
}

export class BrokerConnection implements Connection {
  readonly #broker: BrokerContext
  readonly #peer: Peer
  readonly #onClosed: (connection: BrokerConnection) => void
  /** Started and not yet answered, in order. */
  #started: Entry[] = []
  /** Not started yet. */
  #waiting: Entry[] = []
  /** The newest started request is a Produce that has begun to append: another Produce may start. */
  #mayOverlap = false
  #closed = false
  readonly #ends = new Set<() => void>()

  constructor(broker: BrokerContext, peer: Peer, onClosed: (connection: BrokerConnection) => void) {
    this.#broker = broker
    this.#peer = peer
    this.#onClosed = onClosed
  }

  send<K extends ApiKey>(key: K, version: Version<K>, body: RequestOf<K>): Promise<ResponseOf<K>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new ConnectionLost('the connection to the embedded broker is closed'))
      this.#waiting.push({
        key,
        version,
        body,
        resolve,
        reject,
        done: false,
        failed: false,
        result: undefined,
      })
      this.#startNext()
    })
  }

  #startNext(): void {
    while (this.#waiting.length > 0 && !this.#closed) {
      const next = this.#waiting[0]!
      const free = this.#started.length === 0 || (this.#mayOverlap && next.key === ApiKey.Produce)
      if (!free) return
      this.#waiting.shift()
      this.#start(next)
    }
  }

  #start(entry: Entry): void {
    this.#started.push(entry)
    this.#mayOverlap = false
    let result: unknown
    try {
      result = this.#handle(entry)
    } catch (error) {
      this.#finish(entry, true, error)
      return
    }
    if (result instanceof Promise) {
      result.then(
        response => this.#finish(entry, false, response),
        error => this.#finish(entry, true, error),
      )
    } else this.#finish(entry, false, result)
  }

  #handle(entry: Entry): unknown {
    const { key, version } = entry
    const handler = handlers.get(key)
    if (handler === undefined || version < handler.minVersion || version > handler.maxVersion) {
      throw new UnsupportedVersion(`API ${key} version ${version}`)
    }
    const call: Call = {
      version,
      clientId: this.#peer.clientId,
      clientHost: this.#peer.clientHost,
      onClose: end => {
        this.#ends.add(end)
        return () => this.#ends.delete(end)
      },
      letGo: begun => {
        const last = (): boolean => this.#started[this.#started.length - 1] === entry
        if (begun === undefined) this.#mayOverlap = true
        else
          void begun.then(() => {
            if (last()) this.#mayOverlap = true
            this.#startNext()
          })
      },
    }
    return handler.handle(this.#broker, entry.body as never, call)
  }

  #finish(entry: Entry, failed: boolean, result: unknown): void {
    entry.done = true
    entry.failed = failed
    entry.result = result
    while (this.#started.length > 0 && this.#started[0]!.done) this.#answer(this.#started.shift()!)
    this.#startNext()
  }

  #answer(entry: Entry): void {
    if (!entry.failed) {
      entry.resolve(entry.result as never)
      return
    }
    if (entry.result instanceof UnsupportedVersion) {
      entry.reject(entry.result)
      return
    }
    const why = entry.result instanceof Error ? entry.result.message : String(entry.result)
    entry.reject(new ConnectionLost(why, entry.result))
    // What the broker could not answer in Kafka's way ends the connection, as Kafka's own does.
    if (!(entry.result instanceof EndConnection)) this.#broker.onFault(entry.result)
    void this.close()
  }

  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    const unanswered = [...this.#started, ...this.#waiting]
    this.#started = []
    this.#waiting = []
    for (const end of [...this.#ends]) end()
    for (const entry of unanswered)
      entry.reject(new ConnectionLost('the connection to the embedded broker was closed'))
    this.#onClosed(this)
  }
}
