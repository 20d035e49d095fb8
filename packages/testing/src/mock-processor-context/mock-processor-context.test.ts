import {
  integer,
  keyValueStore,
  type Processor,
  type ProcessorContext,
  ProcessorRecord,
  string,
  windowStore,
} from '@moldau/streams'
import { expect, test } from 'vitest'
import { MockProcessorContext } from './mock-processor-context.ts'

const sums = keyValueStore('sums', { key: string(), value: integer() })
const seen = windowStore('seen', { key: string(), value: integer(), windowSize: 10, retention: 100 })

class Sum implements Processor<string, number, string, number> {
  private context!: ProcessorContext<string, number>

  init(context: ProcessorContext<string, number>): void {
    this.context = context
    const ticks = context.schedule('1s', 'wallClock', at => {
      context.forward(new ProcessorRecord('tick', at, at), 'ticks')
      if (at > 1) ticks.cancel()
    })
  }

  process(record: ProcessorRecord<string, number>): void {
    const store = this.context.getStateStore(sums)
    const sum = (store.get(record.key) ?? 0) + record.value
    store.put(record.key, sum)
    this.context.getStateStore(seen).put(record.key, sum, this.context.currentStreamTimeMs())
    this.context.forward(record.withValue(sum), 'sums')
    if (sum > 5) this.context.commit()
  }
}

test('a processor alone: stores, forwards, punctuators, times and commits', () => {
  const context = new MockProcessorContext<string, number>({ stores: [sums, seen] })
  const processor = new Sum()
  processor.init(context)
  context.setCurrentStreamTimeMs(7)
  context.setRecordMetadata({ topic: 'in', partition: 1, offset: 3 })
  expect(context.recordMetadata?.offset).toBe(3)
  processor.process(new ProcessorRecord('a', 2, 7))
  expect(context.committed).toBe(false)
  processor.process(new ProcessorRecord('a', 4, 7))
  expect(context.committed).toBe(true)
  expect(context.getStateStore(sums).get('a')).toBe(6)
  expect(context.getStateStore(seen).fetch('a', 7)).toBe(6)
  expect(context.forwarded('sums').map(({ record }) => record.value)).toEqual([2, 6])
  const [ticks] = context.scheduledPunctuators()
  expect([ticks!.intervalMs, ticks!.type, ticks!.cancelled]).toEqual([1000, 'wallClock', false])
  ticks!.punctuator(2)
  expect(context.scheduledPunctuators()[0]!.cancelled).toBe(true)
  expect(context.forwarded('ticks')).toHaveLength(1)
  context.resetForwards()
  context.resetCommit()
  expect([context.forwarded().length, context.committed]).toEqual([0, false])
  context.close()
})

test('what is wrong is said', () => {
  const context = new MockProcessorContext()
  expect(() => context.getStateStore('sums')).toThrow(/sums/)
  expect(() => context.schedule(0, 'stream', () => {})).toThrow(/1 millisecond/)
  expect(context.forwarded()).toEqual([])
})
