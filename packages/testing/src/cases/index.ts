export { printRow } from './print-row.ts'
export { randomCase, randomFrom } from './random-case.ts'
export { runCaseText } from './run-case.ts'
