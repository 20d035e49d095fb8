/**
 * Reads and writes messages by looking at their description field by field. Slow and obvious: the tests hold the generated
 * code against it. Nothing else uses it.
 */
import type { FieldSchema, MessageSchema } from './schema.ts'

export type Value = null | boolean | number | string | Uint8Array | Value[] | Struct
export interface Struct {
  [field: string]: Value | ReadonlyMap<number, Uint8Array> | undefined
}

/** A cut in the bytes, with the path of the field that could not be read. */
export class Cut extends Error {
  readonly path: string
  constructor(path: string) {
    super(path)
    this.path = path
  }
}

export function covers(range: string | undefined, version: number): boolean {
  const match = range === undefined ? null : /^(\d+)(\+)?(?:-(\d+))?$/.exec(range)
  if (match === null) return false
  const from = Number(match[1])
  return version >= from && version <= (match[2] === '+' ? 1e9 : Number(match[3] ?? from))
}

export class Interpreter {
  readonly message: MessageSchema
  readonly version: number
  readonly flexible: boolean

  constructor(message: MessageSchema, version: number, flexibleFrom: number | null) {
    this.message = message
    this.version = version
    this.flexible = flexibleFrom !== null && version >= flexibleFrom
  }

  fieldsOf(field: FieldSchema): readonly FieldSchema[] | undefined {
    return field.fields ?? this.message.structs?.[field.type.replace('[]', '')]
  }

  defaultOf(field: FieldSchema): Value {
    if (field.default !== undefined) return field.default
    if (field.type.startsWith('[]')) return []
    const fields = this.fieldsOf(field)
    if (fields !== undefined) return Object.fromEntries(fields.map(one => [one.name, this.defaultOf(one)]))
    if (field.type === 'records' && field.nullable !== undefined) return null
    if (field.type === 'bytes' || field.type === 'records') return new Uint8Array(0)
    return field.type === 'string'
      ? ''
      : field.type === 'uuid'
        ? 'A'.repeat(22)
        : field.type === 'bool'
          ? false
          : 0
  }

  isNullable(field: FieldSchema): boolean {
    return covers(field.nullable, this.version)
  }

  isTagged(field: FieldSchema): boolean {
    return field.tag !== undefined && covers(field.tagged, this.version)
  }

  write(value: Struct, fields = this.message.fields): Buffer {
    const here = fields.filter(field => covers(field.versions, this.version))
    const plain = here
      .filter(field => !this.isTagged(field))
      .map(field => this.#writeField(field, value[field.name] as Value))
    if (!this.flexible) return Buffer.concat(plain)
    const tags = new Map<number, Uint8Array>(
      value['unknownTags'] as ReadonlyMap<number, Uint8Array> | undefined,
    )
    for (const field of here.filter(one => this.isTagged(one))) {
      const bytes = this.#writeField(field, value[field.name] as Value)
      const fallback = this.#writeField(field, this.defaultOf(field))
      if (!bytes.equals(fallback)) tags.set(field.tag!, bytes)
    }
    const sorted = [...tags].sort((a, b) => a[0] - b[0])
    const tagged = sorted.flatMap(([tag, bytes]) => [uvarint(tag), uvarint(bytes.length), bytes])
    return Buffer.concat([...plain, uvarint(sorted.length), ...tagged])
  }

  #writeField(field: FieldSchema, value: Value): Buffer {
    if (!field.type.startsWith('[]')) return this.#writeOne(field, field.type, value)
    if (value === null) return this.flexible ? uvarint(0) : number('int32', -1)
    const elements = value as Value[]
    const count = this.flexible ? uvarint(elements.length + 1) : number('int32', elements.length)
    return Buffer.concat([
      count,
      ...elements.map(one => this.#writeOne(field, field.type.slice(2), one, true)),
    ])
  }

  #writeOne(field: FieldSchema, type: string, value: Value, isElement = false): Buffer {
    const fields = this.fieldsOf(field)
    if (fields !== undefined) {
      if (isElement || !this.isNullable(field)) return this.write(value as Struct, fields)
      if (value === null) return this.isTagged(field) ? uvarint(0) : number('int8', -1)
      return Buffer.concat([number('int8', 1), this.write(value as Struct, fields)])
    }
    const compact = this.flexible && field.flexible !== false
    if (type === 'string' || type === 'bytes' || type === 'records') {
      const width = type === 'string' ? 'int16' : 'int32'
      if (value === null) return compact ? uvarint(0) : number(width, -1)
      const bytes = typeof value === 'string' ? Buffer.from(value) : Buffer.from(value as Uint8Array)
      return Buffer.concat([compact ? uvarint(bytes.length + 1) : number(width, bytes.length), bytes])
    }
    if (type === 'uuid') return Buffer.from(value as string, 'base64url')
    return number(type, Number(value))
  }

  read(bytes: Buffer): Struct {
    return this.#readStruct(new Cursor(bytes), this.message.fields, '')
  }

  #readStruct(input: Cursor, fields: readonly FieldSchema[], path: string): Struct {
    const value: Struct = {}
    for (const field of fields) {
      const isHere = covers(field.versions, this.version) && !this.isTagged(field)
      value[field.name] = isHere ? this.#readField(input, field, path + field.name) : this.defaultOf(field)
    }
    if (!this.flexible) return value
    const unknown = new Map<number, Uint8Array>()
    input.path = `${path}unknownTags`
    for (let n = input.uvarint(); n > 0; n--) {
      const tag = input.uvarint()
      const body = input.take(input.uvarint())
      const field = fields.find(one => one.tag === tag && this.isTagged(one))
      if (field === undefined) unknown.set(tag, body)
      else value[field.name] = this.#readField(new Cursor(body), field, path + field.name)
      input.path = `${path}unknownTags`
    }
    if (unknown.size > 0) value['unknownTags'] = unknown
    return value
  }

  #readField(input: Cursor, field: FieldSchema, path: string): Value {
    input.path = path
    if (!field.type.startsWith('[]')) return this.#readOne(input, field, field.type, path)
    const count = this.flexible ? input.uvarint() - 1 : input.number('int32')
    if (count < 0) return null
    return Array.from({ length: count }, (_, i) =>
      this.#readOne(input, field, field.type.slice(2), `${path}[${i}]`, true),
    )
  }

  #readOne(input: Cursor, field: FieldSchema, type: string, path: string, isElement = false): Value {
    input.path = path
    const fields = this.fieldsOf(field)
    if (fields !== undefined) {
      if (!isElement && this.isNullable(field)) {
        const is = this.isTagged(field) ? input.uvarint() > 0 : input.number('int8') >= 0
        if (!is) return null
      }
      return this.#readStruct(input, fields, `${path}.`)
    }
    const compact = this.flexible && field.flexible !== false
    if (type === 'string' || type === 'bytes' || type === 'records') {
      const length = compact ? input.uvarint() - 1 : input.number(type === 'string' ? 'int16' : 'int32')
      if (length < 0) return null
      const bytes = input.take(length)
      return type === 'string' ? bytes.toString() : new Uint8Array(bytes)
    }
    if (type === 'uuid') return input.take(16).toString('base64url')
    return type === 'bool' ? input.number('int8') !== 0 : input.number(type)
  }
}

function uvarint(value: number): Buffer {
  const bytes: number[] = []
  let rest = value
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128)
  return Buffer.from([...bytes, rest])
}

const WIDTHS: Readonly<Record<string, number>> = {
  ...{ bool: 1, int8: 1, int16: 2, uint16: 2, int32: 4, uint32: 4, int64: 8, hash64: 8, float64: 8 },
}

function number(type: string, value: number): Buffer {
  const bytes = Buffer.alloc(WIDTHS[type]!)
  if (type === 'float64') bytes.writeDoubleBE(value)
  else if (type !== 'int64' && type !== 'hash64')
    bytes.writeUIntBE(value < 0 ? value + 256 ** bytes.length : value, 0, bytes.length)
  else if (value === 2 ** 63) bytes.writeBigInt64BE(2n ** 63n - 1n)
  else bytes.writeBigInt64BE(BigInt(value))
  return bytes
}

class Cursor {
  path = ''
  #at = 0
  readonly #bytes: Buffer
  constructor(bytes: Buffer) {
    this.#bytes = bytes
  }

  take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) throw new Cut(this.path)
    this.#at += length
    return this.#bytes.subarray(this.#at - length, this.#at)
  }

  number(type: string): number {
    const bytes = this.take(WIDTHS[type]!)
    if (type === 'float64') return bytes.readDoubleBE()
    if (type === 'hash64') return Number(BigInt.asUintN(53, bytes.readBigInt64BE()))
    if (type === 'int64') {
      const value = bytes.readBigInt64BE()
      return value === 2n ** 63n - 1n ? 2 ** 63 : Number(value)
    }
    return type.startsWith('u') ? bytes.readUIntBE(0, bytes.length) : bytes.readIntBE(0, bytes.length)
  }

  uvarint(): number {
    let value = 0
    for (let scale = 1; ; scale *= 128) {
      const byte = this.take(1)[0]!
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
  }
}
