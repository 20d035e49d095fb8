/** Writes the decode functions: one per struct, straight code; the field under the hand is kept for the error's path. */
import { flexible, flexibleFor, untagged, when } from './encode.ts'
import { condition, type Field, type Message, type Struct } from './model.ts'
import { defaultOf, fieldType } from './types.ts'

const SIZES: Readonly<Record<string, number>> = {
  ...{
    bool: 1,
    int8: 1,
    int16: 2,
    uint16: 2,
    int32: 4,
    uint32: 4,
    int64: 8,
    hash64: 8,
    float64: 8,
    uuid: 16,
  },
}
const METHODS: Readonly<Record<string, string>> = { bytes: 'bytesField', records: 'bytesField' }
const NULLABLE: Readonly<Record<string, string>> = {
  string: 'nullableString',
  bytes: 'nullableBytes',
  records: 'nullableBytes',
}

/** The fewest bytes that one value of the field's element type takes in any version. */
function elementBytesMin(field: Field, message: Message): number {
  if (field.struct === undefined) return SIZES[field.type] ?? (flexible(message) === 'false' ? 2 : 1)
  return structBytesMin(field.struct, message)
}

function structBytesMin(struct: Struct, message: Message): number {
  let least = Number.POSITIVE_INFINITY
  for (let v = message.versions.from; v <= message.versions.to; v++) {
    const flex = v >= message.flexibleFrom
    let sum = flex ? 1 : 0
    for (const field of struct.fields) {
      const range = untagged(field)
      if (range === undefined || v < range.from || v > range.to) continue
      if (field.isArray) sum += flex ? 1 : 4
      else if (field.struct !== undefined)
        sum += field.nullable === undefined ? structBytesMin(field.struct, message) : 1
      else sum += SIZES[field.type] ?? (flex ? 1 : field.type === 'string' ? 2 : 4)
    }
    least = Math.min(least, sum)
  }
  return Math.max(1, least)
}

function readOne(field: Field, message: Message, nullable: boolean): string {
  if (field.struct !== undefined) return `decode${field.type}(r, v)`
  if (SIZES[field.type] !== undefined) return `r.${field.type}()`
  const method = nullable ? NULLABLE[field.type]! : (METHODS[field.type] ?? field.type)
  return `r.${method}(${flexibleFor(field, message)})`
}

/**
 * The statements that read a field's value into the variable of its name. `follows` says whether a struct that may be null is there: in
 * front of a tagged one Kafka writes a varint, 0 for null, and elsewhere a byte, -1 for null.
 */
function readValue(
  field: Field,
  message: Message,
  nullable: boolean,
  follows = 'r.structFollows()',
): string[] {
  const flex = flexible(message)
  if (field.isArray) {
    const bytesMin = elementBytesMin(field, message)
    const length = nullable ? 'nullableArrayLength' : 'arrayLength'
    const fill = [
      `const a: ${fieldType(field).replace(' | null', '')} = []`,
      `for (i = 0; i < n; i++) a.push(${readOne(field, message, false)})`,
      'i = -1',
      `${field.name} = a`,
    ]
    const read = [`const n = r.${length}(${flex}, ${bytesMin})`]
    if (nullable) read.push(...when('n < 0', [`${field.name} = null`], fill))
    else read.push(...fill)
    return ['{', ...read.map(line => `  ${line}`), '}']
  }
  if (field.struct !== undefined && nullable)
    return [`${field.name} = ${follows} ? ${readOne(field, message, false)} : null`]
  return [`${field.name} = ${readOne(field, message, nullable)}`]
}

function readByNullability(field: Field, message: Message): string[] {
  if (field.nullable === undefined) return readValue(field, message, false)
  const test = condition(field.nullable, field.versions)
  if (test === '') return readValue(field, message, true)
  return when(test, readValue(field, message, true), readValue(field, message, false))
}

function readTags(struct: Struct, message: Message): string[] {
  const tagged = struct.fields.filter(field => field.tagged !== undefined).sort((a, b) => a.tag! - b.tag!)
  const flexibleVersions = {
    from: Math.max(message.flexibleFrom, message.versions.from),
    to: message.versions.to,
  }
  const keep = ['unknownTags ??= new Map()', 'unknownTags.set(tag, r.slice(end - r.pos))']
  const lines = [
    "at = 'unknownTags'",
    'for (let n = r.uvarint(); n > 0; n--) {',
    '  const tag = r.uvarint()',
    '  const end = r.tagEnd()',
  ]
  if (tagged.length === 0) return [...lines, ...keep.map(line => `  ${line}`), '}']
  lines.push('  switch (tag) {')
  for (const field of tagged) {
    const test = condition(field.tagged!, flexibleVersions)
    const read = [
      `at = '${field.name}'`,
      ...readValue(field, message, field.nullable !== undefined, 'r.uvarint() > 0'),
      'r.endTag(end)',
      "at = 'unknownTags'",
    ]
    lines.push(
      `    case ${field.tag}: {`,
      ...when(test, read, test === '' ? [] : keep).map(line => `      ${line}`),
      '      break',
      '    }',
    )
  }
  return [...lines, '    default:', ...keep.map(line => `      ${line}`), '  }', '}']
}

/** The decode function of a struct. */
export function emitDecode(struct: Struct, message: Message): string {
  const flex = flexible(message)
  const body: string[] = []
  const declared: string[] = []
  for (const field of struct.fields) {
    const range = untagged(field)
    const test = range === undefined ? 'never' : condition(range, message.versions)
    const initial = test === '' ? '' : ` = ${defaultOf(field)}`
    declared.push(`let ${field.name}: ${fieldType(field)}${initial}`)
    if (range === undefined) continue
    body.push(`at = '${field.name}'`, ...when(test, readByNullability(field, message)))
  }
  if (flex !== 'false') body.push(...when(flex === 'true' ? '' : flex, readTags(struct, message)))
  const names = struct.fields.map(field => field.name).join(', ')
  if (body.length === 0)
    return `function decode${struct.name}(_r: Reader, _v: number): ${struct.name} {\n  return {}\n}\n`
  const usesIndex = body.some(line => /\bi = /.test(line))
  const usesV = body.some(line => /\bv\b/.test(line)) || flex === 'flex'
  const result =
    flex === 'false'
      ? [`return { ${names} }`]
      : [
          `return unknownTags === undefined ? { ${names} } : { ${names}${names === '' ? '' : ', '}unknownTags }`,
        ]
  const head = [`function decode${struct.name}(r: Reader, ${usesV ? 'v' : '_v'}: number): ${struct.name} {`]
  if (flex === 'flex' && body.some(line => /\bflex\b/.test(line)))
    head.push(`  const flex = v >= ${message.flexibleFrom}`)
  head.push("  let at = ''")
  if (usesIndex) head.push('  let i = -1')
  if (flex !== 'false') head.push('  let unknownTags: Map<number, Uint8Array> | undefined')
  return [
    ...head,
    '  try {',
    ...declared.map(line => `    ${line}`),
    ...body.map(line => `    ${line}`),
    ...result.map(line => `    ${line}`),
    '  } catch (error) {',
    `    throw inField(error, at, ${usesIndex ? 'i' : '-1'})`,
    '  }',
    '}',
    '',
  ].join('\n')
}
