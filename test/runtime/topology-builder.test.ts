/** A topology of processors alone runs like any other, read-only stores included. */
import {
  keyValueStore,
  type ProcessorContext,
  type ProcessorRecord,
  type ProcessorSupplier,
  string,
  TopologyBuilder,
} from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input } from './home.ts'

const text = { key: string(), value: string() }
const rates = keyValueStore('rates', text)
const seen = keyValueStore('seen', text)

type Work = (context: ProcessorContext<string, string>, record: ProcessorRecord<string, string>) => void

const doing =
  (work: Work): ProcessorSupplier<string, string, string, string> =>
  () => {
    let context: ProcessorContext<string, string>
    return {
      init(given) {
        context = given
      },
      process: record => work(context, record),
    }
  }

function pricing(): TopologyBuilder {
  const keep = doing((context, { key, value }) => context.getStateStore(rates).put(key, value))
  const price = doing((context, record) => {
    const before = context.getStateStore(seen).get(record.key) ?? ''
    const rate = context.getStateStore(rates).get(record.value) ?? '?'
    context.getStateStore(seen).put(record.key, `${before}${rate}`)
    context.forward(record.withValue(`${before}${rate}`), rate === '?' ? 'unknown' : 'priced')
  })
  return new TopologyBuilder()
    .addReadOnlyStateStore(rates, {
      ...{ ...text, source: 'rates-source', topic: 'rates', processor: 'keep' },
      supplier: keep as ProcessorSupplier<string, string, never, never>,
    })
    .addSource('orders', 'in', text)
    .addProcessor('price', price, 'orders')
    .connectProcessorAndStateStores('price', 'rates')
    .addStateStore(seen, 'price')
    .addSink('priced', 'out', 'price', text)
    .addSink('unknown', 'odd', 'price', text)
}

test('sources, processors, stores and sinks, across a restart without local state', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, rates: 1, out: 1, odd: 1 })
    const at = (time: number, topic: string, key: string, value: string): Input => ({
      ...{ topic, partition: 0, key, value, time },
    })
    await home.write([at(1, 'rates', 'x', '1'), at(2, 'in', 'a', 'x'), at(3, 'in', 'b', 'y')])
    const state = await home.folder()
    const first = home.app('pricing', pricing(), state)
    await first.start()
    await home.finished(first)
    await first.stop()
    expect(first.plan!.internalTopics.map(topic => topic.name)).toEqual(['pricing-seen-changelog'])
    await home.write([at(4, 'rates', 'y', '2'), at(5, 'in', 'b', 'y'), at(6, 'in', 'a', 'x')])
    const second = home.app('pricing', pricing(), await home.emptied(state, 'pricing'))
    await second.start()
    await home.finished(second)
    expect((await home.read('out')).map(({ key, value }) => [key, value])).toEqual([
      ['a', '1'],
      ['b', '?2'],
      ['a', '11'],
    ])
    expect((await home.read('odd')).map(({ value }) => value)).toEqual(['?'])
    await second.stop()
  } finally {
    await home.close()
  }
})
