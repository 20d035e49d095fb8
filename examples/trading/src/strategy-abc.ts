/**
 * trading-strategy.abc: follows the trend. The 20-day mean of the close crossing the 50-day mean upwards buys, downwards
 * sells, when the day's volume stands out from the twenty days before it.
 */
import { defineApp, json, type StreamsBuilder, string, tumbling } from 'moldau'
import { z } from 'zod'
import { mean, shifted, zScore } from './indicators.ts'
import { Bar, Order, TOPICS } from './market.ts'

export const STRATEGY = 'trading-strategy.abc'
export const FAST_DAYS = 20
export const SLOW_DAYS = 50
export const VOLUME_DAYS = 20
export const VOLUME_SCORE_MIN = 0.5
export const QUANTITY = 100

const Trend = z.object({
  closes: z.array(z.number()),
  volumes: z.array(z.number()),
  /** Fast mean minus slow mean, the day before. */
  spread: z.number().nullable(),
  holding: z.boolean(),
  order: Order.nullable(),
})
type Trend = z.infer<typeof Trend>

const Week = z.object({ days: z.number(), volume: z.number(), high: z.number(), low: z.number() })
type Week = z.infer<typeof Week>

function follow(bar: Bar, before: Trend): Trend {
  const closes = shifted(before.closes, bar.close, SLOW_DAYS)
  const volumes = shifted(before.volumes, bar.volume, VOLUME_DAYS)
  const { holding } = before
  if (closes.length < SLOW_DAYS) return { closes, volumes, spread: null, holding, order: null }
  const spread = mean(closes.slice(-FAST_DAYS)) - mean(closes)
  const crossed = before.spread !== null && Math.sign(spread) !== Math.sign(before.spread) && spread !== 0
  const score = zScore(bar.volume, before.volumes)
  // Upwards buys what is not held yet, downwards sells what is.
  const acts = crossed && score >= VOLUME_SCORE_MIN && holding !== spread > 0
  const order = acts ? orderOf(bar, holding ? 'sell' : 'buy', score) : null
  return { closes, volumes, spread, holding: holding !== acts, order }
}

function orderOf(bar: Bar, side: 'buy' | 'sell', score: number): Order {
  return {
    id: `abc-${bar.symbol}-${bar.date}`,
    strategy: STRATEGY,
    symbol: bar.symbol,
    side,
    quantity: QUANTITY,
    date: bar.date,
    reason: `20/50-day cross, volume z-score ${score.toFixed(2)}`,
  }
}

export function topology(builder: StreamsBuilder): void {
  const bars = builder.stream(TOPICS.prices, { key: string(), value: json(Bar) })
  const bySymbol = bars.groupByKey()

  bySymbol
    // No cache: it would keep only the last state of a commit interval, and an order in between would be lost.
    .aggregate(
      (): Trend => ({ closes: [], volumes: [], spread: null, holding: false, order: null }),
      (_symbol, bar, trend) => follow(bar, trend),
      { name: 'trend', value: json(Trend), caching: false },
    )
    .toStream()
    .flatMapValues(trend => (trend?.order ? [trend.order] : []))
    .to(TOPICS.orders, { value: json(Order) })

  bySymbol
    .windowedBy(tumbling('7d', { grace: '1d' }))
    // No cache, so that what is published is one record for each bar, whenever a commit falls.
    .aggregate(
      (): Week => ({ days: 0, volume: 0, high: 0, low: 0 }),
      (_symbol, bar, week) => ({
        days: week.days + 1,
        volume: week.volume + bar.volume,
        high: week.days === 0 ? bar.high : Math.max(week.high, bar.high),
        low: week.days === 0 ? bar.low : Math.min(week.low, bar.low),
      }),
      { name: 'weeks', value: json(Week), caching: false },
    )
    .toStream()
    .to(TOPICS.weekly, { value: json(Week) })
}

export default defineApp({ applicationId: STRATEGY, topology })
