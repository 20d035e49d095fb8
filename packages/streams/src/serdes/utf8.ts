/**
 * UTF-8 for short text, where a call into native code costs more than the work.
 *
 * Short ASCII is read by one String.fromCharCode call of fixed arity (20 ns for 10 bytes against 100 ns of TextDecoder) and
 * written by a loop; everything else goes through TextDecoder and TextEncoder. The tests compare both ways.
 */
import type { ByteSink } from './byte-sink.ts'

// The web's own classes, named here because this package compiles against no platform's types.
declare const TextDecoder: new (
  label: string,
  options: { ignoreBOM: boolean },
) => { decode(bytes: Uint8Array): string }
declare const TextEncoder: new () => {
  encodeInto(text: string, target: Uint8Array): { read: number; written: number }
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
const encoder = new TextEncoder()
const char = String.fromCharCode

/** True when `[start, end)` is well-formed UTF-8, surrogates and overlong forms excluded. */
export function isUtf8(bytes: Uint8Array, start: number, end: number): boolean {
  let i = start
  while (i < end) {
    const a = bytes[i]!
    if (a < 0x80) {
      i++
      continue
    }
    const length = a < 0xc2 ? 0 : a < 0xe0 ? 2 : a < 0xf0 ? 3 : a < 0xf5 ? 4 : 0
    if (length === 0 || i + length > end) return false
    const b = bytes[i + 1]!
    if ((b & 0xc0) !== 0x80) return false
    if (
      (a === 0xe0 && b < 0xa0) ||
      (a === 0xed && b > 0x9f) ||
      (a === 0xf0 && b < 0x90) ||
      (a === 0xf4 && b > 0x8f)
    )
      return false
    if (length > 2 && (bytes[i + 2]! & 0xc0) !== 0x80) return false
    if (length > 3 && (bytes[i + 3]! & 0xc0) !== 0x80) return false
    i += length
  }
  return true
}

/** The text of UTF-8 bytes; ill-formed parts become U+FFFD, as in Java. */
export function decodeUtf8(bytes: Uint8Array, start: number, end: number): string {
  const length = end - start
  if (length <= 16) {
    let bits = 0
    for (let i = start; i < end; i++) bits |= bytes[i]!
    if (bits < 0x80) return shortAscii(bytes, start, length)
  }
  return decoder.decode(bytes.subarray(start, end))
}

function shortAscii(b: Uint8Array, s: number, length: number): string {
  if (length >= 8) {
    const head8 = length - 8
    switch (head8) {
      case 0:
        return char(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!, b[s + 4]!, b[s + 5]!, b[s + 6]!, b[s + 7]!)
      case 1:
        return char(
          b[s]!,
          b[s + 1]!,
          b[s + 2]!,
          b[s + 3]!,
          b[s + 4]!,
          b[s + 5]!,
          b[s + 6]!,
          b[s + 7]!,
          b[s + 8]!,
        )
      case 2:
        return char(
          b[s]!,
          b[s + 1]!,
          b[s + 2]!,
          b[s + 3]!,
          b[s + 4]!,
          b[s + 5]!,
          b[s + 6]!,
          b[s + 7]!,
          b[s + 8]!,
          b[s + 9]!,
        )
      default: {
        const first = char(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!, b[s + 4]!, b[s + 5]!, b[s + 6]!, b[s + 7]!)
        return first + shortAscii(b, s + 8, length - 8)
      }
    }
  }
  switch (length) {
    case 0:
      return ''
    case 1:
      return char(b[s]!)
    case 2:
      return char(b[s]!, b[s + 1]!)
    case 3:
      return char(b[s]!, b[s + 1]!, b[s + 2]!)
    case 4:
      return char(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!)
    case 5:
      return char(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!, b[s + 4]!)
    case 6:
      return char(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!, b[s + 4]!, b[s + 5]!)
    default:
      return char(b[s]!, b[s + 1]!, b[s + 2]!, b[s + 3]!, b[s + 4]!, b[s + 5]!, b[s + 6]!)
  }
}

/** Appends text as UTF-8; lone surrogates become U+FFFD, as TextEncoder does. */
export function encodeUtf8(text: string, sink: ByteSink): void {
  const length = text.length
  if (length <= 24) {
    sink.ensure(length)
    const { bytes, at } = sink
    let i = 0
    for (; i < length; i++) {
      const unit = text.charCodeAt(i)
      if (unit >= 0x80) break
      bytes[at + i] = unit
    }
    if (i === length) {
      sink.at = at + length
      return
    }
  }
  sink.ensure(length * 3)
  sink.at += encoder.encodeInto(text, sink.bytes.subarray(sink.at)).written
}

/** Whether UTF-8 can say the text: it has no lone surrogate. */
export function isWellFormed(text: string): boolean {
  return (text as unknown as { isWellFormed(): boolean }).isWellFormed()
}
