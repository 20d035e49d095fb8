/** Keys and values that the commands of all kinds of store are made from. */
import type { HeaderList } from '@moldau/streams'
import * as fc from 'fast-check'

/** Bytes in order, of which some begin with others; long ones, too. */
export const KEYS: readonly string[] = ['', '00', '0000', '01', '7f', '80', 'ff', 'ff01', 'ab'.repeat(70)]

export const keyOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
export const hexOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')
export const keys = fc.constantFrom(...KEYS)
/** A bound of a range; null is open. */
export const bounds = fc.option(fc.constantFrom(...KEYS, '0001', 'fe'), { freq: 4 })
const texts = fc.constantFrom('', 'a', 'bc', 'é', 'x'.repeat(600))
export const within = (key: string, from: string | null, to: string | null): boolean =>
  (from === null || key >= from) && (to === null || key <= to)

/** A value to put; null deletes. */
export const values = fc.option(texts, { freq: 4 })

export const boundOf = (hex: string | null): Uint8Array | null => (hex === null ? null : keyOf(hex))
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Some values come without headers. */
export const headersOf = (text: string): HeaderList => (text === 'a' ? [] : [['h', keyOf('00ff')]])

export type Shape = 'plain' | 'timestamped' | 'headers'

/** A value as a store of this shape takes and gives it. The time is not that of the record in hand. */
export function shaped(shape: Shape, text: string | null, recordTime: number): unknown {
  if (text === null || shape === 'plain') return text
  const timestamp = recordTime + 7
  return shape === 'timestamped'
    ? { value: text, timestamp }
    : { value: text, timestamp, headers: headersOf(text) }
}
