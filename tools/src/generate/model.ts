/**
 * Turns message descriptions (packages/protocol/schema) into what the emitters need: version ranges as numbers, every struct
 * with a name that is unique in the package, and the condition under which a field is on the wire.
 *
 *  1. A struct keeps its Kafka name unless two messages use the name for different things; then the message's name goes first.
 *  2. Conditions are left out when they hold for every version spoken.
 */
import type { ApiSchema, DataSchema, FieldSchema, MessageSchema } from './schema.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

export interface Field {
  readonly schema: FieldSchema
  readonly name: string
  /** Versions in which the field is on the wire, within those spoken. */
  readonly versions: Range
  readonly nullable: Range | undefined
  readonly tag: number | undefined
  readonly tagged: Range | undefined
  readonly isArray: boolean
  /** The element type of an array, else the type: a primitive or a struct's unique name. */
  readonly type: string
  readonly struct: Struct | undefined
}

export interface Struct {
  readonly name: string
  readonly fields: readonly Field[]
  readonly isMessage: boolean
  readonly about: string
}

export interface Message {
  readonly name: string
  readonly versions: Range
  readonly flexibleFrom: number
  /** Structs before those that contain them; the message itself is last. */
  readonly structs: readonly Struct[]
  readonly root: Struct
}

export interface Api {
  readonly schema: ApiSchema
  readonly request: Message
  readonly response: Message
}

export interface Data {
  readonly schema: DataSchema
  readonly message: Message
}

export interface Model {
  readonly apis: readonly Api[]
  readonly data: readonly Data[]
}

const ALWAYS = Number.POSITIVE_INFINITY

/** '3-12', '9+', '4' or 'none' within the versions spoken. Undefined when no version is left. */
export function parseRange(text: string, within: Range = { from: 0, to: ALWAYS }): Range | undefined {
  if (text === 'none') return undefined
  const match = /^(\d+)(?:(\+)|-(\d+))?$/.exec(text)
  if (match === null) throw new Error(`'${text}' is no version range: write '3-12', '9+' or '4'`)
  const from = Number(match[1])
  const to = match[2] !== undefined ? ALWAYS : match[3] !== undefined ? Number(match[3]) : from
  const clipped = { from: Math.max(from, within.from), to: Math.min(to, within.to) }
  return clipped.from > clipped.to ? undefined : clipped
}

/** The condition on `v` under which it lies in `range`; '' when it always does. */
export function condition(range: Range, within: Range): string {
  const parts: string[] = []
  if (range.from > within.from) parts.push(`v >= ${range.from}`)
  if (range.to < within.to) parts.push(`v <= ${range.to}`)
  return parts.join(' && ')
}

/** How often each struct name occurs in all messages: a name used twice gets its message's name in front. */
function countStructNames(messages: readonly { name: string; schema: MessageSchema }[]): Map<string, number> {
  const count = new Map<string, number>()
  const add = (name: string): void => void count.set(name, (count.get(name) ?? 0) + 1)
  const walk = (fields: readonly FieldSchema[]): void => {
    for (const field of fields) {
      if (field.fields === undefined) continue
      add(field.type.replace('[]', ''))
      walk(field.fields)
    }
  }
  for (const { name, schema } of messages) {
    add(name)
    walk(schema.fields)
    for (const [struct, fields] of Object.entries(schema.structs ?? {})) {
      add(struct)
      walk(fields)
    }
  }
  return count
}

const PRIMITIVES = new Set([
  ...[
    'bool',
    'int8',
    'int16',
    'uint16',
    'int32',
    'uint32',
    'int64',
    'hash64',
    'float64',
    'string',
    'uuid',
    'bytes',
    'records',
  ],
])

/** Names that the generated functions use for themselves. */
const TAKEN = new Set([
  'r',
  'w',
  'v',
  'm',
  'at',
  'i',
  'n',
  'end',
  'flex',
  'tag',
  'unknownTags',
  'fields',
  'given',
])

class MessageBuilder {
  readonly #name: string
  readonly #schema: MessageSchema
  readonly #versions: Range
  readonly #count: ReadonlyMap<string, number>
  readonly #structs = new Map<string, Struct>()

  constructor(name: string, schema: MessageSchema, versions: Range, count: ReadonlyMap<string, number>) {
    this.#name = name
    this.#schema = schema
    this.#versions = versions
    this.#count = count
  }

  build(flexibleFrom: number | null, about: string): Message {
    const root: Struct = {
      name: this.#name,
      fields: this.#fields(this.#schema.fields),
      isMessage: true,
      about,
    }
    this.#structs.set(this.#name, root)
    return {
      name: this.#name,
      versions: this.#versions,
      flexibleFrom: flexibleFrom ?? ALWAYS,
      structs: [...this.#structs.values()],
      root,
    }
  }

  #fields(schemas: readonly FieldSchema[]): Field[] {
    const fields: Field[] = []
    for (const schema of schemas) {
      const versions = parseRange(schema.versions, this.#versions)
      if (versions === undefined) continue
      const where = `${this.#name}.${schema.name}`
      if (TAKEN.has(schema.name)) throw new Error(`${where}: the generated code uses this name for itself`)
      const isArray = schema.type.startsWith('[]')
      const type = isArray ? schema.type.slice(2) : schema.type
      const struct = PRIMITIVES.has(type) ? undefined : this.#struct(type, schema)
      const tagged =
        schema.tag === undefined ? undefined : parseRange(schema.tagged ?? schema.versions, versions)
      const nullable = schema.nullable === undefined ? undefined : parseRange(schema.nullable, versions)
      if (tagged !== undefined && nullable !== undefined && schema.default !== null)
        throw new Error(`${where}: a nullable tagged field must be null by default`)
      fields.push({
        ...{ schema, name: schema.name, versions, nullable, tag: schema.tag, tagged, isArray, struct },
        type: struct === undefined ? type : struct.name,
      })
    }
    return fields
  }

  #struct(kafkaName: string, field: FieldSchema): Struct {
    const name = (this.#count.get(kafkaName) ?? 0) > 1 ? `${this.#name}${kafkaName}` : kafkaName
    const known = this.#structs.get(name)
    if (known !== undefined) {
      if (field.fields === undefined) return known
      throw new Error(`${this.#name} describes ${kafkaName} twice: give the second one a name of its own`)
    }
    const schemas = field.fields ?? this.#schema.structs?.[kafkaName]
    if (schemas === undefined)
      throw new Error(`${this.#name}.${field.name}: no struct ${kafkaName} is described`)
    const struct = {
      name,
      fields: this.#fields(schemas),
      isMessage: false,
      about: `One ${kafkaName} of ${this.#name}.`,
    }
    this.#structs.set(name, struct)
    return struct
  }
}

/** Resolves all descriptions together, since struct names must be unique across them. */
export function resolve(apis: readonly ApiSchema[], data: readonly DataSchema[]): Model {
  const messages = [
    ...apis.flatMap(api => [
      { name: `${api.name}Request`, schema: api.request },
      { name: `${api.name}Response`, schema: api.response },
    ]),
    ...data.map(schema => ({ name: schema.name, schema })),
  ]
  const count = countStructNames(messages)
  const message = (
    name: string,
    schema: MessageSchema,
    versions: string,
    flexibleFrom: number | null,
    about: string,
  ) => {
    const spoken = parseRange(versions)
    if (spoken === undefined || spoken.to === ALWAYS)
      throw new Error(`${name}: versions must be a closed range`)
    return new MessageBuilder(name, schema, spoken, count).build(flexibleFrom, about)
  }
  return {
    apis: apis.map(schema => {
      const { name, versions, flexibleFrom } = schema
      return {
        schema,
        request: message(`${name}Request`, schema.request, versions, flexibleFrom, `The ${name} request.`),
        response: message(
          `${name}Response`,
          schema.response,
          versions,
          flexibleFrom,
          `The ${name} response.`,
        ),
      }
    }),
    data: data.map(schema => ({
      schema,
      message: message(schema.name, schema, schema.versions, schema.flexibleFrom, schema.about),
    })),
  }
}
