import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import {
  bigLong,
  boolean,
  bytes,
  canonicalJson,
  double,
  float,
  integer,
  json,
  long,
  type Serde,
  sessionWindowed,
  short,
  string,
  timeWindowed,
  uuid,
} from './index.ts'
import { isUtf8 } from './utf8.ts'

const hex = (b: Uint8Array | null): string | null => (b === null ? null : Buffer.from(b).toString('hex'))

describe('bytes are those of Kafka', () => {
  const check = <T>(name: string, serde: Serde<T>, value: T, expected: string): void => {
    test(name, () => {
      expect(hex(serde.serialize('t', value))).toBe(expected)
      expect(serde.deserialize('t', Uint8Array.from(Buffer.from(expected, 'hex')))).toEqual(value)
    })
  }
  check('string', string(), 'häß€😀', '68c3a4c39fe282acf09f9880')
  check('long', long(), -2, 'fffffffffffffffe')
  check('long beyond 32 bits', long(), 2 ** 40 + 5, '0000010000000005')
  check('bigLong', bigLong(), -(2n ** 63n), '8000000000000000')
  check('integer', integer(), -70_000, 'fffeee90')
  check('short', short(), -2, 'fffe')
  check('double', double(), 1.5, '3ff8000000000000')
  check('float', float(), -0.5, 'bf000000')
  check('boolean', boolean(), true, '01')
  check('bytes', bytes(), Uint8Array.of(0, 255), '00ff')
  check(
    'uuid',
    uuid(),
    '00000000-0000-0000-0000-00000000000a',
    hex(Buffer.from('00000000-0000-0000-0000-00000000000a'))!,
  )
  check('time window', timeWindowed(string(), 10), { key: 'a', start: 5, end: 15 }, '610000000000000005')
  check(
    'session',
    sessionWindowed(string()),
    { key: 'a', start: 5, end: 5 },
    '6100000000000000050000000000000005',
  )
  test('a window that cannot be is refused, as in Kafka, and so is one whose times no number holds', () => {
    const sessions = sessionWindowed(string())
    const wrong: [Serde<unknown>, string, RegExp][] = [
      [timeWindowed(string(), 10), '61ffffffffffffffff', /cannot start at -1/],
      [timeWindowed(string(), 10), '610020000000000000', /cannot start at 9007199254740992/],
      [sessions, '6100000000000000040000000000000005', /cannot be from 5 to 4/],
      [sessions, '610000000000000004ffffffffffffffff', /cannot be from -1 to 4/],
      [sessions, '6100200000000000000000000000000004', /cannot be from 4 to 9007199254740992/],
    ]
    for (const [serde, bytes, message] of wrong)
      expect(() => serde.deserialize('t', new Uint8Array(Buffer.from(bytes, 'hex')))).toThrow(message)
  })
  test('null is null in every encoding', () => {
    for (const serde of [string(), long(), json(), bytes()]) {
      expect(serde.serialize('t', null)).toBeNull()
      expect(serde.deserialize('t', null)).toBeNull()
    }
  })
})

describe('laws of lazy serdes', () => {
  const lazy: [string, Serde<unknown>][] = [
    ['string', string()],
    ['long', long()],
    ['bigLong', bigLong()],
    ['integer', integer()],
    ['short', short()],
    ['double', double()],
    ['float', float()],
    ['boolean', boolean()],
    ['bytes', bytes()],
    ['timeWindowed', timeWindowed(string(), 10)],
  ]
  test.for(lazy)('%s gives back every bytes that it accepts (1)', ([, serde]) => {
    expect(serde.lazy).toBe(true)
    const any = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.uint8Array({ minLength: 8, maxLength: 8 }),
      fc.string({ unit: 'grapheme', maxLength: 40 }).map(s => new Uint8Array(Buffer.from(s))),
    )
    fc.assert(
      fc.property(any, fc.nat(3), (data, offset) => {
        const at = new Uint8Array(data.length + offset + 2)
        at.set(data, offset)
        if (!serde.accepts(at, offset, offset + data.length)) return
        const value = serde.decode(at, offset, offset + data.length)
        expect(hex(serde.serialize('t', value))).toBe(hex(data))
      }),
      { numRuns: 500 },
    )
  })

  test('string accepts exactly well-formed UTF-8', () => {
    const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
    const part = fc.oneof(
      fc.uint8Array({ maxLength: 5 }),
      fc.constantFrom(0x80, 0xc0, 0xe0, 0xed, 0xa0, 0xf0, 0xf4, 0x90, 0xbf, 0x41).map(b => Uint8Array.of(b)),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), parts => {
        const data = new Uint8Array(Buffer.concat(parts))
        let valid = true
        try {
          strict.decode(data)
        } catch {
          valid = false
        }
        expect(isUtf8(data, 0, data.length)).toBe(valid)
      }),
      { numRuns: 3000 },
    )
  })

  test('text is read as TextDecoder reads it, at every length', () => {
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
    for (let length = 0; length < 40; length++) {
      const ascii = Uint8Array.from({ length }, (_, i) => 33 + ((i * 7) % 90))
      expect(string().decode(ascii, 0, length)).toBe(decoder.decode(ascii))
      const mixed = new Uint8Array(Buffer.from('é'.repeat(length)))
      expect(string().decode(mixed, 0, mixed.length)).toBe(decoder.decode(mixed))
    }
    expect(string().decode(Uint8Array.of(0x61, 0xff, 0x62), 0, 3)).toBe('a\ufffdb')
  })
})

describe('what cannot be written or read is refused', () => {
  test.for<[string, () => unknown]>([
    ['a long beyond 2^53-1', () => long().serialize('t', 2 ** 53)],
    ['a fraction as long', () => long().serialize('t', 1.5)],
    ['a number as string', () => string().serialize('t', 1 as never)],
    ['a short out of range', () => short().serialize('t', 40_000)],
    ['4 bytes as long', () => long().decode(new Uint8Array(4), 0, 4)],
    ['2^60 as long', () => long().decode(Uint8Array.of(16, 0, 0, 0, 0, 0, 0, 0), 0, 8)],
    ['a function as JSON', () => json().serialize('t', (() => 1) as never)],
  ])('%s', ([, run]) => {
    expect(run).toThrow()
  })
})

describe('json', () => {
  test('is canonical: members sorted by UTF-16 unit at every depth', () => {
    expect(canonicalJson({ b: 1, a: { d: [{ z: 1, y: 2 }], c: null } })).toBe(
      '{"a":{"c":null,"d":[{"y":2,"z":1}]},"b":1}',
    )
    expect(canonicalJson({ 2: 'x', 10: 'y', '😀': 1, '～': 2 })).toBe('{"10":"y","2":"x","😀":1,"～":2}')
    expect(canonicalJson({ b: undefined, a: 1 })).toBe('{"a":1}')
  })

  test('equal values have equal text, whatever the order of their members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), object => {
        const reversed = Object.fromEntries(Object.entries(object).reverse())
        expect(canonicalJson(reversed)).toBe(canonicalJson(object))
        expect(JSON.parse(canonicalJson(object))).toEqual(JSON.parse(JSON.stringify(object)))
      }),
    )
  })

  test('is validated by its schema on read', () => {
    const serde = json(z.object({ n: z.number() }))
    expect(serde.deserialize('t', new Uint8Array(Buffer.from('{"n":1}')))).toEqual({ n: 1 })
    expect(() => serde.deserialize('t', new Uint8Array(Buffer.from('{"n":"1"}')))).toThrow()
  })
})
