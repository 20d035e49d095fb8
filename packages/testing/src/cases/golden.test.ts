/**
 * Cases with the results of Kafka Streams 4.3.1, so that machines without Java judge too. One line a case:
 * the case, then what the judge answered. Those of `spine` (random) and `named` (the judge's own, by feature) are written by
 * test/foreign/oracle/golden.js, those of `headers` by hand.
 */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { printRow } from './print-row.ts'
import { runCaseText } from './run-case.ts'

interface Golden {
  readonly case: { readonly id: number | string }
  readonly expected: { error: unknown }
}

const lines = ['spine', 'named', 'headers'].flatMap(name =>
  readFileSync(new URL(`../golden/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n'),
)

test.for(lines.map(line => JSON.parse(line) as Golden))('case $case.id', golden => {
  expect(JSON.parse(printRow(runCaseText(JSON.stringify(golden.case))))).toEqual(golden.expected)
})

test('there are golden cases', () => {
  expect(lines.length).toBeGreaterThanOrEqual(200)
})

test('an operator that nobody knows is named, whatever else the step lacks', () => {
  const text = printRow(runCaseText('{"id":2,"steps":[{"op":"frobnicate"}],"events":[]}'))
  const { error } = JSON.parse(text) as { error: { message: string } }
  expect(error.message).toBe("steps[0].op: unknown operator 'frobnicate'")
})
