/** Nodes that say nothing of features: clients then speak the first transaction protocol. */
import { Cluster, type ClusterOptions, parseAddresses, tcpNode } from '@moldau/client'
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

/** A cluster over TCP whose nodes are older. */
export function withoutFeatures(
  address: string,
  options: Omit<ClusterOptions, 'bootstrap' | 'dial'>,
): Cluster {
  const bootstrap = parseAddresses(address).map(({ host, port }) => older(tcpNode(host, port)))
  return new Cluster({ ...options, bootstrap, dial: (host, port, id) => older(tcpNode(host, port, id)) })
}
