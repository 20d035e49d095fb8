/** A Node decorator that says nothing of features: clients then speak the first transaction protocol. */
import { ApiKey, type Connection, type Node, type RequestOf, type ResponseOf } from '@moldau/protocol'

/** The node without its finalized features. */
export function older(node: Node): Node {
  return {
    id: node.id,
    async connect(purpose) {
      const connection = await node.connect(purpose)
      const wrapped: Connection = {
        async send<K extends ApiKey>(key: K, version: number, body: RequestOf<K>): Promise<ResponseOf<K>> {
          const response = await connection.send(key, version, body)
          return key === ApiKey.ApiVersions ? { ...response, finalizedFeatures: [] } : response
        },
        close: () => connection.close(),
      }
      return wrapped
    },
  }
}
