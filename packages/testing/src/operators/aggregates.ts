/** Marble tables of the aggregations of streams: plain, over windows, over sessions, over counts, and cogrouped. */
import {
  calendar,
  countWindows,
  hopping,
  integer,
  json,
  type StreamsBuilder,
  sessions,
  slidingWindows,
  string,
  tumbling,
} from '@moldau/streams'
import { numbers, type OperatorCases, text, uncached } from './operator-case.ts'

const grouped = (builder: StreamsBuilder) => builder.stream('in', numbers).groupByKey()
const add = (_key: string, n: number | null, sum: number): number => sum + (n ?? 100)
const largest = (a: number, b: number): number => b - a
const shown = { value: string() }

export const groupedStreams: OperatorCases = {
  count: [
    {
      config: uncached,
      define: builder => grouped(builder).count({ name: 'n' }).toStream().to('out'),
      table: `
        in      a:7@3  a:7@9  -:7@9  a:-@9  a:7@1  b:7@2
        => out  a:1@3  a:2@9                a:3@9  b:1@2
      `,
    },
  ],
  reduce: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .reduce((sum, n) => (n === 0 ? (null as never) : sum + n))
          .toStream()
          .to('out'),
      table: `
        in      a:7@3  a:7@9   -:7@9  a:-@9  a:1@1   a:0@2  a:5@4
        => out  a:7@3  a:14@9                a:15@9  a:-@9  a:5@4
      `,
    },
  ],
  aggregate: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .aggregate(
            () => 10,
            (_key, n, sum) => (n === 0 ? (null as never) : sum + n),
            { value: integer() },
          )
          .toStream()
          .to('out'),
      table: `
        in      a:7@3   a:7@9   -:7@9  a:-@9  a:1@1   a:0@2  a:5@4
        => out  a:17@3  a:24@9                a:25@9  a:-@9  a:15@4
      `,
    },
  ],
  topN: [
    {
      define: builder =>
        grouped(builder)
          .topN(2, largest, { value: json() })
          .toStream()
          .mapValues(list => JSON.stringify(list))
          .to('out', shown),
      table: `
        in      a:5@3      a:3@4        a:1@5  -:9@5  a:-@5  a:5@1
        => out  a:"[5]"@3  a:"[5,3]"@4                       a:"[5,5]"@4
      `,
    },
  ],
  cogroup: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .cogroup((_key, n, sum: number) => sum + n)
          .aggregate(() => 0, { value: integer() })
          .toStream()
          .to('out'),
      table: `
        in      a:5@3  -:3@4  a:-@5  a:3@1
        => out  a:5@3                a:8@3
      `,
    },
  ],
  windowedBy: [
    {
      config: uncached,
      define: builder => {
        const stream = grouped(builder)
        stream.windowedBy(hopping(10, 5)).count().toStream().to('hopping')
        stream
          .windowedBy(slidingWindows(10, { grace: 20 }))
          .count()
          .toStream()
          .to('sliding')
      },
      table: `
        in          a:1@12                        a:1@20
        => hopping  a[5,15):1@12   a[10,20):1@12  a[15,25):1@20  a[20,30):1@20
        => sliding  a[2,12):1@12   a[13,23):1@20  a[10,20):2@20
      `,
    },
    {
      config: uncached,
      define: builder => {
        const stream = grouped(builder)
        stream
          .windowedBy(calendar('day', { timeZone: 'Europe/Prague' }))
          .count()
          .toStream()
          .to('days')
        stream.windowedBy(sessions(10)).count().toStream().to('sessions')
        stream.windowedBy(countWindows(2)).count().toStream().to('pairs')
      },
      table: `
        in           a:1@0                      a:1@82800000
        => days      a[0,82800000):1@0          a[82800000,169200000):1@82800000
        => sessions  a[0,0]:1@0                 a[82800000,82800000]:1@82800000
        => pairs     a[0,2):1@0                 a[0,2):2@82800000
      `,
    },
  ],
}

export const timeWindows: OperatorCases = {
  emitStrategy: [
    {
      define: builder =>
        grouped(builder)
          .windowedBy(tumbling(10, { grace: 5 }))
          .emitStrategy('onWindowClose')
          .count()
          .toStream()
          .to('out'),
      table: `
        in      a:1@1  a:1@14  a:1@9  b:1@15        a:1@9  b:1@24  b:1@25
        => out                        a[0,10):2@9                 a[10,20):1@14  b[10,20):1@15
      `,
    },
  ],
  lateTo: [
    {
      config: uncached,
      define: builder =>
        grouped(builder).windowedBy(tumbling(10)).lateTo('late').count().toStream().to('out'),
      table: `
        in       a:1@5        a:2@20         a:3@9  -:4@9  b:5@19
        => out   a[0,10):1@5  a[20,30):1@20
        => late                              a:3@9         b:5@19
      `,
    },
  ],
  count: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(tumbling(10, { grace: 10 }))
          .count()
          .toStream()
          .to('out'),
      table: `
        in      a:1@5        a:-@9        -:1@9  a:1@12         a:1@3        a:1@20         a:1@9
        => out  a[0,10):1@5  a[0,10):2@9         a[10,20):1@12  a[0,10):3@9  a[20,30):1@20
      `,
    },
  ],
  reduce: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(hopping(10, 5))
          .reduce((sum, n) => sum + n)
          .toStream()
          .to('out'),
      table: `
        in      a:1@1        a:2@7                       b:4@7
        => out  a[0,10):1@1  a[0,10):3@7  a[5,15):2@7    b[0,10):4@7  b[5,15):4@7
      `,
    },
  ],
  aggregate: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(tumbling(10))
          .aggregate(() => 0, add, { value: integer() })
          .toStream()
          .to('out'),
      table: `
        in      a:1@1        a:-@9          -:3@9  a:2@10
        => out  a[0,10):1@1  a[0,10):101@9         a[10,20):2@10
      `,
    },
  ],
  topN: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(tumbling(10))
          .topN(1, largest, { value: json() })
          .toStream()
          .mapValues(list => JSON.stringify(list))
          .to('out', shown),
      table: `
        in      a:1@1            a:0@2  a:5@3            a:2@10
        => out  a[0,10):"[1]"@1         a[0,10):"[5]"@3  a[10,20):"[2]"@10
      `,
    },
  ],
  distinct: [
    {
      define: builder =>
        grouped(builder)
          .windowedBy(hopping(10, 5))
          .distinct({ by: n => n })
          .to('out'),
      table: `
        in      a:1@5                     a:1@9  a:2@9                     a:1@12         -:1@12  a:1@3
        => out  a[0,10):1@5  a[5,15):1@5         a[0,10):2@9  a[5,15):2@9  a[10,20):1@12
      `,
    },
  ],
}

export const sessionWindows: OperatorCases = {
  emitStrategy: [
    {
      define: builder =>
        grouped(builder).windowedBy(sessions(5)).emitStrategy('onWindowClose').count().toStream().to('out'),
      table: `
        in      a:1@1  a:1@6  b:1@11  b:1@12       a:1@30
        => out                        a[1,6]:2@6   b[11,12]:2@12
      `,
    },
  ],
  lateTo: [
    {
      config: uncached,
      define: builder => grouped(builder).windowedBy(sessions(5)).lateTo('late').count().toStream().to('out'),
      table: `
        in       a:1@5       a:2@20        a:3@9  -:4@9  a:5@15
        => out   a[5,5]:1@5  a[20,20]:1@20               a[20,20]:-@20  a[15,20]:2@20
        => late                            a:3@9
      `,
    },
  ],
  count: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(sessions(5, { grace: 20 }))
          .count()
          .toStream()
          .to('out'),
      table: `
        in      a:1@1       a:-@10        a:1@6                                    -:1@6
        => out  a[1,1]:1@1  a[10,10]:1@10 a[1,1]:-@1  a[10,10]:-@10  a[1,10]:3@10
      `,
    },
  ],
  reduce: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(sessions(5))
          .reduce((sum, n) => sum + n)
          .toStream()
          .to('out'),
      table: `
        in      a:3@1       a:4@6                    b:1@6
        => out  a[1,1]:3@1  a[1,1]:-@1  a[1,6]:7@6   b[6,6]:1@6
      `,
    },
  ],
  aggregate: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(sessions(5))
          .aggregate(
            () => 0,
            add,
            (_key, left, right) => left + right,
            { value: integer() },
          )
          .toStream()
          .to('out'),
      table: `
        in      a:3@1       a:-@6                      -:1@6
        => out  a[1,1]:3@1  a[1,1]:-@1  a[1,6]:103@6
      `,
    },
  ],
  topN: [
    {
      config: uncached,
      define: builder =>
        grouped(builder)
          .windowedBy(sessions(5))
          .topN(1, largest, { value: json() })
          .toStream()
          .mapValues(list => JSON.stringify(list))
          .to('out', shown),
      table: `
        in      a:3@1           a:1@6
        => out  a[1,1]:"[3]"@1  a[1,1]:"null"@1  a[1,6]:"[3]"@6
      `,
    },
  ],
}

export const countedWindows: OperatorCases = {
  emitStrategy: [
    {
      define: builder =>
        grouped(builder)
          .windowedBy(countWindows(2))
          .emitStrategy('onWindowClose')
          .reduce((sum, n) => sum + n)
          .toStream()
          .to('out'),
      table: `
        in      a:1@3  b:1@4  -:1@4  a:-@4  a:2@1      a:4@5
        => out                              a[0,2):3@3
      `,
    },
  ],
  count: [
    {
      define: builder => grouped(builder).windowedBy(countWindows(2)).count().toStream().to('out'),
      table: `
        in      a:7@3       a:7@1       a:7@5       b:7@6
        => out  a[0,2):1@3  a[0,2):2@3  a[2,4):1@5  b[0,2):1@6
      `,
    },
  ],
  reduce: [
    {
      define: builder =>
        grouped(builder)
          .windowedBy(countWindows(2, { advance: 1 }))
          .reduce((sum, n) => sum + n)
          .toStream()
          .to('out'),
      table: `
        in      a:1@3       a:2@4                   a:4@5
        => out  a[0,2):1@3  a[0,2):3@4  a[1,3):2@4  a[1,3):6@5  a[2,4):4@5
      `,
    },
  ],
  aggregate: [
    {
      define: builder =>
        grouped(builder)
          .windowedBy(countWindows(2))
          .aggregate(() => 10, add, { value: integer() })
          .toStream()
          .to('out'),
      table: `
        in      a:1@3        a:2@4        a:4@5
        => out  a[0,2):11@3  a[0,2):13@4  a[2,4):14@5
      `,
    },
  ],
  topN: [
    {
      define: builder =>
        grouped(builder)
          .windowedBy(countWindows(2))
          .topN(1, largest, { value: json() })
          .toStream()
          .mapValues(list => JSON.stringify(list))
          .to('out', shown),
      table: `
        in      a:1@3           a:2@4           a:0@5
        => out  a[0,2):"[1]"@3  a[0,2):"[2]"@4  a[2,4):"[0]"@5
      `,
    },
  ],
}

const cogroup = (builder: StreamsBuilder) =>
  grouped(builder)
    .cogroup((_key, n, sum: number) => sum + n)
    .cogroup(builder.stream('words', text).groupByKey(), (_key, word, sum) => sum + word.length)

export const cogroupedStreams: OperatorCases = {
  cogroup: [
    {
      config: uncached,
      define: builder =>
        cogroup(builder)
          .aggregate(() => 0, { value: integer() })
          .toStream()
          .to('out'),
      table: `
        in      a:5@3           -:1@4  a:1@1
        words          a:yes@9                b:-@9  b:no@2
        => out  a:5@3  a:8@9           a:9@9         b:2@2
      `,
    },
  ],
  aggregate: [
    {
      config: uncached,
      define: builder =>
        cogroup(builder)
          .aggregate(() => 100, { name: 'sums', value: integer() })
          .toStream()
          .to('out'),
      table: `
        in      a:5@3
        words            a:yes@9   b:no@2
        => out  a:105@3  a:108@9   b:102@2
      `,
    },
  ],
  windowedBy: [
    {
      config: uncached,
      define: builder => {
        const stream = cogroup(builder)
        stream
          .windowedBy(tumbling(10))
          .aggregate(() => 0, { value: integer() })
          .toStream()
          .to('out')
      },
      table: `
        in      a:5@3                     a:1@12
        words                a:yes@9
        => out  a[0,10):5@3  a[0,10):8@9  a[10,20):1@12
      `,
    },
  ],
}

export const cogroupedTimeWindows: OperatorCases = {
  aggregate: [
    {
      config: uncached,
      define: builder =>
        cogroup(builder)
          .windowedBy(slidingWindows(10, { grace: 20 }))
          .aggregate(() => 0, { value: integer() })
          .toStream()
          .to('out'),
      table: `
        in      a:5@20
        words                   a:yes@25
        => out  a[10,20):5@20   a[21,31):3@25  a[15,25):8@25
      `,
    },
  ],
}

export const cogroupedSessions: OperatorCases = {
  aggregate: [
    {
      config: uncached,
      define: builder =>
        cogroup(builder)
          .windowedBy(sessions(5))
          .aggregate(
            () => 0,
            (_key, left, right) => left + right,
            { value: integer() },
          )
          .toStream()
          .to('out'),
      table: `
        in      a:5@1
        words               a:yes@4                 b:no@9
        => out  a[1,1]:5@1  a[1,1]:-@1  a[1,4]:8@4  b[9,9]:2@9
      `,
    },
  ],
}
