/**
 * Stream time of idle tasks over a log, with a wall clock that the test moves: what is let go is committed with what the operators know then,
 * so a restart, also one that comes as a surprise, lets nothing go twice.
 */
import {
  type Clock,
  StreamsApp,
  type StreamsBuilder,
  string,
  systemClock,
  tumbling,
  untilWindowCloses,
} from 'moldau'
import { expect, test } from 'vitest'
import { Home, type Input, Plug, until } from './home.ts'

const text = { key: string(), value: string() }
const AFTER_MS = 600_000

/** The system's clock, whose wall clock goes ahead when the test says so. */
class AheadClock implements Clock {
  aheadMs = 0
  nowMs = (): number => systemClock.nowMs() + this.aheadMs
  monotonicMs = (): number => systemClock.monotonicMs()
  setTimer: Clock['setTimer'] = (delayMs, run) => systemClock.setTimer(delayMs, run)
}

const at = (partition: number, value: string, time: number): Input => ({
  ...{ topic: 'in', partition, key: `k${partition}`, value, time },
})

function windows(builder: StreamsBuilder): void {
  const windowed = builder.stream('in', text).groupByKey().windowedBy(tumbling('1m')).lateTo('late')
  const write = (table: ReturnType<typeof closed>, topic: string): void =>
    table
      .toStream()
      .map(({ key, start }, value) => [key, `${start}:${value}`])
      .to(topic, text)
  const closed = () =>
    windowed.emitStrategy('onWindowClose').reduce((a, b) => a + b, { name: 'closing', retention: '1h' })
  write(closed(), 'closed')
  const updated = windowed.reduce((a, b) => a + b, { name: 'updating' })
  write(updated.suppress(untilWindowCloses(), { name: 'held' }), 'suppressed')
}

async function open() {
  const home = await Home.open()
  await home.create({ in: 2, closed: 2, suppressed: 2, late: 2 })
  const clock = new AheadClock()
  const start = async (stateDir: string, plug = new Plug()): Promise<StreamsApp> => {
    const config = { 'stream.time.idle.ms': AFTER_MS, 'commit.interval.ms': 10, 'poll.ms': 5 }
    const { connection } = home
    const app = new StreamsApp(
      { applicationId: 'idle', topology: windows, config },
      {
        ...connection,
        ...{ clock, stateDir },
        bootstrap: connection.bootstrap.map(plug.wrap),
        dial: (host, port, id) => plug.wrap(connection.dial(host, port, id)),
      },
    )
    await app.start()
    await until('state RUNNING', () => app.state === 'RUNNING')
    return app
  }
  const values = async (topic: string) =>
    (await home.read(topic)).map(({ key, value }) => `${key}/${value}`).sort()
  const rounds = async (app: StreamsApp): Promise<void> => {
    for (let n = 0; n < 3; n++) await app.commitNow()
  }
  return { home, clock, start, values, rounds }
}

test('windows of silent partitions close, once over every kind of restart', async () => {
  const { home, clock, start, values, rounds } = await open()
  try {
    const state = await home.folder()
    const first = await start(state)
    await home.write([at(0, 'a', 1_000), at(0, 'b', 59_000), at(1, 'c', 61_000)])
    await home.finished(first)
    clock.aheadMs += AFTER_MS - 60_000
    await rounds(first)
    expect(await values('closed')).toEqual([])
    clock.aheadMs += 60_000
    const both = ['k0/0:ab', 'k1/60000:c']
    await until('both windows', async () => (await values('closed')).length === 2)
    expect(await values('closed')).toEqual(both)
    await until('both held back', async () => (await values('suppressed')).length === 2)
    expect(await values('suppressed')).toEqual(both)
    await first.stop()
    // On what it has, and on nothing but the log.
    for (const folder of [state, await home.emptied(state, 'idle')]) {
      const again = await start(folder)
      clock.aheadMs += 10 * AFTER_MS
      await rounds(again)
      await home.write([at(0, 'late', 30_000)])
      await home.finished(again)
      await again.stop()
    }
    expect([await values('closed'), await values('suppressed')]).toEqual([both, both])
    expect(await values('late')).toEqual(['k0/late', 'k0/late', 'k0/late', 'k0/late'])
  } finally {
    await home.close()
  }
})

test('a process that dies behind such a commit has not forgotten that it told', async () => {
  const { home, clock, start, values, rounds } = await open()
  try {
    const state = await home.folder()
    const plug = new Plug()
    const first = await start(state, plug)
    await home.write([at(0, 'a', 1_000)])
    await home.finished(first)
    clock.aheadMs += AFTER_MS
    await until('the window', async () => (await values('closed')).length === 1)
    plug.pull()
    const again = await start(await home.emptied(state, 'idle'))
    await home.write([at(0, 'z', 2_000)])
    await home.finished(again)
    clock.aheadMs += 10 * AFTER_MS
    await rounds(again)
    await again.stop()
    expect(await values('closed')).toEqual(['k0/0:a'])
    expect(await values('suppressed')).toEqual(['k0/0:a'])
  } finally {
    await home.close()
  }
})
