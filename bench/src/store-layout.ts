/**
 * Two layouts of a persistent store over a database whose only synchronous read is that of one key: sorted pages under a
 * sparse directory (what we use), and one database entry for each key under a full index of the keys in memory.
 *
 * `node bench/dist/store-layout.js [keys] [pages|index]`: loads, then measures point reads, ranges, a commit of random
 * updates, and reopening. Every read is checked. Memory is capped below the state (table 64 MiB, page cache 16 MiB).
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LevelEngine, LevelPort } from '@moldau/runtime'
import { Level } from 'level'
import { mix, writeKey } from './generator.ts'
import { writeInt64 } from './model.ts'
import { parseCount } from './options.ts'

const keys = parseCount(process.argv[2] ?? '10m', 'keys')
const layout = process.argv[3] ?? 'pages'
const key = new Uint8Array(10)
const value = new Uint8Array(16)
const options = { persistBytes: 32 << 20, tableBytesMax: 64 << 20, pageCacheBytes: 16 << 20 }

function report(what: string, from: number, count: number): void {
  const ms = performance.now() - from
  const rss = Math.round(process.memoryUsage().rss / 1e6)
  console.log(
    `${layout} ${what}: ${ms.toFixed(0)} ms, ${((ms * 1000) / count).toFixed(2)} us each, rss ${rss} MB`,
  )
}

function check(condition: boolean, what: string): void {
  if (!condition) throw new Error(`wrong result: ${what}`)
}

async function pages(folder: string): Promise<void> {
  let engine = LevelEngine.open(await LevelPort.open(folder), options)
  let from = performance.now()
  for (let n = 0; n < keys; n++) {
    const k = (n * 7919) % keys
    writeKey(key, 0, k)
    writeInt64(value, 0, k)
    engine.segment(0).put(key, 0, 10, value, 0, 16)
    if (n % 250_000 === 249_999) await engine.beginCommit().persist(n)
  }
  await engine.beginCommit().persist(keys)
  report('load', from, keys)
  from = performance.now()
  await engine.close()
  report('close', from, 1)
  from = performance.now()
  engine = LevelEngine.open(await LevelPort.open(folder), options)
  report('reopen', from, 1)
  const segment = engine.segment(0)
  from = performance.now()
  for (let n = 0; n < 200_000; n++) {
    const k = (mix(n) >>> 0) % keys
    writeKey(key, 0, k)
    check(segment.get(key, 0, 10) && segment.foundBytes[segment.foundStart + 7] === (k & 255), `get ${k}`)
  }
  report('point read', from, 200_000)
  from = performance.now()
  for (let n = 0; n < 1000; n++) {
    const k = (mix(n + 5) >>> 0) % (keys - 100)
    const low = new Uint8Array(10)
    const high = new Uint8Array(10)
    writeKey(low, 0, k)
    writeKey(high, 0, k + 99)
    const it = segment.range(low, high, false)
    let seen = 0
    while (it.next()) seen++
    check(seen === 100, `range of ${k}: ${seen}`)
  }
  report('range of 100', from, 1000)
  from = performance.now()
  for (let n = 0; n < 100_000; n++) {
    writeKey(key, 0, (mix(n + 77) >>> 0) % keys)
    segment.put(key, 0, 10, value, 0, 16)
  }
  await engine.beginCommit().persist(keys + 1)
  await engine.close()
  report('commit of random updates', from, 100_000)
}

async function index(folder: string): Promise<void> {
  let port = await LevelPort.open(folder)
  let from = performance.now()
  let batch: { type: 'put'; key: Uint8Array; value: Uint8Array }[] = []
  for (let n = 0; n < keys; n++) {
    const k = (n * 7919) % keys
    const entryKey = new Uint8Array(10)
    const entryValue = new Uint8Array(16)
    writeKey(entryKey, 0, k)
    writeInt64(entryValue, 0, k)
    batch.push({ type: 'put', key: entryKey, value: entryValue })
    if (batch.length < 100_000 && n < keys - 1) continue
    await port.batch(batch)
    batch = []
  }
  report('load', from, keys)
  from = performance.now()
  await port.close()
  const database = new Level<Uint8Array, Uint8Array>(folder, { keyEncoding: 'view', valueEncoding: 'view' })
  const arena = new Uint8Array(keys * 10)
  const iterator = database.keys()
  for (let n = 0; ; ) {
    const some = await iterator.nextv(4096)
    if (some.length === 0) break
    for (const name of some) arena.set(name, n++ * 10)
  }
  await iterator.close()
  await database.close()
  port = await LevelPort.open(folder)
  report('reopen', from, 1)
  from = performance.now()
  for (let n = 0; n < 200_000; n++) {
    const k = (mix(n) >>> 0) % keys
    writeKey(key, 0, k)
    check(port.get(key)?.[7] === (k & 255), `get ${k}`)
  }
  report('point read', from, 200_000)
  from = performance.now()
  for (let n = 0; n < 1000; n++) {
    const k = (mix(n + 5) >>> 0) % (keys - 100)
    let seen = 0
    for (let m = k; m < k + 100; m++) if (port.get(arena.subarray(m * 10, m * 10 + 10)) !== undefined) seen++
    check(seen === 100, `range of ${k}`)
  }
  report('range of 100', from, 1000)
  from = performance.now()
  for (let n = 0; n < 100_000; n++) {
    const entryKey = new Uint8Array(10)
    writeKey(entryKey, 0, (mix(n + 77) >>> 0) % keys)
    batch.push({ type: 'put', key: entryKey, value })
  }
  await port.batch(batch)
  await port.close()
  report('commit of random updates', from, 100_000)
}

const folder = await mkdtemp(join(tmpdir(), 'moldau-layout-'))
try {
  await (layout === 'pages' ? pages(folder) : index(folder))
} finally {
  await rm(folder, { recursive: true, force: true })
}
