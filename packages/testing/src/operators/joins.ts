/** Marble tables of `KStream`'s joins and of `distinct`. */
import { integer, joinWindows, string, versioned } from '@moldau/streams'
import { numbers, type OperatorCases, text, uncached } from './operator-case.ts'

const pair = (left = 'none', right = 'none'): string => `${left}+${right}`
const within = joinWindows(10, { grace: 5 })
const out = { value: string() }

export const joins: OperatorCases = {
  join: [
    {
      // Without a key or a value there is nothing to join. A record beyond grace is met by none that comes later, but meets those that are kept.
      define: builder =>
        builder
          .stream('left', text)
          .join(builder.stream('right', text), pair, within, { otherValue: string() })
          .to('out', out),
      table: `
        left    a:1@0          -:2@0         a:3@20             a:-@20
        right          a:x@10         -:y@0           a:z@12             a:w@31
        => out         a:1+x@10              a:3+x@20  a:3+z@20
      `,
    },
    {
      define: builder =>
        builder
          .stream('left', text)
          .join(builder.stream('right', text), pair, joinWindows(0, { before: 0, after: 5 }), {
            otherValue: string(),
          })
          .to('out', out),
      table: `
        left    a:1@10
        right           a:w@9  a:x@10    a:y@15    a:z@16
        => out                 a:1+x@10  a:1+y@15
      `,
    },
    {
      define: builder => builder.stream('left', text).join(builder.table('names', text), pair).to('out', out),
      table: `
        names          a:Ann@9          a:-@1
        left    a:1@3           a:2@4          a:3@5  -:4@6  a:-@7
        => out                  a:2+Ann@4
      `,
    },
    {
      // Of a versioned table the value as of the record's time.
      define: builder => {
        const names = builder.table('names', { ...text, name: 'names', store: versioned(100) })
        builder.stream('left', text).join(names, pair).to('out', out)
      },
      table: `
        names   a:Ann@5  a:Anna@10
        left                        a:1@4  a:2@9      a:3@10
        => out                             a:2+Ann@9  a:3+Anna@10
      `,
    },
    {
      define: builder => {
        const places = builder.globalTable('places', text)
        builder
          .stream('left', text)
          .join(
            places,
            (_who, where) => where,
            (where, place, who) => `${who} ${where} ${place}`,
          )
          .to('out', out)
      },
      table: `
        places  p:park@9
        left              a:p@1               a:q@2  -:p@3                  a:-@4
        => out            a:"a p park"@1             -:"null p park"@3
      `,
    },
  ],
  leftJoin: [
    {
      define: builder =>
        builder
          .stream('left', text)
          .leftJoin(builder.stream('right', text), pair, within, { otherValue: string() })
          .to('out', out),
      table: `
        left    a:1@0                  -:2@0       b:3@1                  b:4@30
        right          a:x@10                             -:y@0                    c:z@60
        => out         a:1+x@10        -:2+none@0         b:3+none@1      b:4+none@30
      `,
    },
    {
      define: builder =>
        builder.stream('left', text).leftJoin(builder.table('names', text), pair).to('out', out),
      table: `
        names                a:Ann@9            a:-@1
        left    a:1@3                a:2@4             a:3@5       -:4@6       a:-@7
        => out  a:1+none@3           a:2+Ann@4         a:3+none@5  -:4+none@6
      `,
    },
    {
      define: builder => {
        const places = builder.globalTable('places', text)
        builder
          .stream('left', text)
          .leftJoin(
            places,
            (_who, where) => (where === 'x' ? null : where),
            (where, place = 'none') => `${where} ${place}`,
          )
          .to('out', out)
      },
      table: `
        places  p:park@9
        left              a:p@1         a:q@2         a:x@3         -:p@4         a:-@5
        => out            a:"p park"@1  a:"q none"@2  a:"x none"@3  -:"p park"@4
      `,
    },
  ],
  outerJoin: [
    {
      define: builder =>
        builder
          .stream('left', text)
          .outerJoin(builder.stream('right', text), pair, within, { otherValue: string() })
          .to('out', out),
      table: `
        left    a:1@0                  -:2@0       b:3@1                            b:4@30
        right          a:x@10                             -:y@0       c:v@2
        => out         a:1+x@10        -:2+none@0         -:none+y@0                b:3+none@1 c:none+v@2
      `,
    },
  ],
  asOfJoin: [
    {
      define: builder =>
        builder
          .stream('trades', text)
          .asOfJoin(builder.stream('quotes', text), pair, { within: 10 })
          .to('out', out),
      table: `
        quotes         a:7@5  a:8@5                       a:0@3
        trades  a:v@4                a:w@5    a:x@15             a:y@4    a:z@16  -:n@5  a:-@5
        => out                       a:w+8@5  a:x+8@15           a:y+0@4
      `,
    },
    {
      define: builder => {
        const quotes = builder.table('quotes', { ...text, name: 'q', store: versioned(100) })
        builder.stream('trades', text).asOfJoin(quotes, pair, { within: 10 }).to('out', out)
      },
      table: `
        quotes  a:7@5  a:-@8  a:9@10
        trades                        a:v@4  a:w@5    a:x@9  a:y@20    a:z@21
        => out                               a:w+7@5         a:y+9@20
      `,
    },
  ],
  leftAsOfJoin: [
    {
      define: builder =>
        builder
          .stream('trades', text)
          .leftAsOfJoin(builder.stream('quotes', text), pair, { within: 10 })
          .to('out', out),
      table: `
        quotes              a:7@5
        trades  a:v@4              a:x@15    a:z@16       -:n@5       a:-@5
        => out  a:v+none@4         a:x+7@15  a:z+none@16  -:n+none@5
      `,
    },
    {
      define: builder => {
        const quotes = builder.table('quotes', { ...text, name: 'q', store: versioned(100) })
        builder.stream('trades', text).leftAsOfJoin(quotes, pair, { within: 10 }).to('out', out)
      },
      table: `
        quotes  a:7@5  a:-@8
        trades                a:v@4       a:w@5    a:x@9
        => out                a:v+none@4  a:w+7@5  a:x+none@9
      `,
    },
  ],
  intervalJoin: [
    {
      define: builder =>
        builder
          .stream('orders', text)
          .intervalJoin(builder.stream('paid', text), pair, { before: 1, after: 10, grace: 20 })
          .to('out', out),
      table: `
        orders  a:tea@5                                  b:-@5
        paid             a:3@3  a:4@4      a:15@15              a:16@16  -:5@5
        => out                  a:tea+4@5  a:tea+15@15
      `,
    },
  ],
  distinct: [
    {
      define: builder =>
        builder
          .stream('in', numbers)
          .distinct({ within: 10, by: n => n })
          .to('out'),
      table: `
        in      a:1@0  a:1@10  a:2@10  b:1@11  a:1@11  -:1@11  -:1@11  a:-@12  a:9@0
        => out  a:1@0          a:2@10  b:1@11  a:1@11  -:1@11  -:1@11  a:-@12
      `,
    },
    {
      config: uncached,
      define: builder =>
        builder
          .stream('in', numbers)
          .distinct({ within: 5, grace: 0 })
          .mapValues(n => n)
          .to('out', { value: integer() }),
      table: `
        in      a:1@0  a:2@5  a:3@6  a:4@5  b:5@6
        => out  a:1@0         a:3@6         b:5@6
      `,
    },
  ],
}
