/** What the real disk does rarely: it has no descriptor left, and a sync fails. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { FileStorage } from './file-storage.ts'

const disk = vi.hoisted(() => ({ failsSync: false, opensLeft: Number.POSITIVE_INFINITY }))

vi.mock('node:fs', async original => {
  const fs = await original<typeof import('node:fs')>()
  const failure = (code: string) => Object.assign(new Error(`${code}: the disk of this test`), { code })
  return {
    ...fs,
    fdatasyncSync(fd: number) {
      if (disk.failsSync) throw failure('EIO')
      fs.fdatasyncSync(fd)
    },
    openSync(path: string, flags: string) {
      if (disk.opensLeft === 0) throw failure('EMFILE')
      disk.opensLeft--
      return fs.openSync(path, flags)
    },
    closeSync(fd: number) {
      fs.closeSync(fd)
      disk.opensLeft++
    },
  }
})

let directory = ''

beforeEach(() => {
  directory = mkdtempSync(`${tmpdir()}/moldau-file-storage-`)
})

afterEach(() => {
  disk.failsSync = false
  disk.opensLeft = Number.POSITIVE_INFINITY
  rmSync(directory, { recursive: true, force: true })
})

test('a sync that fails while a descriptor is looked for fails every later sync of that file, and of no other', async () => {
  const storage = new FileStorage()
  const files = Array.from({ length: 40 }, (_, n) => storage.open(`${directory}/${n}`, { create: true }))
  const other = storage.open(`${directory}/other`, { create: true })
  for (const file of [...files, other]) file.write(Uint8Array.of(1, 2, 3), 0)
  // Every file has unsynced bytes and the system has no descriptor left: the sixteen used longest ago are synced on the spot.
  disk.opensLeft = 0
  disk.failsSync = true
  expect(() => storage.open(`${directory}/more`, { create: true })).toThrow(/^EMFILE/)
  disk.failsSync = false
  disk.opensLeft = Number.POSITIVE_INFINITY
  for (let round = 0; round < 2; round++) {
    const results = await Promise.allSettled(files.map(file => file.sync()))
    expect(results.map(({ status }) => status)).toEqual(
      files.map((_, n) => (n < 16 ? 'rejected' : 'fulfilled')),
    )
    await other.sync()
    // What is written later does not heal it.
    files[0]!.write(Uint8Array.of(4), 3)
  }
  await expect(files[0]!.sync()).rejects.toThrow(/^EIO/)
  for (const file of [...files, other]) file.close()
})

test('where the sync succeeds the descriptors go, and nobody hears of it', async () => {
  const storage = new FileStorage()
  const files = Array.from({ length: 40 }, (_, n) => storage.open(`${directory}/${n}`, { create: true }))
  for (const file of files) file.write(Uint8Array.of(1, 2, 3), 0)
  disk.opensLeft = 0
  const more = storage.open(`${directory}/more`, { create: true })
  await Promise.all([...files, more].map(file => file.sync()))
  for (const file of [...files, more]) file.close()
})
