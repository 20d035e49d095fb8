/** Keys and values that the commands of all kinds of store are made from. */
import type { HeaderList } from '@moldau/streams'
import * as fc from 'fast-check'

/** Bytes in order, of which some begin with others; long ones, too. */
export const KEYS: readonly string[] = ['', '00', '0000', '01', '7f', '80', 'ff', 'ff01', 'ab'.repeat(70)]

export const keyOf = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
export const hexOf = (key: Uint8Array): string => Buffer.from(key).toString('hex')
/** A time as it stands in keys. */
export const hexTime = (ms: number): string => ms.toString(16).padStart(16, '0')
export const keys = fc.constantFrom(...KEYS)
/** A bound of a range; null is open. */
export const bounds = fc.option(fc.constantFrom(...KEYS, '0001', 'fe'), { freq: 4 })
/** A value to put; null deletes. */
export const values = fc.option(fc.constantFrom('', 'a', 'bc', 'é', 'x'.repeat(600)), { freq: 4 })
export const within = (key: string, from: string | null, to: string | null): boolean =>
  (from === null || key >= from) && (to === null || key <= to)

export type Shape = 'plain' | 'timestamped' | 'headers' | 'duplicates'

export interface Row {
  readonly value: string
  readonly timestamp: number
  readonly headers: HeaderList
}

/** What is put when a record of this time is in hand. The time beside the value is another one, and some values come without headers. */
export function rowOf(shape: Shape, value: string | null, recordTime: number): Row | null {
  if (value === null) return null
  const timestamp = shape === 'plain' ? recordTime : recordTime + 7
  return { value, timestamp, headers: shape !== 'headers' || value === 'a' ? [] : [['h', keyOf('00ff')]] }
}

/** A row as a store of this shape takes and gives it. */
export function shown(shape: Shape, row: Row | null): unknown {
  if (row === null || shape === 'plain' || shape === 'duplicates') return row?.value ?? null
  const { headers, timestamp, value } = row
  return shape === 'timestamped' ? { value, timestamp } : { value, timestamp, headers }
}
