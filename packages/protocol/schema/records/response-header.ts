import type { DataSchema } from '../form/schema.ts'

export const responseHeader = {
  name: 'ResponseHeader',
  versions: '0-1',
  flexibleFrom: 1,
  about: 'What stands before every response.',
  fields: [
    {
      name: 'correlationId',
      type: 'int32',
      versions: '0+',
      about: 'Number that ties an answer to its request',
    },
  ],
} satisfies DataSchema
