// Writes packages/testing/src/golden: spine.jsonl, random cases with the results of Kafka Streams, and named.jsonl, the judge's own cases
// that do not end in an error. Needs the judge (MOLDAU_ORACLE or ../shared/oracle), Java, Maven and a build.
// node test/foreign/oracle/golden.js [FIRST_SEED] [COUNT]
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { randomCase } from '../../../packages/testing/dist/cases/random-case.js'

const folder = process.env.MOLDAU_ORACLE ?? '../shared/oracle'
const [first = 20_001, count = 60] = process.argv.slice(2).map(Number)
const child = spawn(`${folder}/bin/oracle`, ['run'], { stdio: ['pipe', 'pipe', 'inherit'] })
const cases = Array.from({ length: count * 4 }, (_, i) => randomCase(first + i))
child.stdin.end(`${cases.map(one => JSON.stringify(one)).join('\n')}\n`)
const chunks = []
for await (const chunk of child.stdout) chunks.push(chunk)
const results = Buffer.concat(chunks).toString().trim().split('\n')
const lines = cases.flatMap((one, i) => {
  const expected = JSON.parse(results[i])
  return expected.error === null && expected.outputs.length > 5
    ? [JSON.stringify({ case: one, expected })]
    : []
})
writeFileSync('packages/testing/src/golden/spine.jsonl', `${lines.slice(0, count).join('\n')}\n`)

const named = readdirSync(`${folder}/cases`)
  .filter(file => file.endsWith('.expected.json'))
  .flatMap(file => {
    const expected = JSON.parse(readFileSync(`${folder}/cases/${file}`, 'utf8'))
    const one = JSON.parse(readFileSync(`${folder}/cases/${file.replace('.expected', '')}`, 'utf8'))
    return expected.error === null ? [JSON.stringify({ case: one, expected })] : []
  })
writeFileSync('packages/testing/src/golden/named.jsonl', `${named.join('\n')}\n`)
