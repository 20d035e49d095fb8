/** Pipelines of RxJS over a log: one for each task; what emits out of turn ends the application, and leaves nothing behind. */
import { type StreamsBuilder, string } from 'moldau'
import { map, mergeMap, type Observable, pairwise, Subject } from 'rxjs'
import { expect, test } from 'vitest'
import { Home, type Input, until } from './home.ts'

const text = { key: string(), value: string() }
const inputs: Input[] = Array.from({ length: 20 }, (_, n) => {
  const partition = n % 2
  return { topic: 'in', partition, key: `k${partition}`, value: `${n}`, time: n }
})

function pipe(pipeline: (value$: Observable<string>) => Observable<string>) {
  return (builder: StreamsBuilder): void => {
    builder.stream('in', text).through(pipeline, { name: 'pipeline' }).to('out', text)
  }
}

test('each partition has a pipeline of its own', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 2, out: 2 })
    await home.write(inputs)
    const pairs = (value$: Observable<string>) =>
      value$.pipe(
        pairwise(),
        map(([before, now]) => `${before}-${now}`),
      )
    const app = home.app('pairs', pipe(pairs), await home.folder())
    await app.start()
    await home.finished(app)
    const outputs = await home.read('out')
    for (const partition of [0, 1]) {
      const values = inputs.filter(one => one.partition === partition).map(one => one.value)
      expect(outputs.filter(one => one.key === `k${partition}`).map(one => one.value)).toEqual(
        values.slice(1).map((now, n) => `${values[n]}-${now}`),
      )
    }
    await app.stop()
  } finally {
    await home.close()
  }
})

test('an emission out of turn ends the application, also when no record comes any more', async () => {
  const home = await Home.open()
  try {
    await home.create({ in: 1, out: 1 })
    await home.write([{ topic: 'in', partition: 0, key: 'k', value: 'x', time: 0 }])
    const later$ = new Subject<string>()
    const late = (value$: Observable<string>) => value$.pipe(mergeMap(() => later$))
    const app = home.app('late', pipe(late), await home.folder(), { 'commit.interval.ms': 10 })
    await app.start()
    await home.finished(app)
    expect(app.state).toBe('RUNNING')
    later$.next('nobody asked')
    await until('state ERROR', () => app.state === 'ERROR')
    expect(String(app.failure)).toContain(
      'the pipeline of pipeline emitted a value while no record was in its turn',
    )
    expect(await home.read('out')).toEqual([])
  } finally {
    await home.close()
  }
})
