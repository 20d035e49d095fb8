/** What the pipeline talks about: bars, orders, fills, positions. One schema each; the types come from them. */
import { z } from 'zod'

/** One trading day of one symbol. Prices in dollars (index points for SPX), volume in shares. */
export const Bar = z.object({
  symbol: z.string(),
  date: z.string(),
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
})
export type Bar = z.infer<typeof Bar>

export const Order = z.object({
  id: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  date: z.string(),
  reason: z.string(),
})
export type Order = z.infer<typeof Order>

/** An order at the price as of its own time. */
export const Fill = z.object({
  orderId: z.string(),
  strategy: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  price: z.number(),
  date: z.string(),
})
export type Fill = z.infer<typeof Fill>

/** What a strategy holds of a symbol. `realized` is profit of closed trades, `value` that of the open position at the last fill. */
export const Position = z.object({
  strategy: z.string(),
  symbol: z.string(),
  quantity: z.number(),
  averagePrice: z.number(),
  lastPrice: z.number(),
  realized: z.number(),
  fills: z.number(),
})
export type Position = z.infer<typeof Position>

/** A row that cannot be a bar, and why. */
export const DeadLetter = z.object({
  source: z.string(),
  row: z.number(),
  text: z.string(),
  reason: z.string(),
})
export type DeadLetter = z.infer<typeof DeadLetter>

export const TOPICS = {
  prices: 'prices',
  orders: 'orders',
  fills: 'fills',
  positions: 'positions',
  weekly: 'weekly-volume',
  rejected: 'orders-rejected',
  deadLetters: 'prices-dead-letters',
  feederPosition: 'feeder-position',
} as const

/** Profit of a position at its last fill's price. */
export function profitOf(position: Position): number {
  return position.realized + position.quantity * (position.lastPrice - position.averagePrice)
}
