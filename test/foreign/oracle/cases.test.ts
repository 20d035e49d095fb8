/**
 * The judge's own cases that use the operators we have: every result equal to that of Kafka Streams.
 * The expected results lie beside the cases, so no Java is needed; without the judge's folder the test says so and is skipped.
 */
import { readFileSync } from 'node:fs'
import { printRow, runCaseText } from '@moldau/testing'
import { describe, expect, test } from 'vitest'
import spine from '../../../packages/testing/src/cases/spine-cases.json' with { type: 'json' }
import { difference, oracleFolder, type Result } from './oracle.ts'

const folder = oracleFolder()
if (folder === null) {
  console.warn(
    'SKIPPED: cases of Kafka Streams; put the judge beside the repository or set MOLDAU_ORACLE to its folder',
  )
}

describe.skipIf(folder === null)('cases judged by Kafka Streams (skipped without its folder)', () => {
  test.for(spine)('%s', name => {
    const expected = JSON.parse(readFileSync(`${folder}/cases/${name}.expected.json`, 'utf8')) as Result
    const got = JSON.parse(
      printRow(runCaseText(readFileSync(`${folder}/cases/${name}.json`, 'utf8'))),
    ) as Result
    expect(difference(expected, got)).toBeNull()
  })
})
