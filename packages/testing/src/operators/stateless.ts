/** Marble tables of `KStream`'s operators of one stream, and of where streams come from. */
import {
  type FixedKeyProcessorContext,
  integer,
  keyValueStore,
  type ProcessorContext,
  ProcessorRecord,
  string,
} from '@moldau/streams'
import { pairwise } from 'rxjs'
import { numbers, type OperatorCases, text, uncached } from './operator-case.ts'

export const stateless: OperatorCases = {
  filter: [
    {
      define: builder =>
        builder
          .stream('in', numbers)
          .filter((key, n) => key !== null && n !== null && n > 1)
          .to('out'),
      table: `
        in      a:1@3  a:2@4  -:5@5  a:-@6  b:7@1
        => out         a:2@4                b:7@1
      `,
    },
  ],
  filterNot: [
    {
      define: builder =>
        builder
          .stream('in', numbers)
          .filterNot((key, n) => key === null || n === null || n > 1)
          .to('out'),
      table: `
        in      a:1@3  a:2@4  -:0@5  a:-@6  b:0@1
        => out  a:1@3                       b:0@1
      `,
    },
  ],
  mapValues: [
    {
      define: builder =>
        builder
          .stream('in', numbers)
          .mapValues((n, key, { timestamp }) => `${key} ${n} ${timestamp}`)
          .to('out', { value: string() }),
      table: `
        in      a:1@3          -:2@4             b:-@5
        => out  a:"a 1 3"@3    -:"null 2 4"@4    b:"b null 5"@5
      `,
    },
    {
      define: builder =>
        builder
          .stream('in', text)
          .mapValues(word => (word === 'gone' ? null : word))
          .to('out', { value: string() as never }),
      table: `
        in      a:gone@3  a:here@4
        => out  a:-@3     a:here@4
      `,
    },
  ],
  mapValuesAsync: [
    {
      isAsync: true,
      define: builder =>
        builder
          .stream('in', numbers)
          .mapValuesAsync(async (n, key) => `${key}${n}`)
          .to('out', { value: string() }),
      table: `
        in      a:1@3   -:2@4      b:-@1
        => out  a:a1@3  -:null2@4  b:bnull@1
      `,
    },
  ],
  mapAsync: [
    {
      isAsync: true,
      define: builder =>
        builder
          .stream('in', text)
          .mapAsync(async (key, word) => [word, key])
          .to('out', text),
      table: `
        in      a:x@3  -:y@4  b:-@1
        => out  x:a@3  y:-@4  -:b@1
      `,
    },
  ],
  through: [
    {
      forgets: 'what operators of RxJS remember is not restored',
      define: builder =>
        builder
          .stream('in', numbers)
          .through(n$ => n$.pipe(pairwise()))
          .mapValues(([before, n]) => n - before)
          .to('out', { value: integer() }),
      table: `
        in      a:1@3  b:4@4   -:2@5   a:2@1
        => out         b:3@4   -:-2@5  a:0@1
      `,
    },
  ],
  flatMapValues: [
    {
      define: builder =>
        builder
          .stream('in', text)
          .flatMapValues((line, key) => (line === null ? [key] : line.split(' ')))
          .to('out', { value: string() }),
      table: `
        in      a:"to be"@3     b:-@4  -:or@5  a:""@1
        => out  a:to@3  a:be@3  b:b@4  -:or@5  a:""@1
      `,
    },
  ],
  map: [
    {
      define: builder =>
        builder
          .stream('in', text)
          .map((key, word) => [word, key])
          .to('out', text),
      table: `
        in      a:x@3  -:y@4  b:-@1
        => out  x:a@3  y:-@4  -:b@1
      `,
    },
  ],
  flatMap: [
    {
      define: builder =>
        builder
          .stream('in', text)
          .flatMap((key, word) => [...(word ?? '')].map(letter => [letter, key] as const))
          .to('out', text),
      table: `
        in      a:no@3        b:-@4  -:x@1
        => out  n:a@3  o:a@3         x:-@1
      `,
    },
  ],
  selectKey: [
    {
      define: builder =>
        builder
          .stream('in', text)
          .selectKey((_key, word) => word?.length ?? null)
          .to('out', { key: integer() as never, value: string() }),
      table: `
        in      a:yes@3  -:no@4  b:-@1
        => out  3:yes@3  2:no@4  -:-@1
      `,
    },
    {
      // Behind a new key an aggregate reads a repartition topic, which takes no record without a key.
      define: builder =>
        builder
          .stream('in', text)
          .selectKey((_key, word) => (word === 'x' ? null : word))
          .groupByKey(text as never)
          .count()
          .toStream()
          .to('out', { key: string() as never }),
      table: `
        in      a:y@3  a:x@4  b:y@5
        => out  y:1@3         y:2@5
      `,
    },
  ],
  peek: [
    {
      define: builder => {
        let seen = 0
        builder
          .stream('in', text)
          .peek(() => {
            seen++
          })
          .mapValues((word, _key, { offset }) => `${word}${seen - offset!}`)
          .to('out', { value: string() })
      },
      table: `
        in      a:x@3   -:y@4   b:-@1
        => out  a:x1@3  -:y1@4  b:null1@1
      `,
    },
  ],
  foreach: [
    {
      define: builder => {
        const seen: string[] = []
        const words = builder.stream('in', text)
        words.foreach((key, word) => seen.push(`${key}${word}`))
        words.mapValues(() => seen.join()).to('out', { value: string() })
      },
      table: `
        in      a:x@3   -:y@4         b:-@1
        => out  a:ax@3  -:ax,nully@4  b:ax,nully,bnull@1
      `,
    },
  ],
  print: [
    {
      define: builder => {
        const lines: string[] = []
        const words = builder.stream('in', text)
        words.print({ label: 'words', write: line => lines.push(line) })
        words.mapValues(() => lines.at(-1)!).to('out', { value: string() })
      },
      table: `
        in      a:x@3                  -:y@4                     b:-@1
        => out  a:"[words]: a, x"@3    -:"[words]: null, y"@4    b:"[words]: b, null"@1
      `,
    },
  ],
  merge: [
    {
      define: builder => builder.stream('in', text).merge(builder.stream('more', text)).to('out', text),
      table: `
        in      a:x@3         b:-@1
        more           -:y@9         a:z@2
        => out  a:x@3  -:y@9  b:-@1  a:z@2
      `,
    },
  ],
  split: [
    {
      define: builder => {
        const { odd, rest, two } = builder.stream('in', numbers).split({
          odd: (_key, n) => n % 2 === 1,
          two: (_key, n) => n > 2,
          rest: null,
        })
        odd.to('odd')
        two.to('two')
        rest.to('rest')
      },
      table: `
        in       a:1@3  a:4@4  -:3@5  a:2@6  b:-@1
        => odd   a:1@3         -:3@5
        => two          a:4@4
        => rest                       a:2@6  b:-@1
      `,
    },
    {
      define: builder =>
        builder
          .stream('in', numbers)
          .split({ odd: (_key, n) => n % 2 === 1 })
          .odd.to('odd'),
      table: `
        in      a:1@3  a:4@4
        => odd  a:1@3
      `,
    },
  ],
  repartition: [
    {
      define: builder =>
        builder.stream('in', text).repartition({ name: 'again', partitions: 1 }).to('out', text),
      table: `
        in      a:x@3  -:y@4  b:-@1
        => out  a:x@3         b:-@1
      `,
    },
  ],
  process: [
    {
      define: builder => {
        const sums = keyValueStore('sums', { key: string(), value: integer() })
        builder.addStateStore(sums)
        const supplier = () => {
          let context: ProcessorContext<string, number>
          return {
            init(given: ProcessorContext<string, number>) {
              context = given
              context.schedule(10, 'stream', at => context.forward(new ProcessorRecord('tick', at, at)))
            },
            process(record: ProcessorRecord<string, number>) {
              const store = context.getStateStore(sums)
              const sum = (store.get(record.key) ?? 0) + record.value
              store.put(record.key, sum)
              context.forward(record.withValue(sum))
            },
          }
        }
        builder
          .stream('in', numbers)
          .process(supplier, { stores: ['sums'] })
          .to('out', numbers)
      },
      table: `
        in      a:1@3            a:2@4  b:5@31               a:1@2
        => out  a:1@3 tick:3@3   a:3@4  b:5@31  tick:31@31   a:4@2
      `,
    },
  ],
  processValues: [
    {
      define: builder =>
        builder
          .stream('in', numbers)
          .processValues<string>(() => {
            let context: FixedKeyProcessorContext<string, string>
            return {
              init(given) {
                context = given
              },
              process(record) {
                for (let n = 0; n < record.value; n++) context.forward(record.withValue(`${n}`))
              },
            }
          })
          .to('out', { value: string() }),
      table: `
        in      a:2@3         -:1@4  b:-@1
        => out  a:0@3  a:1@3  -:0@4
      `,
    },
  ],
  toTable: [
    {
      config: uncached,
      define: builder => builder.stream('in', text).toTable({ name: 'kept' }).toStream().to('out'),
      table: `
        in      a:x@3  -:y@4  a:-@5  a:-@6  b:z@1
        => out  a:x@3         a:-@5  a:-@6  b:z@1
      `,
    },
  ],
  to: [
    {
      serdes: { long: text as never, short: text as never },
      define: builder =>
        builder.stream('in', text).to((_key, word) => ((word ?? '').length > 1 ? 'long' : 'short')),
      table: `
        in        a:x@3  -:yes@4  b:-@1
        => short  a:x@3           b:-@1
        => long          -:yes@4
      `,
    },
    {
      // What no partition takes is dropped.
      define: builder =>
        builder
          .stream('in', text)
          .to('out', { partitioner: (_topic, _key, word) => (word === 'x' ? [] : null) }),
      table: `
        in      a:x@3  a:y@4
        => out         a:y@4
      `,
    },
  ],
  groupByKey: [
    {
      config: uncached,
      define: builder => builder.stream('in', text).groupByKey().count().toStream().to('out'),
      table: `
        in      a:x@3  -:y@4  a:-@5  a:z@1
        => out  a:1@3                a:2@3
      `,
    },
  ],
  groupBy: [
    {
      config: uncached,
      define: builder =>
        builder
          .stream('in', text)
          .groupBy((_key, word) => word && word[0]!, text as never)
          .count()
          .toStream()
          .to('out', { key: string() as never }),
      table: `
        in      a:xa@3  -:xb@4  a:-@5  a:ya@1
        => out  x:1@3   x:2@4          y:1@1
      `,
    },
  ],
}

/** Of `StreamsBuilder`: where records come from. */
export const sources: OperatorCases = {
  stream: [
    {
      define: builder => builder.stream(['in', 'more'], text).to('out'),
      table: `
        in      a:x@3         b:-@1
        more           -:y@9
        => out  a:x@3  -:y@9  b:-@1
      `,
    },
    {
      define: builder => builder.stream('in', { ...text, timestamp: ({ value }) => value!.length }).to('out'),
      table: `
        in      a:x@3  -:yes@4
        => out  a:x@1  -:yes@3
      `,
    },
  ],
  table: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', { ...text, name: 'kept' })
          .toStream()
          .to('out'),
      table: `
        in      a:x@3  -:y@4  a:-@5  a:z@1
        => out  a:x@3         a:-@5  a:z@1
      `,
    },
  ],
  globalTable: [
    {
      define: builder => {
        const places = builder.globalTable('places', text)
        builder
          .stream('in', text)
          .leftJoin(
            places,
            (_key, where) => where,
            (_where, place) => place ?? 'nowhere',
          )
          .to('out', { value: string() })
      },
      table: `
        places  p:park@9                   p:-@9
        in                a:p@3   -:p@4           a:p@5
        => out            a:park  -:park          a:nowhere
      `,
    },
  ],
  addGlobalStore: [
    {
      define: builder => {
        const lengths = keyValueStore('lengths', { key: string(), value: integer() })
        builder.addGlobalStore<string, string>(
          lengths,
          'words',
          () => {
            let context: ProcessorContext<never, never>
            return {
              init(given) {
                context = given
              },
              process({ key, value }) {
                context.getStateStore(lengths).put(key, value === null ? null : value.length)
              },
            }
          },
          text,
        )
        builder
          .stream('in', text)
          .processValues<number>(() => {
            let context: FixedKeyProcessorContext<string, number>
            return {
              init(given) {
                context = given
              },
              process(record) {
                context.forward(record.withValue(context.getStateStore(lengths).get(record.value) ?? -1))
              },
            }
          })
          .to('out', { value: integer() })
      },
      table: `
        words   w:yes          w:-
        in             a:w@3         a:w@4
        => out         a:3@3         a:-1@4
      `,
    },
  ],
  addStateStore: [
    {
      define: builder => {
        const seen = keyValueStore('seen', { key: string(), value: string() })
        builder
          .addStateStore(seen)
          .stream('in', text)
          .process(
            () => {
              let context: ProcessorContext<string, string>
              return {
                init(given: ProcessorContext<string, string>) {
                  context = given
                },
                process(record: ProcessorRecord<string, string>) {
                  if (context.getStateStore(seen).putIfAbsent(record.key, record.value) === null)
                    context.forward(record)
                },
              }
            },
            { stores: ['seen'] },
          )
          .to('out', text)
      },
      table: `
        in      a:x@3  a:y@4  b:z@1
        => out  a:x@3         b:z@1
      `,
    },
  ],
  build: [
    {
      define: builder => builder.stream('in', text).to('out'),
      table: `
        in      a:x@3
        => out  a:x@3
      `,
    },
  ],
}
