/** mapAsync and mapValuesAsync in the driver; the numbers are those of the invariants in processors/map-async.ts. */
import { type CallContext, integer, StreamsBuilder, type StreamsConfig, string } from '@moldau/streams'
import { expect, test } from 'vitest'
import { TopologyTestDriver } from './topology-test-driver.ts'

const text = { key: string(), value: string() }

/** Calls that the test answers. */
class Desk {
  readonly calls: {
    readonly value: string
    readonly context: CallContext
    readonly answer: (value: string) => void
    readonly fail: (error: unknown) => void
  }[] = []

  readonly call = (value: string, _key: string, context: CallContext): Promise<string> =>
    new Promise((answer, fail) => this.calls.push({ value, context, answer, fail }))

  of(value: string) {
    return this.calls.findLast(call => call.value === value)!
  }

  get values(): string[] {
    return this.calls.map(call => call.value)
  }
}

function open(define: (builder: StreamsBuilder) => void, config: StreamsConfig = {}) {
  const builder = new StreamsBuilder()
  define(builder)
  const driver = new TopologyTestDriver(builder.build(config), config)
  const input = driver.createInputTopic('in', string(), string())
  const output = driver.createOutputTopic('out', string(), string())
  return {
    driver,
    input,
    read: () => output.readRecordsToList().map(one => `${one.key}:${one.value}@${one.timestamp}`),
  }
}

/** Lets promises that are settled have their say. */
async function turn(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve()
}

test('1. and 2. results go out in the order of the records; no more than the concurrency are called', async () => {
  const desk = new Desk()
  const { driver, input, read } = open(builder =>
    builder.stream('in', text).mapValuesAsync(desk.call, { concurrency: 2 }).to('out', text),
  )
  input.pipeInput('a', '1', 10)
  input.pipeInput('b', '2', 20)
  input.pipeInput('a', '3', 30)
  expect(desk.values).toEqual(['1', '2'])
  const settled = driver.settle()
  desk.of('2').answer('two')
  await turn()
  expect(desk.values).toEqual(['1', '2'])
  expect(read()).toEqual([])
  desk.of('1').answer('one')
  await turn()
  expect(read()).toEqual(['a:one@10', 'b:two@20'])
  expect(desk.values).toEqual(['1', '2', '3'])
  desk.of('3').answer('three')
  await settled
  expect(read()).toEqual(['a:three@30'])
  driver.close()
})

test("3. a time-out aborts the signal, and a later answer is nobody's; 4. what failed is tried again", async () => {
  const desk = new Desk()
  const { driver, input, read } = open(builder =>
    builder.stream('in', text).mapValuesAsync(desk.call, { timeout: 100, retries: 2 }).to('out', text),
  )
  input.pipeInput('a', '1', 10)
  const settled = driver.settle()
  driver.advanceWallClockTime(99)
  await turn()
  expect(desk.calls.length).toBe(1)
  driver.advanceWallClockTime(1)
  await turn()
  const [first, second] = desk.calls
  expect(first!.context.signal.aborted).toBe(true)
  expect(second!.context).toMatchObject({ attempt: 2 })
  first!.answer('too late')
  second!.fail(new Error('no such luck'))
  await turn()
  expect(desk.calls[2]!.context).toMatchObject({ attempt: 3 })
  desk.calls[2]!.answer('at last')
  await settled
  expect(read()).toEqual(['a:at last@10'])
  driver.close()
})

test('4. when the last attempt has failed the record has: the handler decides, at its turn', async () => {
  const desk = new Desk()
  const define = (builder: StreamsBuilder): void =>
    builder.stream('in', text).mapValuesAsync(desk.call, { retries: 1, name: 'ask' }).to('out', text)
  const failing = open(define)
  failing.input.pipeInput('a', '1', 10)
  const failed = failing.driver.settle()
  for (let n = 0; n < 2; n++) {
    desk.of('1').fail(new Error(`no such luck ${n}`))
    await turn()
  }
  await expect(failed).rejects.toMatchObject({
    code: 'PROCESSING_FAILED',
    cause: { message: 'no such luck 1' },
  })
  await expect(failed).rejects.toThrow(/processor ask failed for the record of in-0 at offset 0/)

  const going = open(define, {
    'processing.exception.handler': 'dead-letter',
    'errors.dead.letter.queue.topic.name': 'dead',
  })
  going.input.pipeInput('a', '5', 10)
  going.input.pipeInput('b', '6', 11)
  const settled = going.driver.settle()
  desk.of('6').answer('six')
  desk.of('5').fail('twice')
  await turn()
  desk.of('5').fail('twice')
  await settled
  expect(going.read()).toEqual(['b:six@11'])
  expect(going.driver.dropped.get('ask')).toBe(1)
  const dead = going.driver.createOutputTopic('dead', string(), string()).readRecord()
  expect([dead.key, dead.value]).toEqual(['a', '5'])
  going.driver.close()
})

test('one behind the other, with a store behind both; a restart once all is settled changes nothing', async () => {
  const { driver, input, read } = open(
    builder =>
      builder
        .stream('in', text)
        .mapAsync(async (key, value) => [key.toUpperCase(), value])
        .mapValuesAsync(async value => `${value}${value}`)
        .groupByKey({ ...text, name: 'by-key' })
        .reduce((all, value) => `${all},${value}`)
        .toStream()
        .to('out', text),
    { 'statestore.cache.max.bytes': 0 },
  )
  input.pipeInput('a', '1', 10)
  expect(() => driver.restart()).toThrow(/records are in flight/)
  await driver.settle()
  driver.restart()
  input.pipeInput('a', '2', 20)
  input.pipeInput('b', '3', 30)
  await driver.settle()
  expect(read()).toEqual(['A:11@10', 'A:11,22@20', 'B:33@30'])
  driver.close()
})

test('5. when the task closes signals are aborted', () => {
  const desk = new Desk()
  const { driver, input } = open(builder =>
    builder.stream('in', text).mapValuesAsync(desk.call).to('out', text),
  )
  input.pipeInput('a', '1', 10)
  driver.close()
  expect(desk.of('1').context.signal.aborted).toBe(true)
})

test('limits that cannot be are refused', () => {
  const stream = new StreamsBuilder().stream('in', { key: string(), value: integer() })
  const call = async (value: number): Promise<number> => value
  for (const [options, text] of [
    [{ concurrency: 0 }, /concurrency must be/],
    [{ retries: -1 }, /retries must be/],
    [{ timeout: 0 }, /timeout must be/],
    [{ backoff: -1 }, /must not be negative/],
  ] as const)
    expect(() => stream.mapValuesAsync(call, options)).toThrow(text)
})
