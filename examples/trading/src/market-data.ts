/**
 * The rows that feed the pipeline: real daily bars out of two npm packages, and files of the user's own.
 *
 * Sources: S&P 500, 2000-01-03 to 2020-04-17 (`sp500-2000.csv` of vega-datasets), and Apple, 2013-05-13 to 2018-05-11
 * (`aapl.csv` of @observablehq/sample-datasets); read where npm put them. A row that is no bar stays in its place with the
 * reason, so that nothing is lost and a feeder's position means the same at every run.
 */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import { MoldauError } from 'moldau'
import type { Bar } from './market.ts'

/** A row of a source: a bar, or the reason why it is none. */
export interface Row {
  readonly source: string
  /** From 1, the header not counted. */
  readonly row: number
  readonly text: string
  /** Milliseconds; of a row without a date, that of the row before it. */
  readonly timeMs: number
  readonly bar: Bar | null
  readonly reason: string
}

export const SYMBOLS: readonly string[] = ['SPX', 'AAPL']

interface Columns {
  /** Position of each column; `symbol` -1 where the whole file is of one symbol. */
  readonly symbol: number
  readonly date: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly count: number
}

const require = createRequire(import.meta.url)

/** Rows of the two packages, each in its own order. */
export function packagedSources(): Row[][] {
  const vega = join(dirname(require.resolve('vega-datasets')), '..', 'data', 'sp500-2000.csv')
  const apple = require.resolve('@observablehq/sample-datasets/aapl.csv')
  return [
    parseSource('sp500-2000.csv', readFileSync(vega, 'utf8'), 'SPX'),
    parseSource('aapl.csv', readFileSync(apple, 'utf8'), 'AAPL'),
  ]
}

/** Rows of a file with the columns symbol, date, open, high, low, close, volume in any order. */
export function sourceFromFile(path: string): Row[] {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    throw new MoldauError('INPUT_UNREADABLE', `the input ${path} cannot be read`, {
      detail: cause instanceof Error ? cause.message : String(cause),
      hint: '--input takes a CSV file with the columns symbol,date,open,high,low,close,volume',
      cause,
    })
  }
  return parseSource(basename(path), text, null)
}

export function parseSource(source: string, text: string, symbol: string | null): Row[] {
  const lines = text.split(/\r?\n/)
  const columns = columnsOf(source, lines[0] ?? '', symbol)
  const rows: Row[] = []
  let timeMs = 0
  for (let n = 1; n < lines.length; n++) {
    const line = lines[n]!
    if (line === '' && n === lines.length - 1) break
    const parsed = parseRow(line, columns, symbol)
    if (parsed.timeMs !== null) timeMs = parsed.timeMs
    rows.push({ source, row: n, text: line, timeMs, bar: parsed.bar, reason: parsed.reason })
  }
  return rows
}

function columnsOf(source: string, header: string, symbol: string | null): Columns {
  const names = header.split(',').map(name => name.trim().toLowerCase())
  const at = (name: string): number => {
    const index = names.indexOf(name)
    if (index >= 0) return index
    throw new MoldauError('INPUT_UNREADABLE', `the input ${source} has no column "${name}"`, {
      detail: `its first line is "${header.slice(0, 200)}"`,
      hint: 'the columns are symbol,date,open,high,low,close,volume, in any order',
    })
  }
  return {
    symbol: symbol === null ? at('symbol') : -1,
    date: at('date'),
    open: at('open'),
    high: at('high'),
    low: at('low'),
    close: at('close'),
    volume: at('volume'),
    count: names.length,
  }
}

interface ParsedRow {
  readonly timeMs: number | null
  readonly bar: Bar | null
  readonly reason: string
}

function parseRow(line: string, columns: Columns, fileSymbol: string | null): ParsedRow {
  const fields = line.split(',').map(field => field.trim())
  const bad = (reason: string, timeMs: number | null = null): ParsedRow => ({ timeMs, bar: null, reason })
  if (fields.length !== columns.count) {
    return bad(`malformed line: ${fields.length} fields, the header has ${columns.count}`)
  }
  const date = fields[columns.date]!
  const timeMs = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN
  if (Number.isNaN(timeMs)) return bad(`malformed line: "${date}" is no date`)
  const symbol = fileSymbol ?? fields[columns.symbol]!
  if (!SYMBOLS.includes(symbol)) return bad(`unknown symbol: "${symbol}"`, timeMs)
  const numbers = { open: 0, high: 0, low: 0, close: 0, volume: 0 }
  for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
    const text = fields[columns[name]]!
    const value = text === '' ? Number.NaN : Number(text)
    if (!Number.isFinite(value)) return bad(`malformed line: ${name} is "${text}"`, timeMs)
    if (value < 0 || (value === 0 && name !== 'volume')) {
      return bad(
        `${value < 0 ? 'negative' : 'zero'} ${name === 'volume' ? 'volume' : 'price'}: ${name} is ${text}`,
        timeMs,
      )
    }
    numbers[name] = value
  }
  return { timeMs, bar: { symbol, date, ...numbers }, reason: '' }
}
