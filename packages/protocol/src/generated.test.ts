/**
 * The generated codec against the slow interpreter of the descriptions, for every message, version and direction: same
 * bytes, same values, and at every cut the same field path.
 */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { generate } from '../../../tools/src/generate/files.ts'
import { Cut, covers, Interpreter, type Struct, type Value } from '../schema/form/interpreter.ts'
import type { FieldSchema, MessageSchema } from '../schema/form/schema.ts'
import { apiSchemas, dataSchemas } from '../schema/index.ts'
import { apis, DecodeError, EncodeError, Reader, storedRecords, Writer } from './index.ts'

interface Codec {
  readonly name: string
  readonly schema: MessageSchema
  readonly versions: readonly number[]
  readonly flexibleFrom: number | null
  encode(writer: Writer, version: number, value: unknown): void
  decode(reader: Reader, version: number): unknown
}

function versionsOf(range: string): number[] {
  const [from, to = from] = range.split('-').map(Number)
  return Array.from({ length: to! - from! + 1 }, (_, i) => from! + i)
}

const codecs: Codec[] = [
  ...apiSchemas.flatMap(schema => {
    const api = apis.get(schema.key)!
    const shared = { versions: versionsOf(schema.versions), flexibleFrom: schema.flexibleFrom }
    return [
      {
        ...{ ...shared, name: `${schema.name}Request`, schema: schema.request },
        ...{ encode: api.encodeRequest, decode: api.decodeRequest },
      },
      {
        ...{ ...shared, name: `${schema.name}Response`, schema: schema.response },
        ...{ encode: api.encodeResponse, decode: api.decodeResponse },
      },
    ]
  }),
  ...dataSchemas.map(schema => {
    const { encode, decode } = storedRecords.get(schema.name)!
    const { name, flexibleFrom } = schema
    return { name, schema, versions: versionsOf(schema.versions), flexibleFrom, encode, decode }
  }),
]

const int64 = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(0, -1, 2 ** 63, -(2 ** 63), Number.MIN_SAFE_INTEGER),
)
const bytes = fc.uint8Array({ maxLength: 20 })
const PRIMITIVES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  bool: fc.boolean(),
  int8: fc.integer({ min: -128, max: 127 }),
  int16: fc.integer({ min: -32768, max: 32767 }),
  uint16: fc.integer({ min: 0, max: 65535 }),
  int32: fc.integer(),
  uint32: fc.integer({ min: 0, max: 4294967295 }),
  int64,
  hash64: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
  float64: fc.double({ noNaN: true }),
  string: fc.oneof(fc.string({ unit: 'binary', maxLength: 10 }), fc.constantFrom('__proto__', '\ufeffmark')),
  uuid: fc.uint8Array({ minLength: 16, maxLength: 16 }).map(one => Buffer.from(one).toString('base64url')),
  bytes,
  records: bytes,
}

/** Any value that this version can carry; fields that it lacks have their defaults. */
function structOf(interpreter: Interpreter, fields: readonly FieldSchema[]): fc.Arbitrary<Struct> {
  const parts: Record<string, fc.Arbitrary<Value>> = {}
  for (const field of fields) {
    const { name, type, versions } = field
    if (!covers(versions, interpreter.version)) {
      parts[name] = fc.constant(interpreter.defaultOf(field))
      continue
    }
    const inner = interpreter.fieldsOf(field)
    const one = inner === undefined ? PRIMITIVES[type.replace('[]', '')]! : structOf(interpreter, inner)
    const many = type.startsWith('[]') ? fc.array(one, { maxLength: 3 }) : one
    const orNull = interpreter.isNullable(field) ? fc.option(many, { freq: 3 }) : many
    parts[name] = interpreter.isTagged(field)
      ? fc.oneof(orNull, fc.constant(interpreter.defaultOf(field)))
      : orNull
  }
  const struct = fc.record(parts) as fc.Arbitrary<Struct>
  if (!interpreter.flexible) return struct
  const tags = fc.dictionary(fc.integer({ min: 90, max: 5_000_000 }).map(String), bytes, {
    minKeys: 1,
    maxKeys: 2,
  })
  return fc.tuple(struct, fc.option(tags, { freq: 1 })).map(([value, unknown]) => {
    if (unknown === null) return value
    return { ...value, unknownTags: new Map(Object.entries(unknown).map(([tag, one]) => [Number(tag), one])) }
  })
}

function encoded(codec: Codec, version: number, value: unknown): Uint8Array {
  const writer = new Writer(16)
  codec.encode(writer, version, value)
  return writer.toBytes()
}

describe.each(codecs)('$name', codec => {
  test.each(codec.versions)(
    'version %i goes round, and reads and writes as the interpreter does',
    version => {
      const interpreter = new Interpreter(codec.schema, version, codec.flexibleFrom)
      fc.assert(
        fc.property(structOf(interpreter, codec.schema.fields), value => {
          const out = encoded(codec, version, value)
          expect(Buffer.from(out)).toEqual(interpreter.write(value))
          const back = codec.decode(new Reader(out), version)
          expect(back).toEqual(value)
          expect(interpreter.read(Buffer.from(out))).toEqual(value)
          expect(encoded(codec, version, back)).toEqual(out)
        }),
        { numRuns: 6 },
      )
    },
  )

  test.each(codec.versions)('version %i cut at any byte names the field', version => {
    const interpreter = new Interpreter(codec.schema, version, codec.flexibleFrom)
    const arbitrary = structOf(interpreter, codec.schema.fields)
    const names = fieldNames(codec)
    for (const value of fc.sample(arbitrary, { numRuns: 2, seed: 7 })) {
      const out = encoded(codec, version, value)
      for (let cut = 0; cut < out.length; cut++) {
        const error = caught(() => codec.decode(new Reader(out.slice(0, cut)), version))
        if (!(error instanceof DecodeError))
          throw new Error(`cut at ${cut} of ${out.length}: ${String(error)}`)
        const { messageName, offset, path, version: named } = error
        const isNamed = messageName === codec.name && named === version && offset <= cut
        if (!isNamed || !names.has(path.replace(/\[\d+\]/g, ''))) throw error
        const slow = caught(() => interpreter.read(Buffer.from(out.slice(0, cut))))
        // A count that promises more than is left is refused at once, before its elements are tried.
        if (slow instanceof Cut && !slow.path.startsWith(path))
          throw new Error(`${path}, but really ${slow.path}`)
      }
    }
  })
})

function caught(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

/** Every field path of a message, without indexes. */
function fieldNames(codec: Codec): Set<string> {
  const names = new Set<string>(['unknownTags'])
  const interpreter = new Interpreter(codec.schema, codec.versions[0]!, codec.flexibleFrom)
  const walk = (fields: readonly FieldSchema[], prefix: string): void => {
    for (const field of fields) {
      names.add(prefix + field.name)
      const inner = interpreter.fieldsOf(field)
      if (inner === undefined) continue
      names.add(`${prefix}${field.name}.unknownTags`)
      walk(inner, `${prefix}${field.name}.`)
    }
  }
  walk(codec.schema.fields, '')
  return names
}

describe('values that a version cannot carry', () => {
  const produce = apis.get(0)!
  test('null where the version has none is refused with its path', () => {
    const request = produce.request({ topicData: [{ partitionData: [{}] }] }) as {
      topicData: { name: unknown }[]
    }
    request.topicData[0]!.name = null
    const error = caught(() => produce.encodeRequest(new Writer(), 9, request))
    expect(error).toBeInstanceOf(EncodeError)
    expect(error).toMatchObject({ path: 'topicData[0].name', messageName: 'ProduceRequest', version: 9 })
  })

  test.each([1.5, 2 ** 31, -(2 ** 31) - 1, Number.NaN])('%d is no int32', timeoutMs => {
    expect(() => produce.encodeRequest(new Writer(), 9, produce.request({ timeoutMs } as object))).toThrow(
      EncodeError,
    )
  })

  test.each([2 ** 53, -(2 ** 53), 0.5, 2 ** 64, Number.POSITIVE_INFINITY])('%d is no int64', value => {
    expect(() => new Writer().int64(value)).toThrow('no int64')
  })

  test('an int64 beyond what a number holds is refused when read', () => {
    const input = new Uint8Array(8)
    new DataView(input.buffer).setBigInt64(0, 2n ** 53n)
    expect(() => new Reader(input).int64()).toThrow('beyond 2^53-1')
    new DataView(input.buffer).setBigInt64(0, -(2n ** 53n))
    expect(() => new Reader(input).int64()).toThrow('beyond 2^53-1')
  })

  test('a count larger than the bytes left is refused before anything is kept for it', () => {
    const input = new Uint8Array([0xff, 0xff, 0, 1, 0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff])
    const error = caught(() => produce.decodeRequest(new Reader(input), 3))
    expect(error).toMatchObject({ path: 'topicData', code: 'DECODE_FAILED' })
  })
})

test('the committed output is what the descriptions say: run npm run generate', async () => {
  const { readFile, readdir } = await import('node:fs/promises')
  const folder = new URL('./generated/', import.meta.url)
  const wanted = generate(apiSchemas, dataSchemas)
  const found = (await readdir(folder, { recursive: true })).filter(name => name.endsWith('.ts'))
  expect(found.sort()).toEqual([...wanted.keys()].sort())
  for (const [path, text] of wanted) expect(await readFile(new URL(path, folder), 'utf8'), path).toBe(text)
})
