import { guarded, throughCodec } from '../../packages/testing/src/node/index.ts'
import { embedded } from './homes.ts'
import { clientSuite } from './suite.ts'

clientSuite('the client on the embedded log, through the codec', () =>
  embedded(node => throughCodec(guarded(node))),
)
