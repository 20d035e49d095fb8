import type { DataSchema } from '../form/schema.ts'

export const endTxnMarker = {
  name: 'EndTxnMarker',
  versions: '0',
  flexibleFrom: null,
  about: 'Value of a commit or abort marker.',
  fields: [
    {
      name: 'coordinatorEpoch',
      type: 'int32',
      versions: '0+',
      about: 'Epoch of the transaction coordinator',
    },
  ],
} satisfies DataSchema
