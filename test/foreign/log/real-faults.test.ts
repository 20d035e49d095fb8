/**
 * Faults of a real machine under `moldau serve`: a full disk (F7), a disk that errs (F8), too few descriptors (F9), files that may not
 * grow, so that writes are short (F10). After each: what was acknowledged is there once, and the log goes on.
 *
 * They need what the machine allows: a tmpfs to mount, strace to inject errors. Where it does not, they are skipped and say so.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { Admin, Producer, tcpCluster } from '@moldau/client'
import { MoldauError, systemClock, systemRandom } from '@moldau/protocol'
import { describe, expect, test } from 'vitest'
import type { Acknowledged } from './own-load.ts'
import { freePort, isBuilt, ServedProcess } from './served-process.ts'
import { judge, readAll } from './stored-records.ts'

const TMPFS_BYTES = 24 * 1024 * 1024
const built = isBuilt ? '' : ' (skipped: packages/moldau is not built)'

function canMount(): boolean {
  const at = mkdtempSync(`${tmpdir()}/moldau-mount-`)
  const isMounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at]).status === 0
  if (isMounted) spawnSync('umount', [at])
  rmSync(at, { recursive: true, force: true })
  return isMounted
}

const mounts = canMount()
const traces = spawnSync('strace', ['-qq', '-e', 'trace=none', 'true']).status === 0

interface Journal {
  readonly acknowledged: Acknowledged[]
  /** Codes of those that were refused, or of which nothing was heard. */
  readonly refused: string[]
}

let values = 0

/** Sends records of so many bytes to a topic, one request after another until one is refused, and notes what was acknowledged. */
async function load(
  address: string,
  topic: string,
  options: { readonly count: number; readonly bytes: number; readonly partitions?: number },
): Promise<Journal> {
  const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom, requestTimeoutMs: 4000 })
  const journal: Journal = { acknowledged: [], refused: [] }
  const producer = new Producer(cluster, { deliveryTimeoutMs: 1500, maxBlockMs: 2000, lingerMs: 0 })
  for (let n = 0; n < options.count && journal.refused.length === 0; n++) {
    const value = `${values++}`.padEnd(options.bytes, '.')
    try {
      const { offset, partition } = await producer.send({
        ...{ topic, value, partition: n % (options.partitions ?? 1) },
      })
      journal.acknowledged.push({ value, offset, partition })
    } catch (error) {
      if (!(error instanceof MoldauError)) throw error
      journal.refused.push((error.cause as MoldauError | undefined)?.code ?? error.code)
    }
  }
  await producer.close().catch(() => undefined)
  await cluster.close()
  return journal
}

async function create(address: string, name: string, partitions = 1): Promise<void> {
  const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom })
  const admin = new Admin(cluster)
  const failure = (await admin.createTopics([{ name, partitions }])).get(name)
  if (failure !== undefined) throw failure
  await admin.close()
  await cluster.close()
}

async function withServer(parent: string, work: (server: ServedProcess) => Promise<void>): Promise<void> {
  const server = new ServedProcess(`${parent}/data`, await freePort())
  try {
    await work(server)
  } finally {
    await server.end('SIGKILL')
    rmSync(server.directory, { recursive: true, force: true })
  }
}

async function inFolder(work: (server: ServedProcess) => Promise<void>): Promise<void> {
  const parent = mkdtempSync(`${tmpdir()}/moldau-faults-`)
  try {
    await withServer(parent, work)
  } finally {
    rmSync(parent, { recursive: true, force: true })
  }
}

describe.skipIf(!isBuilt || !mounts)(
  `a full disk${built}${mounts ? '' : ' (skipped: this user may not mount a tmpfs)'}`,
  () => {
    test('F7: refuses what has no room, keeps what it acknowledged, and takes more when there is room again', async () => {
      const parent = mkdtempSync(`${tmpdir()}/moldau-full-`)
      const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${TMPFS_BYTES}`, 'tmpfs', parent])
      expect(mounted.status, String(mounted.stderr)).toBe(0)
      try {
        await withServer(parent, async server => {
          writeFileSync(`${parent}/ballast`, new Uint8Array(TMPFS_BYTES / 2))
          await server.start()
          await create(server.address, 't')
          const until = await load(server.address, 't', { count: 400, bytes: 60_000 })
          expect(until.refused).toEqual(['KAFKA_STORAGE_ERROR'])
          expect(until.acknowledged.length).toBeGreaterThan(20)
          // It is there, and can be read, while the disk is full.
          judge('full', await readAll(server.address, 't', 'read_uncommitted'), until.acknowledged)
          expect(server.isAlive).toBe(true)
          // A start that finds no room says so, and changes nothing.
          await server.end('SIGKILL')
          writeFileSync(`${parent}/rest`, '')
          spawnSync('sh', ['-c', `cat /dev/zero > ${parent}/rest`])
          await expect(server.start()).rejects.toThrow(/no space left|ENOSPC/i)
          rmSync(`${parent}/rest`)
          rmSync(`${parent}/ballast`)
          await server.start()
          const after = await load(server.address, 't', { count: 50, bytes: 60_000 })
          expect(after.refused).toEqual([])
          await server.end('SIGKILL')
          await server.start()
          judge('killed', await readAll(server.address, 't', 'read_uncommitted'), [
            ...until.acknowledged,
            ...after.acknowledged,
          ])
        })
      } finally {
        spawnSync('umount', ['-l', parent])
        rmSync(parent, { recursive: true, force: true })
      }
    }, 180_000)
  },
)

describe.skipIf(!isBuilt || !traces)(
  `a disk that errs${built}${traces ? '' : ' (skipped: there is no strace, or it may not trace)'}`,
  () => {
    test.each([
      ['fdatasync', 60],
      ['fdatasync', 200],
      ['pwrite64', 150],
      ['pwrite64', 400],
    ])(
      'F8: %s gives EIO from the %i-th on: the server ends, and nothing acknowledged is lost',
      async (call, when) => {
        await inFolder(async server => {
          mkdirSync(server.directory)
          server.wrapper = ['strace', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`]
          server.wrapper = [...server.wrapper, '-e', `inject=${call}:error=EIO:when=${when}+`]
          await server.start()
          await create(server.address, 't')
          const until = await load(server.address, 't', { count: 2000, bytes: 300 })
          expect(until.refused.length).toBeGreaterThan(0)
          expect(await server.ended(20_000), server.said).toBe(1)
          expect(server.said).toMatch(/the log folder has failed/)
          server.wrapper = []
          await server.start()
          const after = await load(server.address, 't', { count: 20, bytes: 300 })
          expect(after.refused).toEqual([])
          judge('after the repair', await readAll(server.address, 't', 'read_uncommitted'), [
            ...until.acknowledged,
            ...after.acknowledged,
          ])
        })
      },
      180_000,
    )
  },
)

const limited = (limit: string): string[] => ['sh', '-c', `ulimit ${limit} && exec "$@"`, 'sh']

describe.skipIf(!isBuilt)(`limits of the process${built}`, () => {
  test('F10: writes are short where files may not grow: no half batch stays, the rest goes on', async () => {
    await inFolder(async server => {
      // 4000 blocks of 512 bytes: the segment reaches that in the middle of a batch.
      server.wrapper = limited('-f 4000')
      await server.start()
      await create(server.address, 't')
      await create(server.address, 'other')
      const until = await load(server.address, 't', { count: 200, bytes: 70_001 })
      expect(until.refused).toEqual(['KAFKA_STORAGE_ERROR'])
      expect(until.acknowledged.length).toBeGreaterThan(10)
      judge('at the limit', await readAll(server.address, 't', 'read_uncommitted'), until.acknowledged)
      const other = await load(server.address, 'other', { count: 20, bytes: 100 })
      expect(other.refused).toEqual([])
      await server.end('SIGKILL')
      server.wrapper = []
      await server.start()
      const after = await load(server.address, 't', { count: 20, bytes: 70_001 })
      expect(after.refused).toEqual([])
      judge('without the limit', await readAll(server.address, 't', 'read_uncommitted'), [
        ...until.acknowledged,
        ...after.acknowledged,
      ])
    })
  }, 180_000)

  test('F9: with 160 descriptors, 250 partitions are written, and more connections than that break nobody else', async () => {
    await inFolder(async server => {
      server.wrapper = limited('-n 160')
      await server.start()
      await create(server.address, 't', 250)
      const sockets: Socket[] = []
      const crowd = async (count: number): Promise<void> => {
        for (let n = 0; n < count; n++) {
          const socket = connect(server.port, '127.0.0.1')
          socket.on('error', () => undefined)
          sockets.push(socket)
        }
        await new Promise(settle => setTimeout(settle, 300))
      }
      const before = await load(server.address, 't', { count: 500, bytes: 200, partitions: 250 })
      expect(before.refused).toEqual([])
      await crowd(300)
      expect(server.isAlive, server.said).toBe(true)
      for (const socket of sockets.splice(0)) socket.destroy()
      await new Promise(settle => setTimeout(settle, 300))
      const after = await load(server.address, 't', { count: 500, bytes: 200, partitions: 250 })
      expect(after.refused).toEqual([])
      judge('crowded', await readAll(server.address, 't', 'read_uncommitted'), [
        ...before.acknowledged,
        ...after.acknowledged,
      ])
      await server.end('SIGTERM')
      await server.start()
      judge('started again', await readAll(server.address, 't', 'read_uncommitted'), [
        ...before.acknowledged,
        ...after.acknowledged,
      ])
    })
  }, 180_000)
})
