/** Results as compact JSON: rows keep their order, language values are written as they are. */
import { isWindowed, text, type Value, windowedMembers } from './values.ts'

/** A plain object is a row of a result, or a windowed key where it has exactly a key and a window. */
export function printRow(row: Value): string {
  if (Array.isArray(row)) return `[${row.map(printRow).join(',')}]`
  if (typeof row !== 'object' || row === null || row instanceof Map) return text(row, false)
  const names = Object.keys(row)
  if (isWindowed(row) && names.length === 3 && 'key' in row && 'start' in row && 'end' in row) {
    return text(windowedMembers(row), false)
  }
  return `{${names.map(name => `${JSON.stringify(name)}:${printRow((row as Record<string, Value>)[name])}`).join(',')}}`
}
