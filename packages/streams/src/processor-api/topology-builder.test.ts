/** What a TopologyBuilder refuses, in Kafka Streams' words, and that a build is not touched by what comes after it. */
import { expect, test } from 'vitest'
import { string } from '../serdes/plain.ts'
import { keyValueStore } from '../stores/store-definition.ts'
import { TopologyBuilder } from './topology-builder.ts'

const text = { key: string(), value: string() }
const process = () => ({ process: () => undefined })
const store = (name: string) => keyValueStore(name, text)
const from = (topic: string, source = 'global-source', processor = 'global-processor') => ({
  ...{ ...text, source, topic, processor },
  supplier: process,
})
const begun = () => new TopologyBuilder().addSource('src', ['a', 'b'], text).addProcessor('p', process, 'src')

const refused: [string, (builder: TopologyBuilder) => unknown][] = [
  ['Processor src is already added.', b => b.addSource('src', 'c')],
  ['Processor p is already added.', b => b.addProcessor('p', process, 'src')],
  ['topics cannot be empty', b => b.addSource('other', [])],
  ['Topic b has already been registered by another source.', b => b.addSource('other', ['c', 'b'])],
  ['Pattern [ab] will match a topic that has already been registered', b => b.addSource('other', /[ab]/)],
  ['Topic x1 matches a Pattern already registered', b => b.addSource('x', /x./).addSource('x1', 'x1')],
  ['predecessorNames cannot be empty', b => b.addProcessor('q', process, [])],
  ['Parent node nobody is unknown.', b => b.addSink('out', 'out', ['p', 'nobody'])],
  ['Parent node q is unknown (self-reference).', b => b.addProcessor('q', process, 'q')],
  ['Sink out cannot be used a parent.', b => b.addSink('out', 'out', 'p').addProcessor('q', process, 'out')],
  ['StateStore s is not added yet.', b => b.connectProcessorAndStateStores('p', 's')],
  ['stateStoreNames cannot be empty', b => b.connectProcessorAndStateStores('p', [])],
  [
    'State stores cannot be connect to sources or sinks.',
    b => b.addStateStore(store('s')).connectProcessorAndStateStores('src', 's'),
  ],
  [
    'cannot connect a state store s to a source node or a sink node.',
    b => b.addStateStore(store('s'), 'src'),
  ],
  ['Processor q is not added yet.', b => b.addStateStore(store('s'), 'q')],
  [
    'A different StateStore has already been added with the name s',
    b => b.addStateStore(store('s')).addStateStore(store('s')),
  ],
  [
    'A different StateStore has already been added with the name s',
    b => b.addStateStore(store('s')).addGlobalStore(store('s'), from('g')),
  ],
  [
    'A different GlobalStateStore has already been added with the name g',
    b => b.addGlobalStore(store('g'), from('g')).addStateStore(store('g')),
  ],
  [
    'Global StateStore g can be used by a Processor without being specified',
    b => b.addGlobalStore(store('g'), from('g')).connectProcessorAndStateStores('p', 'g'),
  ],
  ['Topic a has already been registered', b => b.addGlobalStore(store('g'), from('a'))],
  ['sourceName and processorName must be different.', b => b.addGlobalStore(store('g'), from('g', 'x', 'x'))],
  [
    'Source store r is already added.',
    b => {
      const shared = store('r')
      return b
        .addReadOnlyStateStore(shared, from('r1', 's1', 'p1'))
        .addReadOnlyStateStore(shared, from('r2', 's2', 'p2'))
    },
  ],
]

test.each(refused)('%s', (message, call) => {
  expect(() => call(begun())).toThrow(message)
})

test('a serde that nobody gives is an error of the build, and names the node', () => {
  const builder = begun().addSink('out', 'out', 'p')
  expect(() => builder.build()).toThrow('sink out has no key serde')
  expect(builder.build({ 'default.key.serde': string(), 'default.value.serde': string() })).toBeDefined()
})

test('what was built stays as it is', () => {
  const builder = begun().addStateStore(store('s'))
  const before = builder.build()
  const text = before.describe()
  builder
    .connectProcessorAndStateStores('p', 's')
    .addSink('out', 'out', 'p', { key: string(), value: string() })
  expect(before.describe()).toBe(text)
  expect(builder.build().describe()).toContain('Processor: p (stores: [s])')
})
