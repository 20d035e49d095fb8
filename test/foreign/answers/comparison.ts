/**
 * Scripts that were put to Kafka, and are put to our log: the same answers.
 *
 * A file beside the test holds what Kafka 4.3 answered; it is compared always. With a broker's address in MOLDAU_KAFKA the broker is
 * asked now, and MOLDAU_SCRIPTS says how many scripts; MOLDAU_RECORD=1 writes its answers down.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type Cluster, tcpCluster } from '@moldau/client'
import { systemClock, systemRandom } from '@moldau/protocol'
import { afterAll, describe, expect, test } from 'vitest'
import { embedded } from '../../client/homes.ts'
import { Side } from './side.ts'

const address = process.env.MOLDAU_KAFKA

export interface Comparison {
  readonly what: string
  /** The recorded answers, by seed. */
  readonly file: URL
  /** Carries the script of that seed out; `name` is free for topics, groups and ids. */
  run(side: Side, seed: number, name: string): Promise<void>
  /** Whether a difference is meant; it ends the comparison of that script. At most one script in five may end so. */
  isMeant?(own: string, theirs: string, seed: number): boolean
}

export function compareWithKafka({ file, isMeant = () => false, run, what }: Comparison): void {
  const answersOf = async (cluster: Cluster, seed: number, name: string, restMs = 0): Promise<string[]> => {
    const side = await Side.on(cluster, restMs)
    await run(side, seed, name)
    return side.answers
  }
  const ours = async (seed: number): Promise<string[]> => {
    const home = await embedded()
    const cluster = home.cluster()
    try {
      return await answersOf(cluster, seed, `script-${seed}`)
    } finally {
      await cluster.close()
      await home.close()
    }
  }
  /** Scripts whose comparison ended at a difference that is meant. */
  const cutShort = new Set<number>()
  /** Up to the first difference, so that it is seen in its place. */
  const compare = (seed: number, own: readonly string[], theirs: readonly string[]): void => {
    const n = own.findIndex((answer, at) => answer !== theirs[at])
    if (n >= 0 && isMeant(own[n]!, theirs[n] ?? '', seed)) {
      cutShort.add(seed)
      return
    }
    const end = n < 0 ? theirs.length : n + 1
    expect(own.slice(0, end)).toEqual(theirs.slice(0, end))
  }

  const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>
  describe(`${what}, as Kafka answered`, () => {
    for (const [seed, answers] of Object.entries(recorded))
      test(`script ${seed}`, async () => compare(Number(seed), await ours(Number(seed)), answers), 60_000)
    test('few of them end before their end', () =>
      expect(cutShort.size).toBeLessThanOrEqual(Object.keys(recorded).length / 5))
  })

  const skipped = address === undefined ? ' (skipped: no address in MOLDAU_KAFKA)' : ''
  describe.skipIf(address === undefined)(`${what}, as Kafka answers now${skipped}`, () => {
    const options = { clock: systemClock, random: systemRandom }
    const cluster = address === undefined ? undefined : tcpCluster(address, options)
    const kept: Record<string, string[]> = {}
    const count = Number(process.env.MOLDAU_SCRIPTS ?? 12)
    afterAll(async () => {
      await cluster?.close()
      if (process.env.MOLDAU_RECORD === '1') writeFileSync(file, `${JSON.stringify(kept, null, 1)}\n`)
    })
    for (let seed = 1; seed <= count; seed++)
      test(`script ${seed}`, async () => {
        const theirs = await answersOf(cluster!, seed, `script-${seed}-${process.hrtime.bigint()}`, 400)
        kept[seed] = theirs
        compare(seed, await ours(seed), theirs)
      }, 120_000)
  })
}
