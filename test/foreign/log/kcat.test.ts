/** kcat (librdkafka) against `listen`: lists, produces with every codec, consumes by offset, by time and by group. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasKcat, kcatOrWhy, run, type Served, serve } from './foreign.ts'

describe.skipIf(!hasKcat)(`kcat${kcatOrWhy}`, () => {
  let served: Served
  beforeAll(async () => {
    served = await serve({ 'num.partitions': 1 })
  })
  afterAll(async () => {
    await served.close()
    served.remove()
  })

  const kcat = async (args: readonly string[], input = ''): Promise<string> => {
    const output = await run('kcat', ['-b', served.address, ...args], input, 25_000)
    if (output.status !== 0)
      throw new Error(`kcat ${args.join(' ')} ended with ${output.status}: ${output.stderr}`)
    return output.stdout
  }
  const consume = (topic: string, ...args: string[]): Promise<string> =>
    kcat(['-t', topic, '-C', '-e', '-q', ...args])

  test('lists brokers and topics', async () => {
    await kcat(['-t', 'listed', '-P'], 'x\n')
    const listing = await kcat(['-L'])
    expect(listing).toContain(`broker 1 at ${served.address}`)
    expect(listing).toContain('topic "listed" with 1 partitions')
  })

  for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
    test(`round trip with codec ${codec}, keys and headers`, async () => {
      // Long and repetitive, so that librdkafka really sends it compressed.
      const lines = Array.from({ length: 50 }, (_, n) => `key${n}:${`value ${n} `.repeat(40)}`)
      await kcat(
        [
          '-t',
          `codec-${codec}`,
          '-P',
          '-K:',
          '-H',
          'name=Vltava',
          ...(codec === 'none' ? [] : ['-z', codec]),
        ],
        `${lines.join('\n')}\n`,
      )
      const seen = await consume(`codec-${codec}`, '-f', '%k:%s|%h\\n')
      expect(seen).toBe(lines.map(line => `${line}|name=Vltava\n`).join(''))
    })
  }

  test('by offset, from the end, and null values', async () => {
    await kcat(['-t', 'offsets', '-P', '-K:', '-Z'], 'a:1\nb:\nc:3\nd:4\n')
    expect(await consume('offsets', '-o', '2', '-f', '%o %k %s\\n')).toBe('2 c 3\n3 d 4\n')
    expect(await consume('offsets', '-o', '-1', '-f', '%k\\n')).toBe('d\n')
    expect(await consume('offsets', '-o', 'beginning', '-f', '%k %S\\n')).toBe('a 1\nb -1\nc 1\nd 1\n')
  })

  test('by time', async () => {
    await kcat(['-t', 'times', '-P'], 'early\n')
    await new Promise(resolve => setTimeout(resolve, 20))
    const between = Date.now()
    await new Promise(resolve => setTimeout(resolve, 20))
    await kcat(['-t', 'times', '-P'], 'late\n')
    expect(await consume('times', '-o', `s@${between}`)).toBe('late\n')
    expect(await kcat(['-Q', '-t', `times:0:${between}`])).toContain('offset 1')
  })

  test('by group: a second run goes on where the first one stopped', async () => {
    await kcat(['-t', 'grouped', '-P'], 'one\ntwo\n')
    const group = ['-G', 'kcat-group', '-q', '-e', '-X', 'auto.offset.reset=earliest', 'grouped']
    expect(await kcat(group)).toBe('one\ntwo\n')
    await kcat(['-t', 'grouped', '-P'], 'three\n')
    expect(await kcat(group)).toBe('three\n')
  })

  test('idempotent and transactional producing of librdkafka', async () => {
    await kcat(['-t', 'exact', '-P', '-X', 'enable.idempotence=true'], 'i1\ni2\n')
    await kcat(['-t', 'exact', '-P', '-X', 'transactional.id=kcat-txn'], 't1\nt2\n')
    expect(await consume('exact', '-X', 'isolation.level=read_committed')).toBe('i1\ni2\nt1\nt2\n')
  })
})
