/** Marble tables of `KTable` and `KGroupedTable`. */
import { json, string, tumbling, untilTimeLimit, untilWindowCloses } from '@moldau/streams'
import { numbers, type OperatorCases, text, uncached } from './operator-case.ts'

const pair = (left = 'none', right = 'none'): string => `${left}+${right}`
const out = { value: string() }

export const tables: OperatorCases = {
  filter: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', numbers)
          .filter((_key, n) => n > 5)
          .toStream()
          .to('out'),
      table: `
        in      a:9@3  a:2@4  b:1@5  a:-@6  -:9@7
        => out  a:9@3  a:-@4  b:-@5  a:-@6
      `,
    },
    {
      // With a store of its own it says deletions twice all the same, where nobody asks for old values.
      config: uncached,
      define: builder =>
        builder
          .table('in', numbers)
          .filter((_key, n) => n > 5, { name: 'kept' })
          .toStream()
          .to('out'),
      table: `
        in      a:9@3  a:2@4  b:1@5  a:-@6  a:7@2
        => out  a:9@3  a:-@4  b:-@5  a:-@6  a:7@2
      `,
    },
  ],
  filterNot: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', numbers)
          .filterNot((_key, n) => n > 5, { name: 'kept' })
          .toStream()
          .to('out'),
      table: `
        in      a:2@3  a:9@4  b:9@5  a:-@6  b:1@2
        => out  a:2@3  a:-@4  b:-@5  a:-@6  b:1@2
      `,
    },
  ],
  mapValues: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', numbers)
          .mapValues((n, key) => `${key}${n}`, { name: 'kept', value: string() })
          .toStream()
          .to('out'),
      table: `
        in      a:2@3   a:-@4  a:3@2   -:1@5
        => out  a:a2@3  a:-@4  a:a3@2
      `,
    },
  ],
  transformValues: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', text)
          .transformValues(() => ({ transform: (key, word) => word && `${key}${word}` }), { value: string() })
          .toStream()
          .to('out'),
      table: `
        in      a:x@3   a:-@4  b:y@2   -:z@5
        => out  a:ax@3  a:-@4  b:by@2
      `,
    },
  ],
  expire: [
    {
      define: builder => {
        const { live, expired } = builder.table('in', text).expire({ after: 10, name: 'kept' })
        live.toStream().to('live')
        expired.to('expired')
      },
      table: `
        in          a:x@0  b:y@5  a:z@9  b:-@6  c:w@19
        => live     a:x@0  b:y@5  a:z@9  b:-@6  a:-@19  c:w@19
        => expired                              a:z@19
      `,
    },
  ],
  join: [
    {
      config: uncached,
      define: builder =>
        builder.table('left', text).join(builder.table('right', text), pair).toStream().to('out', out),
      table: `
        left    a:1@3                   a:2@5             a:-@7         -:9@9
        right          a:x@9                     a:-@6           a:y@8         b:z@1
        => out         a:1+x@9          a:2+x@9  a:-@6
      `,
    },
    {
      config: uncached,
      define: builder =>
        builder
          .table('orders', text)
          .join(
            builder.table('people', text),
            who => who,
            (who = 'none', name = 'none') => `${who} is ${name}`,
          )
          .toStream()
          .to('out', out),
      table: `
        people                ann:Ann@9                        bob:Bob@1          ann:-@20
        orders  o1:ann@3                        o1:bob@4                  o2:-@5
        => out                o1:"ann is Ann"@9 o1:-@4         o1:"bob is Bob"@1
      `,
    },
  ],
  leftJoin: [
    {
      config: uncached,
      define: builder =>
        builder.table('left', text).leftJoin(builder.table('right', text), pair).toStream().to('out', out),
      table: `
        left    a:1@3                a:2@5               a:-@7         -:9@9
        right               a:x@9             a:-@6             a:y@8         b:z@1
        => out  a:1+none@3  a:1+x@9  a:2+x@9  a:2+none@6  a:-@7
      `,
    },
    {
      config: uncached,
      define: builder =>
        builder
          .table('orders', text)
          .leftJoin(
            builder.table('people', text),
            who => (who === 'none' ? null : who),
            (who = 'none', name = 'none') => `${who} is ${name}`,
          )
          .toStream()
          .to('out', out),
      table: `
        people                    ann:Ann@9
        orders  o1:ann@3                             o1:none@4            o1:-@5
        => out  o1:"ann is none"@3 o1:"ann is Ann"@9 o1:"none is none"@4  o1:-@5
      `,
    },
  ],
  outerJoin: [
    {
      config: uncached,
      define: builder =>
        builder.table('left', text).outerJoin(builder.table('right', text), pair).toStream().to('out', out),
      table: `
        left    a:1@3                a:-@7              -:9@9
        right               a:x@9             a:-@8            b:z@1
        => out  a:1+none@3  a:1+x@9  a:none+x@9  a:-@8  b:none+z@1
      `,
    },
    {
      config: uncached,
      define: builder =>
        builder
          .table('orders', text)
          .outerJoin(
            builder.table('people', text),
            who => who,
            (who = 'none', name = 'none') => `${who} is ${name}`,
          )
          .toStream()
          .selectKey(({ key, side }) => `${side} ${key}`)
          .to('out', text),
      table: `
        people  ann:Ann
        orders                            o1:ann
        => out  "right ann":"none is Ann" "right ann":- "left o1":"ann is Ann"
      `,
    },
  ],
  groupBy: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', text)
          .groupBy((key, town) => [town === 'none' ? null : town, key], text as never)
          .count()
          .toStream()
          .to('out', { key: string() as never }),
      table: `
        in      a:Rome@3   b:Rome@4  a:Oslo@5           b:none@6  a:-@7
        => out  Rome:1@3   Rome:2@4  Rome:1@5  Oslo:1@5 Rome:0@6  Oslo:0@7
      `,
    },
  ],
  suppress: [
    {
      define: builder => builder.table('in', text).suppress(untilTimeLimit(10)).toStream().to('out'),
      table: `
        in      a:x@0  a:y@5  b:z@9  a:-@9  c:w@10
        => out                              a:-@9
      `,
    },
    {
      define: builder =>
        builder
          .stream('in', text)
          .groupByKey()
          .windowedBy(tumbling(10, { grace: 5 }))
          .count()
          .suppress(untilWindowCloses())
          .toStream()
          .to('out'),
      table: `
        in      a:x@1  a:y@12  a:z@9  b:w@15         a:late@9  b:v@25
        => out                        a[0,10):2@9              a[10,20):1@12 b[10,20):1@15
      `,
    },
  ],
  toStream: [
    {
      config: uncached,
      define: builder => builder.table('in', text).toStream().to('out'),
      table: `
        in      a:x@3  a:-@4  -:y@5  b:-@6
        => out  a:x@3  a:-@4         b:-@6
      `,
    },
  ],
}

export const groupedTables: OperatorCases = {
  count: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', text)
          .groupBy((key, town) => [town, key], text)
          .count({ name: 'n' })
          .toStream()
          .to('out'),
      table: `
        in      a:Rome@3  b:Rome@9  a:-@4     b:Rome@5
        => out  Rome:1@3  Rome:2@9  Rome:1@9  Rome:1@9
      `,
    },
  ],
  reduce: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', numbers)
          .groupBy((_key, n) => ['all', n], numbers)
          .reduce(
            (sum, n) => sum + n,
            (sum, n) => sum - n,
          )
          .toStream()
          .to('out'),
      table: `
        in      a:5@3    b:3@9    a:6@4    b:-@5
        => out  all:5@3  all:8@9  all:9@9  all:6@9
      `,
    },
  ],
  aggregate: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', text)
          .groupBy((_key, word) => ['all', word], text)
          .aggregate(
            () => '',
            (_key, word, all) => all + word,
            (_key, word, all) => all.replace(word, ''),
            { value: string() },
          )
          .toStream()
          .to('out'),
      table: `
        in      a:x@3    b:y@9     a:z@4     a:-@5
        => out  all:x@3  all:xy@9  all:yz@9  all:y@9
      `,
    },
  ],
  topN: [
    {
      config: uncached,
      define: builder =>
        builder
          .table('in', numbers)
          .groupBy((key, n) => [key[0]!, n], numbers)
          .topN(2, (a, b) => b - a, { value: json() })
          .toStream()
          .mapValues(list => JSON.stringify(list))
          .to('out', { value: string() }),
      table: `
        in      x1:5@3       x2:3@4         x3:4@5         x4:1@6  x1:-@7         x2:9@8
        => out  x:"[5]"@3    x:"[5,3]"@4    x:"[5,4]"@5            x:"[4,3]"@7    x:"[9,4]"@8
      `,
    },
  ],
}
