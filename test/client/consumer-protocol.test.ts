import { guarded, throughCodec } from '../../packages/testing/src/node/index.ts'
import { consumerProtocolSuite } from './consumer-protocol-suite.ts'
import { embedded, overTcp } from './homes.ts'

consumerProtocolSuite('the consumer protocol on the embedded log', () =>
  embedded(node => throughCodec(guarded(node))),
)
consumerProtocolSuite('the consumer protocol over TCP', overTcp)
