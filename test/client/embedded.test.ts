import { embedded } from './homes.ts'
import { clientSuite } from './suite.ts'

clientSuite('the client on the embedded log', () => embedded())
