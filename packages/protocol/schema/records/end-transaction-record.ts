import type { DataSchema } from '../form/schema.ts'

export const endTransactionRecord = {
  name: 'EndTransactionRecord',
  key: 24,
  versions: '0',
  flexibleFrom: 0,
  about: 'The records since the beginning count.',
  fields: [],
} satisfies DataSchema
