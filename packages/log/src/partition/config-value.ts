/** Values of configurations are texts: what each of Kafka's types takes, and how it writes a value down. Source: Kafka's `ConfigDef`. */

/** Kafka's type names for configuration values, with the numbers that DescribeConfigs carries. */
export const CONFIG_TYPES = {
  BOOLEAN: 1,
  STRING: 2,
  INT: 3,
  SHORT: 4,
  LONG: 5,
  DOUBLE: 6,
  LIST: 7,
  CLASS: 8,
  PASSWORD: 9,
} as const
export type ConfigType = keyof typeof CONFIG_TYPES

const BITS = { SHORT: 16, INT: 32, LONG: 64 } as const
const WHOLE = /^[+-]?\d+$/
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/

/**
 * The value as it is kept: without white space around it and its items, each item once, whole numbers in digits alone, words of
 * booleans in small letters. `undefined` where it is not of that type.
 */
export function canonicalValue(type: ConfigType, value: string): string | undefined {
  const text = value.trim()
  if (type === 'BOOLEAN') return /^(true|false)$/i.test(text) ? text.toLowerCase() : undefined
  if (type === 'DOUBLE') return DECIMAL.test(text) && Number.isFinite(Number(text)) ? text : undefined
  if (type === 'LIST') {
    const items = text === '' ? [] : text.split(',').map(item => item.trim())
    return items.includes('') ? undefined : [...new Set(items)].join(',')
  }
  if (type !== 'INT' && type !== 'LONG' && type !== 'SHORT') return text
  if (!WHOLE.test(text)) return undefined
  const number = BigInt(text)
  return BigInt.asIntN(BITS[type], number) === number ? String(number) : undefined
}

/** What a value must be besides being of its type. */
export interface ConfigRule {
  readonly min?: number
  readonly max?: number
  /** The words that it may be, for a list each item. */
  readonly oneOf?: readonly string[]
  /** What the whole value must look like, and what is said of one that does not. */
  readonly shape?: readonly [RegExp, string]
}

/** What is wrong with a value, in Kafka's words; `undefined` where it is right. */
export function valueFault(
  name: string,
  type: ConfigType,
  rule: ConfigRule,
  value: string,
): string | undefined {
  const text = canonicalValue(type, value)
  if (text === undefined) return typeFault(name, type, value)
  const wrong = (what: string): string => `Invalid value ${value} for configuration ${name}: ${what}`
  const { max, min, oneOf, shape } = rule
  const items = type === 'LIST' ? text.split(',').filter(item => item !== '') : [text]
  if (oneOf !== undefined && !items.every(item => oneOf.includes(item)))
    return wrong(`String must be one of: ${oneOf.join(', ')}`)
  if (shape !== undefined && !shape[0].test(text)) return wrong(shape[1])
  if (min !== undefined && Number(text) < min) return wrong(`Value must be at least ${min}`)
  if (max !== undefined && Number(text) > max) return wrong(`Value must be no more than ${max}`)
  return undefined
}

function typeFault(name: string, type: ConfigType, value: string): string {
  if (type === 'LIST') return `Configuration '${name}' values must not be empty.`
  const wanted =
    type === 'BOOLEAN' ? 'Expected value to be either true or false' : `Not a number of type ${type}`
  return `Invalid value ${value} for configuration ${name}: ${wanted}`
}
