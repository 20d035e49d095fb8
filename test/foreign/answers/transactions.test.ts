/**
 * The transaction coordinator answers as Kafka's: the same scripts, the same words.
 *
 * `transactions.json` holds what Kafka 4.3 answered; it is compared always. With a broker's address in MOLDAU_KAFKA the broker is
 * asked now, and MOLDAU_SCRIPTS says how many scripts; MOLDAU_RECORD=1 writes its answers down.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Cluster, tcpCluster } from '@moldau/client'
import { systemClock, systemRandom } from '@moldau/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import { embedded } from '../../client/homes.ts'
import { Side } from './side.ts'
import { TransactionRun, transactionScript } from './transaction-script.ts'

const file = new URL('transactions.json', import.meta.url)
const address = process.env.MOLDAU_KAFKA
const LENGTH = 30

async function answersOf(cluster: Cluster, seed: number, name: string): Promise<string[]> {
  const side = await Side.on(cluster)
  const run = new TransactionRun(side, name)
  await run.begin()
  for (const step of transactionScript(seed, LENGTH)) await run.run(step)
  return side.answers
}

async function ours(seed: number): Promise<string[]> {
  const home = await embedded()
  const cluster = home.cluster()
  try {
    return await answersOf(cluster, seed, `script-${seed}`)
  } finally {
    await cluster.close()
    await home.close()
  }
}

/**
 * Up to the first difference, so that it is seen in its place. One difference is meant, and ends the comparison: after a Produce that
 * it refused, Kafka remembers the sequence that was tried, and refuses a later one even where nothing is missing.
 */
function compare(own: readonly string[], theirs: readonly string[]): void {
  const n = own.findIndex((answer, at) => answer !== theirs[at])
  if (/-> at \d+$/.test(own[n] ?? '') && theirs[n]?.endsWith('-> OUT_OF_ORDER_SEQUENCE_NUMBER')) return
  const end = n < 0 ? theirs.length : n + 1
  expect(own.slice(0, end)).toEqual(theirs.slice(0, end))
}

describe('transactions, as Kafka answered', () => {
  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>
  for (const [seed, answers] of Object.entries(recorded))
    test(`script ${seed}`, async () => {
      compare(await ours(Number(seed)), answers)
    }, 60_000)
})

const asked = address === undefined ? ' (skipped: no address in MOLDAU_KAFKA)' : ''
describe.skipIf(address === undefined)(`transactions, as Kafka answers now${asked}`, () => {
  const cluster =
    address === undefined ? undefined : tcpCluster(address, { clock: systemClock, random: systemRandom })
  const kept: Record<string, string[]> = {}
  const count = Number(process.env.MOLDAU_SCRIPTS ?? 12)
  afterAll(async () => {
    await cluster?.close()
    if (process.env.MOLDAU_RECORD === '1') writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`)
  })
  for (let seed = 1; seed <= count; seed++)
    test(`script ${seed}`, async () => {
      const theirs = await answersOf(cluster!, seed, `script-${seed}-${process.hrtime.bigint()}`)
      kept[seed] = theirs
      compare(await ours(seed), theirs)
    }, 120_000)
})
