/** Writes the interfaces and the functions that make whole messages out of partial ones. */
import type { Field, Message, Struct } from './model.ts'

const NUMBERS = new Set(['int8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'hash64', 'float64'])

function elementType(field: Field): string {
  if (field.struct !== undefined) return field.type
  if (NUMBERS.has(field.type)) return 'number'
  if (field.type === 'bool') return 'boolean'
  if (field.type === 'string' || field.type === 'uuid') return 'string'
  return 'Uint8Array'
}

/** The TypeScript type of a field. */
export function fieldType(field: Field): string {
  const type = elementType(field) + (field.isArray ? '[]' : '')
  return field.nullable === undefined ? type : `${type} | null`
}

/** The default of a field as an expression. */
export function defaultOf(field: Field): string {
  const given = field.schema.default
  if (given === null) return 'null'
  if (field.isArray) return '[]'
  if (field.struct !== undefined) return `${maker(field.struct)}()`
  if (field.type === 'string') return quote(String(given ?? ''))
  if (field.type === 'uuid') return 'ZERO_UUID'
  if (field.type === 'bool') return String(given ?? false)
  if (field.type === 'records' && field.nullable !== undefined) return 'null'
  if (field.type === 'bytes' || field.type === 'records') return 'NO_BYTES'
  return String(given ?? 0)
}

export function quote(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
}

/** The name of the function that makes a struct: `produceRequest` for a message, `makeTopicProduceData` inside one. */
export function maker(struct: Struct): string {
  return struct.isMessage ? struct.name[0]!.toLowerCase() + struct.name.slice(1) : `make${struct.name}`
}

function versionsText(field: Field, message: Message): string {
  const { from, to } = field.versions
  const notes: string[] = []
  if (from > message.versions.from || to < message.versions.to)
    notes.push(
      to >= message.versions.to
        ? `from version ${from}`
        : from === to
          ? `version ${from}`
          : `versions ${from} to ${to}`,
    )
  if (field.nullable !== undefined && field.nullable.from > from)
    notes.push(`null from version ${field.nullable.from}`)
  if (field.tag !== undefined) notes.push(`tag ${field.tag}`)
  const fallback = defaultOf(field)
  if (!['0', "''", '[]', 'false', 'NO_BYTES', 'ZERO_UUID'].includes(fallback) && !fallback.endsWith('()'))
    notes.push(`default ${fallback}`)
  return notes.length === 0 ? '' : ` (${notes.join('; ')})`
}

export function emitInterface(struct: Struct, message: Message): string {
  const fields = struct.fields.map(field => {
    const about = field.schema.about.replace(/\.$/, '')
    return `  /** ${about}${versionsText(field, message)}. */\n  ${field.name}: ${fieldType(field)}\n`
  })
  const tags = Number.isFinite(message.flexibleFrom) ? '  unknownTags?: UnknownTags\n' : ''
  return `/** ${struct.about} */\nexport interface ${struct.name} {\n${fields.join('')}${tags}}\n`
}

export function emitMaker(struct: Struct, message: Message): string {
  const name = maker(struct)
  const lines = struct.fields.map(field => {
    const given = `given.${field.name}`
    const fallback = defaultOf(field)
    if (field.struct === undefined)
      return field.isArray
        ? `    ${field.name}: ${given} === undefined ? ${fallback} : ${copied(field, given)},\n`
        : `    ${field.name}: ${given} === undefined ? ${fallback} : ${given},\n`
    const make = maker(field.struct)
    const made = field.isArray ? `${given}.map(e => ${make}(e))` : `${make}(${given})`
    const whole = field.nullable === undefined ? made : `${given} === null ? null : ${made}`
    return `    ${field.name}: ${given} === undefined ? ${fallback} : ${whole},\n`
  })
  const tags = Number.isFinite(message.flexibleFrom)
    ? `    ...(given.unknownTags === undefined ? undefined : { unknownTags: given.unknownTags }),\n`
    : ''
  const about =
    struct === message.root
      ? `/** A whole ${struct.name} from the fields that differ from their defaults, at any depth. */\n`
      : `/** A whole ${struct.name}. */\n`
  const none = struct.fields.length === 0 && tags === ''
  const parameter = none ? '_given' : 'given'
  return (
    about +
    `export function ${name}(${parameter}: Partially<${struct.name}> = {}): ${struct.name} {\n` +
    `  return {\n${lines.join('')}${tags}  }\n}\n`
  )
}

function copied(field: Field, given: string): string {
  return field.nullable === undefined ? `[...${given}]` : `${given} === null ? null : [...${given}]`
}
