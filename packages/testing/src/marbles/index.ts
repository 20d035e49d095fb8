export { type MarbleOptions, marbles, marblesAsync } from './marbles.ts'
