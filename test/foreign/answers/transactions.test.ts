/** T31: the transaction coordinator answers as Kafka's. */
import { compareWithKafka } from './comparison.ts'
import { TransactionRun, transactionScript } from './transaction-script.ts'

compareWithKafka({
  what: 'T31: transactions',
  file: new URL('transactions.json', import.meta.url),
  async run(side, seed, name) {
    const run = new TransactionRun(side, name)
    await run.begin()
    for (const step of transactionScript(seed, 30)) await run.run(step)
  },
})
