import { expect, test } from 'vitest'
import { parseProperties } from './properties-file.ts'

test('comments, separators, continuations', () => {
  const text =
    '# a comment\nnum.partitions=3\nlog.retention.ms : 100\n! another\nlisteners=PLAINTEXT://a:1,\\\n   PLAINTEXT://b:2\n\n'
  expect([...parseProperties(text, 'f')]).toEqual([
    ['num.partitions', '3'],
    ['log.retention.ms', '100'],
    ['listeners', 'PLAINTEXT://a:1,PLAINTEXT://b:2'],
  ])
})

test('what is no property is named with its line', () => {
  expect(() => parseProperties('a=1\n=2\n', 'server.properties')).toThrow(/server\.properties.*line 2/)
})
