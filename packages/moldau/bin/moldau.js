#!/usr/bin/env node
// The command. A committed shim: npm links a `bin` only where the file is there at install time, and dist is built later.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../dist/command/main.js', import.meta.url)
if (existsSync(fileURLToPath(main))) await import(main)
else {
  console.error('moldau is not built yet: run `npm run build` in the workspace first')
  process.exitCode = 1
}
