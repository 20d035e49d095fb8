import { expect, test } from 'vitest'
import type { RecordCollector } from '../records/record-collector.ts'
import { setKey, setValue, TaskRecord } from '../records/task-record.ts'
import { long, string } from '../serdes/plain.ts'
import { BufferValue } from './buffer-value.ts'
import { MemoryEngine } from './memory-engine.ts'
import { SuppressState } from './suppress-state.ts'

/** A memory engine that stands for one on disk. */
class Lasting extends MemoryEngine {
  override readonly persistent = true as never
}

const spec = {
  kind: 'suppress',
  ...{ name: 'held', keySerde: null, valueSerde: null, type: null, caching: false, logging: true },
  logConfig: new Map<string, string>(),
} as const

function update(key: string, value: number | null, old: number | null, timestamp: number): TaskRecord {
  const r = new TaskRecord()
  setKey(r, key)
  setValue(r, value)
  r.oldValue = old
  r.timestamp = timestamp
  r.topic = 'in'
  r.partition = 0
  return r
}

function open(engine: MemoryEngine) {
  const logged: string[] = []
  const collector: RecordCollector = {
    topic: topic => ({ ...topic, partitions: 1 }),
    send: (_topic, _partition, timestamp, key, start, end, value) => {
      const name = String.fromCharCode(...key!.subarray(start, end))
      logged.push(`${name}${value === null ? ' gone' : ''}@${timestamp}`)
    },
  }
  const state = new SuppressState(
    spec,
    string(),
    long(),
    engine,
    collector,
    { name: 'log', partitions: 1 },
    0,
  )
  return { logged, state }
}

function evicted(state: SuppressState, toMs: number): string[] {
  const out: string[] = []
  state.evictWhile(
    () => state.firstMs <= toMs,
    (key, entry) => {
      const name = String.fromCharCode(...key.bytes.subarray(key.start, key.end))
      out.push(`${name}=${state.decode(entry.old)}>${state.decode(entry.new)}`)
    },
  )
  return out
}

test('an update takes the place of the one before, and keeps its turn and what was before it', () => {
  const { state } = open(new MemoryEngine())
  state.put(update('b', 1, 0, 20), 20)
  state.put(update('a', 5, null, 20), 20)
  state.put(update('b', 2, 1, 90), 90)
  expect(state.numRecords).toBe(2)
  expect(state.find(update('b', null, null, 0))).toBe(true)
  expect(state.priorValue()).toBe(0)
  expect(evicted(state, 19)).toEqual([])
  expect(evicted(state, 20)).toEqual(['a=null>5', 'b=1>2'])
  expect([state.numRecords, state.bufferedBytes, state.firstMs]).toEqual([0, 0, Number.POSITIVE_INFINITY])
})

test('a key is logged once with a commit, as it is then', () => {
  const { logged, state } = open(new MemoryEngine())
  state.put(update('a', 1, null, 10), 10)
  state.put(update('a', 2, 1, 11), 11)
  state.put(update('b', 3, null, 30), 30)
  evicted(state, 10)
  state.logChanges()
  state.logChanges()
  expect(logged).toEqual(['a gone@-1', 'b@-1'])
})

test('an engine that lasts has the numbers and the earliest time again', () => {
  const engine = new Lasting()
  const { state } = open(engine)
  state.put(update('a', 1, null, 10), 10)
  state.put(update('b', 2, null, 7), 7)
  state.save()
  const again = open(engine).state
  expect([again.numRecords, again.bufferedBytes, again.firstMs]).toEqual([2, state.bufferedBytes, 7])
  expect(evicted(again, 100)).toEqual(['b=null>2', 'a=null>1'])
})

test('a key that went and came again between two commits waits for its new time after a restart', () => {
  const values: Uint8Array[] = []
  const collector: RecordCollector = {
    topic: topic => ({ ...topic, partitions: 1 }),
    send: (_topic, _partition, _timestamp, _key, _start, _end, value, from, to) =>
      values.push(value!.slice(from, to)),
  }
  const state = new SuppressState(
    spec,
    string(),
    long(),
    new MemoryEngine(),
    collector,
    { name: 'log', partitions: 1 },
    0,
  )
  state.put(update('a', 1, null, 10), 10)
  state.logChanges()
  evicted(state, 10)
  state.put(update('a', 2, 1, 50), 50)
  state.logChanges()
  const again = open(new MemoryEngine()).state
  for (const value of values) again.restore(Uint8Array.of(97), 0, 1, value, 0, value.length, -1)
  expect([again.numRecords, again.firstMs, again.bufferedBytes]).toEqual([1, 50, state.bufferedBytes])
  expect(evicted(again, 49)).toEqual([])
})

test('a record of another layout is refused by name', () => {
  const entry = new BufferValue()
  for (const length of [0, 8, 40, 60])
    expect(() => entry.read(new Uint8Array(length).fill(1), 0, length)).toThrow('unknown layout')
})
