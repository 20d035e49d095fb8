/** The tables that the terminal shows when the pipeline is done. */
import Table from 'cli-table3'
import { type Order, type Position, profitOf } from './market.ts'

/** The figures of a run. */
export interface Summary {
  readonly bars: number
  readonly signals: Readonly<Record<string, number>>
  readonly orders: number
  readonly fills: number
  readonly deadLetters: number
  readonly positions: readonly Position[]
  readonly profit: number
  readonly wallS: number
  readonly recordsPerS: number
  readonly data: string
  readonly complete: boolean
}

export interface Tables {
  readonly lastOrders: readonly Order[]
}

const money = (value: number): string =>
  value.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })

function table(head: string[], rows: string[][], numeric: readonly number[]): string {
  const styled = new Table({
    head,
    style: { head: [], border: [] },
    colAligns: head.map((_, n) => (numeric.includes(n) ? 'right' : 'left')),
  })
  styled.push(...rows)
  return styled.toString()
}

export function printSummary(summary: Summary, tables: Tables, out: NodeJS.WritableStream): void {
  const signals = Object.entries(summary.signals).map(([strategy, count]) => [strategy, String(count)])
  out.write(`\nSignals\n${table(['strategy', 'signals'], signals, [1])}\n`)
  const orders = tables.lastOrders.map(o => [
    o.date,
    o.symbol,
    o.side,
    String(o.quantity),
    o.strategy,
    o.reason,
  ])
  out.write(
    `\nLast orders\n${table(['date', 'symbol', 'side', 'quantity', 'strategy', 'reason'], orders, [3])}\n`,
  )
  const positions = summary.positions.map(p => [
    p.strategy,
    p.symbol,
    String(p.quantity),
    money(p.averagePrice),
    money(p.lastPrice),
    String(p.fills),
    money(profitOf(p)),
  ])
  const head = ['strategy', 'symbol', 'quantity', 'average', 'last', 'fills', 'profit']
  out.write(`\nPositions\n${table(head, positions, [2, 3, 4, 5, 6])}\n`)
  out.write(
    `\n${summary.bars} bars, ${summary.orders} orders, ${summary.fills} fills, ${summary.deadLetters} dead letters; ` +
      `profit ${money(summary.profit)}\n`,
  )
  out.write(`${summary.recordsPerS} records/s over ${summary.wallS} s; the log lies in ${summary.data}\n`)
}
