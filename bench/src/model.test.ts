import { expect, test } from 'vitest'
import { Input } from './generator.ts'
import { appended, expected, fingerprint } from './model.ts'
import { parseOptions } from './options.ts'
import { inputsOf, type ScenarioName } from './scenario.ts'

const inputs = (scenario: ScenarioName, records: number, keys: number, zipf = false): Input[] =>
  inputsOf(scenario, { records, keys, payload: 100, zipf }).map(shape => new Input(shape))

// Source of the figures: the peer's `bench model SCENARIO --records N --keys K`.
test.each(VECTORS())(
  '%s of %i records over %i keys: inputs and result are those of the peer',
  (scenario, records, keys, prints, count, checksum) => {
    const all = inputs(scenario, records, keys)
    expect(all.map(input => fingerprint(input).hex)).toEqual(prints)
    const result = expected(scenario, all)
    expect([result.count, result.hex]).toEqual([count, checksum])
  },
)

function VECTORS(): [ScenarioName, number, number, string[], number, string][] {
  return [
    ['stateless', 50_000, 1_000_000, ['e60220ac'], 24_925, 'be846617'],
    ['count', 50_000, 100, ['7907436a'], 100, '9547122c'],
    ['tumbling', 200_000, 50, ['cbee0397'], 250, '127f4ca3'],
    ['hopping60', 20_000, 10, ['564a4632'], 717, '36221c59'],
    ['session', 50_000, 2_000, ['4f9cd951'], 2_000, '9615142d'],
    ['ssjoin', 50_000, 500, ['8533dab7', 'dfdd5bc6'], 236_909, 'a912dddd'],
    ['ttjoin', 50_000, 3_000, ['cc1ba7f9', 'f4b65638'], 2_997, 'cbf2e068'],
    ['stjoin', 50_000, 1_000, ['305c8862', '9b6fbc49'], 50_000, '5bac51e1'],
    ['fkjoin', 55_000, 1_000, ['a5cd0722', '24e2b02a'], 9_862, '74605074'],
    ['restore', 50_000, 5_000, ['2c6a7bbe'], 5_000, '0f4d3a67'],
  ]
}

test('zipf', () => {
  const all = inputs('count', 50_000, 1_000, true)
  expect(all.map(input => fingerprint(input).hex)).toEqual(['18dd1c68'])
  expect(expected('count', all).hex).toBe('5b506c1d')
})

test('append', () => {
  expect(appended(500_000, 100).hex).toBe('69a9ee8e')
})

test('a wrong option is named', () => {
  expect(() => parseOptions('count', ['--key', '5'])).toThrow(/unknown option "--key"/)
  expect(() => parseOptions('counts', [])).toThrow(/no scenario "counts"/)
  expect(() => parseOptions('count', ['--records', 'many'])).toThrow(/--records takes a number/)
  expect(() => parseOptions('count', ['--set', 'poll.ms'])).toThrow(/--set takes name=value/)
  expect(() => parseOptions('count', ['--rocks', 'tuned'])).toThrow(/--rocks tunes RocksDB/)
  expect([...parseOptions('count', ['--set', 'poll.ms=5', '--set', 'a=b=c', '--set', 'x=true']).set]).toEqual(
    [
      ['poll.ms', 5],
      ['a', 'b=c'],
      ['x', true],
    ],
  )
  expect(parseOptions('count', ['--keys', '1m', '--eos'])).toMatchObject({
    keys: 1_000_000,
    commitMs: 100,
    records: 2_000_000,
  })
})
