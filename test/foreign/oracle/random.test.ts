/**
 * Random topologies and inputs, judged by Kafka Streams itself: every result equal. Needs the judge's folder, Java and Maven;
 * without them the test says so and is skipped. MOLDAU_ORACLE_CASES sets how many cases (default 200), MOLDAU_ORACLE_SEED the
 * first seed (default 1). A difference names its seed.
 */
import { spawnSync } from 'node:child_process'
import { printRow, randomCase, runCaseText } from '@moldau/testing'
import { describe, expect, test } from 'vitest'
import { difference, judge, oracleFolder, type Result } from './oracle.ts'

const folder = oracleFolder()
const able =
  folder !== null && spawnSync('java', ['-version']).status === 0 && spawnSync('mvn', ['-v']).status === 0
if (!able)
  console.warn(
    'SKIPPED: random cases against Kafka Streams; they need the judge beside the repository, Java and Maven',
  )

const count = Number(process.env['MOLDAU_ORACLE_CASES'] ?? 200)
const first = Number(process.env['MOLDAU_ORACLE_SEED'] ?? 1)

describe.skipIf(!able)('random topologies judged by Kafka Streams (skipped without it)', () => {
  test(`${count} cases from seed ${first}`, { timeout: 600_000 }, async () => {
    const seeds = Array.from({ length: count }, (_, i) => first + i)
    const texts = seeds.map(seed => JSON.stringify(randomCase(seed)))
    const expected = await judge(folder!, texts)
    expect(expected.length).toBe(count)
    const differences: string[] = []
    texts.forEach((text, i) => {
      const found = difference(expected[i]!, JSON.parse(printRow(runCaseText(text))) as Result)
      if (found !== null) differences.push(`seed ${seeds[i]}: ${found}`)
    })
    expect(differences).toEqual([])
    // Cases that the judge refuses show little: most must have run.
    expect(expected.filter(result => result.error == null).length).toBeGreaterThan(count / 2)
  })
})
