import type { DataSchema } from '../form/schema.ts'

export const configRecord = {
  name: 'ConfigRecord',
  key: 4,
  versions: '0',
  flexibleFrom: 0,
  about: 'A configuration entry was set or taken away.',
  fields: [
    { name: 'resourceType', type: 'int8', versions: '0+', about: '2 topic, 4 broker' },
    { name: 'resourceName', type: 'string', versions: '0+', about: 'Name of the topic or id of the broker' },
    { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
    { name: 'value', type: 'string', versions: '0+', nullable: '0+', about: 'The value; null for none' },
  ],
} satisfies DataSchema
