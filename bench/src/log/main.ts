/**
 * `npm run bench -- log [L1 L4 ...] [--scale X] [--side moldau|kafka]`: brokers as processes, ours and Kafka's, under the same clients,
 * one scenario after the other, each on an empty folder. Prints each figure of both, and how much better ours is. Exit code 1 when
 * a floor is missed.
 */
import { MoldauError } from '@moldau/protocol'
import { compaction, partitions, recovery, transactions } from './broker-life.ts'
import { BrokerProcess, type Side } from './broker-process.ts'
import { durable, latency } from './latency.ts'
import { backlog, fanOut } from './readers.ts'
import type { Figure, LogScenario } from './scenario.ts'
import { growth, seeks } from './seek.ts'
import { consumerThroughput, producerThroughput, promisePerSend } from './throughput.ts'

const SCENARIOS: readonly LogScenario[] = [
  producerThroughput,
  promisePerSend,
  consumerThroughput,
  latency,
  durable,
  fanOut,
  backlog,
  recovery,
  compaction,
  seeks,
  partitions,
  transactions,
  growth,
]

const round = (value: number): string =>
  value >= 1000 ? Math.round(value).toLocaleString('en-US') : value.toPrecision(3)

function line(ours: Figure | undefined, theirs: Figure | undefined): { text: string; isMissed: boolean } {
  const { better, floor, least, name, unit } = (ours ?? theirs)!
  const cells = [ours, theirs].map(one => (one === undefined ? '-' : round(one.value)).padStart(12))
  let text = `  ${name.padEnd(46)}${cells.join(' /')} ${unit}`
  if (least !== undefined) {
    const isMissed = [ours, theirs].some(one => one !== undefined && one.value < least)
    return { text: `${text}  at least ${least}: ${isMissed ? 'MISSED' : 'met'}`, isMissed }
  }
  if (ours === undefined || theirs === undefined) return { text, isMissed: false }
  const ratio = better === 'more' ? ours.value / theirs.value : theirs.value / ours.value
  const isMissed = floor !== undefined && ratio < floor
  text += ` = ${ratio.toFixed(2)}`
  if (floor !== undefined) text += `  floor ${floor.toFixed(2)}: ${isMissed ? 'MISSED' : 'met'}`
  return { text, isMissed }
}

/** Both sides of one scenario; how many floors were missed. */
async function measure(
  scenario: LogScenario,
  sides: readonly Side[],
  tools: string,
  scale: number,
): Promise<number> {
  console.log(`${scenario.id}  ${scenario.text}${scenario.settings?.durability === 'D2' ? ' (D2)' : ''}`)
  const results = new Map<Side, Figure[]>()
  for (const side of sides) {
    const broker = await BrokerProcess.start(side, tools, scenario.settings)
    try {
      results.set(side, await scenario.run(broker, scale))
    } finally {
      await broker.remove()
    }
  }
  const names = new Set([...results.values()].flat().map(({ name }) => name))
  let missed = 0
  for (const name of names) {
    const of = (side: Side): Figure | undefined => results.get(side)?.find(one => one.name === name)
    const { text, isMissed } = line(of('moldau'), of('kafka'))
    if (isMissed) missed++
    console.log(text)
  }
  return missed
}

function usage(): string {
  const lines = SCENARIOS.map(({ id, text }) => `  ${id.padEnd(8)}${text}`)
  return `Usage: npm run bench -- log [SCENARIO...] [--scale NUMBER] [--side moldau|kafka]\n\n${lines.join('\n')}`
}

/** The command; `tools` gives the folder of Kafka's, which our side alone does not need. */
export async function logBench(words: readonly string[], tools: () => string): Promise<number> {
  if (words.includes('--help')) {
    console.log(usage())
    return 0
  }
  const wrong = words.find(word => word.startsWith('-') && word !== '--scale' && word !== '--side')
  if (wrong !== undefined)
    throw new MoldauError('BAD_OPTION', `log has no ${wrong}`, {
      hint: 'it takes --scale NUMBER and --side SIDE',
    })
  const value = (name: string): string | undefined => {
    const at = words.indexOf(name)
    return at < 0 ? undefined : (words[at + 1] ?? '')
  }
  const scale = Number(value('--scale') ?? 1)
  const side = value('--side')
  if (!(scale > 0) || (side !== undefined && side !== 'moldau' && side !== 'kafka'))
    throw new MoldauError('BAD_OPTION', 'log takes --scale NUMBER and --side moldau or kafka')
  const ids = words.filter((word, n) => !word.startsWith('--') && !words[n - 1]?.startsWith('--'))
  const unknown = ids.filter(id => !SCENARIOS.some(one => one.id === id))
  if (unknown.length > 0) {
    throw new MoldauError('BAD_OPTION', `log knows no ${unknown.join(', ')}`, {
      hint: `there are ${SCENARIOS.map(({ id }) => id).join(', ')}`,
    })
  }
  const folder = side === 'moldau' ? '' : tools()
  console.log('ours / Kafka, and how many times ours is the better')
  let missed = 0
  for (const scenario of SCENARIOS) {
    if (ids.length > 0 && !ids.includes(scenario.id)) continue
    missed += await measure(scenario, side === undefined ? ['moldau', 'kafka'] : [side], folder, scale)
  }
  return missed === 0 ? 0 : 1
}
