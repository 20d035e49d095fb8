import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CrashMode, FileStorage, MemoryStorage, type Storage, StorageCrashed } from '@moldau/log'
import { LevelEngine, LevelPort, type StorePort, type StoreWrite } from '@moldau/runtime'
import { describe, expect, test } from 'vitest'
import { storeConformance } from '../conformance/store.ts'
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
const filePlace = (): StorePortPlace => onDisk(folder => StorageStorePort.open(new FileStorage(), folder))

storePortConformance('LevelPort', levelPlace)
storePortConformance('StorageStorePort in memory', () => inMemory())
storePortConformance('StorageStorePort on files', filePlace)

/** A commit of the engine reaches the port at once, and pages leave the cache early, so that the port is what is tried. */
const SMALL = { persistBytes: 1, pageCacheBytes: 4096 }

function engineConformance(name: string, placeOf: () => StorePortPlace): void {
  let place = placeOf()
  place.remove?.()
  const open = async (): Promise<LevelEngine> => {
    const wiped = place
    place = placeOf()
    wiped.remove?.()
    return LevelEngine.open(await place.open(), SMALL)
  }
  const reopen = async (): Promise<LevelEngine> => LevelEngine.open(await place.open(), SMALL)
  storeConformance(name, { open, reopen, rollsBack: false })
}

engineConformance('LevelEngine over LevelPort', levelPlace)
engineConformance('LevelEngine over StorageStorePort', () => inMemory())

/** Batch n rewrites some of nine keys, removes one, and stamps its number twice. */
function batchOf(n: number): StoreWrite[] {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
  const value = bytes(`${n} `.repeat(60 + (n % 5) * 20))
  const writes: StoreWrite[] = [{ type: 'put', key: bytes('first'), value: bytes(String(n)) }]
  for (let k = 0; k < 3; k++) writes.push({ type: 'put', key: bytes(`k${(n + k * 2) % 9}`), value })
  writes.push({ type: 'del', key: bytes(`k${(n + 5) % 9}`) })
  writes.push({ type: 'put', key: bytes('last'), value: bytes(String(n)) })
  return writes
}

const KEYS = ['first', 'last', ...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(n => `k${n}`)]

function contents(port: StorePort): Record<string, string> {
  const all: Record<string, string> = {}
  for (const key of KEYS) {
    const value = port.get(new TextEncoder().encode(key))
    if (value !== undefined) all[key] = new TextDecoder().decode(value)
  }
  return all
}

const BATCHES = 40

/** What a store holds after each number of batches. */
async function histories(): Promise<Record<string, string>[]> {
  const port = await StorageStorePort.open(new MemoryStorage(), 'store')
  const all = [contents(port)]
  for (let n = 0; n < BATCHES; n++) {
    await port.batch(batchOf(n))
    all.push(contents(port))
  }
  return all
}

/** Writes the batches from `from` on until the disk crashes; how many there are in all then. */
async function writeUntilCrash(storage: MemoryStorage, from: number): Promise<number> {
  let settled = from
  try {
    const port = await StorageStorePort.open(storage, 'store')
    for (; settled < BATCHES; settled++) await port.batch(batchOf(settled))
    await port.close()
  } catch (error) {
    if (!(error instanceof StorageCrashed)) throw error
  }
  return settled
}

describe('StorageStorePort over a crash', () => {
  test.each<CrashMode>(['process', 'power'])('at every operation, twice in a row: %s', async mode => {
    const history = await histories()
    const whole = new MemoryStorage()
    expect(await writeUntilCrash(whole, 0)).toBe(BATCHES)
    expect(whole.operations).toBeGreaterThan(BATCHES + 20)
    for (let at = 1; at <= whole.operations; at++) {
      let storage = new MemoryStorage({ seed: at * 7919 })
      storage.crashAt(at)
      let batches = await writeUntilCrash(storage, 0)
      for (let crash = 0; crash < 2; crash++) {
        storage = storage.afterCrash(mode)
        const port = await StorageStorePort.open(storage, 'store')
        const held = contents(port)
        const there = history.findIndex(one => JSON.stringify(one) === JSON.stringify(held))
        expect(there, `crash at ${at}: no mixture of batches`).toBeGreaterThanOrEqual(0)
        expect(there).toBeLessThanOrEqual(batches + 1)
        if (mode === 'process') expect(there).toBeGreaterThanOrEqual(batches)
        await port.close()
        storage.crashAt(storage.operations + 1 + (at % 9))
        batches = await writeUntilCrash(storage, there)
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
    expect(contents(again)['last']).toBe('1')
    await again.close()
  })
})
