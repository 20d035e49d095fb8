/** The metrics of a running application, and what else its processors ask their context for. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ProcessorContext, type StreamsBuilder, string } from 'moldau'
import { expect, test } from 'vitest'
import { Home, until } from './home.ts'

const text = { key: string(), value: string() }

test('dropped records and sensors of processors, by task and worker, while the tasks are here', async () => {
  const home = await Home.open()
  try {
    await home.create({ a: 2, out: 1 })
    const seen: Record<string, unknown>[] = []
    const topology = (builder: StreamsBuilder): void => {
      builder
        .stream('a', text)
        .process(() => {
          let context: ProcessorContext<string, string>
          return {
            init(given: ProcessorContext<string, string>) {
              context = given
              const { appConfigs, stateDir } = context
              seen.push({ appConfigs, stateDir, made: existsSync(stateDir) })
            },
            process(record) {
              context.metrics
                .addLatencyRateTotalSensor('word', record.value, 'length')
                .record(record.value.length)
              context.forward(record)
            },
          }
        })
        .groupByKey(text)
        .count({ name: 'n', store: 'memory' })
    }
    const state = await home.folder()
    const app = home.app('measured', topology, state, { 'commit.interval.ms': 20 })
    await app.start()
    await until('it to run', () => app.state === 'RUNNING' && app.tasks.length === 4)
    await home.write([
      { topic: 'a', partition: 0, key: 'k', value: 'to', time: 1 },
      { topic: 'a', partition: 1, key: 'k', value: 'to', time: 1 },
      { topic: 'a', partition: 1, key: 'k', value: 'be', time: 1 },
    ])
    await home.finished(app)
    const figure = (name: string, tags: Record<string, string>): number[] =>
      app
        .metrics()
        .filter(({ metricName }) => metricName.name === name)
        .filter(({ metricName }) =>
          Object.entries(tags).every(([tag, value]) => metricName.tags[tag] === value),
        )
        .map(({ metricValue }) => metricValue())
    expect(figure('length-total', { 'word-id': 'to' })).toEqual([2])
    expect(figure('length-latency-avg', { 'word-id': 'be' })).toEqual([2])
    expect(figure('dropped-records-total', {})).toHaveLength(4)
    const threads = new Set(app.metrics().map(({ metricName }) => metricName.tags['thread-id']))
    expect([...threads]).toHaveLength(1)
    expect([...threads][0]).toMatch(/^measured-[0-9a-f-]{36}-StreamThread-1$/)
    for (const { appConfigs, made, stateDir } of seen) {
      expect(appConfigs).toMatchObject({
        'application.id': 'measured',
        'commit.interval.ms': 20,
        'max.task.idle.ms': 0,
      })
      expect(made).toBe(true)
      expect(stateDir).toMatch(/measured\/0_[01]$/)
    }
    expect(seen.map(({ stateDir }) => String(stateDir).slice(-3)).sort()).toEqual(['0_0', '0_1'])
    await app.stop()
    // What belongs to tasks goes with them, what processors made stays.
    expect(figure('dropped-records-total', {})).toEqual([])
    expect(figure('length-total', { 'word-id': 'to' })).toEqual([2])
    expect(existsSync(join(state, 'measured', '0_0'))).toBe(true)
  } finally {
    await home.close()
  }
})
