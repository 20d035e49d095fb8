/**
 * Operators that answer later, over a log: a commit waits for what is in flight, and offsets never run ahead. What was under way when an
 * application fails, or is taken for dead, is called again, and comes out once.
 */
import { type AppConfig, type StreamsApp, type StreamsBuilder, sleep, string, systemClock } from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const RECORDS = 60
const lively: AppConfig = { 'commit.interval.ms': 10, 'transaction.timeout.ms': 10_000 }

/** Answers with the value, the earlier records of ten later than the others, and joins what a key has had. */
function slowHistory(call: (value: string) => void | Promise<void>) {
  return (builder: StreamsBuilder): void => {
    builder
      .stream('in', text)
      .mapValuesAsync(
        async value => {
          await sleep(systemClock, 10 - (Number.parseInt(value, 10) % 10))
          await call(value)
          return value
        },
        { concurrency: 8 },
      )
      .groupByKey(text)
      .reduce((all, value) => `${all}${value}`, { name: 'history', ...text, caching: false })
      .toStream()
      .to('out', text)
  }
}

const inputs: Input[] = Array.from({ length: RECORDS }, (_, n) => {
  const partition = n % 2
  return { topic: 'in', partition, key: `k${partition}`, value: `${n}.`, time: n }
})

async function expectExactly(home: Home): Promise<void> {
  const outputs = await home.read('out')
  expect(outputs.length).toBe(RECORDS)
  for (const key of ['k0', 'k1']) {
    const values = inputs.filter(one => one.key === key).map(one => one.value!)
    const expected = values.map((_, n) => values.slice(0, n + 1).join(''))
    expect(outputs.filter(one => one.key === key).map(one => one.value)).toEqual(expected)
  }
}

test('results come in the order of the records, and a stop waits for those in flight', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2, out: 2 })
    await home.write(inputs)
    const state = await home.folder()
    let called = 0
    const app = home.app(
      'slow',
      slowHistory(() => void called++),
      state,
      lively,
    )
    await app.start()
    await until('some calls', () => called > RECORDS / 2)
    await app.stop()
    const stopped = (await home.read('out')).length
    expect(stopped).toBe(called)
    const again = home.app(
      'slow',
      slowHistory(() => void called++),
      state,
      lively,
    )
    await again.start()
    await home.finished(again)
    await expectExactly(home)
    expect(called).toBe(RECORDS)
    await again.stop()
  } finally {
    await home.close()
  }
})

test('a call that fails ends the application; nothing of its transaction is seen, and what it had called is called again', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2, out: 2 })
    await home.write(inputs)
    const state = await home.folder()
    for (const at of [5, 23, 41]) {
      const failing = home.app(
        'fails',
        slowHistory(value => {
          if (value === `${at}.`) throw new Error('no such luck')
        }),
        state,
        lively,
      )
      await failing.start()
      await until('state ERROR', () => failing.state === 'ERROR')
      expect((failing.failure as Error).cause).toMatchObject({ message: 'no such luck' })
      const partition = at % 2
      // In the order of the records: none behind the failed one of its partition has come out.
      expect((await home.read('out')).filter(one => one.key === `k${partition}`).length).toBeLessThanOrEqual(
        Math.floor(at / 2),
      )
    }
    const app = home.app(
      'fails',
      slowHistory(() => undefined),
      state,
      lively,
    )
    await app.start()
    await home.finished(app)
    await expectExactly(home)
    await app.stop()
  } finally {
    await home.close()
  }
})

test('a commit waits for what is in flight; one that was taken for dead with calls under way is fenced', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2, out: 2 })
    const state = await home.folder()
    let letGo: () => void = () => undefined
    const gate = new Promise<void>(resolve => {
      letGo = resolve
    })
    let isHanging = false
    const hanging = (value: string): Promise<void> | undefined => {
      if (value !== '30.') return undefined
      isHanging = true
      return gate
    }
    const first: StreamsApp = home.app('dead', slowHistory(hanging), state, lively)
    await first.start()
    await home.write(inputs.slice(0, 20))
    await home.finished(first)
    await home.write(inputs.slice(20))
    await until('the call that hangs', () => isHanging)
    const before = (await home.read('out')).length
    expect(before).toBeLessThan(RECORDS)
    const second = home.app(
      'dead',
      slowHistory(() => undefined),
      await home.emptied(state, 'dead'),
      lively,
    )
    await second.start()
    await home.finished(second)
    await expectExactly(home)
    letGo()
    await until('the first one to be fenced', () => first.state === 'ERROR')
    await expectExactly(home)
    expect(second.failure).toBeUndefined()
    await second.stop()
  } finally {
    await home.close()
  }
})
