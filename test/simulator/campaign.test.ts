/** The campaign of every landing: 300 seeds over all workloads. MOLDAU_SIM_RUNS asks for more, MOLDAU_SIM_SEED for others. */
import { expect, test } from 'vitest'
import { readArguments, simulate } from '../../packages/testing/src/simulator/command.ts'

const runs = process.env.MOLDAU_SIM_RUNS ?? '300'
const seed = process.env.MOLDAU_SIM_SEED ?? '1'

test(`${runs} simulated runs hold`, { timeout: 0 }, async () => {
  const lines: string[] = []
  const held = await simulate(readArguments(['--seed', seed, '--runs', runs])!, line => lines.push(line))
  expect(held, lines.join('\n')).toBe(true)
})
