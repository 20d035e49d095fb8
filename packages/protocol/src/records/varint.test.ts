import fc from 'fast-check'
import { expect, test } from 'vitest'
import { varintSize, varlongSize, writeVarint, writeVarlong } from './varint.ts'

/** The slow twin, in BigInt. */
function zigzag(value: bigint): number[] {
  let v = value < 0n ? -value * 2n - 1n : value * 2n
  const out: number[] = []
  while (v >= 0x80n) {
    out.push(Number(v & 0x7fn) | 0x80)
    v >>= 7n
  }
  out.push(Number(v))
  return out
}

function written(write: (target: Uint8Array, at: number, value: number) => number, value: number): number[] {
  const target = new Uint8Array(12)
  return [...target.subarray(0, write(target, 0, value))]
}

test('varints equal the slow twin, sizes too', () => {
  fc.assert(
    fc.property(fc.integer(), value => {
      expect(written(writeVarint, value)).toEqual(zigzag(BigInt(value)))
      expect(varintSize(value)).toBe(zigzag(BigInt(value)).length)
    }),
  )
})

test('varlongs equal the slow twin over all safe integers', () => {
  const check = (value: number): void => {
    expect(written(writeVarlong, value)).toEqual(zigzag(BigInt(value)))
    expect(varlongSize(value)).toBe(zigzag(BigInt(value)).length)
  }
  for (const edge of [2 ** 30, 2 ** 31, 2 ** 32, 2 ** 48, 2 ** 52, Number.MAX_SAFE_INTEGER]) {
    for (const value of [edge, edge - 1, -edge, -edge + 1]) check(value)
  }
  fc.assert(fc.property(fc.maxSafeInteger(), check))
})
