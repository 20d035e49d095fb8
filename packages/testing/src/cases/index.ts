export { printRow } from './print-row.ts'
export { runCaseText } from './run-case.ts'
