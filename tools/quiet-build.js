// Builds what changed before a command runs. Build output goes to standard error, so that standard output stays the command's own.
import { spawnSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const turbo = createRequire(import.meta.url).resolve('turbo/bin/turbo')
const result = spawnSync(process.execPath, [turbo, 'run', 'build', '--output-logs=errors-only'], {
  cwd: root,
  stdio: ['ignore', 'pipe', 'pipe'],
  encoding: 'utf8',
  env: { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
})
if (result.status !== 0) {
  process.stderr.write(result.stdout + result.stderr)
  process.stderr.write('\nThe build failed; nothing was run. Correct the errors above, then try again.\n')
  process.exit(result.status ?? 1)
}
