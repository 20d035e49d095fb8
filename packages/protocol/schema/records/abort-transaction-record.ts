import type { DataSchema } from '../form/schema.ts'

export const abortTransactionRecord = {
  name: 'AbortTransactionRecord',
  key: 25,
  versions: '0',
  flexibleFrom: 0,
  about: 'The records since the beginning do not count.',
  fields: [
    {
      name: 'reason',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      tag: 0,
      tagged: '0+',
      default: null,
      about: 'Why, in words',
    },
  ],
} satisfies DataSchema
