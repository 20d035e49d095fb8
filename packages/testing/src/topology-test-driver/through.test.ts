/** KStream.through; the numbers are those of processors/through.ts. */
import { integer, type KStream, StreamsBuilder, type StreamsConfig, string } from '@moldau/streams'
import {
  concatMap,
  filter,
  finalize,
  groupBy,
  map,
  mergeMap,
  type Observable,
  of,
  pairwise,
  Subject,
  scan,
  startWith,
  take,
  takeUntil,
  tap,
  toArray,
  withLatestFrom,
} from 'rxjs'
import { expect, expectTypeOf, test } from 'vitest'
import { marbles } from '../marbles/index.ts'
import { TopologyTestDriver } from './topology-test-driver.ts'

const numbers = { key: string(), value: integer() }

function open(
  define: (stream: KStream<string, number>) => KStream<string, number, 'carried', 'lost'>,
  config: StreamsConfig = {},
) {
  const builder = new StreamsBuilder()
  define(builder.stream('in', numbers)).to('out', numbers)
  const driver = new TopologyTestDriver(builder.build(config), config)
  const input = driver.createInputTopic('in', string(), integer())
  const output = driver.createOutputTopic('out', string(), integer())
  const read = () => output.readRecordsToList().map(one => `${one.key}:${one.value}@${one.timestamp}`)
  return { driver, input, output, read }
}

test('1. what a value gives goes out with its key and time, in order: none, one or several', () => {
  marbles(
    builder =>
      builder
        .stream('in', numbers)
        .through(n$ =>
          n$.pipe(
            filter(n => n >= 0),
            concatMap(n => of(...Array<number>(n).fill(n))),
            scan((sum, n) => sum + n, 0),
            pairwise(),
            map(([before, sum]) => before * 100 + sum),
          ),
        )
        .to('out', numbers),
    `
      in      a:1@1  b:-5@9  b:0@9  c:2@5               d:1@6
      => out                        c:103@5  c:305@5    d:506@6
    `,
  )
})

test('1. headers are those of the record, also where an operator behind changes them', () => {
  const { driver, input, output } = open(stream =>
    stream
      .through(n$ => n$.pipe(mergeMap(n => [n, n + 1])))
      .processValues<number>(() => {
        let forward: (record: never) => void
        return {
          init: context => {
            forward = record => context.forward(record)
          },
          process: record => forward(record.withHeaders([...record.headers, ['more', null]]) as never),
        }
      }),
  )
  input.pipeInput('a', 1, 5, [['own', null]])
  const headers = [
    ['own', null],
    ['more', null],
  ]
  expect(output.readRecordsToList()).toEqual([
    { key: 'a', value: 1, timestamp: 5, headers },
    { key: 'a', value: 2, timestamp: 5, headers },
  ])
  driver.close()
})

test('1. what a pipeline begins with goes out with its first record; null values are values', () => {
  marbles(
    builder =>
      builder
        .stream('in', numbers)
        .through(n$ =>
          n$.pipe(
            map(n => n ?? -1),
            startWith(100),
          ),
        )
        .to('out', numbers),
    `
      in      a:-@3             b:2@4
      => out  a:100@3  a:-1@3   b:2@4
    `,
  )
})

test('key and context come in by a map before, and keys may have pipelines of their own by groupBy', () => {
  marbles(
    builder =>
      builder
        .stream('in', numbers)
        .mapValues((n, key, { timestamp }) => ({ n, key, timestamp }))
        .through(one$ =>
          one$.pipe(
            groupBy(({ key }) => key),
            mergeMap(ofKey$ => ofKey$.pipe(pairwise())),
            map(([a, b]) => (b.n - a.n) * 1000 + b.timestamp - a.timestamp),
          ),
        )
        .to('out', numbers),
    `
      in      a:1@0  b:5@1  a:4@3     b:6@9
      => out                a:3003@3  b:1008@9
    `,
  )
})

test('each partition has a pipeline', () => {
  const builder = new StreamsBuilder()
  builder
    .stream('in', numbers)
    .through(n$ => n$.pipe(scan((sum, n) => sum + n, 0)))
    .to('out', numbers)
  const driver = new TopologyTestDriver(builder.build(), {}, { partitions: 2 })
  const input = driver.createInputTopic('in', string(), integer())
  for (const key of ['a', 'b', 'c', 'd', 'e', 'f', 'a', 'b', 'c', 'd', 'e', 'f']) input.pipeInput(key, 1)
  const sums = driver.createOutputTopic('out', string(), integer()).readValuesToList()
  expect(sums.filter(sum => sum === 1)).toHaveLength(2)
  driver.close()
})

const cause = (text: string) => expect.objectContaining({ cause: expect.objectContaining({ message: text }) })

test('2. a pipeline that has emitted, failed or completed out of turn stops the task, and says what to use', async () => {
  const cases: [string, (n$: Observable<number>, later$: Observable<number>) => Observable<number>][] = [
    ['emitted a value', (n$, later$) => n$.pipe(mergeMap(() => later$))],
    ['completed', (n$, later$) => n$.pipe(takeUntil(later$))],
    [
      'failed',
      (n$, later$) =>
        n$.pipe(
          mergeMap(() => later$),
          map((): number => {
            throw new Error('late')
          }),
        ),
    ],
  ]
  for (const [what, pipeline] of cases) {
    const later$ = new Subject<number>()
    const { driver, input } = open(stream => stream.through(n$ => pipeline(n$, later$), { name: 'later' }), {
      // Whatever the handler: it is no fault of a record.
      'processing.exception.handler': 'continue',
    })
    input.pipeInput('a', 1)
    await driver.settle()
    later$.next(7)
    await expect(driver.settle()).rejects.toThrow(
      expect.objectContaining({
        code: 'NOT_SUPPORTED',
        message: expect.stringMatching(`pipeline of later ${what} while no record was in its turn.*mapAsync`),
      }),
    )
    driver.close()
  }
})

const failingAtTwo = (n$: Observable<number>) =>
  n$.pipe(
    mergeMap(n => [n * 10, n]),
    map(n => {
      if (n === 2) throw new Error('two')
      return n
    }),
    scan((sum, n) => sum + n, 0),
  )

test('3. an error is the record\u2019s: it stops the task, behind what was emitted before', () => {
  const { driver, input, read } = open(stream => stream.through(failingAtTwo))
  input.pipeInput('a', 1)
  expect(() => input.pipeInput('a', 2)).toThrow(cause('two'))
  expect(read()).toEqual(['a:10@0', 'a:11@0'])
  driver.close()
})

test('3. with a handler that goes on, the next record begins a new pipeline', () => {
  const config = { 'processing.exception.handler': 'continue' } as const
  const { driver, input, read } = open(stream => stream.through(failingAtTwo, { name: 'sums' }), config)
  for (const n of [1, 2, 3]) input.pipeInput('a', n)
  expect(read()).toEqual(['a:10@0', 'a:11@0', 'a:31@0', 'a:30@0', 'a:33@0'])
  expect(driver.dropped.get('sums')).toBe(1)
  driver.close()
})

test('3. what stands behind may fail, and the pipeline goes on', () => {
  const config = { 'processing.exception.handler': 'continue' } as const
  const { driver, input, read } = open(
    stream =>
      stream
        .through(n$ => n$.pipe(scan((sum, n) => sum + n, 0)))
        .mapValues(n => {
          if (n === 3) throw new Error('three')
          return n
        }),
    config,
  )
  for (const n of [1, 2, 3]) input.pipeInput('a', n)
  expect(read()).toEqual(['a:1@0', 'a:6@0'])
  driver.close()
})

test('a pipeline that cannot be made fails the start', () => {
  const bad = (): Observable<number> => {
    throw new Error('no pipeline')
  }
  expect(() => open(stream => stream.through(bad))).toThrow(cause('no pipeline'))
})

test('4. behind a pipeline that has completed nothing goes out; records are counted as dropped', () => {
  const { driver, input, read } = open(stream => stream.through(n$ => n$.pipe(take(2)), { name: 'two' }))
  for (const n of [1, 2, 3, 4]) input.pipeInput('a', n)
  expect(read()).toEqual(['a:1@0', 'a:2@0'])
  expect(driver.dropped.get('two')).toBe(2)
  driver.close()
})

test('5. the source completes with the task: finalizers run, and what is emitted then goes nowhere', () => {
  const said: string[] = []
  const { driver, input, read } = open(stream =>
    stream.through(n$ =>
      n$.pipe(
        tap({ complete: () => said.push('complete') }),
        toArray(),
        map(list => list.length),
        finalize(() => said.push('finalize')),
      ),
    ),
  )
  input.pipeInput('a', 1)
  driver.close()
  expect(said).toEqual(['complete', 'finalize'])
  expect(read()).toEqual([])
})

test('6. what operators remember is lost at a restart', () => {
  const { driver, input, read } = open(stream => stream.through(n$ => n$.pipe(scan((sum, n) => sum + n, 0))))
  input.pipeInput('a', 1)
  input.pipeInput('a', 2)
  driver.restart()
  input.pipeInput('a', 3)
  expect(read()).toEqual(['a:1@0', 'a:3@0', 'a:3@0'])
  driver.close()
})

test('types flow through the pipeline, and the values need a new serde', () => {
  const stream = new StreamsBuilder().stream('in', numbers)
  const other$ = of('x')
  const made = stream.through(n$ =>
    n$.pipe(
      withLatestFrom(other$),
      map(([n, text]) => {
        expectTypeOf(n).toEqualTypeOf<number>()
        return `${n}${text}`
      }),
    ),
  )
  expectTypeOf(made).toExtend<KStream<string, string, 'carried', 'lost'>>()
  // @ts-expect-error the values have no serde
  expect(() => made.to('out')).not.toThrow()
})
