/** Random topologies of the Processor API: sources, processors that read and write stores, sinks; some that cannot be. */
import { type CaseDraft, type Step, when } from './random-draft.ts'

const PLAIN = { key: 'string', value: 'long' } as const
const NUMBER = ['coalesce', ['value'], 0]

/** The `topology` of a case. */
export function randomTopology(d: CaseDraft): Step[] {
  const steps: Step[] = [{ op: 'addSource', name: 'in-source', topics: ['in'], ...PLAIN }]
  const nodes = ['in-source']
  if (d.chance(60)) {
    const what = d.chance(50) ? { topics: ['other', 'table'] } : { pattern: 'o.*r' }
    steps.push({ op: 'addSource', name: 'more', ...what, ...PLAIN })
    nodes.push('more')
  }
  const globals = d.chance(35) ? fillingStore(d, steps, 'addGlobalStore') : []
  const readOnly = d.chance(35) ? fillingStore(d, steps, 'addReadOnlyStateStore') : []
  const stores = [...readOnly]
  const processors: string[] = []
  for (let n = 1 + d.below(4); n > 0; n--) {
    const name = d.name('p')
    const parents = [d.pick(nodes), ...(d.chance(30) ? [d.pick(nodes)] : [])]
    const own = d.chance(50) ? d.name('own') : undefined
    const read = [...stores, ...globals].filter(() => d.chance(40))
    const connected = read.filter(store => stores.includes(store))
    steps.push({
      ...{ op: 'addProcessor', name, parents: [...new Set(parents)] },
      process: body(d, own, read),
      ...(own !== undefined && { ownStores: [storeOf(d, own)] }),
      ...(connected.length > 0 && { stores: connected }),
    })
    if (own !== undefined) stores.push(own)
    nodes.push(name)
    processors.push(name)
  }
  if (d.chance(30)) {
    const name = d.name('shared')
    const users = processors.filter(() => d.chance(50))
    steps.push({ op: 'addStateStore', store: storeOf(d, name), processors: users })
    if (d.chance(50)) steps.push({ op: 'connect', processor: d.pick(processors), stores: [name] })
  }
  for (const parent of nodes.slice(-3)) {
    const topic = d.chance(25)
      ? { topicFn: ['if', ['isNull', ['key']], 'gone', 'there'] }
      : { topic: d.name('out') }
    steps.push({ op: 'addSink', name: d.name('sink'), parents: [parent], ...topic, ...PLAIN })
  }
  if (d.chance(10)) steps.push(wrong(d, nodes))
  return steps
}

function storeOf(d: CaseDraft, name: string): Step {
  const kind = d.pick(['keyValue', 'timestampedKeyValue', 'headersKeyValue'])
  return { name, kind, ...PLAIN, ...(d.chance(20) && { logging: false }) }
}

/** Adds a store that a topic fills; gives its name. */
function fillingStore(d: CaseDraft, steps: Step[], op: string): string[] {
  const name = d.name('filled')
  const topic = `t-${name}`
  d.extraTopics.push(topic)
  const process = [
    when(['not', ['isNull', ['key']]], [{ put: { store: name, key: ['key'], value: ['value'] } }]),
  ]
  const nodes = { source: `${name}-source`, processor: `${name}-processor` }
  steps.push({ op, store: storeOf(d, name), topic, ...PLAIN, ...nodes, process })
  return [name]
}

function body(d: CaseDraft, own: string | undefined, read: readonly string[]): Step[] {
  const found = read.map(store => ['coalesce', ['lookup', store, ['coalesce', ['key'], 'a']], 100])
  const value = ['add', NUMBER, ...found, d.below(3)]
  const statements: Step[] = [{ forward: { value } }]
  if (own !== undefined) {
    const key = ['coalesce', ['key'], 'none']
    statements.push({ put: { store: own, key, value: ['value'] } })
    statements.push({ forward: { value: ['add', ['coalesce', ['lookup', own, key], 0], 1000] } })
  }
  if (d.chance(20)) statements.push(when(['gt', NUMBER, 6], [{ forward: { to: 'sink0' } }]))
  return d.chance(50) ? statements : statements.reverse()
}

function wrong(d: CaseDraft, nodes: readonly string[]): Step {
  return d.pick([
    { op: 'addProcessor', name: nodes[0], parents: [nodes[0]], process: [] },
    { op: 'addProcessor', name: 'late', parents: ['nobody'], process: [] },
    { op: 'addSource', name: 'again', topics: ['in'], ...PLAIN },
    { op: 'addSource', name: 'wide', pattern: '.*', ...PLAIN },
    { op: 'connect', processor: nodes[0], stores: ['nothing'] },
    { op: 'connect', processor: nodes[nodes.length - 1], stores: [] },
  ])
}
