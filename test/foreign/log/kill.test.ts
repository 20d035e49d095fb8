/** kcat before and after kill -9 of a served log: what was acknowledged is there once, in order, and groups go on. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { hasKcat, kcatOrWhy, run } from './foreign.ts'

const command = resolve(fileURLToPath(import.meta.url), '../../../../packages/moldau/bin/moldau.js')
const built = existsSync(resolve(command, '../../dist'))
const why = built ? kcatOrWhy : ' (skipped: packages/moldau is not built)'

function freePort(): Promise<number> {
  return new Promise(settle => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => settle(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}

/** Starts the server and settles when kcat can list. */
async function start(directory: string, address: string): Promise<ChildProcess> {
  const child = spawn(process.execPath, [command, 'serve', '--data', directory, '--listen', address], {
    stdio: 'inherit',
  })
  for (let tries = 0; tries < 100; tries++) {
    if ((await run('kcat', ['-b', address, '-L', '-m', '1'])).status === 0) return child
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`)
    await new Promise(settle => setTimeout(settle, 100))
  }
  throw new Error('the server did not come up')
}

const gone = (child: ChildProcess): Promise<void> => new Promise(settle => child.once('exit', () => settle()))

describe.skipIf(!hasKcat || !built)(`kill -9 of a served log${why}`, () => {
  test('loses nothing that was acknowledged and doubles nothing', async () => {
    const directory = mkdtempSync(`${tmpdir()}/moldau-kill-`)
    const address = `127.0.0.1:${await freePort()}`
    const group = ['-b', address, '-G', 'g', '-q', '-e', '-X', 'auto.offset.reset=earliest', 't']
    let server = await start(directory, address)
    let acknowledged = 0
    try {
      for (let round = 0; round < 4; round++) {
        const lines = Array.from({ length: 100 }, (_, n) => `${round}-${n}`)
        const sure = await run(
          'kcat',
          ['-b', address, '-t', 't', '-P', '-X', 'acks=all'],
          `${lines.join('\n')}\n`,
        )
        expect(sure.status).toBe(0)
        acknowledged += lines.length
        // In the middle of another, endless one.
        const endless = run(
          'kcat',
          ['-b', address, '-t', 't', '-P', '-X', 'enable.idempotence=true', '-X', 'message.timeout.ms=2000'],
          Array.from({ length: 200_000 }, (_, n) => `x${round}-${n}\n`).join(''),
          10_000,
        )
        await new Promise(settle => setTimeout(settle, 40 + round * 35))
        const ended = gone(server)
        server.kill('SIGKILL')
        await ended
        await endless
        server = await start(directory, address)
        const seen = (await run('kcat', ['-b', address, '-t', 't', '-C', '-e', '-q'])).stdout
          .trim()
          .split('\n')
        expect(new Set(seen).size).toBe(seen.length)
        const surely = seen.filter(line => !line.startsWith('x'))
        expect(surely.length).toBe(acknowledged)
        expect(surely.slice(-lines.length)).toEqual(lines)
        const unsure = seen.filter(line => line.startsWith(`x${round}-`))
        expect(unsure).toEqual(unsure.map((_, n) => `x${round}-${n}`))
      }
      const first = (await run('kcat', group)).stdout.trim().split('\n').length
      expect(first).toBeGreaterThanOrEqual(acknowledged)
      const ended = gone(server)
      server.kill('SIGKILL')
      await ended
      server = await start(directory, address)
      await run('kcat', ['-b', address, '-t', 't', '-P'], 'last\n')
      expect((await run('kcat', group)).stdout).toBe('last\n')
    } finally {
      const ended = server.exitCode === null ? gone(server) : undefined
      server.kill('SIGTERM')
      await ended
      rmSync(directory, { recursive: true, force: true })
    }
  }, 120_000)
})
