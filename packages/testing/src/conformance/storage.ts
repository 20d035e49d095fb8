/**
 * What every `Storage` must do, as a suite that each implementation runs. The numbers are those of the port's header.
 */
import { replaceFile, type Storage } from '@moldau/log'
import { describe, expect, test } from 'vitest'

/** A fresh storage, and a folder in it that exists and is empty. */
export interface StorageUnderTest {
  readonly storage: Storage
  readonly directory: string
  close?(): Promise<void>
}

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values)

/** Runs the suite for the implementation called `name`. */
export function storageConformance(name: string, open: () => Promise<StorageUnderTest>): void {
  const check = (what: string, run: (storage: Storage, directory: string) => Promise<void> | void): void => {
    test(what, async () => {
      const under = await open()
      try {
        await run(under.storage, under.directory)
      } finally {
        await under.close?.()
      }
    })
  }

  describe(`${name} as a storage`, () => {
    filesConformance(check)
    namesConformance(check)
  })
}

type Check = (what: string, run: (storage: Storage, directory: string) => Promise<void> | void) => void

function filesConformance(check: Check): void {
  check('a write is read back from any position (1)', (storage, directory) => {
    const file = storage.open(`${directory}/a`, { create: true })
    file.write(bytes(1, 2, 3, 4, 5), 0)
    file.write(bytes(9, 8, 7), 1, 1, 2)
    const target = new Uint8Array(3)
    expect(file.read(target, 1)).toBe(3)
    expect([...target]).toEqual([8, 3, 4])
    expect(file.size()).toBe(5)
    file.close()
  })

  check('a read at the end gives fewer bytes, beyond it none', (storage, directory) => {
    const file = storage.open(`${directory}/a`, { create: true })
    file.write(bytes(1, 2, 3), 0)
    const target = new Uint8Array(8)
    expect(file.read(target, 1)).toBe(2)
    expect([...target.subarray(0, 2)]).toEqual([2, 3])
    expect(file.read(target, 3)).toBe(0)
    expect(file.read(target, 30)).toBe(0)
    file.close()
  })

  check('a write behind the end leaves zeros between', (storage, directory) => {
    const file = storage.open(`${directory}/a`, { create: true })
    file.write(bytes(7), 3)
    const target = new Uint8Array(4)
    expect(file.read(target, 0)).toBe(4)
    expect([...target]).toEqual([0, 0, 0, 7])
    file.close()
  })

  check('what is cut off stays away when the file grows again', (storage, directory) => {
    const file = storage.open(`${directory}/a`, { create: true })
    file.write(bytes(1, 2, 3, 4), 0)
    file.truncate(1)
    expect(file.size()).toBe(1)
    file.truncate(3)
    const target = new Uint8Array(3)
    file.read(target, 0)
    expect([...target]).toEqual([1, 0, 0])
    file.close()
  })

  check('later bytes of the caller do not reach the file', (storage, directory) => {
    const file = storage.open(`${directory}/a`, { create: true })
    const lent = bytes(1, 2)
    file.write(lent, 0)
    lent[0] = 99
    expect([...(storage.readFile(`${directory}/a`) ?? [])]).toEqual([1, 2])
    file.close()
  })

  check('sync settles, also several at once and across a close', async (storage, directory) => {
    const file = storage.open(`${directory}/a`, { create: true })
    file.write(bytes(1), 0)
    const syncs = [file.sync(), file.sync(), storage.syncDirectory(directory)]
    file.close()
    await Promise.all(syncs)
    expect([...(storage.readFile(`${directory}/a`) ?? [])]).toEqual([1])
  })

  check('opening what is missing fails with ENOENT, and creates when asked to', (storage, directory) => {
    expect(() => storage.open(`${directory}/none`)).toThrow(expect.objectContaining({ code: 'ENOENT' }))
    storage.open(`${directory}/none`, { create: true }).close()
    expect(storage.stat(`${directory}/none`)?.sizeBytes).toBe(0)
  })

  check('an opened file keeps what it had', (storage, directory) => {
    const first = storage.open(`${directory}/a`, { create: true })
    first.write(bytes(5), 0)
    first.close()
    const second = storage.open(`${directory}/a`, { create: true })
    expect(second.size()).toBe(1)
    second.close()
  })
}

function namesConformance(check: Check): void {
  check('names are listed sorted, and a missing folder is empty', (storage, directory) => {
    for (const name of ['b', 'a', '__proto__']) storage.open(`${directory}/${name}`, { create: true }).close()
    storage.makeDirectory(`${directory}/c/d`)
    expect(storage.list(directory)).toEqual(['__proto__', 'a', 'b', 'c'])
    expect(storage.list(`${directory}/c`)).toEqual(['d'])
    expect(storage.list(`${directory}/nowhere`)).toEqual([])
  })

  check('a rename replaces its target (3)', (storage, directory) => {
    for (const [name, value] of [
      ['a', 1],
      ['b', 2],
    ] as const) {
      const file = storage.open(`${directory}/${name}`, { create: true })
      file.write(bytes(value), 0)
      file.close()
    }
    storage.rename(`${directory}/a`, `${directory}/b`)
    expect(storage.list(directory)).toEqual(['b'])
    expect([...(storage.readFile(`${directory}/b`) ?? [])]).toEqual([1])
  })

  check('a folder is renamed with what is in it', (storage, directory) => {
    storage.makeDirectory(`${directory}/x`)
    storage.open(`${directory}/x/f`, { create: true }).close()
    storage.rename(`${directory}/x`, `${directory}/y`)
    expect(storage.list(`${directory}/y`)).toEqual(['f'])
    expect(storage.list(`${directory}/x`)).toEqual([])
  })

  check('a name that is longer than 255 bytes is refused (6)', (storage, directory) => {
    const longest = 'n'.repeat(255)
    storage.open(`${directory}/${longest}`, { create: true }).close()
    const tooLong = expect.objectContaining({ code: 'ENAMETOOLONG' })
    expect(() => storage.open(`${directory}/${longest}n`, { create: true })).toThrow(tooLong)
    expect(() => storage.makeDirectory(`${directory}/${longest}n`)).toThrow(tooLong)
    expect(() => storage.rename(`${directory}/${longest}`, `${directory}/${longest}n`)).toThrow(tooLong)
    expect(storage.list(directory)).toEqual([longest])
  })

  check('removing is complete, and of no effect the second time', (storage, directory) => {
    storage.makeDirectory(`${directory}/x/y`)
    storage.open(`${directory}/x/y/f`, { create: true }).close()
    storage.open(`${directory}/g`, { create: true }).close()
    storage.removeDirectory(`${directory}/x`)
    storage.removeDirectory(`${directory}/x`)
    storage.remove(`${directory}/g`)
    storage.remove(`${directory}/g`)
    expect(storage.list(directory)).toEqual([])
    expect(storage.readFile(`${directory}/g`)).toBeUndefined()
    expect(storage.stat(`${directory}/g`)).toBeUndefined()
  })

  check('replaceFile leaves the new content and no trace', async (storage, directory) => {
    await replaceFile(storage, `${directory}/c`, bytes(1))
    await replaceFile(storage, `${directory}/c`, bytes(2, 3))
    expect([...(storage.readFile(`${directory}/c`) ?? [])]).toEqual([2, 3])
    expect(storage.list(directory)).toEqual(['c'])
  })

  check(
    'a locked folder is refused to a second opener, by name, until it is released',
    async (storage, directory) => {
      const release = await storage.lock(`${directory}/data`)
      await expect(storage.lock(`${directory}/data`)).rejects.toMatchObject({
        code: 'FOLDER_LOCKED',
        message: expect.stringContaining(`${directory}/data`),
      })
      await release()
      const again = await storage.lock(`${directory}/data`)
      await again()
    },
  )
}
