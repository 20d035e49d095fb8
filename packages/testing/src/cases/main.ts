/**
 * `npm run -s cases`: one case a line on standard input, one result a line on standard output, in the same order, each
 * written before the next is read. Blank lines are skipped.
 */
import { createInterface } from 'node:readline'
import { printRow } from './print-row.ts'
import { runCaseText } from './run-case.ts'

// Whoever reads along has seen enough: `npm run -s cases < all.jsonl | head -1`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

const lines = createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })
for await (const line of lines) {
  if (line.trim() === '') continue
  if (!process.stdout.write(`${printRow(runCaseText(line))}\n`)) {
    await new Promise(resolve => process.stdout.once('drain', resolve))
  }
}
