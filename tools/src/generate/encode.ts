/** Writes the encode functions: one per struct, straight code, a condition only where versions differ. */
import { condition, type Field, type Message, type Range, type Struct } from './model.ts'
import { defaultOf } from './types.ts'

/** How this message says whether lengths are compact: a constant where all versions agree. */
export function flexible(message: Message): string {
  if (message.flexibleFrom <= message.versions.from) return 'true'
  if (message.flexibleFrom > message.versions.to) return 'false'
  return 'flex'
}

export function flexibleFor(field: Field, message: Message): string {
  return field.schema.flexible === false ? 'false' : flexible(message)
}

const METHODS: Readonly<Record<string, string>> = { bytes: 'bytesField' }
const WITH_LENGTH = new Set(['string', 'bytes', 'records'])
const NULLABLE: Readonly<Record<string, string>> = {
  string: 'nullableString',
  bytes: 'nullableBytes',
  records: 'nullableRecords',
}

/** Indents a block, and puts a condition around it when there is one. */
export function when(test: string, lines: readonly string[], otherwise: readonly string[] = []): string[] {
  if (test === '') return [...lines]
  const block = [`if (${test}) {`, ...lines.map(line => `  ${line}`)]
  if (otherwise.length > 0) block.push('} else {', ...otherwise.map(line => `  ${line}`))
  return [...block, '}']
}

function writeOne(field: Field, value: string, message: Message, writer: string, nullable: boolean): string {
  if (field.struct !== undefined) return `encode${field.type}(${writer}, v, ${value})`
  const flex = flexibleFor(field, message)
  if (!WITH_LENGTH.has(field.type)) return `${writer}.${field.type}(${value})`
  const method = nullable ? NULLABLE[field.type]! : (METHODS[field.type] ?? field.type)
  return `${writer}.${method}(${value}, ${flex})`
}

/** The statements that write a field's value. */
function writeValue(field: Field, message: Message, writer: string, nullable: boolean): string[] {
  const value = `m.${field.name}`
  const flex = flexible(message)
  if (field.isArray) {
    const element = writeOne(field, `${field.name}[i]!`, message, writer, false)
    const loop = [
      `${writer}.arrayLength(${field.name}.length, ${flex})`,
      `for (i = 0; i < ${field.name}.length; i++) ${element}`,
      'i = -1',
    ]
    const nothing = nullable
      ? `${writer}.nullArray(${flex})`
      : `throw ${writer}.fault('null where this version has none')`
    if (field.nullable === undefined) return [`const ${field.name} = ${value}`, ...loop]
    return [`const ${field.name} = ${value}`, ...when(`${field.name} === null`, [nothing], loop)]
  }
  if (field.struct !== undefined && field.nullable !== undefined) {
    const nothing = nullable
      ? `${writer}.int8(-1)`
      : `throw ${writer}.fault('null where this version has none')`
    const prefix = nullable ? [`${writer}.int8(1)`] : []
    return when(`${value} === null`, [nothing], [...prefix, writeOne(field, value, message, writer, false)])
  }
  return [writeOne(field, value, message, writer, nullable)]
}

/** The value, nullable or not as the version has it. */
function writeByNullability(field: Field, message: Message, writer: string): string[] {
  if (field.nullable === undefined) return writeValue(field, message, writer, false)
  const test = condition(field.nullable, field.versions)
  if (test === '') return writeValue(field, message, writer, true)
  return when(test, writeValue(field, message, writer, true), writeValue(field, message, writer, false))
}

/** The versions of a field in which it is not a tagged one. */
export function untagged(field: Field): Range | undefined {
  if (field.tagged === undefined) return field.versions
  if (field.tagged.from <= field.versions.from) return undefined
  return { from: field.versions.from, to: field.tagged.from - 1 }
}

/** The test whether a field differs from its default. */
export function differs(field: Field): string {
  const value = `m.${field.name}`
  if (field.schema.default === null) return `${value} !== null`
  if (field.isArray) return `${value}.length > 0`
  if (field.struct !== undefined) {
    const parts = field.struct.fields.map(inner => `${value}.${inner.name} !== ${defaultOf(inner)}`)
    return `(${[...parts, `${value}.unknownTags !== undefined`].join(' || ')})`
  }
  if (field.type === 'bool') return defaultOf(field) === 'true' ? `!${value}` : value
  return `${value} !== ${defaultOf(field)}`
}

function writeTags(struct: Struct, message: Message): string[] {
  const tagged = struct.fields.filter(field => field.tagged !== undefined).sort((a, b) => a.tag! - b.tag!)
  if (tagged.length === 0)
    return [
      'if (m.unknownTags === undefined) w.uvarint(0)',
      'else {',
      '  w.uvarint(m.unknownTags.size)',
      '  w.unknownTags(m.unknownTags, 0, Infinity)',
      '}',
    ]
  const tests = tagged.map(field => {
    const version = condition(field.tagged!, {
      from: Math.max(message.flexibleFrom, message.versions.from),
      to: message.versions.to,
    })
    return version === '' ? differs(field) : `${version} && ${differs(field)}`
  })
  const lines = tagged.map((field, index) => `const has${field.tag} = ${tests[index]}`)
  const sum = tagged.map(field => `(has${field.tag} ? 1 : 0)`).join(' + ')
  lines.push(`w.uvarint((m.unknownTags?.size ?? 0) + ${sum})`)
  let from = 0
  for (const field of tagged) {
    if (field.tag! > from) lines.push(`w.unknownTags(m.unknownTags, ${from}, ${field.tag})`)
    lines.push(
      ...when(`has${field.tag}`, [
        `at = '${field.name}'`,
        'const t = new Writer(64, false)',
        ...writeValue(field, message, 't', field.nullable !== undefined),
        `w.tag(${field.tag}, t)`,
      ]),
    )
    from = field.tag! + 1
  }
  lines.push(`w.unknownTags(m.unknownTags, ${from}, Infinity)`)
  return lines
}

/** The encode function of a struct. */
export function emitEncode(struct: Struct, message: Message): string {
  const body: string[] = []
  const flex = flexible(message)
  for (const field of struct.fields) {
    const range = untagged(field)
    if (range === undefined) continue
    body.push(`at = '${field.name}'`)
    const lines = writeByNullability(field, message, 'w')
    const test = condition(range, message.versions)
    body.push(
      ...(test !== ''
        ? when(test, lines)
        : lines.some(line => line.startsWith('const '))
          ? ['{', ...lines.map(l => `  ${l}`), '}']
          : lines),
    )
  }
  if (flex !== 'false')
    body.push("at = 'unknownTags'", ...when(flex === 'true' ? '' : flex, writeTags(struct, message)))
  const usesIndex = body.some(line => /\bi = /.test(line))
  const isEmpty = body.length === 0
  if (isEmpty) return `function encode${struct.name}(_w: Writer, _v: number, _m: ${struct.name}): void {}\n`
  const usesV = body.some(line => /\bv\b/.test(line)) || flex === 'flex'
  const head = [
    `function encode${struct.name}(w: Writer, ${usesV ? 'v' : '_v'}: number, m: ${struct.name}): void {`,
  ]
  if (flex === 'flex' && body.some(line => /\bflex\b/.test(line)))
    head.push(`  const flex = v >= ${message.flexibleFrom}`)
  head.push("  let at = ''")
  if (usesIndex) head.push('  let i = -1')
  return [
    ...head,
    '  try {',
    ...body.map(line => `    ${line}`),
    '  } catch (error) {',
    `    throw inField(error, at, ${usesIndex ? 'i' : '-1'})`,
    '  }',
    '}',
    '',
  ].join('\n')
}
