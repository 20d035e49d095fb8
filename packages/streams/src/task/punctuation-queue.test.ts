import { describe, expect, test } from 'vitest'
import { PunctuationQueue } from './punctuation-queue.ts'

describe('a punctuation queue', () => {
  test('calls what is due once, with the present time, and keeps to the grid (invariant 1)', () => {
    const queue = new PunctuationQueue()
    const calls: number[] = []
    queue.schedule(0, 10, now => calls.push(now))
    for (const now of [3, 9, 10, 12, 47, 49, 50]) queue.punctuate(now)
    expect(calls).toEqual([3, 10, 47, 50])
    expect(queue.nextMs).toBe(60)
  })

  test('calls schedules by the time they are due', () => {
    const queue = new PunctuationQueue()
    const calls: string[] = []
    queue.schedule(7, 7, now => calls.push(`seven ${now}`))
    queue.schedule(3, 3, now => calls.push(`three ${now}`))
    queue.schedule(5, 5, now => calls.push(`five ${now}`))
    for (let now = 0; now <= 9; now++) queue.punctuate(now)
    expect(calls).toEqual(['three 3', 'five 5', 'three 6', 'seven 7', 'three 9'])
  })

  test('a cancelled schedule is not called again, not even by itself (invariant 3)', () => {
    const queue = new PunctuationQueue()
    const calls: string[] = []
    const other = queue.schedule(5, 5, now => calls.push(`other ${now}`))
    const own = queue.schedule(4, 4, now => {
      calls.push(`own ${now}`)
      own.cancel()
      other.cancel()
    })
    expect(queue.punctuate(6)).toBe(true)
    expect(queue.punctuate(100)).toBe(false)
    expect(calls).toEqual(['own 6'])
  })

  test('what a call throws leaves the others scheduled', () => {
    const queue = new PunctuationQueue()
    const calls: number[] = []
    queue.schedule(1, 1, () => {
      throw new Error('no such luck')
    })
    queue.schedule(2, 2, now => calls.push(now))
    expect(() => queue.punctuate(2)).toThrow('no such luck')
    queue.punctuate(2)
    expect(calls).toEqual([2])
  })
})
