import type { DataSchema } from '../form/schema.ts'

export const noOpRecord = {
  name: 'NoOpRecord',
  key: 20,
  versions: '0',
  flexibleFrom: 0,
  about: 'Nothing; keeps the log moving.',
  fields: [],
} satisfies DataSchema
