import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CrashMode, FileStorage, MemoryStorage, type Storage, StorageCrashed } from '@moldau/log'
import { DeferredPort, LevelEngine, LevelPort, type StorePort, type StoreWrite } from '@moldau/runtime'
import { describe, expect, test } from 'vitest'
import { engineConformance } from '../conformance/engine.ts'
import { type StorePortPlace, storePortConformance } from '../conformance/store-port.ts'
import { StorageStorePort } from './storage-store-port.ts'

function onDisk(open: (folder: string) => Promise<StorePort>): StorePortPlace {
  const folder = mkdtempSync(join(tmpdir(), 'moldau-port-'))
  return {
    open: () => open(join(folder, 'store')),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function inMemory(storage: Storage = new MemoryStorage()): StorePortPlace {
  return { open: () => StorageStorePort.open(storage, 'store') }
}

const levelPlace = (): StorePortPlace => onDisk(folder => LevelPort.open(folder))
const deferredPlace = (): StorePortPlace => onDisk(folder => DeferredPort.open(folder))
const filePlace = (): StorePortPlace => onDisk(folder => StorageStorePort.open(new FileStorage(), folder))

storePortConformance('LevelPort', levelPlace)
storePortConformance('DeferredPort', deferredPlace)
storePortConformance('StorageStorePort in memory', () => inMemory())
storePortConformance('StorageStorePort on files', filePlace)

/** A commit of the engine reaches the port at once, and pages leave the cache early, so that the port is what is tried. */
const SMALL = { persistBytes: 1, pageCacheBytes: 4096 }

function levelConformance(name: string, placeOf: () => StorePortPlace): void {
  let place = placeOf()
  place.remove?.()
  const open = async (): Promise<LevelEngine> => {
    const wiped = place
    place = placeOf()
    wiped.remove?.()
    return LevelEngine.open(await place.open(), SMALL)
  }
  const reopen = async (): Promise<LevelEngine> => LevelEngine.open(await place.open(), SMALL)
  engineConformance(name, { open, reopen, rollsBack: false })
}

levelConformance('LevelEngine over LevelPort', levelPlace)
levelConformance('LevelEngine over DeferredPort', deferredPlace)
levelConformance('LevelEngine over StorageStorePort', () => inMemory())

/** Batch n rewrites some of nine keys, removes one, and stamps its number twice. Of each round alike in size, not in content. */
function batchOf(n: number, round = 'a'): StoreWrite[] {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const stamp = bytes(`${round}${n}`)
  const value = bytes(`${round}${n} `.repeat(60 + (n % 5) * 20))
  const writes: StoreWrite[] = [{ type: 'put', key: bytes('first'), value: stamp }]
  for (let k = 0; k < 3; k++) writes.push({ type: 'put', key: bytes(`k${(n + k * 2) % 9}`), value })
  writes.push({ type: 'del', key: bytes(`k${(n + 5) % 9}`) })
  writes.push({ type: 'put', key: bytes('last'), value: stamp })
  return writes
}

type Contents = Readonly<Record<string, string>>

const KEYS = ['first', 'k0', 'k1', 'k2', 'k3', 'k4', 'k5', 'k6', 'k7', 'k8', 'last']

function contents(port: StorePort): Contents {
  const all: Record<string, string> = {}
  for (const key of KEYS) {
    const value = port.get(new TextEncoder().encode(key))
    if (value !== undefined) all[key] = new TextDecoder().decode(value)
  }
  return all
}

/** What a batch makes of the contents: the slow and obvious twin. */
function after(before: Contents, writes: readonly StoreWrite[]): Contents {
  const all: Record<string, string> = { ...before }
  for (const write of writes) {
    const key = new TextDecoder().decode(write.key)
    if (write.type === 'put') all[key] = new TextDecoder().decode(write.value)
    else delete all[key]
  }
  return all
}

const BATCHES = 40

/** What was there before the first batch, and after each that was asked for; how many of them have settled. */
interface Written {
  readonly history: Contents[]
  settled: number
}

async function writeUntilCrash(storage: MemoryStorage, before: Contents, round: string): Promise<Written> {
  const written: Written = { history: [before], settled: 0 }
  try {
    const port = await StorageStorePort.open(storage, 'store')
    for (let n = 0; n < BATCHES; n++) {
      const batch = batchOf(n, round)
      written.history.push(after(written.history.at(-1)!, batch))
      await port.batch(batch)
      written.settled++
    }
    await port.close()
  } catch (error) {
    if (!(error instanceof StorageCrashed)) throw error
  }
  return written
}

/** The place in the history that the store holds; fails when it is none. */
async function judge(
  storage: MemoryStorage,
  written: Written,
  mode: CrashMode,
  what: string,
): Promise<Contents> {
  const port = await StorageStorePort.open(storage, 'store')
  const held = contents(port)
  const same = (one: Contents): boolean => KEYS.every(key => one[key] === held[key])
  expect(written.history.some(same), `${what}: no mixture of batches`).toBe(true)
  if (mode === 'process') {
    const lost = written.history.findLastIndex(same) < written.settled
    expect(lost, `${what}: a settled batch is lost`).toBe(false)
  }
  await port.close()
  return held
}

describe('StorageStorePort over a crash', () => {
  test.each<CrashMode>(['process', 'power'])('at every operation, three times in a row: %s', async mode => {
    const whole = new MemoryStorage()
    expect((await writeUntilCrash(whole, {}, 'a')).settled).toBe(BATCHES)
    expect(whole.operations).toBeGreaterThan(BATCHES + 20)
    for (let at = 1; at <= whole.operations; at++) {
      let storage = new MemoryStorage({ seed: at * 7919 })
      let before: Contents = {}
      for (const [n, round] of ['a', 'b', 'c'].entries()) {
        storage.crashAt(n === 0 ? at : storage.operations + 1 + ((at * n) % 13))
        const written = await writeUntilCrash(storage, before, round)
        storage = storage.afterCrash(mode)
        before = await judge(storage, written, mode, `crash ${round} at ${at}`)
      }
    }
  })

  test('the file stays in proportion to what lives in it', async () => {
    const storage = new MemoryStorage()
    const port = await StorageStorePort.open(storage, 'store')
    for (let n = 0; n < 500; n++) await port.batch(batchOf(n))
    expect(storage.stat('store/batches')!.sizeBytes).toBeLessThan(3 * 4096)
    await port.close()
  })

  test('after a failed batch the port takes no more, and holds whole batches when it is opened anew', async () => {
    const storage = new MemoryStorage()
    const port = await StorageStorePort.open(storage, 'store')
    await port.batch(batchOf(0))
    const before = contents(port)
    storage.fail({ at: storage.operations + 1, code: 'ENOSPC' })
    await expect(port.batch(batchOf(1))).rejects.toMatchObject({ code: 'ENOSPC' })
    expect(contents(port)).toEqual(before)
    await expect(port.batch(batchOf(1))).rejects.toMatchObject({ code: 'STORE_FAILED' })
    await port.close()
    const again = await StorageStorePort.open(storage, 'store')
    expect(contents(again)).toEqual(before)
    await again.batch(batchOf(1))
    expect(contents(again)['last']).toBe('a1')
    await again.close()
  })
})
