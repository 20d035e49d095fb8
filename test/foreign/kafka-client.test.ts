/** The client on Apache Kafka. Name its address in MOLDAU_KAFKA, for example 127.0.0.1:19092. */
import { type Cluster, tcpCluster } from '@moldau/client'
import { systemClock, systemRandom } from '@moldau/protocol'
import { describe, test } from 'vitest'
import { consumerProtocolSuite } from '../client/consumer-protocol-suite.ts'
import { withoutFeatures } from '../client/older-node.ts'
import { clientSuite } from '../client/suite.ts'

const address = process.env['MOLDAU_KAFKA']

if (address === undefined) {
  describe('the client on Apache Kafka', () => {
    test.skip('needs a broker: name its address in MOLDAU_KAFKA', () => undefined)
  })
} else {
  const options = { clock: systemClock, random: systemRandom }
  const home = async () => ({
    cluster: (): Cluster => tcpCluster(address, options),
    olderCluster: (): Cluster => withoutFeatures(address, options),
    close: async () => undefined,
  })
  clientSuite('the client on Apache Kafka', home)
  consumerProtocolSuite('the consumer protocol on Apache Kafka', home)
}
