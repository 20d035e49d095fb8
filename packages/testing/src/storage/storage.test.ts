import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { FileStorage, MemoryStorage } from '@moldau/log'
import { describe, expect, test } from 'vitest'
import { storageConformance } from '../conformance/storage.ts'

storageConformance('FileStorage', async () => {
  const directory = mkdtempSync(`${tmpdir()}/moldau-storage-`)
  return {
    storage: new FileStorage(),
    directory,
    close: async () => rmSync(directory, { recursive: true, force: true }),
  }
})

storageConformance('FileStorage with two descriptors', async () => {
  const directory = mkdtempSync(`${tmpdir()}/moldau-storage-`)
  return {
    storage: new FileStorage(2),
    directory,
    close: async () => rmSync(directory, { recursive: true, force: true }),
  }
})

test('FileStorage keeps few descriptors for many files, and none that has unsynced bytes is given up', async () => {
  const directory = mkdtempSync(`${tmpdir()}/moldau-storage-`)
  const storage = new FileStorage(4)
  const files = Array.from({ length: 40 }, (_, n) => storage.open(`${directory}/${n}`, { create: true }))
  expect(storage.openFiles).toBeLessThanOrEqual(4)
  files.forEach((file, n) => {
    file.write(Uint8Array.of(n, n + 1), 0)
  })
  expect(storage.openFiles).toBe(40)
  await Promise.all(files.map(file => file.sync()))
  expect(storage.openFiles).toBeLessThanOrEqual(4)
  const read = new Uint8Array(2)
  files.forEach((file, n) => {
    expect(file.read(read, 0)).toBe(2)
    expect([...read]).toEqual([n, n + 1])
  })
  expect(storage.openFiles).toBeLessThanOrEqual(4)
  for (const file of files) file.close()
  expect(storage.openFiles).toBe(0)
  expect(() => files[0]!.size()).toThrow('EBADF')
  rmSync(directory, { recursive: true, force: true })
})

storageConformance('MemoryStorage', async () => {
  const storage = new MemoryStorage()
  storage.makeDirectory('d')
  return { storage, directory: 'd' }
})

describe('MemoryStorage after a crash', () => {
  const one = Uint8Array.of(1, 2, 3, 4)

  async function written(synced: boolean, named: boolean): Promise<MemoryStorage> {
    const storage = new MemoryStorage({ seed: 7 })
    storage.makeDirectory('d')
    await storage.syncDirectory('.')
    const file = storage.open('d/a', { create: true })
    file.write(one, 0)
    if (synced) await file.sync()
    if (named) await storage.syncDirectory('d')
    return storage
  }

  test('the death of the process keeps every write', async () => {
    const next = (await written(false, false)).afterCrash('process')
    expect(next.readFile('d/a')).toEqual(one)
  })

  test('the loss of power keeps what was synced, under a synced name', async () => {
    const next = (await written(true, true)).afterCrash('power')
    expect(next.readFile('d/a')).toEqual(one)
  })

  test('without its sync a write is lost, torn or kept, as the seed chooses; each happens', async () => {
    const seen = new Set<number>()
    for (let seed = 1; seed < 60; seed++) {
      const storage = new MemoryStorage({ seed })
      storage.makeDirectory('d')
      await storage.syncDirectory('.')
      const file = storage.open('d/a', { create: true })
      await storage.syncDirectory('d')
      file.write(one, 0)
      seen.add(storage.afterCrash('power').readFile('d/a')?.length ?? -1)
    }
    expect(seen.has(0)).toBe(true)
    expect(seen.has(4)).toBe(true)
    expect([...seen].some(n => n > 0 && n < 4)).toBe(true)
  })

  test('without its folder synced a file may be gone, synced or not', async () => {
    const seen = new Set<boolean>()
    for (let seed = 1; seed < 40; seed++) {
      const storage = new MemoryStorage({ seed })
      storage.makeDirectory('d')
      await storage.syncDirectory('.')
      const file = storage.open('d/a', { create: true })
      file.write(one, 0)
      await file.sync()
      seen.add(storage.afterCrash('power').readFile('d/a') !== undefined)
    }
    expect([...seen].sort()).toEqual([false, true])
  })

  test('an unsynced rename leaves the old name or the new one, never both and never none', async () => {
    for (let seed = 1; seed < 40; seed++) {
      const storage = new MemoryStorage({ seed })
      storage.makeDirectory('d')
      await storage.syncDirectory('.')
      storage.open('d/a', { create: true }).close()
      await storage.syncDirectory('d')
      storage.rename('d/a', 'd/b')
      expect(storage.afterCrash('power').list('d')).toHaveLength(1)
    }
  })

  test('the planned operation dies, a write in part, and nothing works after it', () => {
    const storage = new MemoryStorage({ seed: 3 })
    storage.makeDirectory('d')
    const file = storage.open('d/a', { create: true })
    storage.crashAt(storage.operations + 1)
    expect(() => file.write(one, 0)).toThrow('crashed at operation 3')
    expect(() => file.size()).toThrow('has crashed')
    expect(() => storage.list('d')).toThrow('has crashed')
    expect(storage.afterCrash('process').readFile('d/a')!.length).toBeLessThanOrEqual(4)
  })

  test('a planned failure carries its errno, and a failed sync loses what it covered', async () => {
    const storage = new MemoryStorage()
    storage.makeDirectory('d')
    await storage.syncDirectory('.')
    const file = storage.open('d/a', { create: true })
    await storage.syncDirectory('d')
    file.write(one, 0)
    storage.fail({ at: storage.operations + 1, code: 'EIO' })
    await expect(file.sync()).rejects.toMatchObject({ code: 'EIO' })
    await file.sync()
    file.close()
    expect(storage.readFile('d/a')).toEqual(one)
    expect(storage.afterCrash('power').readFile('d/a')).toEqual(new Uint8Array(0))
  })

  test('a file whose folder did not survive cannot be reached, though the folder was renamed since', async () => {
    for (let seed = 1; seed <= 30; seed++) {
      const storage = new MemoryStorage({ seed })
      storage.makeDirectory('d')
      await storage.syncDirectory('.')
      storage.makeDirectory('d/a')
      storage.open('d/a/f', { create: true }).close()
      await storage.syncDirectory('d/a')
      storage.rename('d/a', 'd/b')
      const after = storage.afterCrash('power')
      for (const name of ['a', 'b'])
        expect(after.stat(`d/${name}/f`) !== undefined && !after.list('d').includes(name)).toBe(false)
    }
  })
})
