/**
 * Exactly once: what was not committed is not visible, neither in topics nor in stores, whatever ended the transaction (user
 * code, a lost connection, another instance), and what comes after is what would have come without it.
 */
import { ApiKey } from '@moldau/protocol'
import { faulty, seededRandom } from '@moldau/testing'
import { type AppConfig, type StreamsApp, type StreamsBuilder, StreamsError, string } from 'moldau'
import { describe, expect, test } from 'vitest'
import { Home, type Input, type Node, type Output, Plug, until } from './home.ts'

const text = { key: string(), value: string() }

/** Joins what a key has had so far; `see` may throw, before or behind the store. */
function history(
  see: { readonly before?: (value: string) => void; readonly behind?: (value: string) => void },
  caching = false,
) {
  return (builder: StreamsBuilder): void => {
    builder
      .stream('in', text)
      .peek((_key, value) => see.before?.(value))
      .groupByKey()
      .reduce((all, value) => `${all}${value}`, { name: 'history', ...text, caching })
      .toStream()
      .peek((_key, value) => see.behind?.(value))
      .to('out', text)
  }
}

const at = (time: number, key: string, value: string, partition = 0): Input => ({
  ...{ topic: 'in', partition, key, value, time },
})

const ofKey = (outputs: readonly Output[], key: string) =>
  outputs.filter(one => one.key === key).map(one => one.value)

async function failed(app: StreamsApp): Promise<void> {
  await until('state ERROR', () => app.state === 'ERROR')
}

describe('user code that throws', () => {
  const boom = (on: string) => (value: string) => {
    if (value.includes(on)) throw new Error('no such luck')
  }

  test.each([
    ['before the store', { before: boom('X') }, false],
    ['behind the store', { behind: boom('X') }, false],
    ['behind a cache, in the commit', { behind: boom('X') }, true],
  ] as const)('%s ends in ERROR, and leaves nothing behind', async (_name, see, caching) => {
    const home = await Home.open()
    try {
      await home.create({ in: 2, out: 1 })
      const state = await home.folder()
      const states: string[] = []
      const app = home.app('luck', history(see, caching), state, { 'num.stream.threads': 2 })
      app.state$.subscribe(one => states.push(one))
      await app.start()
      await home.write([at(1, 'a', '1'), at(2, 'b', '2', 1)])
      await home.finished(app)
      const before = await home.read('out')
      expect(before.map(one => one.value)).toEqual(expect.arrayContaining(['1', '2']))
      // 3 is processed, in the store and written; X fails in the same transaction.
      await home.write([at(3, 'a', '3')])
      await until('a record to be processed', () => app.processedRecords === 3)
      await home.write([at(4, 'a', 'X'), at(5, 'a', '5')])
      if (caching) await until('the next record to be processed', () => app.processedRecords >= 4)
      const committing = app.commitNow()
      await failed(app)
      await committing
      expect(states.slice(-2)).toEqual(['PENDING_ERROR', 'ERROR'])
      expect(app.failure).toBeInstanceOf(StreamsError)
      expect(String(app.failure)).toMatch(/processor KSTREAM-PEEK-\d+ failed/)
      expect((app.failure as Error).cause).toMatchObject({ message: 'no such luck' })
      await expect(app.stop()).rejects.toBe(app.failure)
      await expect(app.ended()).rejects.toBe(app.failure)
      expect(await home.read('out')).toEqual(before)

      const again = home.app('luck', history({}, caching), state)
      await again.start()
      await home.finished(again)
      const outputs = ofKey(await home.read('out'), 'a')
      expect(outputs).toEqual(caching ? ['1', '13X5'] : ['1', '13', '13X', '13X5'])
      await again.stop()
    } finally {
      await home.close()
    }
  })

  test('the same failure again after a restart changes nothing', async () => {
    const home = await Home.open()
    try {
      await home.create({ in: 1, out: 1 })
      const state = await home.folder()
      await home.write([at(1, 'a', '1'), at(2, 'a', '2'), at(3, 'a', 'X'), at(4, 'a', '4')])
      for (let n = 0; n < 3; n++) {
        const app = home.app('again', history({ behind: boom('X') }), state)
        await app.start()
        await failed(app)
        expect(await home.read('out')).toEqual([])
      }
      const app = home.app('again', history({}), state)
      await app.start()
      await home.finished(app)
      expect(ofKey(await home.read('out'), 'a')).toEqual(['1', '12', '12X', '12X4'])
      await app.stop()
    } finally {
      await home.close()
    }
  })
})

/** Many records of a few keys, and what comes out of them. */
function many(count: number): { inputs: Input[]; expected: Map<string, string[]> } {
  const inputs: Input[] = []
  const expected = new Map<string, string[]>()
  for (let n = 0; n < count; n++) {
    const partition = n % 2
    const key = `k${partition}-${n % 3}`
    inputs.push(at(n, key, `${n}.`, partition))
    const before = expected.get(key) ?? []
    expected.set(key, [...before, `${before.at(-1) ?? ''}${n}.`])
  }
  return { inputs, expected }
}

async function expectExactly(home: Home, expected: ReadonlyMap<string, readonly string[]>): Promise<void> {
  const outputs = await home.read('out')
  for (const [key, values] of expected) expect(ofKey(outputs, key), key).toEqual(values)
  expect(outputs.length).toBe([...expected.values()].flat().length)
}

const lively: AppConfig = { 'commit.interval.ms': 10, 'transaction.timeout.ms': 10_000 }

describe('lost connections', () => {
  test.each([1, 2, 3])('while it runs: outputs are exact (seed %i)', async seed => {
    const home = await Home.open()
    const lost = { connects: 0, requests: 0, responses: 0 }
    let isArmed = false
    try {
      await home.create({ in: 2, out: 2 })
      const { inputs, expected } = many(80)
      const rates = {
        request: 0.05,
        response: 0.05,
        only: (key: ApiKey) => isArmed && key !== ApiKey.ApiVersions,
      }
      const app = home.app('lossy', history({}), await home.folder(), lively, node =>
        faulty(node, seededRandom(seed), rates, lost),
      )
      await app.start()
      await until('state RUNNING', () => app.state === 'RUNNING')
      isArmed = true
      for (let n = 0; n < inputs.length; n += 4) {
        await home.write(inputs.slice(n, n + 4))
        await home.finished(app)
      }
      isArmed = false
      await expectExactly(home, expected)
      expect(app.failure).toBeUndefined()
      expect(lost.requests + lost.responses).toBeGreaterThan(5)
    } finally {
      await home.close()
    }
  })

  test('while it starts: it comes up', async () => {
    const home = await Home.open()
    const lost = { connects: 0, requests: 0, responses: 0 }
    try {
      await home.create({ in: 2, out: 2 })
      const { inputs, expected } = many(20)
      await home.write(inputs)
      // The first request of each kind is lost on its way, the second one's answer on its way back.
      const seen = new Map<ApiKey, number>()
      const decorate = (node: Node): Node => {
        const lossy = faulty(node, { nextUint32: () => 0 }, { request: 1, only: key => once(key, 1) }, lost)
        return faulty(lossy, { nextUint32: () => 0 }, { response: 1, only: key => once(key, 2) }, lost)
      }
      const once = (key: ApiKey, which: number): boolean => {
        if (key === ApiKey.ApiVersions) return false
        // The outer decorator asks first, the inner one sees what came through.
        if (which === 2) seen.set(key, (seen.get(key) ?? 0) + 1)
        return seen.get(key) === which
      }
      const app = home.app('start', history({}), await home.folder(), lively, decorate)
      await app.start()
      await home.finished(app)
      await expectExactly(home, expected)
      expect(lost.requests).toBeGreaterThan(8)
      expect(lost.responses).toBeGreaterThan(8)
    } finally {
      await home.close()
    }
  })
})

describe('a zombie', () => {
  test('an instance that was taken for dead is fenced by its successor', async () => {
    const home = await Home.open()
    try {
      await home.create({ in: 2, out: 2 })
      const { inputs, expected } = many(60)
      const state = await home.folder()
      const first = home.app('zombie', history({}), state)
      await first.start()
      await home.write(inputs.slice(0, 20))
      await home.finished(first)
      // In its open transaction when the other one, with the same process id, comes.
      await home.write(inputs.slice(20, 40))
      await until('records to be processed', () => first.processedRecords === 40)
      const second = home.app('zombie', history({}), await home.emptied(state, 'zombie'), lively)
      await second.start()
      await until('the second one to run', () => second.processedRecords === 20)
      await home.write(inputs.slice(40))
      await first.commitNow()
      await until('the first one to be fenced', () => first.state === 'ERROR')
      expect(first.failure).toMatchObject({ code: 'FENCED_INSTANCE_ID' })
      await home.finished(second)
      await expectExactly(home, expected)
      await second.stop()
    } finally {
      await home.close()
    }
  })

  test('one that was cut off, and comes back later, is fenced', async () => {
    const home = await Home.open()
    try {
      await home.create({ in: 2, out: 2 })
      const { inputs, expected } = many(60)
      const state = await home.folder()
      const plug = new Plug()
      const first = home.app('back', history({}), state, lively, plug.wrap)
      await first.start()
      await home.write(inputs.slice(0, 20))
      await home.finished(first)
      plug.pull()
      await home.write(inputs.slice(20, 40))
      const second = home.app('back', history({}), await home.emptied(state, 'back'), lively)
      await second.start()
      await home.finished(second)
      plug.putIn()
      await home.write(inputs.slice(40))
      await home.finished(second)
      await until('the first one to be fenced', () => first.state === 'ERROR')
      expect(first.failure).toMatchObject({ code: 'FENCED_INSTANCE_ID' })
      await expectExactly(home, expected)
      expect(second.failure).toBeUndefined()
      await second.stop()
    } finally {
      await home.close()
    }
  })
})

describe('a stop', () => {
  test.each([
    ['when connections cannot be made', (plug: Plug) => plug.pull()],
    ['when requests are not answered', (plug: Plug) => plug.silence()],
  ] as const)('has a deadline, %s; the next start goes on where the last commit was', async (_name, cut) => {
    const home = await Home.open()
    try {
      await home.create({ in: 2, out: 2 })
      const { inputs, expected } = many(40)
      const state = await home.folder()
      const plug = new Plug()
      const warnings: string[] = []
      const app = home.app('deadline', history({}), state, {}, plug.wrap, undefined, text =>
        warnings.push(text),
      )
      await app.start()
      await home.write(inputs.slice(0, 20))
      await home.finished(app)
      // In an open transaction.
      await home.write(inputs.slice(20))
      await until('records to be processed', () => app.processedRecords === 40)
      cut(plug)
      // The time-outs of the clients are 30 s and more, the test's as well: none of them may decide.
      await app.stop({ timeoutMs: 300 })
      expect(app.state).toBe('NOT_RUNNING')
      expect(warnings.join()).toContain('not stopped within 300 ms')
      const again = home.app('deadline', history({}), state)
      await again.start()
      await home.finished(again)
      await expectExactly(home, expected)
      await again.stop()
    } finally {
      await home.close()
    }
  })
})
