export { type MarbleOptions, marbles } from './marbles.ts'
