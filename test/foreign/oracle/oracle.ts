/** The judge: Kafka Streams behind a command, found beside the repository or by the environment. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { isDeepStrictEqual } from 'node:util'

/** The judge's folder, or null when it is not on this machine. */
export function oracleFolder(): string | null {
  const candidates = [
    process.env['MOLDAU_ORACLE'],
    resolve('../shared/oracle'),
    resolve('../../shared/oracle'),
  ]
  return candidates.find(path => path !== undefined && existsSync(`${path}/cases`)) ?? null
}

/** The judge's results for cases given as JSON texts, in order. Needs Java and Maven. */
export function judge(folder: string, cases: readonly string[]): Promise<Result[]> {
  return new Promise((done, fail) => {
    const child = spawn(`${folder}/bin/oracle`, ['run'], { stdio: ['pipe', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', fail)
    child.on('close', code => {
      if (code !== 0) fail(new Error(`the judge ended with ${code}`))
      else
        done(
          Buffer.concat(chunks)
            .toString()
            .trim()
            .split('\n')
            .map(line => JSON.parse(line) as Result),
        )
    })
    child.stdin.end(`${cases.map(text => text.replaceAll('\n', ' ')).join('\n')}\n`)
  })
}

/** A result of a case, as both sides print it. */
export type Result = Record<string, unknown> & {
  error?: {
    stage: string
    event: number | null
    message?: string
    cause?: { class: string; message: string }
  } | null
}

/** What two results must agree on: everything, but of an error the stage and the event alone. */
export function comparable(result: Result): Result {
  const { error, ...rest } = result
  return { ...rest, error: error == null ? null : { stage: error.stage, event: error.event } }
}

/** The first member in which the results differ, as text; null when they agree. */
export function difference(expected: Result, got: Result): string | null {
  const a = comparable(expected)
  const b = comparable(got)
  for (const name of new Set([...Object.keys(a), ...Object.keys(b)])) {
    if (isDeepStrictEqual(a[name], b[name])) continue
    const shown = name === 'error' ? [expected.error, got.error] : [a[name], b[name]]
    return `${name}\n  expected ${JSON.stringify(shown[0])}\n  got      ${JSON.stringify(shown[1])}`
  }
  return null
}
