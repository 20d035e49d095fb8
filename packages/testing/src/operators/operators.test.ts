/** Every method that users call on a stream, a table or what lies between has a marble table; each is played as it is and with restarts. */
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { marbles, marblesAsync } from '../marbles/index.ts'
import {
  cogroupedSessions,
  cogroupedStreams,
  cogroupedTimeWindows,
  countedWindows,
  groupedStreams,
  sessionWindows,
  timeWindows,
} from './aggregates.ts'
import { joins } from './joins.ts'
import type { OperatorCase, OperatorCases } from './operator-case.ts'
import { sources, stateless } from './stateless.ts'
import { groupedTables, tables } from './tables.ts'

const CLASSES: Readonly<Record<string, { readonly file: string; readonly cases: OperatorCases }>> = {
  StreamsBuilder: { file: 'streams-builder', cases: sources },
  KStream: { file: 'kstream', cases: { ...stateless, ...joins } },
  KTable: { file: 'ktable', cases: tables },
  GlobalKTable: { file: 'global-ktable', cases: {} },
  KGroupedStream: { file: 'kgrouped-stream', cases: groupedStreams },
  KGroupedTable: { file: 'kgrouped-table', cases: groupedTables },
  TimeWindowedKStream: { file: 'time-windowed-kstream', cases: timeWindows },
  SessionWindowedKStream: { file: 'session-windowed-kstream', cases: sessionWindows },
  CountWindowedKStream: { file: 'count-windowed-kstream', cases: countedWindows },
  CogroupedKStream: { file: 'cogrouped-kstream', cases: cogroupedStreams },
  TimeWindowedCogroupedKStream: { file: 'cogrouped-kstream', cases: cogroupedTimeWindows },
  SessionWindowedCogroupedKStream: { file: 'cogrouped-kstream', cases: cogroupedSessions },
}

/** The public methods of a class, and under each how many ways there are to call it, as its source declares them. */
function methodsOf(name: string, file: string): Map<string, number> {
  const path = new URL(`../../../streams/src/dsl/${file}.ts`, import.meta.url)
  const text = readFileSync(path, 'utf8')
  const begin = text.indexOf(`export class ${name}`)
  const body = text.slice(begin, text.indexOf('\n}\n', begin))
  const overloads = new Map<string, number>()
  let comment = ''
  for (const line of body.split('\n').slice(1)) {
    if (line === '  /**' || /^ {2}\/\*\*.*\*\/$/.test(line)) comment = line
    else if (/^ {3}\*/.test(line)) comment += line
    else {
      const method = /^ {2}(\w+)[<(]/.exec(line)?.[1]
      // What implements overloads has no text of its own.
      const isDeclared = comment !== '' && !comment.includes('@internal')
      if (method !== undefined && method !== 'constructor' && isDeclared)
        overloads.set(method, (overloads.get(method) ?? 0) + 1)
      comment = ''
    }
  }
  return overloads
}

test('the classes are those that the package gives', () => {
  const index = readFileSync(new URL('../../../streams/src/index.ts', import.meta.url), 'utf8')
  const exported = [
    ...index.matchAll(
      /\b(?!type)(\w*(?:KStream|KTable|KGroupedStream|KGroupedTable|StreamsBuilder))\b(?=[ ,}])/g,
    ),
  ]
  expect(new Set(exported.map(([, name]) => name))).toEqual(new Set(Object.keys(CLASSES)))
})

async function played(one: OperatorCase, restarts: boolean): Promise<void> {
  const { config = {}, define, isAsync, serdes = {}, table } = one
  await (isAsync ? marblesAsync : marbles)(define, table, { config, serdes, restarts })
}

describe.each(Object.entries(CLASSES))('%s', (name, { cases, file }) => {
  const methods = methodsOf(name, file)

  test('every method has its tables', () => {
    expect(new Set(Object.keys(cases))).toEqual(new Set(methods.keys()))
  })

  for (const [method, list] of Object.entries(cases)) {
    test(method, async () => {
      for (const one of list) await played(one, false)
    })
    for (const [n, one] of list.entries()) {
      const title = `${method}, restarted between all records${list.length > 1 ? ` (${n + 1})` : ''}`
      if (one.forgets === undefined) test(title, () => played(one, true))
      else test.skip(`${title}: ${one.forgets}`, () => undefined)
    }
  }
})
