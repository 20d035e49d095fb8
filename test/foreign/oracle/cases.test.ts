/**
 * The judge's own cases: every result equal to that of Kafka Streams. The expected results lie beside the cases, so no Java is
 * needed; without the judge's folder the test says so and is skipped.
 */
import { readdirSync, readFileSync } from 'node:fs'
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

const names =
  folder === null
    ? []
    : readdirSync(`${folder}/cases`)
        .filter(file => file.endsWith('.expected.json'))
        .map(file => file.slice(0, -'.expected.json'.length))

function results(name: string): { expected: Result; got: Result } {
  return {
    expected: JSON.parse(readFileSync(`${folder}/cases/${name}.expected.json`, 'utf8')),
    got: JSON.parse(printRow(runCaseText(readFileSync(`${folder}/cases/${name}.json`, 'utf8')))),
  }
}

describe.skipIf(folder === null)('cases judged by Kafka Streams (skipped without its folder)', () => {
  test.for(names)('%s', name => {
    const { expected, got } = results(name)
    expect(difference(expected, got)).toBeNull()
  })

  test('the spine is whole', () => {
    expect(spine.filter(name => !names.includes(name))).toEqual([])
  })
})
