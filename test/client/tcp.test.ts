import { overTcp } from './homes.ts'
import { clientSuite } from './suite.ts'

clientSuite('the client on the log over TCP', overTcp)
