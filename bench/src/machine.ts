/** Clocks of this process: wall time, CPU time (user and system, all threads), peak memory. Linux for the memory. */
import { readFileSync } from 'node:fs'

export interface Moment {
  readonly wallMs: number
  readonly cpuMs: number
}

export function now(): Moment {
  const { user, system } = process.cpuUsage()
  return { wallMs: performance.now(), cpuMs: (user + system) / 1000 }
}

/** VmHWM of this process, MB. */
export function peakRssMB(): number {
  const line = /VmHWM:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))
  return Math.round(Number(line?.[1] ?? 0) / 1024)
}

export type Report = Record<string, string | number | boolean>

const round = (value: number, digits: number): number => Number(value.toFixed(digits))

/** Rates of a span, under the peer's names; the log is in this process, so its CPU time is the whole. */
export function span(report: Report, prefix: string, records: number, from: Moment, to: Moment): void {
  const wallS = (to.wallMs - from.wallMs) / 1000
  const cpuS = (to.cpuMs - from.cpuMs) / 1000
  const name = (rest: string): string =>
    prefix === '' ? rest[0]!.toLowerCase() + rest.slice(1) : prefix + rest
  report[name('Records')] = records
  report[name('WallS')] = round(wallS, 3)
  report[name('PerS')] = Math.round(records / wallS)
  report[name('AppCpuS')] = round(cpuS, 3)
  report[name('PerAppCpuS')] = Math.round(records / cpuS)
  // The CPU time of a broker elsewhere is not known.
  if (report.bootstrap !== undefined) return
  report[name('BrokerCpuS')] = 0
  report[name('PerTotalCpuS')] = Math.round(records / cpuS)
}
