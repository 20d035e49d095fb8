/**
 * The seam: a typed Kafka request and its response, and nothing else.
 *
 * Producer, Consumer, Admin, group membership and transactions are written once against `Node`. The embedded broker is a
 * Node that is handed the request object itself; `tcpNode` encodes the same object, writes, reads, decodes; `listen` is the
 * mirror image and serves any Node over TCP. Decorators compose.
 *
 * The contract, which `nodeConformance` (packages/testing) checks for every Node and every decorator:
 *  1. Order. Requests of one connection start, and are answered, in the order of `send`. One connection per purpose, so that
 *     a long poll blocks nobody.
 *  2. Kafka errors are values inside the response. `send` rejects only with `ConnectionLost`, `RequestTimedOut` or
 *     `UnsupportedVersion` (errors.ts).
 *  3. Bytes are lent. The caller leaves request bytes untouched until the answer; response bytes are immutable, and valid
 *     while they are referenced: nothing behind them is pooled or rewritten.
 *  4. Only what the schema of that version can carry may pass: a field that the version does not have is ignored on the way
 *     in, and has its default on the way out.
 *  5. In flight is bounded: a full connection answers `send` with a promise that settles later; it never drops.
 *  6. Produce with acks=0 has no answer in Kafka: its `send` settles, with the default response, as soon as it is handed over and
 *     there is room for the next.
 *  7. `close` ends long polls; what is still unanswered rejects with `ConnectionLost`.
 *  8. ApiVersions is asked in-process too: a Node is never assumed to speak a version.
 */
import type { ApiKey, RequestOf, ResponseOf, Version } from './generated/index.ts'

/** A Kafka node id (`node.id`, `broker.id`). -1 names a bootstrap address whose id is not known yet. */
export type BrokerId = number

/** What a connection is for. Each purpose has its own connection to a node, so that a long poll blocks nobody. */
export type Purpose = 'metadata' | 'produce' | 'fetch' | 'group' | 'transaction' | 'admin'

/** One Kafka node as anybody sees it. */
export interface Node {
  readonly id: BrokerId
  /** Opens a connection. Rejects with `ConnectionLost` when the node cannot be reached. */
  connect(purpose: Purpose): Promise<Connection>
}

/** One ordered conversation with a node. The seam's contract stands at the top of this file. */
export interface Connection {
  send<K extends ApiKey>(key: K, version: Version<K>, body: RequestOf<K>): Promise<ResponseOf<K>>
  close(): Promise<void>
}

/**
 * Finds a Node for an address that a Metadata response named. The embedded log answers with itself; over TCP it is
 * `tcpNode(host, port)`. Handed to clients at composition roots.
 */
export type Dial = (host: string, port: number, id: BrokerId) => Node
