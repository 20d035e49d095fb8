import type { DataSchema } from '../form/schema.ts'

export const fenceBrokerRecord = {
  name: 'FenceBrokerRecord',
  key: 7,
  versions: '0',
  flexibleFrom: 0,
  about: 'A broker was fenced.',
  fields: [
    { name: 'id', type: 'int32', versions: '0+', about: 'Id of the broker' },
    { name: 'epoch', type: 'int64', versions: '0+', about: 'The epoch' },
  ],
} satisfies DataSchema
