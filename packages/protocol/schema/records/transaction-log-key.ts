import type { DataSchema } from '../form/schema.ts'

export const transactionLogKey = {
  name: 'TransactionLogKey',
  key: 0,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of a transactional id in __transaction_state.',
  fields: [
    {
      name: 'transactionalId',
      type: 'string',
      versions: '0+',
      about: 'Name of the transactional producer; null for none',
    },
  ],
} satisfies DataSchema
