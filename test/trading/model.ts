/**
 * What the pipeline must put out, worked out again with plain arrays: no topology, no state, one pass a symbol over its bars.
 * Written apart from the example on purpose.
 */
import type { Bar } from '../../examples/trading/src/market.ts'
import type { Row } from '../../examples/trading/src/market-data.ts'
import type { OutputRecord, Outputs } from './outputs.ts'

interface PlainOrder {
  id: string
  strategy: string
  symbol: string
  side: 'buy' | 'sell'
  quantity: number
  date: string
  reason: string
}

const DAY = 86_400_000
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0)
const average = (values: readonly number[]): number => sum(values) / values.length
const sigma = (values: readonly number[]): number =>
  Math.sqrt(sum(values.map(v => (v - average(values)) ** 2)) / values.length)
const timeOf = (bar: { date: string }): number => Date.parse(`${bar.date}T00:00:00Z`)

function record(key: string | Buffer, value: unknown, timestamp: number): OutputRecord {
  return { key: Buffer.from(key).toString('hex'), value: canonical(value), timestamp, headers: [] }
}

/** The JSON serde writes members in the order of their names, so that equal values are equal bytes. */
function canonical(value: unknown): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(value as object).sort(([a], [b]) => (a < b ? -1 : 1))),
  )
}

function abcOrders(bars: readonly Bar[]): PlainOrder[] {
  const orders: PlainOrder[] = []
  let holding = false
  for (let n = 50; n < bars.length; n++) {
    const closes = bars.slice(0, n + 1).map(bar => bar.close)
    const spread = average(closes.slice(-20)) - average(closes.slice(-50))
    const before = average(closes.slice(-21, -1)) - average(closes.slice(-51, -1))
    if (spread === 0 || Math.sign(spread) === Math.sign(before)) continue
    const volumes = bars.slice(n - 20, n).map(bar => bar.volume)
    const score = sigma(volumes) === 0 ? 0 : (bars[n]!.volume - average(volumes)) / sigma(volumes)
    if (score < 0.5 || spread > 0 === holding) continue
    const { symbol, date } = bars[n]!
    const side = holding ? 'sell' : 'buy'
    holding = !holding
    const reason = `20/50-day cross, volume z-score ${score.toFixed(2)}`
    orders.push({
      id: `abc-${symbol}-${date}`,
      strategy: 'trading-strategy.abc',
      symbol,
      side,
      quantity: 100,
      date,
      reason,
    })
  }
  return orders
}

function xyzOrders(bars: readonly Bar[]): PlainOrder[] {
  const orders: PlainOrder[] = []
  let [gain, loss, holding] = [0, 0, false]
  for (let n = 1; n < bars.length; n++) {
    const change = bars[n]!.close - bars[n - 1]!.close
    const days = Math.min(n, 14)
    gain = (gain * (days - 1) + Math.max(change, 0)) / days
    loss = (loss * (days - 1) + Math.max(-change, 0)) / days
    if (n < 19) continue
    const closes = bars.slice(n - 19, n + 1).map(bar => bar.close)
    const { close, date, symbol } = bars[n]!
    const [middle, reach] = [average(closes), 2 * sigma(closes)]
    const rsi = loss === 0 ? 100 : 100 - 100 / (1 + gain / loss)
    const buys = !holding && close < middle - reach && rsi < 35
    const sells = holding && (close > middle + reach || rsi > 65)
    if (!buys && !sells) continue
    holding = buys
    const reason = `${buys ? 'below' : 'back from'} the band, RSI ${rsi.toFixed(1)}`
    const side = buys ? 'buy' : 'sell'
    orders.push({
      id: `xyz-${symbol}-${date}`,
      strategy: 'trading-strategy.xyz',
      symbol,
      side,
      quantity: 50,
      date,
      reason,
    })
  }
  return orders
}

function weeks(bars: readonly Bar[]): OutputRecord[] {
  return bars.map((bar, n) => {
    const start = Math.floor(timeOf(bar) / (7 * DAY)) * 7 * DAY
    const week = bars.slice(0, n + 1).filter(b => timeOf(b) >= start)
    const key = Buffer.alloc(bar.symbol.length + 8)
    key.write(bar.symbol)
    key.writeBigInt64BE(BigInt(start), bar.symbol.length)
    const value = {
      days: week.length,
      volume: sum(week.map(b => b.volume)),
      high: Math.max(...week.map(b => b.high)),
      low: Math.min(...week.map(b => b.low)),
    }
    return record(key, value, timeOf(bar))
  })
}

function fillsOf(
  orders: readonly PlainOrder[],
  bars: readonly Bar[],
): { fill: OutputRecord; position: OutputRecord }[] {
  let [quantity, cost, realized] = [0, 0, 0]
  return orders.map((order, n) => {
    const price = bars.findLast(bar => timeOf(bar) <= timeOf(order))!.close
    const { id: orderId, strategy, symbol, side, date } = order
    // Both strategies only ever buy from nothing and sell all.
    if (side === 'buy') {
      quantity = order.quantity
      cost = price
    } else {
      realized += quantity * (price - cost)
      quantity = 0
      cost = 0
    }
    const fill = { orderId, strategy, symbol, side, quantity: order.quantity, price, date }
    const position = {
      strategy,
      symbol,
      quantity,
      averagePrice: cost,
      lastPrice: price,
      realized,
      fills: n + 1,
    }
    return {
      fill: record(symbol, fill, timeOf(order)),
      position: record(`${strategy}|${symbol}`, position, timeOf(order)),
    }
  })
}

/** All outputs for rows that come in the order of their dates. */
export function expectedOutputs(rows: readonly (readonly Row[])[]): Outputs {
  const outputs: Outputs = {
    orders: {},
    fills: {},
    positions: {},
    'weekly-volume': {},
    'orders-rejected': {},
    'prices-dead-letters': {},
  }
  const merged = rows.flat().sort((a, b) => a.timeMs - b.timeMs)
  const symbols = [...new Set(merged.flatMap(row => (row.bar === null ? [] : [row.bar.symbol])))]
  for (const symbol of symbols) {
    const bars = merged.flatMap(row => (row.bar?.symbol === symbol ? [row.bar] : []))
    outputs['weekly-volume']![symbol] = weeks(bars)
    for (const orders of [abcOrders(bars), xyzOrders(bars)]) {
      if (orders.length === 0) continue
      const group = `${orders[0]!.strategy}|${symbol}`
      const filled = fillsOf(orders, bars)
      outputs.orders![group] = orders.map(order => record(symbol, order, timeOf(order)))
      outputs.fills![group] = filled.map(one => one.fill)
      outputs.positions![group] = filled.map(one => one.position)
    }
  }
  const letters = merged
    .filter(row => row.bar === null)
    .map(({ source, row, text, reason, timeMs }) => ({
      ...record(source, {}, timeMs),
      value: JSON.stringify({ source, row, text, reason }),
    }))
  if (letters.length > 0) outputs['prices-dead-letters']!.all = letters
  return outputs
}
