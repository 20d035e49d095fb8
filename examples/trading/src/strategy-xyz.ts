/**
 * trading-strategy.xyz: expects prices to come back. A close below the lower Bollinger band (20 days, two deviations) with an
 * RSI-14 under 35 buys; a close above the upper band, or an RSI over 65, sells what was bought.
 */
import { defineApp, json, type StreamsBuilder, string } from 'moldau'
import { z } from 'zod'
import { deviation, mean, shifted } from './indicators.ts'
import { Bar, Order, TOPICS } from './market.ts'

export const STRATEGY = 'trading-strategy.xyz'
export const BAND_DAYS = 20
export const BAND_WIDTH = 2
export const RSI_DAYS = 14
export const RSI_LOW = 35
export const RSI_HIGH = 65
export const QUANTITY = 50

const Reversion = z.object({
  closes: z.array(z.number()),
  /** Changes seen, and Wilder's means of gains and losses. */
  changes: z.number(),
  gain: z.number(),
  loss: z.number(),
  holding: z.boolean(),
  order: Order.nullable(),
})
type Reversion = z.infer<typeof Reversion>

function revert(bar: Bar, before: Reversion): Reversion {
  const closes = shifted(before.closes, bar.close, BAND_DAYS)
  const last = before.closes.at(-1)
  const change = last === undefined ? 0 : bar.close - last
  const changes = before.changes + (last === undefined ? 0 : 1)
  const gain = wilder(before.gain, Math.max(change, 0), changes)
  const loss = wilder(before.loss, Math.max(-change, 0), changes)
  const quiet = { closes, changes, gain, loss, holding: before.holding, order: null }
  if (closes.length < BAND_DAYS || changes < RSI_DAYS) return quiet
  const middle = mean(closes)
  const reach = BAND_WIDTH * deviation(closes)
  const rsi = loss === 0 ? 100 : 100 - 100 / (1 + gain / loss)
  if (!before.holding && bar.close < middle - reach && rsi < RSI_LOW) {
    return { ...quiet, holding: true, order: orderOf(bar, 'buy', rsi) }
  }
  if (before.holding && (bar.close > middle + reach || rsi > RSI_HIGH)) {
    return { ...quiet, holding: false, order: orderOf(bar, 'sell', rsi) }
  }
  return quiet
}

/** Wilder's mean: a plain mean of the first fourteen, smoothed from then on. */
function wilder(before: number, next: number, count: number): number {
  if (count === 0) return 0
  const days = Math.min(count, RSI_DAYS)
  return (before * (days - 1) + next) / days
}

function orderOf(bar: Bar, side: 'buy' | 'sell', rsi: number): Order {
  return {
    id: `xyz-${bar.symbol}-${bar.date}`,
    strategy: STRATEGY,
    symbol: bar.symbol,
    side,
    quantity: QUANTITY,
    date: bar.date,
    reason: `${side === 'buy' ? 'below' : 'back from'} the band, RSI ${rsi.toFixed(1)}`,
  }
}

export function topology(builder: StreamsBuilder): void {
  builder
    .stream(TOPICS.prices, { key: string(), value: json(Bar) })
    .groupByKey()
    // No cache: it would keep only the last state of a commit interval, and an order in between would be lost.
    .aggregate(
      (): Reversion => ({ closes: [], changes: 0, gain: 0, loss: 0, holding: false, order: null }),
      (_symbol, bar, state) => revert(bar, state),
      { name: 'reversion', value: json(Reversion), caching: false },
    )
    .toStream()
    .flatMapValues(state => (state?.order ? [state.order] : []))
    .to(TOPICS.orders, { value: json(Order) })
}

export default defineApp({ applicationId: STRATEGY, topology })
