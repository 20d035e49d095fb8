/** The clusters that the client's suite is run on. */
import { Cluster, tcpNode } from '@moldau/client'
import { Broker, type Listener, listen, MemoryStorage } from '@moldau/log'
import { type Clock, type Node, systemClock, systemRandom } from '@moldau/protocol'
import { older } from './older-node.ts'
import type { ClientCluster } from './suite.ts'

/** A broker in memory. What goes wrong inside it fails the process. */
export async function openBroker(clock: Clock = systemClock): Promise<Broker> {
  return Broker.open({
    storage: new MemoryStorage(),
    dataDir: '/data',
    clock,
    random: systemRandom,
    config: {
      'offsets.topic.num.partitions': '3',
      'transaction.state.log.num.partitions': '3',
      'group.consumer.heartbeat.interval.ms': '100',
    },
    onFault: fault => {
      throw fault
    },
  })
}

function clusterOn(node: Node): Cluster {
  return new Cluster({
    bootstrap: [node],
    dial: () => node,
    clock: systemClock,
    random: systemRandom,
    retryBackoffMs: 10,
  })
}

/** The broker itself, through `decorate`. */
export async function embedded(decorate: (node: Node) => Node = node => node): Promise<ClientCluster> {
  const broker = await openBroker()
  const node = decorate(broker.node())
  return {
    cluster: () => clusterOn(node),
    olderCluster: () => clusterOn(older(node)),
    close: () => broker.close(),
  }
}

/** The broker behind a socket. */
export async function overTcp(): Promise<ClientCluster> {
  const broker = await openBroker()
  const server: Listener = await listen(broker.node(), { port: 0 })
  broker.advertise(server.host, server.port)
  const dial = (host: string, port: number, id = -1): Node => tcpNode(host, port, id)
  const make = (decorate: (node: Node) => Node): Cluster =>
    new Cluster({
      bootstrap: [decorate(dial(server.host, server.port))],
      dial: (host, port, id) => decorate(dial(host, port, id)),
      ...{ clock: systemClock, random: systemRandom, retryBackoffMs: 10 },
    })
  return {
    cluster: () => make(node => node),
    olderCluster: () => make(older),
    close: async () => {
      await server.close()
      await broker.close()
    },
  }
}
