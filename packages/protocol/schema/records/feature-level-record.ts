import type { DataSchema } from '../form/schema.ts'

export const featureLevelRecord = {
  name: 'FeatureLevelRecord',
  key: 12,
  versions: '0',
  flexibleFrom: 0,
  about: 'A feature got a finalized level.',
  fields: [
    { name: 'name', type: 'string', versions: '0+', about: 'Name of it' },
    { name: 'featureLevel', type: 'int16', versions: '0+', about: 'Finalized level of the feature' },
  ],
} satisfies DataSchema
