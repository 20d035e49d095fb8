/**
 * A restart between any two records changes nothing: stores come back from changelogs, operators' stream times and partition
 * times from the metadata of committed offsets.
 */
import { expect, test } from 'vitest'
import { printRow } from './print-row.ts'
import { randomCase } from './random-case.ts'
import { runCaseText } from './run-case.ts'

/** Stores that are not logged are rightly lost, and bounded ones forget what was read last: cases with one are not asked. */
function logged(text: string): boolean {
  return !text.includes('"logging":false') && !text.includes('"lru"')
}

test('random topologies give the same result with a restart before every event', () => {
  let run = 0
  for (let seed = 1; seed <= 250; seed++) {
    const text = JSON.stringify(randomCase(seed))
    if (!logged(text)) continue
    const plain = printRow(runCaseText(text))
    if (plain.includes('"stage":')) continue
    run++
    expect(printRow(runCaseText(text, { restartBefore: () => true })), `seed ${seed}`).toBe(plain)
    expect(printRow(runCaseText(text, { restartBefore: event => event % 3 === 1 })), `seed ${seed}`).toBe(
      plain,
    )
  }
  expect(run).toBeGreaterThan(100)
})
