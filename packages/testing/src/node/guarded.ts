/**
 * A Node decorator that holds a client to the rule of lent bytes: what it hands over may be read until the answer and is
 * its own again afterwards; so a broker that kept request bytes would see them change.
 */
import {
  ApiKey,
  type Connection,
  type Node,
  type ProduceRequest,
  type RequestOf,
  type ResponseOf,
  requestOf,
} from '@moldau/protocol'

const POISON = 0xdb

/** The request with its records copied, and the copies. */
function withCopies(request: ProduceRequest): { request: ProduceRequest; copies: Uint8Array[] } {
  const copies: Uint8Array[] = []
  const copy = requestOf(ApiKey.Produce, request)
  for (const topic of copy.topicData)
    for (const partition of topic.partitionData) {
      if (partition.records === null) continue
      partition.records = partition.records.slice()
      copies.push(partition.records)
    }
  return { request: copy, copies }
}

/** The node; the records of every Produce request turn to garbage as soon as it is answered. */
export function guarded(node: Node): Node {
  return {
    id: node.id,
    async connect(purpose) {
      const inner = await node.connect(purpose)
      const connection: Connection = {
        async send<K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> {
          if (key !== ApiKey.Produce || (body as ProduceRequest).acks === 0)
            return inner.send(key, version, body)
          const { copies, request } = withCopies(body as ProduceRequest)
          const response = await inner.send(key, version, request as RequestOf<K>)
          for (const records of copies) records.fill(POISON)
          return response
        },
        close: () => inner.close(),
      }
      return connection
    },
  }
}
