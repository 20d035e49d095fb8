/** Metrics, settings, serdes and the folder that a processor asks its context for. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ProcessorContext, StreamsBuilder, type StreamsConfig, string } from '@moldau/streams'
import { expect, onTestFinished, test } from 'vitest'
import { MockProcessorContext } from '../mock-processor-context/index.ts'
import { TopologyTestDriver } from './index.ts'

const text = { key: string(), value: string() }

function figures(driver: TopologyTestDriver, group: string): Record<string, number> {
  const found = driver.metrics().filter(({ metricName }) => metricName.group === group)
  return Object.fromEntries(
    found.map(({ metricName: { name, tags }, metricValue }) => [
      `${tags['task-id'] ?? Object.values(tags).join()}/${name}`,
      metricValue(),
    ]),
  )
}

test('dropped records are counted by task, a second and in all', () => {
  const builder = new StreamsBuilder()
  builder.table('t', text).toStream().to('out', text)
  builder.stream('s', text).groupByKey().count({ name: 'n' }).toStream().to('out', { key: string() })
  const driver = new TopologyTestDriver(builder.build(), { 'default.value.serde': string() as never })
  onTestFinished(() => driver.close())
  const table = driver.createInputTopic('t', string(), string())
  const stream = driver.createInputTopic('s', string(), string())
  const before = figures(driver, 'stream-task-metrics')
  expect(Object.keys(before)).toHaveLength(4)
  expect(new Set(Object.values(before))).toEqual(new Set([0]))
  table.pipeInput(null as never, 'x')
  stream.pipeInput(null as never, 'x')
  stream.pipeInput('k', null as never)
  stream.pipeInput('k', 'counts')
  expect(figures(driver, 'stream-task-metrics')).toEqual({
    '0_0/dropped-records-rate': 1 / 30,
    '0_0/dropped-records-total': 1,
    '1_0/dropped-records-rate': 2 / 30,
    '1_0/dropped-records-total': 2,
  })
  driver.advanceWallClockTime(120_000)
  expect(figures(driver, 'stream-task-metrics')).toMatchObject({
    '1_0/dropped-records-rate': 0,
    '1_0/dropped-records-total': 2,
  })
})

function withContext(config: StreamsConfig, use: (context: ProcessorContext<string, string>) => void) {
  const builder = new StreamsBuilder()
  builder.stream('in', text).process(() => ({
    init: (context: ProcessorContext<string, string>) => use(context),
    process: () => undefined,
  }))
  const driver = new TopologyTestDriver(builder.build(config), config)
  onTestFinished(() => driver.close())
  return driver
}

test('settings, default serdes and the folder of the task, in a driver and in a mocked context', () => {
  const dir = mkdtempSync(join(tmpdir(), 'moldau-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const config: StreamsConfig = {
    'application.id': 'app',
    'state.dir': dir,
    'default.key.serde': string() as never,
    'metrics.num.samples': 3,
  }
  let tried = 0
  const check = (context: ProcessorContext<string, string>): void => {
    expect(context.appConfigs).toMatchObject({ 'application.id': 'app', 'metrics.num.samples': 3 })
    expect(context.appConfigsWithPrefix('metrics.')).toEqual({ 'num.samples': 3 })
    expect(context.keySerde).toBe(config['default.key.serde'])
    expect(() => context.valueSerde).toThrow(/default\.value\.serde|value serde/)
    const path = join(dir, 'app', '0_0')
    rmSync(path, { recursive: true, force: true })
    expect(context.stateDir).toBe(path)
    expect(existsSync(path)).toBe(true)
    tried++
  }
  withContext(config, check)
  const mock = new MockProcessorContext<string, string>({ config })
  onTestFinished(() => mock.close())
  check(mock)
  expect(tried).toBe(2)
})

test('without state.dir a test has no folder, and says so', () => {
  let seen: unknown
  withContext({}, context => {
    try {
      void context.stateDir
    } catch (error) {
      seen = error
    }
  })
  expect(seen).toMatchObject({ code: 'NOT_SUPPORTED', hint: 'set state.dir' })
})

test('sensors of all tasks of one name are one, and outlive a restart; the level is that of the settings', () => {
  const config: StreamsConfig = { 'metrics.recording.level': 'DEBUG' }
  let sensors = 0
  const driver = withContext(config, context => {
    const sensor = context.metrics.addRateTotalSensor('my', 'thing', 'tries', 'DEBUG')
    const fine = context.metrics.addRateTotalSensor('my', 'thing', 'bytes', 'TRACE')
    sensor.record()
    fine.record()
    sensors++
  })
  driver.restart()
  expect(sensors).toBe(2)
  expect(figures(driver, 'stream-my-metrics')).toMatchObject({
    'main,thing/tries-total': 2,
    'main,thing/bytes-total': 0,
  })
})

test.each([
  [{ 'metrics.recording.level': 'LOUD' }, 'metrics.recording.level: expected INFO, DEBUG or TRACE'],
  [{ 'metrics.num.samples': 0 }, 'metrics.num.samples: expected a whole number of at least 1, got 0'],
  [{ 'metrics.sample.window.ms': 1.5 }, 'metrics.sample.window.ms: expected a whole number'],
])('a wrong setting is named: %o', (config, text) => {
  expect(() => withContext(config as StreamsConfig, () => undefined)).toThrow(text)
})
