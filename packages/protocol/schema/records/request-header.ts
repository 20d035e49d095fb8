import type { DataSchema } from '../form/schema.ts'

export const requestHeader = {
  name: 'RequestHeader',
  versions: '1-2',
  flexibleFrom: 2,
  about: 'What stands before every request.',
  fields: [
    { name: 'requestApiKey', type: 'int16', versions: '1+', about: 'Number of the API' },
    { name: 'requestApiVersion', type: 'int16', versions: '1+', about: 'Version of the API' },
    {
      name: 'correlationId',
      type: 'int32',
      versions: '1+',
      about: 'Number that ties an answer to its request',
    },
    {
      name: 'clientId',
      type: 'string',
      versions: '1+',
      nullable: '1+',
      flexible: false,
      about: 'Name the client gives itself',
    },
  ],
} satisfies DataSchema
