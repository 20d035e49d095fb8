/** Clusters over TCP whose nodes say nothing of features: clients then speak the first transaction protocol. */
import { Cluster, type ClusterOptions, parseAddresses, tcpNode } from '@moldau/client'
import { older } from '../../packages/testing/src/node/index.ts'

export { older }

/** A cluster over TCP whose nodes are older. */
export function withoutFeatures(
  address: string,
  options: Omit<ClusterOptions, 'bootstrap' | 'dial'>,
): Cluster {
  const bootstrap = parseAddresses(address).map(({ host, port }) => older(tcpNode(host, port)))
  return new Cluster({ ...options, bootstrap, dial: (host, port, id) => older(tcpNode(host, port, id)) })
}
