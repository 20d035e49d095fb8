import type { DataSchema } from '../form/schema.ts'

export const groupMetadataKey = {
  name: 'GroupMetadataKey',
  key: 2,
  versions: '0',
  flexibleFrom: null,
  about: 'Key of a classic group in __consumer_offsets.',
  fields: [{ name: 'group', type: 'string', versions: '0+', about: 'Id of the group' }],
} satisfies DataSchema
