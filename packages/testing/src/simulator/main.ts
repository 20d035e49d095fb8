/** `npm run sim`: see `command.ts`. While runs go on, a program that reaches for the clock or chance by itself fails. */
import { MoldauError } from '@moldau/protocol'
import { HELP, readArguments, simulate } from './command.ts'
import { trapGlobals } from './trap-globals.ts'

const print = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

// Whoever read along has seen enough: `npm run sim -- --trace | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : 1)
})

try {
  const asked = readArguments(process.argv.slice(2))
  if (asked === undefined) {
    process.stdout.write(HELP)
  } else {
    const release = trapGlobals()
    const started = process.hrtime.bigint()
    const held = await simulate(asked, print)
    release()
    process.stderr.write(`took ${(Number(process.hrtime.bigint() - started) / 1e9).toFixed(1)} s\n`)
    process.exitCode = held ? 0 : 1
  }
} catch (error) {
  if (!(error instanceof MoldauError)) throw error
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 2
}
