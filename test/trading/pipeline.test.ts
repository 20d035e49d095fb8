import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { packagedSources, sourceFromFile } from '../../examples/trading/src/market-data.ts'
import { expectedOutputs } from './model.ts'
import { type Outputs, readOutputs } from './outputs.ts'
import { startPipeline, summaryOf } from './pipeline-process.ts'

const folders: string[] = []
async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'moldau-trading-test-'))
  folders.push(path)
  return path
}
afterEach(async () => {
  for (const path of folders.splice(0)) await rm(path, { recursive: true, force: true })
})

/** What the summary has to say of these outputs: it is read from the log while the pipeline still runs. */
function toldOf({ fills, orders, positions }: Outputs) {
  const sum = (groups: Outputs[string]): number =>
    Object.values(groups).reduce((all, records) => all + records.length, 0)
  const latest = Object.values(positions!).map(records => JSON.parse(records.at(-1)!.value) as object)
  return { orders: sum(orders!), fills: sum(fills!), positions: expect.toSatisfy(isSameSet(latest)) }
}

const isSameSet = (expected: readonly object[]) => (told: readonly object[]) =>
  [...told]
    .map(one => JSON.stringify(one))
    .sort()
    .join() ===
  [...expected]
    .map(one => JSON.stringify(one))
    .sort()
    .join()

test('every output record equals a recomputation with plain arrays, and a second run emits nothing', async () => {
  const data = await folder()
  const first = await startPipeline(['--data', data, '--json']).ended
  expect(first.stderr + first.stdout).not.toContain('\u001b')
  expect(first.code).toBe(0)
  expect(summaryOf(first.stdout)).toMatchObject({ bars: 6365, deadLetters: 0, complete: true })
  const expected = expectedOutputs(packagedSources())
  const outputs = await readOutputs(data)
  expect(outputs).toEqual(expected)
  expect(summaryOf(first.stdout)).toMatchObject(toldOf(expected))
  const second = await startPipeline(['--data', data, '--json']).ended
  expect(second.code).toBe(0)
  expect(summaryOf(second.stdout)).toMatchObject(toldOf(expected))
  expect(await readOutputs(data)).toEqual(expected)
})

test('bad rows become dead letters with their reason, good ones go through', async () => {
  const data = await folder()
  const input = join(data, 'more.csv')
  await writeFile(
    input,
    [
      'symbol,date,open,high,low,close,volume',
      'AAPL,2021-01-04,133,134,127,129,143301900',
      'AAPL,2021-01-05,133,134',
      'AAPL,2021-01-06,-5,134,127,129,1',
      'TSLA,2021-01-06,5,134,127,129,1',
      'AAPL,soon,5,134,127,129,1',
      '__proto__,2021-01-06,5,134,127,129,1',
      'SPX,2021-01-06,1,2,3,x,1',
    ].join('\n'),
  )
  const run = await startPipeline(['--data', join(data, 'log'), '--input', input, '--json']).ended
  expect(run.code).toBe(0)
  expect(summaryOf(run.stdout)).toMatchObject({ bars: 6366, deadLetters: 6, complete: true })
  const outputs = await readOutputs(join(data, 'log'))
  expect(outputs).toEqual(expectedOutputs([...packagedSources(), sourceFromFile(input)]))
  const reasons = outputs['prices-dead-letters']!.all!.map(
    letter => (JSON.parse(letter.value) as { reason: string }).reason,
  )
  expect(reasons).toEqual([
    'malformed line: 4 fields, the header has 7',
    'negative price: open is -5',
    'unknown symbol: "TSLA"',
    'malformed line: "soon" is no date',
    'unknown symbol: "__proto__"',
    'malformed line: close is "x"',
  ])
})

test.each([
  [['--sped', '5'], /unknown option '--sped'/],
  [['--speed', 'fast'], /--speed/],
  [['--listen', 'here'], /--listen/],
  [['--input', '/nowhere/rows.csv'], /\/nowhere\/rows\.csv cannot be read/],
])('a wrong flag is named: %s', async (args, text) => {
  const run = await startPipeline([...args, '--data', await folder()]).ended
  expect(run.code).not.toBe(0)
  expect(run.stderr).toMatch(text)
})
