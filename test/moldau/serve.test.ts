import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Admin, systemClock, systemRandom, tcpCluster } from 'moldau'
import { afterEach, describe, expect, test } from 'vitest'
import { Command, folder, killAll, moldau, removeFolders } from './command.ts'

afterEach(async () => {
  await killAll()
  removeFolders()
})

async function topicsAt(address: string): Promise<string[]> {
  const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom })
  try {
    return await new Admin(cluster).listTopics()
  } finally {
    await cluster.close()
  }
}

async function createTopic(address: string, name: string): Promise<void> {
  const cluster = tcpCluster(address, { clock: systemClock, random: systemRandom })
  try {
    for (const failure of (await new Admin(cluster).createTopics([{ name, partitions: 2 }])).values())
      expect(failure).toBeUndefined()
  } finally {
    await cluster.close()
  }
}

describe('help and flags', () => {
  test.each([
    [['--help'], /Usage: moldau[\s\S]*serve[\s\S]*run/],
    [['serve', '--help'], /Usage: moldau serve[\s\S]*--data[\s\S]*--listen[\s\S]*--config/],
    [
      ['run', '--help'],
      /Usage: moldau run[\s\S]*--data[\s\S]*--brokers[\s\S]*--workers[\s\S]*--create-topics/,
    ],
  ])('%s', async (args, text) => {
    const { code, stderr, stdout } = await moldau(...args)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(text)
  })

  test.each([
    [['serve', '--dta', 'x'], /unknown option '--dta'/],
    [['serve'], /--data is missing/],
    [['serve', '--data'], /--data <dir>.*argument missing/],
    [['srve'], /unknown command 'srve'/],
    [['run'], /missing required argument 'app'/],
    [['run', 'app.ts', '--worker', '4'], /unknown option '--worker'/],
    [['run', 'app.ts'], /--data DIR.*--brokers HOST:PORT/],
    [['run', 'app.ts', '--data', 'd', '--brokers', 'h:1'], /either --data DIR/],
    [['run', 'app.ts', '--brokers', 'h:1', '--listen', 'h:2'], /--listen goes with --data/],
    [['run', 'app.ts', '--brokers', 'h:1', '--create-topics'], /--create-topics goes with --data/],
    [['serve', '--data', 'd', '--listen', 'nowhere'], /'nowhere' is no address/],
    [['serve', '--data', 'd', '--listen', 'a:1,b:2'], /one address is needed/],
  ])('%s is named', async (args, text) => {
    const { code, stderr } = await moldau(...args)
    expect(code).toBe(1)
    expect(stderr).toMatch(text)
    expect(stderr).not.toMatch(/^ +at /m)
  })
})

describe('serve', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends it in order, and its folder opens again',
    async signal => {
      const data = folder()
      const first = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
      const [, address] = await first.says(/at (127\.0\.0\.1:\d+)/)
      await createTopic(address!, 'kept')
      const { code, stderr, stdout } = await first.kill(signal)
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
      expect(stdout).toContain(`stopped by ${signal}`)
      expect(readdirSync(data)).toContain('.kafka_cleanshutdown')

      const second = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
      const [, again] = await second.says(/at (127\.0\.0\.1:\d+)/)
      expect(await topicsAt(again!)).toEqual(['kept'])
      expect((await second.kill('SIGTERM')).code).toBe(0)
    },
  )

  test('after kill -9 the folder is not locked', async () => {
    const data = folder()
    const first = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
    const [, address] = await first.says(/at (127\.0\.0\.1:\d+)/)
    await createTopic(address!, 'kept')
    await first.kill('SIGKILL')
    const second = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
    const [, again] = await second.says(/at (127\.0\.0\.1:\d+)/)
    expect(await topicsAt(again!)).toEqual(['kept'])
    expect((await second.kill('SIGTERM')).code).toBe(0)
  })

  test('a folder has one owner', async () => {
    const data = folder()
    const first = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
    await first.says(/serving/)
    const { code, stderr } = await moldau('serve', '--data', data, '--listen', '127.0.0.1:0')
    expect(code).toBe(1)
    expect(stderr).toContain(data)
    expect(stderr).toMatch(/use|lock/)
    expect((await first.kill('SIGTERM')).code).toBe(0)
  })

  test('a port has one owner, and the folder is free again', async () => {
    const first = new Command(['serve', '--data', folder(), '--listen', '127.0.0.1:0'])
    const [, address] = await first.says(/at (127\.0\.0\.1:\d+)/)
    const data = folder()
    const { code, stderr } = await moldau('serve', '--data', data, '--listen', address!)
    expect(code).toBe(1)
    expect(stderr).toContain(address!.split(':')[1])
    const third = new Command(['serve', '--data', data, '--listen', '127.0.0.1:0'])
    await third.says(/serving/)
  })

  test('listeners and topic defaults come from the configuration', async () => {
    const path = folder()
    const config = join(path, 'server.properties')
    writeFileSync(config, '# as Kafka has it\nlisteners=PLAINTEXT://127.0.0.1:0\nnum.partitions=3\n')
    const command = new Command(['serve', '--data', join(path, 'log'), '--config', config])
    const [, address] = await command.says(/at (127\.0\.0\.1:\d+)/)
    const cluster = tcpCluster(address!, { clock: systemClock, random: systemRandom })
    expect((await cluster.partitionCounts(['on-first-use'], 10_000)).get('on-first-use')).toBe(3)
    await cluster.close()
  })

  test.each([
    ['num.partitons=3', /num\.partitons/],
    ['num.partitions=many', /many for configuration num\.partitions/],
    ['=3', /line 1/],
    ['listeners=SSL://127.0.0.1:0', /SSL/],
    ['moldau.flush=never', /moldau\.flush/],
  ])('a bad configuration is named: %s', async (line, text) => {
    const config = join(folder(), 'server.properties')
    writeFileSync(config, `${line}\n`)
    const { code, stderr } = await moldau('serve', '--data', folder(), '--config', config)
    expect(code).toBe(1)
    expect(stderr).toMatch(text)
  })
})
