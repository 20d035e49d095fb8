/**
 * order-execution: fills each order at the price as of the order's own time, and keeps what each strategy holds.
 *
 * Prices are a versioned table: the look-up is by the order's time, not by what happens to be the latest price, so the
 * outcome does not depend on which of the applications runs faster.
 */
import { defineApp, json, type StreamsBuilder, string, versioned } from 'moldau'
import { Bar, Fill, Order, Position, TOPICS } from './market.ts'

export const APPLICATION = 'order-execution'

function fillOf(order: Order, bar: Bar): Fill {
  const { id: orderId, strategy, symbol, side, quantity, date } = order
  return { orderId, strategy, symbol, side, quantity, price: bar.close, date }
}

/** The position after a fill: the average price moves when it grows, profit is realized when it shrinks. */
export function positionAfter(before: Position, fill: Fill): Position {
  const signed = fill.side === 'buy' ? fill.quantity : -fill.quantity
  const quantity = before.quantity + signed
  const grows = before.quantity === 0 || Math.sign(before.quantity) === Math.sign(signed)
  const closed = grows ? 0 : Math.min(Math.abs(before.quantity), fill.quantity)
  const realized = before.realized + closed * Math.sign(before.quantity) * (fill.price - before.averagePrice)
  const turned = !grows && Math.abs(signed) > Math.abs(before.quantity)
  const paid = before.averagePrice * Math.abs(before.quantity) + fill.price * fill.quantity
  let averagePrice = before.averagePrice
  if (before.quantity === 0 || turned) averagePrice = fill.price
  else if (grows) averagePrice = paid / Math.abs(quantity)
  else if (quantity === 0) averagePrice = 0
  return {
    strategy: fill.strategy,
    symbol: fill.symbol,
    quantity,
    averagePrice,
    lastPrice: fill.price,
    realized,
    fills: before.fills + 1,
  }
}

const NOTHING: Position = {
  strategy: '',
  symbol: '',
  quantity: 0,
  averagePrice: 0,
  lastPrice: 0,
  realized: 0,
  fills: 0,
}

export function topology(builder: StreamsBuilder): void {
  const prices = builder.table(TOPICS.prices, {
    key: string(),
    value: json(Bar),
    name: 'prices-as-of',
    store: versioned('12000d'),
  })
  const { filled, rejected } = builder
    .stream(TOPICS.orders, { key: string(), value: json(Order) })
    .leftJoin(prices, (order, bar) => ({ order, bar }))
    .split({
      filled: (_symbol, { bar }) => bar !== undefined,
      rejected: () => true,
    })

  rejected.mapValues(({ order }) => order).to(TOPICS.rejected, { value: json(Order) })

  const fills = filled.mapValues(({ order, bar }) => fillOf(order, bar!))
  fills.to(TOPICS.fills, { value: json(Fill) })
  fills
    .groupBy((_symbol, fill) => `${fill.strategy}|${fill.symbol}`, {
      key: string(),
      value: json(Fill),
      name: 'holder',
    })
    // No cache: every change of a position is published, whenever a commit falls.
    .aggregate(
      () => NOTHING,
      (_holder, fill, position) => positionAfter(position, fill),
      { name: 'positions', value: json(Position), caching: false },
    )
    .toStream()
    .to(TOPICS.positions, { value: json(Position) })
}

export default defineApp({ applicationId: APPLICATION, topology })
