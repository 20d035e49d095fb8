import { tcpNode } from '@moldau/client'
import { listen } from '@moldau/log'
import type { Node } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import {
  faulty,
  guarded,
  type NodeUnderTest,
  nodeConformance,
  type Runner,
  seededRandom,
  throughCodec,
} from '../../packages/testing/src/node/index.ts'
import { openBroker } from './homes.ts'

const runner: Runner = { describe, test, equal: (actual, expected) => expect(actual).toEqual(expected) }

async function embedded(decorate: (node: Node) => Node): Promise<NodeUnderTest> {
  const broker = await openBroker()
  return { node: decorate(broker.node()), close: () => broker.close() }
}

nodeConformance('the embedded log', () => embedded(node => node), runner)
nodeConformance('the codec', () => embedded(throughCodec), runner)
nodeConformance('the guard', () => embedded(guarded), runner)
nodeConformance(
  'the lossy node without losses',
  () => embedded(node => faulty(node, seededRandom(1), {})),
  runner,
)
nodeConformance(
  'TCP',
  async () => {
    const broker = await openBroker()
    const server = await listen(broker.node(), { port: 0 })
    return {
      node: tcpNode(server.host, server.port),
      close: async () => {
        await server.close()
        await broker.close()
      },
    }
  },
  runner,
)
