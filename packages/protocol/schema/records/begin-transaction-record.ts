import type { DataSchema } from '../form/schema.ts'

export const beginTransactionRecord = {
  name: 'BeginTransactionRecord',
  key: 23,
  versions: '0',
  flexibleFrom: 0,
  about: 'The records up to the end or abort belong together.',
  fields: [
    {
      name: 'name',
      type: 'string',
      versions: '0+',
      nullable: '0+',
      tag: 0,
      tagged: '0+',
      default: null,
      about: 'Name of it',
    },
  ],
} satisfies DataSchema
